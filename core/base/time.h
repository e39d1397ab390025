// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>

namespace mqttscope::base {

/// Nanoseconds since 1970-01-01T00:00:00Z, as the capture says. Captures may jump backwards; nothing here assumes
/// order.
struct Timestamp {
    std::int64_t nanoseconds = 0; ///< 0: not known (the simple packet blocks of pcapng have no time)

    [[nodiscard]] constexpr bool known() const { return nanoseconds != 0; }

    constexpr auto operator<=>(const Timestamp&) const = default;
};

/// Nanoseconds between two time stamps.
[[nodiscard]] constexpr std::int64_t operator-(Timestamp a, Timestamp b) {
    // Captures hold any value: wrap like the hardware does instead of overflowing.
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a.nanoseconds) -
                                     static_cast<std::uint64_t>(b.nanoseconds));
}

inline constexpr std::int64_t kNanosecondsPerSecond = 1'000'000'000;

} // namespace mqttscope::base
