// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/packet_table_model.h"

#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "ui/models/text.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace mqttscope::ui {

namespace {

Family familyOf(const store::Row& row) {
    if (store::isEvent(row)) return Family::Event;
    switch (mqtt::packetType(row.head)) {
    case mqtt::PacketType::Connect:
    case mqtt::PacketType::Connack:
    case mqtt::PacketType::Disconnect:
    case mqtt::PacketType::Auth:
        return Family::Connect;
    case mqtt::PacketType::Publish:
        return Family::Publish;
    case mqtt::PacketType::Subscribe:
    case mqtt::PacketType::Unsubscribe:
        return Family::Subscribe;
    case mqtt::PacketType::Reserved:
    case mqtt::PacketType::Puback:
    case mqtt::PacketType::Pubrec:
    case mqtt::PacketType::Pubrel:
    case mqtt::PacketType::Pubcomp:
    case mqtt::PacketType::Suback:
    case mqtt::PacketType::Unsuback:
    case mqtt::PacketType::Pingreq:
    case mqtt::PacketType::Pingresp:
        return Family::Quiet;
    }
    return Family::Quiet;
}

RowMark markOf(const store::Row& row) {
    if ((row.flags & store::RowFlag::kMalformed) != 0) return RowMark::Malformed;
    if ((row.flags & store::RowFlag::kIncomplete) != 0) return RowMark::Incomplete;
    return RowMark::None;
}

bool isFigure(int column) {
    return column == PacketTableModel::Number || column == PacketTableModel::Identifier ||
           column == PacketTableModel::Size;
}

bool toClient(const store::Row& row) {
    return store::direction(row) == base::Direction::ToClient;
}

} // namespace

PacketTableModel::PacketTableModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void PacketTableModel::show(PacketLookup lookup) {
    beginResetModel();
    m_lookup = std::move(lookup);
    m_texts.reset(m_lookup, m_secrets);
    m_snapshot = {};
    m_rows = 0;
    endResetModel();
}

void PacketTableModel::clear() {
    show({});
}

void PacketTableModel::adopt(const store::Snapshot& snapshot) {
    const auto rows = static_cast<int>(std::min<std::uint32_t>(snapshot.rows(), std::numeric_limits<int>::max()));
    if (rows > m_rows) {
        beginInsertRows({}, m_rows, rows - 1);
        m_snapshot = snapshot;
        m_rows = rows;
        endInsertRows();
    } else {
        m_snapshot = snapshot;
    }
    // A client identifier, or a version corrected by later evidence, may change what older rows say.
    if (m_rows > 0) emit dataChanged(index(0, Client), index(m_rows - 1, Payload), {Qt::DisplayRole});
}

void PacketTableModel::setSecretsShown(bool shown) {
    if (shown == m_secrets) return;
    m_secrets = shown;
    m_texts.reset(m_lookup, m_secrets);
    if (m_rows > 0) emit dataChanged(index(0, Info), index(m_rows - 1, Payload), {Qt::DisplayRole});
}

base::RowId PacketTableModel::rowId(const QModelIndex& index) {
    return index.isValid() ? base::RowId(static_cast<std::uint32_t>(index.row())) : base::RowId{};
}

int PacketTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int PacketTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns;
}

QVariant PacketTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    const auto id = rowId(index);
    switch (role) {
    case Qt::DisplayRole:
        return cellText(id, m_snapshot.row(id), index.column());
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(id, m_snapshot.row(id), index.column()));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue((isFigure(index.column()) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case FamilyRole:
        return QVariant::fromValue(familyOf(m_snapshot.row(id)));
    case MarkRole:
        return QVariant::fromValue(markOf(m_snapshot.row(id)));
    default:
        return {}; // roles are an open set of Qt's
    }
}

QString PacketTableModel::cellText(base::RowId id, const store::Row& row, int column) const {
    switch (static_cast<Column>(column)) {
    case Mark:
        return markOf(row) == RowMark::None ? QString() : QStringLiteral("!");
    case Number:
        return numberText(std::uint64_t{id.value} + 1);
    case Time:
        return toText(format::timeText(row.time, format::TimeFormat::TimeOfDay, {}, 3));
    case Client:
        return clientText(row);
    case Direction:
        return toClient(row) ? QStringLiteral("←") : QStringLiteral("→");
    case Type:
        return toText(format::typeText(row));
    case Info:
        return m_texts.of(m_snapshot, id, row).info;
    case Payload:
        return m_texts.of(m_snapshot, id, row).payload;
    case Flags:
        return toText(format::flagsText(row));
    case Identifier:
        return store::isEvent(row) || row.packetIdentifier == 0 ? QString() : QString::number(row.packetIdentifier);
    case Size:
        return row.length == 0 ? QString() : numberText(row.length);
    case kColumns:
        break;
    }
    return {};
}

QString PacketTableModel::clientText(const store::Row& row) const {
    if (!row.connection.valid()) return {};
    const auto clientId = m_snapshot.clientId(row.connection);
    if (!clientId.empty()) return toText(format::visibleText(clientId, 256));
    return toText(format::endpointText(m_snapshot.connection(row.connection).client));
}

QString PacketTableModel::toolTip(base::RowId id, const store::Row& row, int column) const {
    switch (static_cast<Column>(column)) {
    case Mark:
        switch (markOf(row)) {
        case RowMark::Malformed:
            return tr("Malformed: the bytes contradict the packet's layout");
        case RowMark::Incomplete:
            return tr("Incomplete: some of its bytes are not in the capture");
        case RowMark::None:
            return {};
        }
        return {};
    case Time:
        return toText(format::timeText(row.time, format::TimeFormat::DateAndTime, {}, 9));
    case Client:
        if (!row.connection.valid()) return {};
        return tr("%1, from %2, MQTT %3")
            .arg(clientText(row), toText(format::endpointText(m_snapshot.connection(row.connection).client)),
                 toText(format::versionText(m_snapshot.connection(row.connection).version.load())));
    case Direction:
        return toClient(row) ? tr("From the server to the client") : tr("From the client to the server");
    case Info:
    case Payload:
        return cellText(id, row, column);
    case Number:
    case Type:
    case Flags:
    case Identifier:
    case Size:
    case kColumns:
        break;
    }
    return {};
}

QVariant PacketTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (static_cast<Column>(section)) {
    case Mark:
        return tip ? tr("What is wrong with the packet") : QString();
    case Number:
        return tip ? tr("Number of the packet, in the order of completion") : tr("No.");
    case Time:
        return tip ? tr("Time of day of the frame that completed the packet") : tr("Time");
    case Client:
        return tip ? tr("Client identifier, or the client's address while it is not known") : tr("Client");
    case Direction:
        return tip ? tr("→ to the server, ← to the client") : QString();
    case Type:
        return tip ? tr("Type of the control packet; events stand in brackets") : tr("Type");
    case Info:
        return tip ? tr("Topic, topic filter, reason or what else says most") : tr("Topic / Info");
    case Payload:
        return tip ? tr("Beginning of the application message") : tr("Payload");
    case Flags:
        return tip ? tr("QoS; R = retain, D = duplicate") : tr("QoS");
    case Identifier:
        return tip ? tr("Packet identifier") : tr("Id");
    case Size:
        return tip ? tr("Bytes of the whole packet") : tr("Size");
    case kColumns:
        break;
    }
    return {};
}

} // namespace mqttscope::ui
