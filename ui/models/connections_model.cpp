// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/connections_model.h"

#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "ui/models/text.h"

#include <algorithm>
#include <limits>

namespace mqttscope::ui {

namespace {

constexpr std::size_t kClientLength = 256;

std::uint64_t sum(const std::array<std::atomic<std::uint64_t>, 2>& counts) {
    return counts[0].load(std::memory_order_relaxed) + counts[1].load(std::memory_order_relaxed);
}

std::int64_t lifetime(const store::Connection& connection) {
    return connection.lastSeen.load(std::memory_order_relaxed) - connection.opened.nanoseconds;
}

} // namespace

ConnectionsModel::ConnectionsModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void ConnectionsModel::clear() {
    beginResetModel();
    m_snapshot = {};
    m_rows = 0;
    endResetModel();
}

void ConnectionsModel::adopt(const store::Snapshot& snapshot) {
    const auto rows =
        static_cast<int>(std::min<std::uint32_t>(snapshot.connections(), std::numeric_limits<int>::max()));
    const int before = m_rows;
    m_snapshot = snapshot;
    if (before > 0) emit dataChanged(index(0, 0), index(before - 1, kColumns - 1), {Qt::DisplayRole, kSortRole});
    if (rows <= before) return;
    beginInsertRows({}, before, rows - 1);
    m_rows = rows;
    endInsertRows();
}

base::ConnectionId ConnectionsModel::connection(const QModelIndex& index) const {
    return index.isValid() ? base::ConnectionId(static_cast<std::uint32_t>(index.row())) : base::ConnectionId{};
}

QString ConnectionsModel::title(base::ConnectionId connection) const {
    const auto clientId = m_snapshot.clientId(connection);
    if (!clientId.empty()) return toText(format::visibleText(clientId, kClientLength));
    return toText(format::endpointText(m_snapshot.connection(connection).client));
}

int ConnectionsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int ConnectionsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant ConnectionsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    const auto id = connection(index);
    const bool figure = index.column() == Packets || index.column() == Bytes || index.column() == Span;
    switch (role) {
    case Qt::DisplayRole:
        return text(id, index.column());
    case kSortRole:
        return figure ? number(id, index.column()) : QVariant(text(id, index.column()));
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(id));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((figure ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {}; // roles are an open set of Qt's
    }
}

QVariant ConnectionsModel::number(base::ConnectionId id, int column) const {
    const auto& connection = m_snapshot.connection(id);
    if (column == Packets) return QVariant::fromValue(sum(connection.packets));
    if (column == Bytes) return QVariant::fromValue(sum(connection.bytes));
    return QVariant::fromValue(lifetime(connection));
}

QString ConnectionsModel::text(base::ConnectionId id, int column) const {
    const auto& connection = m_snapshot.connection(id);
    switch (static_cast<Column>(column)) {
    case Client:
        return title(id);
    case Server:
        return toText(format::endpointText(connection.server));
    case Version:
        return toText(format::versionText(connection.version.load(std::memory_order_acquire)));
    case Packets:
        return numberText(sum(connection.packets));
    case Bytes:
        return numberText(sum(connection.bytes));
    case Span:
        return toText(format::durationText(lifetime(connection)));
    case kColumns:
        break;
    }
    return {};
}

QString ConnectionsModel::toolTip(base::ConnectionId id) const {
    const auto& connection = m_snapshot.connection(id);
    QStringList lines{
        tr("%1 → %2").arg(toText(format::endpointText(connection.client)),
                          toText(format::endpointText(connection.server))),
        tr("Opened %1").arg(toText(format::timeText(connection.opened, format::TimeFormat::DateAndTime, {}))),
        tr("%1 packets to the server, %2 to the client")
            .arg(numberText(connection.packets[0].load(std::memory_order_relaxed)),
                 numberText(connection.packets[1].load(std::memory_order_relaxed)))};
    if (!connection.startSeen) lines += tr("Its beginning is not in the capture");
    if (const auto missing = connection.missingBytes.load(std::memory_order_relaxed); missing != 0)
        lines += tr("%1 bytes are missing from the capture").arg(numberText(missing));
    return lines.join(QLatin1Char('\n'));
}

QVariant ConnectionsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    switch (static_cast<Column>(section)) {
    case Client:
        return tr("Client");
    case Server:
        return tr("Server");
    case Version:
        return tr("Version");
    case Packets:
        return tr("Packets");
    case Bytes:
        return tr("Bytes");
    case Span:
        return tr("Span");
    case kColumns:
        break;
    }
    return {};
}

} // namespace mqttscope::ui
