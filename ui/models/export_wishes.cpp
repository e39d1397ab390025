// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/export_wishes.h"

#include <QFile>

#include <algorithm>

namespace mqttscope::ui {

namespace {

std::vector<base::RowId> displayedRows(const RowOrder& order) {
    std::vector<base::RowId> rows;
    rows.reserve(order.rows.size());
    for (const auto row : order.rows) rows.emplace_back(row);
    if (order.sorted) std::ranges::sort(rows);
    return rows;
}

/// Without those that left with the oldest files of a ring.
std::vector<base::RowId> keptRows(std::vector<base::RowId> rows, const store::Snapshot& snapshot) {
    std::erase_if(rows, [&](base::RowId row) { return !snapshot.has(row); });
    return rows;
}

std::vector<base::RowId> connectionRows(const store::Snapshot& snapshot, base::ConnectionId connection) {
    std::vector<base::RowId> rows;
    const auto connections = snapshot.columns().connections(snapshot.rows());
    for (auto i = snapshot.firstRow(); i < connections.size(); ++i)
        if (connections[i] == connection) rows.emplace_back(i);
    return rows;
}

std::vector<base::RowId> rangeRows(const store::Snapshot& snapshot, std::uint32_t first, std::uint32_t last) {
    std::vector<base::RowId> rows;
    for (auto number = std::max(first, snapshot.firstRow() + 1); number <= std::min(last, snapshot.rows()); ++number)
        rows.emplace_back(number - 1);
    return rows;
}

std::optional<std::vector<base::RowId>> rowsOf(const ExportWishes& wishes, const ShownRows& shown,
                                               const store::Snapshot& snapshot) {
    switch (wishes.rows) {
    case ExportRows::All:
        return std::nullopt;
    case ExportRows::Displayed:
        if (!shown.order) return std::nullopt;
        return displayedRows(*shown.order);
    case ExportRows::Selected: {
        auto rows = keptRows(shown.selected, snapshot);
        std::ranges::sort(rows);
        return rows;
    }
    case ExportRows::Marked:
        return keptRows(shown.marked, snapshot);
    case ExportRows::Connection:
        if (!shown.connection) return std::vector<base::RowId>();
        return connectionRows(snapshot, *shown.connection);
    case ExportRows::Range:
        return rangeRows(snapshot, wishes.first, wishes.last);
    }
    return std::nullopt;
}

} // namespace

exporter::ExportRequest exportRequest(const ExportWishes& wishes, const ShownRows& shown,
                                      const store::Snapshot& snapshot) {
    exporter::ExportRequest request;
    request.format = wishes.format;
    request.path = QFile::encodeName(wishes.path).toStdString();
    request.overwrite = wishes.overwrite;
    request.choice.rows = rowsOf(wishes, shown, snapshot);
    request.choice.events = wishes.events;
    request.writer.secrets = wishes.secrets;
    request.writer.userNames = wishes.userNames;
    request.wholeConnections = wishes.wholeConnections;
    return request;
}

} // namespace mqttscope::ui
