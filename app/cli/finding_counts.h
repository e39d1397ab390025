// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/finding_record.h"

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace mqttscope::cli {

/// How often each rule was broken.
struct FindingCounts {
    struct Rule {
        exporter::FindingRecord first; ///< the first finding of it stands for all
        std::uint64_t count = 0;
    };

    std::array<std::uint64_t, 3> bySeverity{}; ///< by base::Severity
    std::vector<Rule> rules;                   ///< the worst first, then the most frequent

    /// "2 errors, 1 warning, 0 for information", or "none".
    [[nodiscard]] std::string text() const;
};

/// Of the rows for which `counts` is true.
[[nodiscard]] FindingCounts countFindings(const store::Snapshot& snapshot,
                                          const std::function<bool(base::RowId)>& counts);

/// "3.3.1-2 (5.0)", "capture.gap".
[[nodiscard]] std::string ruleText(const exporter::FindingRecord& record);

} // namespace mqttscope::cli
