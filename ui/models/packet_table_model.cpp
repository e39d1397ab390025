// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/packet_table_model.h"

#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "ui/models/finding_texts.h"
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

bool isFigure(int column) {
    return column == PacketTableModel::Number || column == PacketTableModel::Identifier ||
           column == PacketTableModel::Size || column == PacketTableModel::SincePrevious;
}

QString fieldHeader(const exporter::KeyColumn& column, bool tip) {
    const auto& info = *column.meanings.front().field;
    return tip ? plainToolTip(toText(info.label) + QLatin1Char('\n') + toText(column.key)) : toText(info.label);
}

bool toClient(const store::Row& row) {
    return store::direction(row) == base::Direction::ToClient;
}

} // namespace

PacketTableModel::PacketTableModel(QObject* parent)
    : QAbstractTableModel(parent) {}

void PacketTableModel::show(RowSource source) {
    beginResetModel();
    m_source = std::move(source);
    m_texts.reset(m_source, m_fieldColumns, m_secrets);
    m_snapshot = {};
    m_order.reset();
    m_selected = {};
    m_times.references.clear();
    m_rows = 0;
    m_first = 0;
    endResetModel();
}

void PacketTableModel::clear() {
    show({});
}

int PacketTableModel::shownRows() const {
    const auto rows = m_order ? m_order->rows.size() : std::size_t{m_snapshot.rowCount()};
    return static_cast<int>(std::min<std::size_t>(rows, std::numeric_limits<int>::max()));
}

void PacketTableModel::grow(int rows) {
    if (rows <= m_rows) return;
    beginInsertRows({}, m_rows, rows - 1);
    m_rows = rows;
    endInsertRows();
}

void PacketTableModel::shrink(std::size_t rows, const std::function<void()>& change) {
    const auto left = static_cast<int>(std::min(rows, static_cast<std::size_t>(m_rows)));
    if (left == 0) return change();
    beginRemoveRows({}, 0, left - 1);
    m_rows -= left;
    change();
    endRemoveRows();
}

void PacketTableModel::adopt(const store::Snapshot& snapshot) {
    // Rows that left an order leave it with the next one, which follows at once (RowArranger::adopt).
    const auto left = m_order ? 0 : snapshot.firstRow() - m_first;
    shrink(left, [&] {
        m_snapshot = snapshot;
        m_first = snapshot.firstRow();
    });
    grow(shownRows());
    // A client identifier, a finding, or a version corrected by later evidence may change what older rows say.
    if (m_rows > 0) emit dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1), {Qt::DisplayRole, MarkRole});
}

void PacketTableModel::setOrder(const std::shared_ptr<const RowOrder>& order, bool continues) {
    if (continues) {
        const auto left = m_order ? std::ranges::lower_bound(m_order->rows, order->first) - m_order->rows.begin() : 0;
        shrink(static_cast<std::size_t>(left), [&] { m_order = order; });
        return grow(shownRows());
    }
    beginResetModel();
    m_order = order;
    m_rows = shownRows();
    endResetModel();
}

void PacketTableModel::setSecretsShown(bool shown) {
    if (shown == m_secrets) return;
    m_secrets = shown;
    refresh();
}

void PacketTableModel::refresh() {
    m_texts.reset(m_source, m_fieldColumns, m_secrets);
    if (m_rows > 0) emit dataChanged(index(0, Info), index(m_rows - 1, columnCount() - 1), {Qt::DisplayRole});
}

void PacketTableModel::setTimes(const RowTimes& times) {
    m_times = times;
    if (m_rows > 0) emit dataChanged(index(0, Time), index(m_rows - 1, Time), {Qt::DisplayRole});
}

void PacketTableModel::setAnnotations(const Annotations* annotations) {
    m_annotations = annotations;
    connect(annotations, &Annotations::rowsChanged, this, &PacketTableModel::signsChanged);
    connect(annotations, &Annotations::noteChanged, this, &PacketTableModel::signsChanged);
}

void PacketTableModel::setTints(RowTints* tints) {
    m_tints = tints;
    connect(tints, &RowTints::changed, this, [this] {
        if (m_rows > 0) emit dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1), {TintRole});
    });
}

void PacketTableModel::signsChanged() {
    if (m_rows > 0) emit dataChanged(index(0, 0), index(m_rows - 1, columnCount() - 1), {SignsRole});
}

quint32 PacketTableModel::signsOf(base::RowId id) const {
    if (m_annotations == nullptr) return 0;
    return (m_annotations->has(Annotations::Kind::Mark, id) ? RowSign::kMarked : 0U) |
           (m_annotations->has(Annotations::Kind::Ignored, id) ? RowSign::kIgnored : 0U) |
           (m_annotations->notes().contains(id.value) ? RowSign::kNoted : 0U);
}

QString PacketTableModel::signsText(base::RowId id) const {
    const auto signs = signsOf(id);
    QStringList lines;
    if ((signs & RowSign::kMarked) != 0) lines += tr("Marked");
    if ((signs & RowSign::kIgnored) != 0) lines += tr("Ignored: no filter accepts it");
    if ((signs & RowSign::kNoted) != 0) lines += m_annotations->note(id);
    if (const auto* rule = m_tints != nullptr ? m_tints->ruleOf(id) : nullptr; rule != nullptr)
        lines += tr("Coloured: %1").arg(rule->name.isEmpty() ? rule->filter : rule->name);
    return lines.join(QLatin1Char('\n'));
}

void PacketTableModel::setSelected(base::RowId row) {
    m_selected = row;
    if (row.valid()) m_selectedRow = m_snapshot.row(row);
    if (m_rows > 0) emit dataChanged(index(0, Mark), index(m_rows - 1, Mark), {RelationRole});
}

int PacketTableModel::addFieldColumn(const exporter::KeyColumn& column) {
    const int at = columnCount();
    beginInsertColumns({}, at, at);
    m_fieldColumns.push_back(column);
    m_texts.reset(m_source, m_fieldColumns, m_secrets);
    endInsertColumns();
    return at;
}

void PacketTableModel::removeFieldColumn(int column) {
    if (column < kColumns || column >= columnCount()) return;
    beginRemoveColumns({}, column, column);
    m_fieldColumns.erase(m_fieldColumns.begin() + (column - kColumns));
    m_alignments.erase(column);
    m_texts.reset(m_source, m_fieldColumns, m_secrets);
    endRemoveColumns();
}

Qt::Alignment PacketTableModel::alignment(int column) const {
    const auto chosen = m_alignments.find(column);
    if (chosen != m_alignments.end()) return chosen->second | Qt::AlignVCenter;
    return (isFigure(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

void PacketTableModel::setAlignment(int column, Qt::Alignment alignment) {
    m_alignments[column] = alignment & Qt::AlignHorizontal_Mask;
    emit headerDataChanged(Qt::Horizontal, column, column);
    if (m_rows > 0) emit dataChanged(index(0, column), index(m_rows - 1, column), {Qt::TextAlignmentRole});
}

Sorting PacketTableModel::sortingOf(int column) const {
    if (column >= kColumns) {
        return {.by = Sorting::By::Key, .key = m_fieldColumns[static_cast<std::size_t>(column - kColumns)]};
    }
    switch (static_cast<Column>(column)) {
    case Mark:
        return {.by = Sorting::By::Mark};
    case Time:
        return {.by = Sorting::By::Time};
    case SincePrevious:
        return {.by = Sorting::By::SincePrevious};
    case Client:
        return {.by = Sorting::By::Client};
    case Direction:
        return {.by = Sorting::By::Direction};
    case Type:
        return {.by = Sorting::By::Type};
    case Info:
        return {.by = Sorting::By::Info};
    case Payload:
        return {.by = Sorting::By::Payload};
    case Flags:
        return {.by = Sorting::By::Flags};
    case Identifier:
        return {.by = Sorting::By::Identifier};
    case Size:
        return {.by = Sorting::By::Size};
    case Number:
    case kColumns:
        break;
    }
    return {};
}

base::RowId PacketTableModel::rowId(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto position = static_cast<std::uint32_t>(index.row());
    return base::RowId(m_order ? m_order->rows[position] : m_first + position);
}

int PacketTableModel::positionOf(base::RowId row) const {
    if (!row.valid()) return -1;
    if (!m_order) {
        const auto place = std::int64_t{row.value} - m_first;
        return place >= 0 && place < m_rows ? static_cast<int>(place) : -1;
    }
    const auto position = m_order->positionOf(row);
    return position && *position < static_cast<std::uint32_t>(m_rows) ? static_cast<int>(*position) : -1;
}

base::RowId PacketTableModel::rowBefore(const QModelIndex& cell) const {
    return cell.row() > 0 ? rowId(cell.siblingAtRow(cell.row() - 1)) : base::RowId{};
}

RowMark PacketTableModel::markOf(base::RowId id, const store::Row& row) const {
    if (const auto finding = m_snapshot.latestFinding(id); finding.valid()) {
        switch (m_snapshot.finding(finding).worst) {
        case base::Severity::Error:
            return RowMark::Error;
        case base::Severity::Warning:
            return RowMark::Warning;
        case base::Severity::Information:
            break; // much of it is on honest packets: a mark would only tire
        }
    }
    if ((row.flags & store::RowFlag::kMalformed) != 0) return RowMark::Malformed;
    if ((row.flags & store::RowFlag::kIncomplete) != 0) return RowMark::Incomplete;
    return RowMark::None;
}

Relation PacketTableModel::relationOf(const store::Row& row) const {
    if (!m_selected.valid() || !row.connection.valid() || row.connection != m_selectedRow.connection)
        return Relation::None;
    return row.frame == m_selectedRow.frame ? Relation::Segment : Relation::Connection;
}

int PacketTableModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}

int PacketTableModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : kColumns + static_cast<int>(m_fieldColumns.size());
}

QVariant PacketTableModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    const auto id = rowId(index);
    switch (role) {
    case Qt::DisplayRole:
        return cellText(index);
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(index));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignment(index.column()));
    case FamilyRole:
        return QVariant::fromValue(familyOf(m_snapshot.row(id)));
    case MarkRole:
        return QVariant::fromValue(markOf(id, m_snapshot.row(id)));
    case RelationRole:
        return QVariant::fromValue(relationOf(m_snapshot.row(id)));
    case SignsRole:
        return signsOf(id);
    case TintRole: {
        const auto* rule = m_tints != nullptr ? m_tints->ruleOf(id) : nullptr;
        return rule != nullptr ? QVariant(static_cast<int>(rule->tint)) : QVariant();
    }
    case Qt::AccessibleTextRole: {
        const auto signs = index.column() == Number ? signsText(id) : QString();
        return signs.isEmpty() ? QVariant() : QVariant(cellText(index) + QStringLiteral(", ") + signs);
    }
    default:
        return {}; // roles are an open set of Qt's
    }
}

QString PacketTableModel::cellText(const QModelIndex& cell) const {
    const auto id = rowId(cell);
    const auto row = m_snapshot.row(id);
    const int column = cell.column();
    if (column >= kColumns) {
        const auto& fields = m_texts.of(m_snapshot, id, row).fields;
        const auto at = static_cast<std::size_t>(column - kColumns);
        return at < fields.size() ? fields[at] : QString();
    }
    switch (static_cast<Column>(column)) {
    case Mark:
        return markOf(id, row) == RowMark::None ? QString() : QStringLiteral("!");
    case Number:
        return numberText(std::uint64_t{id.value} + 1);
    case Time:
        return m_times.isReference(id) ? QStringLiteral("*REF*")
                                       : toText(m_times.text(m_snapshot, id, rowBefore(cell)));
    case SincePrevious: {
        const auto before = rowBefore(cell);
        if (!before.valid()) return {};
        return toText(format::durationText(row.time.nanoseconds - m_snapshot.row(before).time.nanoseconds));
    }
    case Client:
        return clientText(m_snapshot, row);
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

QString PacketTableModel::toolTip(const QModelIndex& cell) const {
    const auto id = rowId(cell);
    const auto row = m_snapshot.row(id);
    const int column = cell.column();
    switch (static_cast<Column>(column)) {
    case Mark:
        switch (markOf(id, row)) {
        case RowMark::Error:
        case RowMark::Warning:
        case RowMark::Information:
            return findingTexts(m_snapshot, id);
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
            .arg(clientText(m_snapshot, row),
                 toText(format::endpointText(m_snapshot.connection(row.connection).client)),
                 toText(format::versionText(m_snapshot.connection(row.connection).version.load())));
    case Direction:
        return toClient(row) ? tr("From the server to the client") : tr("From the client to the server");
    case Info:
    case Payload:
        return cellText(cell);
    case Number:
        return signsText(id);
    case Type:
    case Flags:
    case Identifier:
    case Size:
    case SincePrevious:
    case kColumns:
        break;
    }
    return column >= kColumns ? cellText(cell) : QString();
}

QVariant PacketTableModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) return {};
    if (role == Qt::TextAlignmentRole) return QVariant::fromValue(alignment(section));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const bool tip = role == Qt::ToolTipRole;
    if (section >= kColumns) return fieldHeader(m_fieldColumns[static_cast<std::size_t>(section - kColumns)], tip);
    switch (static_cast<Column>(section)) {
    case Mark:
        return tip ? tr("What is wrong with the packet") : QString();
    case Number:
        return tip ? tr("Number of the packet, in the order of completion") : tr("No.");
    case Time:
        return tip ? tr("Time of the frame that completed the packet") : tr("Time");
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
    case SincePrevious:
        return tip ? tr("Time since the row above") : tr("Δ Time");
    case kColumns:
        break;
    }
    return {};
}

} // namespace mqttscope::ui
