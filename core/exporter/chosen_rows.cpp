// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/chosen_rows.h"

#include "core/filter/scan.h"

#include <algorithm>
#include <utility>

namespace mqttscope::exporter {

bool eachChosen(const engine::Inspection& inspection, const store::Snapshot& snapshot, const RowChoice& choice,
                const RunControl& control, const std::function<bool(base::RowId row)>& take) {
    std::uint64_t taken = 0;
    const auto takeOne = [&](base::RowId row) {
        if (control.stop.stop_requested() || (choice.count && taken >= *choice.count)) return false;
        if (store::isEvent(snapshot.row(row)) && !choice.events) return true;
        ++taken;
        if (control.progress && row.value % 1024 == 0) control.progress(row.value);
        return take(row);
    };
    if (choice.rows) {
        for (const auto row : *choice.rows) {
            if (!takeOne(row)) break;
        }
    } else {
        const auto source = inspection.packetSource(snapshot);
        filter::scan(choice.filter, snapshot, *source, base::RowId(0), control.stop,
                     [&](std::span<const base::RowId> accepted, base::RowId, base::RowId) {
                         return std::ranges::all_of(accepted, takeOne);
                     });
    }
    return !inspection.verify(snapshot, base::RowId(0), base::RowId(snapshot.rows()));
}

base::Error cutShort(std::string what) {
    return {.tried = "write",
            .subject = std::move(what),
            .cause = "the capture was cut short at the same time",
            .advice = "Open it again to write what is left"};
}

} // namespace mqttscope::exporter
