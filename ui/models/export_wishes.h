// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/export_job.h"
#include "ui/models/row_order.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace mqttscope::ui {

/// Which rows the user wants to export.
enum class ExportRows : std::uint8_t { All, Displayed, Selected, Connection, Range, Marked };

/// What the user asked for.
struct ExportWishes {
    exporter::ExportFormat format = exporter::ExportFormat::Ndjson;
    ExportRows rows = ExportRows::All;
    std::uint32_t first = 1; ///< ExportRows::Range: numbers of rows, both included
    std::uint32_t last = 1;
    bool events = false;
    bool secrets = false;
    bool userNames = true;
    bool wholeConnections = false;
    QString path;
    bool overwrite = false; ///< the user was asked
};

/// What the table shows, for choosing rows of it.
struct ShownRows {
    std::shared_ptr<const RowOrder> order; ///< null: all rows
    std::vector<base::RowId> selected;
    std::vector<base::RowId> marked;
    std::optional<base::ConnectionId> connection; ///< of the current row
};

/// What the exporter is to do. Sorts rows where the table is sorted: for a worker.
[[nodiscard]] exporter::ExportRequest exportRequest(const ExportWishes& wishes, const ShownRows& shown,
                                                    const store::Snapshot& snapshot);

} // namespace mqttscope::ui
