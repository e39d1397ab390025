// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/check.h"
#include "core/mqtt/fields.h"
#include "tests/support/packet_builder.h"
#include "tests/unit/mqtt/tree_text.h"

#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::mqtt {

inline constexpr auto k31 = Version::V31;
inline constexpr auto k311 = Version::V311;
inline constexpr auto k5 = Version::V5;
inline constexpr auto kClient = base::Direction::ToServer;
inline constexpr auto kServer = base::Direction::ToClient;

/// A packet that breaks a rule, and beside it one that is nearly the same and does not.
struct RuleSpec {
    std::string_view what;
    Version version;
    base::Direction from;
    test::Bytes broken;
    std::string_view breaches; ///< as breachesText() writes them
    test::Bytes sound;
};

[[nodiscard]] std::vector<RuleSpec> encodingSpecs();
[[nodiscard]] std::vector<RuleSpec> propertySpecs();
[[nodiscard]] std::vector<RuleSpec> connectSpecs();
[[nodiscard]] std::vector<RuleSpec> publishSpecs();
[[nodiscard]] std::vector<RuleSpec> codeSpecs();
[[nodiscard]] std::vector<RuleSpec> subscriptionSpecs();

[[nodiscard]] inline std::vector<RuleSpec> allSpecs() {
    std::vector<RuleSpec> all;
    for (const auto& some :
         {encodingSpecs(), propertySpecs(), connectSpecs(), publishSpecs(), codeSpecs(), subscriptionSpecs()})
        all.insert(all.end(), some.begin(), some.end());
    return all;
}

[[nodiscard]] inline std::vector<Breach> breachesOf(const test::Bytes& bytes, const CheckContext& context) {
    std::vector<Breach> breaches;
    const auto size = static_cast<std::uint32_t>(bytes.size());
    checkPacket(bytes, size, size, context, breaches);
    return breaches;
}

[[nodiscard]] inline CheckContext sureOf(Version version, base::Direction from) {
    return {.version = version, .direction = from, .directionSure = true};
}

/// "93E 3.3.1-2 dup@0+1", one after another: rule, severity, number, field without "mqtt.", bytes.
[[nodiscard]] inline std::string breachesText(const std::vector<Breach>& breaches, Version version,
                                              PacketType type = PacketType::Reserved) {
    std::string text;
    for (const auto& breach : breaches) {
        text += text.empty() ? "" : " ";
        text += std::to_string(breach.rule.value) + "IWE"[static_cast<std::size_t>(breach.severity)] + " ";
        text += ruleNumber(*findRule(breach.rule), version, type, breach.field);
        text += " " + std::string(field(breach.field).key.substr(5)) + "@" + std::to_string(breach.range.offset) + "+" +
                std::to_string(breach.range.size);
    }
    return text;
}

[[nodiscard]] inline std::string breachesText(const test::Bytes& bytes, Version version, base::Direction from) {
    return breachesText(breachesOf(bytes, sureOf(version, from)), version, packetType(bytes[0]));
}

} // namespace mqttscope::mqtt
