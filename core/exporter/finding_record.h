// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/json.h"
#include "core/store/store.h"

#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::exporter {

/// A finding in words, as the version of its connection makes them.
struct FindingRecord {
    std::string_view severity; ///< "error", "warning", "information"
    std::string_view rule;     ///< "3.3.1-2", "§2.2.2.2", "capture.gap"; empty where the version is not known
    std::string_view standard; ///< "3.1.1", "5.0"; empty for rules of ours
    std::string text;          ///< one plain sentence
    std::string_view field;    ///< key of the field that it is about; empty if it is about none
    base::ByteRange range;     ///< in the packet; empty if it is about no bytes
};

[[nodiscard]] FindingRecord describeFinding(const store::Snapshot& snapshot, const store::Finding& finding);

/// The findings of a row, the earliest first.
[[nodiscard]] std::vector<store::Finding> findingsOf(const store::Snapshot& snapshot, base::RowId row);

/// "error", "warning", "information".
[[nodiscard]] std::string_view severityName(base::Severity severity);

/// Writes what there is to say as members of the object that is open; the keys are always the same.
void writeFindingMembers(JsonWriter& json, const FindingRecord& record);

} // namespace mqttscope::exporter
