// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <string_view>

namespace mqttscope::session {

/// "PUBLISH", or an event in brackets: "[FIN]", "[Gap]".
[[nodiscard]] std::string_view typeName(const store::Row& row);

} // namespace mqttscope::session
