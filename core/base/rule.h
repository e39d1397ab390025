// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <string_view>

namespace mqttscope::base {

/// How much a finding says about who made it.
enum class Severity : std::uint8_t {
    Information, ///< legal, but worth knowing
    Warning,     ///< probably wrong, or not provable from outside
    Error,       ///< certainly against the standard
};

/// The number of a rule. It is stored with findings and never given to another rule: 1 to 999 are rules of the
/// standards, from 1000 on they are our own.
struct RuleId {
    std::uint16_t value = 0; ///< 0 = none

    [[nodiscard]] constexpr bool valid() const { return value != 0; }

    constexpr auto operator<=>(const RuleId&) const = default;
};

inline constexpr std::uint16_t kOwnRules = 1000;

/// One row of a rule table: everything that anybody may ask about a rule without looking at bytes.
struct Rule {
    RuleId id{};
    std::string_view id311{}; ///< its number in MQTT 3.1.1 ("3.1.0-2"), its section where it has none ("§2.2.3");
                              ///< empty: no rule there
    std::string_view id5{};   ///< the same in MQTT 5.0
    std::string_view name{};  ///< of rules that no standard has: "capture.gap"
    Severity severity = Severity::Error;
    std::string_view text{}; ///< what was broken, in one plain sentence; {} is the label of the field
};

} // namespace mqttscope::base
