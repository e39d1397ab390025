// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/finding_record.h"

#include "core/session/catalogue.h"
#include "core/session/rules.h"

#include <algorithm>

namespace mqttscope::exporter {
namespace {

void textOrNull(JsonWriter& json, std::string_view key, std::string_view text) {
    json.key(key);
    text.empty() ? json.null() : json.text(text);
}

} // namespace

FindingRecord describeFinding(const store::Snapshot& snapshot, const store::Finding& finding) {
    const auto& rule = session::ruleOf(finding.rule);
    const auto row = snapshot.row(finding.row);
    const auto version = snapshot.connection(row.connection).version.load(std::memory_order_acquire).version;
    const auto number = session::ruleNumber(finding, row, version);
    return {.severity = severityName(finding.severity),
            .rule = number,
            .standard = session::isOfStandard(rule) && !number.empty() ? mqtt::name(version) : std::string_view{},
            .text = session::findingText(finding),
            .field = finding.field.valid() ? session::fieldInfo(finding.field).key : std::string_view{},
            .range = finding.range};
}

std::vector<store::Finding> findingsOf(const store::Snapshot& snapshot, base::RowId row) {
    std::vector<store::Finding> found;
    for (auto id = snapshot.latestFinding(row); id.valid(); id = found.back().previous)
        found.push_back(snapshot.finding(id));
    std::ranges::reverse(found);
    return found;
}

std::string_view severityName(base::Severity severity) {
    switch (severity) {
    case base::Severity::Information:
        return "information";
    case base::Severity::Warning:
        return "warning";
    case base::Severity::Error:
        return "error";
    }
    return {};
}

void writeFindingMembers(JsonWriter& json, const FindingRecord& record) {
    textOrNull(json, "rule", record.rule);
    textOrNull(json, "standard", record.standard);
    json.member("severity", record.severity);
    json.member("text", record.text);
    textOrNull(json, "field", record.field);
    json.key("offset");
    record.range.size != 0 ? json.number(std::uint64_t{record.range.offset}) : json.null();
    json.key("size");
    record.range.size != 0 ? json.number(std::uint64_t{record.range.size}) : json.null();
}

} // namespace mqttscope::exporter
