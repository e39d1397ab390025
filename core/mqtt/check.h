// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field.h"
#include "core/base/id.h"
#include "core/base/rule.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/problem.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::mqtt {

/// What a packet's own bytes do not tell, and how sure it is. What is not sure silences rules or makes them warnings.
struct CheckContext {
    Version version = Version::Unknown; ///< of the connection; a CONNECT is judged by its own
    bool inferred = false;              ///< the version is concluded from traffic: no CONNECT was seen
    bool bridge = false;                ///< the CONNECT had the bridge bit: a broker speaks as a client
    base::Direction direction = base::Direction::ToServer;
    bool directionSure = false; ///< rules about who may send what are silent otherwise
};

/// A rule that a packet breaks, and where.
struct Breach {
    base::RuleId rule{};
    base::Severity severity{}; ///< of this one: guards may make it less than the rule's
    base::ByteRange range{};   ///< the offending bytes; for what is missing, those of the length that leaves no room
    base::FieldId field{};     ///< the field it is about
    Problem problem = Problem::BrokenRule;

    constexpr bool operator==(const Breach&) const = default;
};

/// At most this many breaches are told of one packet; then one of kMoreBreaches, as severe as the worst of the others.
inline constexpr std::size_t kMostBreaches = 16;
inline constexpr base::RuleId kMoreBreaches{1100};

/// Appends every rule of this module that the packet breaks, in the order of its bytes, rules about several fields
/// last. `head` is the packet up to its payload or all of it, `length` its announced length with the fixed header,
/// `available` how many of its bytes were captured: what was not captured is nobody's fault. A payload beyond `head` is
/// not looked at: see PacketSummary::payloadIsText. Where the version is not known, only what holds in every version
/// that the packet can be of is told, as a warning at most.
void checkPacket(base::ByteView head, std::uint32_t length, std::uint32_t available, const CheckContext& context,
                 std::vector<Breach>& out);

/// Rule 30 of a payload that lies beyond the head: `at` is the byte of the packet where Utf8Check found a fault.
[[nodiscard]] Breach payloadNotText(std::uint32_t at);

/// The rules of this module, by their id.
[[nodiscard]] std::span<const base::Rule> rules();

/// The row of a rule, or nothing.
[[nodiscard]] const base::Rule* findRule(base::RuleId id);

/// The rule's principal number in a version: "3.3.1-2", "§2.2.2.2"; "3.1" in MQTT 3.1, whose statements have no
/// numbers; nothing where the version is not known or has no such rule.
[[nodiscard]] std::string_view ruleNumber(const base::Rule& rule, Version version);

/// The same for a rule that a field of a packet breaks: of a rule about a property the section that describes that
/// property in that packet ("§3.2.2.3.4").
[[nodiscard]] std::string_view ruleNumber(const base::Rule& rule, Version version, PacketType type,
                                          base::FieldId field);

/// One plain sentence.
[[nodiscard]] std::string describe(const Breach& breach);

} // namespace mqttscope::mqtt
