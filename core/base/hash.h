// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace mqttscope::base {

/// A well mixed hash of captured bytes. It is seeded once per process, so that a crafted capture cannot aim for
/// collisions; never store it or show it.
[[nodiscard]] std::uint32_t hashBytes(std::string_view bytes);
/// The same of a number.
[[nodiscard]] std::uint32_t hashNumber(std::uint64_t number);

} // namespace mqttscope::base
