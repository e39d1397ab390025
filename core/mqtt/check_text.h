// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/rule.h"

#include <optional>
#include <string_view>

namespace mqttscope::mqtt {

/// The first of each kind of fault in a text, counted from its first byte; an empty range: there is none.
struct TextFaults {
    base::ByteRange notUtf8{}; ///< what follows it is not looked at
    base::ByteRange zero{};    ///< U+0000
    base::ByteRange control{}; ///< U+0001–001F, U+007F–009F, or a non-character (MQTT 5.0 §1.5.4)
    base::ByteRange mark{};    ///< U+FEFF
};

[[nodiscard]] TextFaults findTextFaults(base::ByteView text);

/// The first wildcard of a topic name; an empty range: it has none.
[[nodiscard]] base::ByteRange findWildcard(std::string_view topic);

/// Faults of a topic filter (MQTT 5.0 §4.7.1, §4.8.2), counted from its first byte; an empty range: there is none.
struct FilterFaults {
    base::ByteRange hash{};
    base::ByteRange plus{};
    base::ByteRange share{};
    base::RuleId shareRule{}; ///< which rule `share` breaks
};

/// `sharing`: whether $share/… is a shared subscription, as in MQTT 5.0, or a topic filter as others are.
[[nodiscard]] FilterFaults findFilterFaults(std::string_view filter, bool sharing);

/// MQTT 5.0 §4.8.2.
inline constexpr std::string_view kSharePrefix = "$share/";

/// Whose topic it is that starts with $ (MQTT 5.0 §4.7.2).
enum class DollarTopic : std::uint8_t {
    No,
    Vendor, ///< a use that products give to clients
    Server,
};

[[nodiscard]] DollarTopic dollarTopic(std::string_view topic);

} // namespace mqttscope::mqtt
