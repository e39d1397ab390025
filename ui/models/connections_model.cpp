// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/connections_model.h"

#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "ui/models/text.h"

#include <QStringList>

#include <algorithm>
#include <limits>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr std::size_t kClientLength = 256;

} // namespace

ConnectionsModel::ConnectionsModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void ConnectionsModel::clear() {
    beginResetModel();
    m_snapshot = {};
    m_order.reset();
    m_rows = 0;
    endResetModel();
}

int ConnectionsModel::listed() const {
    const auto rows = m_order ? m_order->connections.size() : std::size_t{m_snapshot.connections()};
    return static_cast<int>(std::min<std::size_t>(rows, std::numeric_limits<int>::max()));
}

void ConnectionsModel::adopt(const store::Snapshot& snapshot) {
    const int before = m_rows;
    m_snapshot = snapshot;
    if (before > 0) emit dataChanged(index(0, 0), index(before - 1, kColumns - 1), {Qt::DisplayRole});
    if (listed() <= before) return;
    beginInsertRows({}, before, listed() - 1);
    m_rows = listed();
    endInsertRows();
}

void ConnectionsModel::setOrder(std::shared_ptr<const ConnectionOrder> order) {
    beginResetModel();
    m_order = std::move(order);
    m_rows = listed();
    endResetModel();
}

bool ConnectionsModel::isFigure(int column) {
    return column == Packets || column == Bytes || column == Span;
}

ConnectionChoice::By ConnectionsModel::sortingOf(int column) {
    switch (static_cast<Column>(column)) {
    case Client:
        return ConnectionChoice::By::Client;
    case Packets:
        return ConnectionChoice::By::Packets;
    case Span:
        return ConnectionChoice::By::Span;
    case Version:
        return ConnectionChoice::By::Version;
    case Server:
        return ConnectionChoice::By::Server;
    case Bytes:
        return ConnectionChoice::By::Bytes;
    case kColumns:
        break;
    }
    return ConnectionChoice::By::Opening;
}

base::ConnectionId ConnectionsModel::connection(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto at = static_cast<std::uint32_t>(index.row());
    return base::ConnectionId(m_order ? m_order->connections[at] : at);
}

int ConnectionsModel::positionOf(base::ConnectionId connection) const {
    if (!connection.valid()) return -1;
    if (!m_order)
        return connection.value < static_cast<std::uint32_t>(m_rows) ? static_cast<int>(connection.value) : -1;
    const auto found = std::ranges::find(m_order->connections, connection.value);
    return found == m_order->connections.end() ? -1 : static_cast<int>(found - m_order->connections.begin());
}

QString ConnectionsModel::lineText(int row) const {
    QStringList cells;
    for (int column = 0; column < kColumns; ++column) cells += index(row, column).data().toString();
    return cells.join(QLatin1Char('\t'));
}

QString ConnectionsModel::title(base::ConnectionId connection) const {
    return toText(format::visibleText(clientName(m_snapshot, connection), kClientLength));
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
    switch (role) {
    case Qt::DisplayRole:
        return text(id, index.column());
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(id));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isFigure(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    default:
        return {}; // roles are an open set of Qt's
    }
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
        return numberText(packetCount(connection));
    case Bytes:
        return numberText(byteCount(connection));
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
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole) return {};
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
