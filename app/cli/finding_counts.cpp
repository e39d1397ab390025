// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/finding_counts.h"

#include "core/format/text.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <tuple>

namespace mqttscope::cli {

FindingCounts countFindings(const store::Snapshot& snapshot, const std::function<bool(base::RowId)>& counted) {
    using Key = std::tuple<base::Severity, std::uint16_t, mqtt::Version>;
    std::map<Key, FindingCounts::Rule> rules;
    FindingCounts counts;
    for (std::uint32_t i = 0; i < snapshot.findings(); ++i) {
        const auto& finding = snapshot.finding(base::FindingId(i));
        if (!counted(finding.row)) continue;
        const auto& connection = snapshot.connection(snapshot.row(finding.row).connection);
        auto& rule = rules[{finding.severity, finding.rule.value, connection.version.load().version}];
        if (rule.count++ == 0) rule.first = exporter::describeFinding(snapshot, finding);
        ++counts.bySeverity[static_cast<std::size_t>(finding.severity)];
    }
    // The worst first, of those the most frequent, of those in the order of the rules.
    using Rank = std::tuple<int, std::int64_t, Key>;
    std::map<Rank, FindingCounts::Rule> ranked;
    for (auto& [key, rule] : rules)
        ranked.emplace(Rank{-static_cast<int>(std::get<0>(key)), -static_cast<std::int64_t>(rule.count), key},
                       std::move(rule));
    for (auto& [rank, rule] : ranked) counts.rules.push_back(std::move(rule));
    return counts;
}

std::string FindingCounts::text() const {
    const auto errors = bySeverity[static_cast<std::size_t>(base::Severity::Error)];
    const auto warnings = bySeverity[static_cast<std::size_t>(base::Severity::Warning)];
    const auto others = bySeverity[static_cast<std::size_t>(base::Severity::Information)];
    if (errors + warnings + others == 0) return "none";
    return fmt::format("{} {}, {} {}, {} for information", format::numberText(errors), errors == 1 ? "error" : "errors",
                       format::numberText(warnings), warnings == 1 ? "warning" : "warnings",
                       format::numberText(others));
}

std::string ruleText(const exporter::FindingRecord& record) {
    if (record.rule.empty()) return "(version unknown)";
    // Statements of MQTT 3.1 have no numbers.
    if (record.rule == record.standard) return fmt::format("({})", record.standard);
    return record.standard.empty() ? std::string(record.rule) : fmt::format("{} ({})", record.rule, record.standard);
}

} // namespace mqttscope::cli
