// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/field_table.h"
#include "core/mqtt/layout.h"
#include "core/mqtt/packet_set.h"
#include "core/mqtt/problem.h"
#include "core/mqtt/rule_table.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>

// Which rule is broken by what: the tables between the description of packets and the rules.

namespace mqttscope::mqtt {

using base::RuleId;
using base::Severity;

/// The rule of this number; one that is not in the table does not compile.
[[nodiscard]] consteval RuleId rule(std::uint16_t number) {
    for (const auto& row : kRules)
        if (row.id.value == number) return row.id;
    throw "no rule has this number";
}

[[nodiscard]] consteval base::FieldId anyOrFieldId(std::string_view key) {
    return key.empty() ? base::FieldId{} : fieldId(key);
}

inline constexpr PacketSet kAllPackets{0xFFFF};

/// Whether a problem of the decoder is about bytes or about their absence.
enum class Extent : std::uint8_t { Any, Missing };

/// A problem of the decoder; the first row that fits it tells the rule.
struct ProblemRule {
    Problem problem;
    RuleId rule;
    base::FieldId field{}; ///< none: any
    PacketSet packets = kAllPackets;
    Extent extent = Extent::Any;

    consteval ProblemRule(Problem p, std::uint16_t number, std::string_view key = {}, Extent e = Extent::Any)
        : problem(p)
        , rule(mqtt::rule(number))
        , field(anyOrFieldId(key))
        , extent(e) {}

    consteval ProblemRule(Problem p, std::uint16_t number, PacketSet in)
        : problem(p)
        , rule(mqtt::rule(number))
        , packets(in) {}

    [[nodiscard]] constexpr bool fits(const ProblemReport& report, PacketType type) const {
        return report.problem == problem && packets.has(type) && (!field.valid() || field == report.field) &&
               (extent == Extent::Any || report.range.size == 0);
    }
};

inline constexpr auto kProblemRules = [] {
    using enum Problem;
    using enum PacketType;
    using enum Extent;
    return std::to_array<ProblemRule>({
        {Truncated, 305, "mqtt.publish.topic", Missing},
        {Truncated, 18, "mqtt.property_length", Missing},
        {Truncated, 37, "mqtt.will.properties", Missing},
        {Truncated, 37, "mqtt.will.topic", Missing},
        {Truncated, 37, "mqtt.will.payload", Missing},
        {Truncated, 42, "mqtt.connect.user_name", Missing},
        {Truncated, 44, "mqtt.connect.password", Missing},
        {Truncated, 47, "mqtt.connect.client_id", Missing},
        {Truncated, 46, "mqtt.connect.client_id"},
        {Truncated, 46, "mqtt.will.topic"},
        {Truncated, 46, "mqtt.will.payload"},
        {Truncated, 46, "mqtt.connect.user_name"},
        {Truncated, 46, "mqtt.connect.password"},
        {Truncated, 16},
        {LeftoverBytes, 17},
        {BadLength, 6},
        {LengthNotMinimal, 5},
        {UnknownProperty, 19},
        {PropertyNotAllowed, 20},
        {PropertyRepeated, 21},
        {ValueNotAllowed, 23, "mqtt.prop.receive_maximum"},
        {ValueNotAllowed, 24, "mqtt.prop.maximum_packet_size"},
        {ValueNotAllowed, 25, "mqtt.prop.subscription_identifier"},
        {ValueNotAllowed, 99, "mqtt.prop.topic_alias"},
        {ValueNotAllowed, 22},
        {ReservedBits, 36, "mqtt.connect.reserved"},
        {ReservedBits, 62, "mqtt.connack.reserved"},
        {ReservedBits, 141, "mqtt.subscribe.reserved"},
        {ReservedBits, 141, "mqtt.subscribe.unused"},
        {ReservedBits, 9, in(Pubrel)},
        {ReservedBits, 10, in(Subscribe)},
        {ReservedBits, 11, in(Unsubscribe)},
        {ReservedBits, 12, in(Disconnect)},
        {ReservedBits, 13, in(Auth)},
        {ReservedBits, 8},
        {ReservedType, 300, in(Auth)},
        {ReservedType, 14},
        {LengthPastEnd, 16},
        {WrongSender, 105, "mqtt.prop.subscription_identifier"},
        {WrongSender, 197, "mqtt.prop.session_expiry_interval"},
        {WrongSender, 306, "mqtt.puback.reason_code"},
        {WrongSender, 307, "mqtt.pubrec.reason_code"},
        {WrongSender, 308, "mqtt.disconnect.reason_code"},
        {WrongSender, 309, "mqtt.auth.reason_code"},
    });
}();

/// The rule that a problem breaks; none where it is no fault of the sender.
[[nodiscard]] constexpr RuleId ruleOf(const ProblemReport& report, PacketType type) {
    for (const auto& row : kProblemRules)
        if (row.fits(report, type)) return row.rule;
    return {};
}

/// Rules that each property has in its own section of each packet: that stands for their numbers.
inline constexpr auto kPropertyRules =
    std::to_array<RuleId>({rule(21), rule(22), rule(23), rule(24), rule(25), rule(26)});

/// What a text is, beside a text.
enum class TextKind : std::uint8_t { Plain, TopicName, TopicFilter };

/// What a text field must hold. Texts without a row are plain ones.
struct TextRule {
    base::FieldId field{};
    RuleId notUtf8 = rule(1);
    TextKind kind = TextKind::Plain;
    RuleId wildcard{}; ///< TopicName
    RuleId empty{};    ///< where it must not be

    consteval TextRule() = default;

    consteval TextRule(std::string_view key, std::uint16_t broken, TextKind is = TextKind::Plain,
                       std::uint16_t ofWildcard = 0, std::uint16_t ofEmpty = 0)
        : field(fieldId(key))
        , notUtf8(rule(broken))
        , kind(is)
        , wildcard(ofWildcard != 0 ? rule(ofWildcard) : RuleId{})
        , empty(ofEmpty != 0 ? rule(ofEmpty) : RuleId{}) {}
};

/// The topic of a PUBLISH may be empty where an alias stands for it.
inline constexpr auto kTextRules = std::to_array<TextRule>({
    {"mqtt.connect.client_id", 48},
    {"mqtt.connect.user_name", 54},
    {"mqtt.will.topic", 53, TextKind::TopicName, 304, 303},
    {"mqtt.publish.topic", 95, TextKind::TopicName, 96},
    {"mqtt.subscribe.filter", 139, TextKind::TopicFilter, 0, 97},
    {"mqtt.unsubscribe.filter", 151, TextKind::TopicFilter, 0, 97},
    {"mqtt.prop.response_topic", 27, TextKind::TopicName, 28, 97},
    {"mqtt.will.prop.response_topic", 27, TextKind::TopicName, 28, 97},
    {"mqtt.prop.content_type", 29},
    {"mqtt.will.prop.content_type", 29},
    {"mqtt.prop.user_property.name", 7},
    {"mqtt.prop.user_property.value", 7},
    {"mqtt.will.prop.user_property.name", 7},
    {"mqtt.will.prop.user_property.value", 7},
});

[[nodiscard]] constexpr TextRule textRule(base::FieldId field) {
    for (const auto& row : kTextRules)
        if (row.field == field) return row;
    return {};
}

/// Legal values of a number that is no property.
struct ValueRule {
    base::FieldId field;
    RuleId rule;
    std::uint32_t smallest = 0;
    std::uint32_t largest = std::numeric_limits<std::uint32_t>::max();
    PacketSet packets = kAllPackets;
    Versions versions = Versions::All;
};

inline constexpr auto kValueRules = std::to_array<ValueRule>({
    {.field = fieldId("mqtt.qos"), .rule = rule(94), .largest = 2, .packets = in(PacketType::Publish)},
    {.field = fieldId("mqtt.packet_identifier"), .rule = rule(107), .smallest = 1},
    {.field = fieldId("mqtt.connect.will_qos"), .rule = rule(39), .largest = 2},
    {.field = fieldId("mqtt.connack.unused"), .rule = rule(62), .largest = 0},
    {.field = fieldId("mqtt.subscribe.qos"), .rule = rule(310), .largest = 2},
    {.field = fieldId("mqtt.subscribe.retain_handling"), .rule = rule(311), .largest = 2},
    // A SUBACK of 3.1 cannot refuse (MQTT 3.1 §3.9).
    {.field = fieldId("mqtt.suback.return_code"), .rule = rule(134), .largest = 2, .versions = Versions::V31},
});

/// Codes whose legal values are their names in the field table; who may send them stands in codes.h.
struct CodeRule {
    base::FieldId field;
    RuleId rule;
};

inline constexpr auto kCodeRules = std::to_array<CodeRule>({
    {fieldId("mqtt.connack.return_code"), rule(67)},
    {fieldId("mqtt.connack.reason_code"), rule(67)},
    {fieldId("mqtt.puback.reason_code"), rule(130)},
    {fieldId("mqtt.pubrec.reason_code"), rule(131)},
    {fieldId("mqtt.pubrel.reason_code"), rule(132)},
    {fieldId("mqtt.pubcomp.reason_code"), rule(133)},
    {fieldId("mqtt.suback.return_code"), rule(134)},
    {fieldId("mqtt.suback.reason_code"), rule(134)},
    {fieldId("mqtt.unsuback.reason_code"), rule(135)},
    {fieldId("mqtt.disconnect.reason_code"), rule(136)},
    {fieldId("mqtt.auth.reason_code"), rule(137)},
});

/// Where a version makes less of a rule than its row says; none: the version has no such rule.
struct Mitigation {
    RuleId rule;
    Version version;
    std::optional<Severity> severity{};
};

inline constexpr auto kMitigations = std::to_array<Mitigation>({
    {rule(5), Version::V311, Severity::Warning}, // no numbered statement there
    {rule(8), Version::V31},                     // bits without a use, not with a fixed value (MQTT 3.1 §2.1)
    {rule(12), Version::V31},
    {rule(49), Version::V31}, // any 1 to 23 characters are legal there: rule 313 tells the others
    {rule(50), Version::V31}, // an empty identifier is not legal there at all: rule 313
});

/// How severe it is to break a rule in a version that is sure; none: it cannot be broken there. The statements of
/// MQTT 3.1 are no conformance statements: a warning at most.
[[nodiscard]] constexpr std::optional<Severity> severityOf(const base::Rule& row, Version version) {
    for (const auto& less : kMitigations)
        if (less.rule == row.id && less.version == version) return less.severity;
    const auto own = !row.name.empty();
    if (!own && (version == Version::V5 ? row.id5 : row.id311).empty()) return std::nullopt;
    return version == Version::V31 || version == Version::Unknown ? std::min(row.severity, Severity::Warning)
                                                                  : row.severity;
}

} // namespace mqttscope::mqtt
