// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace mqttscope::exporter {

/// Captured text as text of an HTML page, in an element or in a quoted attribute: none of it becomes markup. Control
/// characters become visible; more than `maxLength` characters are cut (0: none are).
[[nodiscard]] std::string htmlText(std::string_view captured, std::size_t maxLength = 0);

} // namespace mqttscope::exporter
