// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/rules.h"

#include "core/mqtt/check.h"
#include "core/net/websocket_rules.h"
#include "core/session/catalogue.h"

#include <algorithm>
#include <array>

namespace mqttscope::session {
namespace {

using enum base::Severity;

/// These say what is known of the capture, never that somebody broke a rule (DESIGN.md §6).
constexpr std::array kOwn{
    base::Rule{.id = rule::kGap,
               .name = "capture.gap",
               .severity = Warning,
               .text = "Bytes are missing here: what they held is not known"},
    base::Rule{.id = rule::kLateStart,
               .name = "capture.late_start",
               .severity = Information,
               .text = "The capture begins inside a packet: its rest is skipped"},
    base::Rule{.id = rule::kAfterGap,
               .name = "capture.skipped",
               .severity = Information,
               .text = "The rest of a packet whose beginning is missing is skipped"},
    base::Rule{.id = rule::kNoPacket,
               .name = "stream.no_packet",
               .severity = Warning,
               .text = "Bytes that begin no control packet are skipped"},
    base::Rule{.id = rule::kTls,
               .name = "stream.tls",
               .severity = Information,
               .text = "The connection is encrypted with TLS: nothing of it can be read"},
    base::Rule{.id = rule::kWrongLength,
               .name = "stream.wrong_length",
               .severity = Warning,
               .text = "{} must be wrong: other packets begin before the end that it announces"},
    base::Rule{.id = rule::kDropped,
               .name = "capture.drop",
               .severity = Warning,
               .text = "Frames were dropped while capturing, shortly before this: bytes may be missing here"},
};

std::vector<const base::Rule*> merged() {
    std::vector<const base::Rule*> all;
    for (const auto table : {mqtt::rules(), net::webSocketRules(), std::span<const base::Rule>(kOwn)}) {
        for (const auto& rule : table) all.push_back(&rule);
    }
    std::ranges::sort(all, {}, [](const base::Rule* rule) { return rule->id; });
    return all;
}

const std::vector<const base::Rule*>& table() {
    static const auto all = merged();
    return all;
}

} // namespace

std::span<const base::Rule* const> allRules() {
    return table();
}

const base::Rule& ruleOf(base::RuleId id) {
    static constexpr base::Rule kUnknown{.name = "unknown", .text = "A rule that this version does not know"};
    const auto found = std::ranges::lower_bound(table(), id, {}, [](const base::Rule* rule) { return rule->id; });
    return found != table().end() && (*found)->id == id ? **found : kUnknown;
}

bool isOfStandard(const base::Rule& rule) {
    return rule.name.empty();
}

std::string_view ruleNumber(const base::Rule& rule, mqtt::Version version) {
    return isOfStandard(rule) ? mqtt::ruleNumber(rule, version) : rule.name;
}

std::string_view ruleNumber(const store::Finding& finding, const store::Row& row, mqtt::Version version) {
    const auto& rule = ruleOf(finding.rule);
    if (!isOfStandard(rule) || store::isEvent(row)) return session::ruleNumber(rule, version);
    return mqtt::ruleNumber(rule, version, mqtt::packetType(row.head), finding.field);
}

std::string findingText(const store::Finding& finding) {
    std::string text(ruleOf(finding.rule).text);
    const auto place = text.find("{}");
    if (place == std::string::npos) return text;
    const auto label = finding.field.valid() ? fieldInfo(finding.field).label : std::string_view("A field");
    return text.replace(place, 2, label);
}

} // namespace mqttscope::session
