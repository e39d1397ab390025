// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_times.h"

#include <algorithm>

namespace mqttscope::ui {

bool RowTimes::isReference(base::RowId row) const {
    return std::ranges::binary_search(references, row.value);
}

std::string RowTimes::text(const store::Snapshot& snapshot, base::RowId row, base::RowId before) const {
    const auto time = [&](base::RowId id) { return snapshot.columns().times(snapshot.rows())[id.value]; };
    base::RowId reference; // none: the first row, which may have left long ago
    switch (format) {
    case format::TimeFormat::SincePrevious:
        reference = before.valid() ? before : row;
        break;
    case format::TimeFormat::SinceFirst: {
        const auto after = std::ranges::upper_bound(references, row.value);
        if (after != references.begin()) reference = base::RowId(*std::prev(after));
        if (!snapshot.has(reference)) reference = {};
        break;
    }
    case format::TimeFormat::TimeOfDay:
    case format::TimeFormat::DateAndTime:
    case format::TimeFormat::UtcDateAndTime:
    case format::TimeFormat::UtcTimeOfDay:
    case format::TimeFormat::Epoch:
        break;
    }
    return format::timeText(time(row), format, reference.valid() ? time(reference) : snapshot.counts().firstTime,
                            digits);
}

} // namespace mqttscope::ui
