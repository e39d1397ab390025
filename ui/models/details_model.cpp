// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/details_model.h"

#include "core/mqtt/problem.h"
#include "ui/models/details_text.h"
#include "ui/models/filter_terms.h"
#include "ui/models/text.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

// Characters of one line; the bytes pane shows what is longer.
constexpr std::size_t kMaxLineText = 1000;
constexpr std::size_t kMaxCopiedText = 16U << 20;

} // namespace

DetailsModel::DetailsModel(QObject* parent)
    : QAbstractItemModel(parent) {}

void DetailsModel::show(std::shared_ptr<const PacketDetails> details) {
    beginResetModel();
    m_details = std::move(details);
    m_lines = m_details ? DetailsLines(*m_details) : DetailsLines();
    m_revealed.clear();
    endResetModel();
}

void DetailsModel::setSecretsShown(bool shown) {
    if (shown == m_secrets) return;
    m_secrets = shown;
    m_revealed.clear();
    textsChanged({});
}

void DetailsModel::textsChanged(const QModelIndex& parent) {
    const int rows = rowCount(parent);
    if (rows == 0) return;
    emit dataChanged(index(0, 0, parent), index(rows - 1, 0, parent), {Qt::DisplayRole, Qt::ToolTipRole});
    for (int row = 0; row < rows; ++row) textsChanged(index(row, 0, parent));
}

void DetailsModel::reveal(const QModelIndex& index) {
    if (!isMasked(index)) return;
    m_revealed.insert(index.internalId());
    emit dataChanged(index, index, {Qt::DisplayRole, Qt::ToolTipRole});
}

bool DetailsModel::isMasked(const QModelIndex& index) const {
    return index.isValid() && !m_secrets && !m_revealed.contains(index.internalId()) &&
           DetailsText(*m_details, line(index)).isSecret();
}

format::TextOptions DetailsModel::optionsFor(const QModelIndex& index, std::size_t maxLength) const {
    return {.secrets = m_secrets || m_revealed.contains(index.internalId()), .maxLength = maxLength};
}

base::ByteRange DetailsModel::range(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto& at = line(index);
    switch (at.kind) {
    case DetailsKind::FrameGroup:
        return {0, m_details->size(ByteSpace::Frame)};
    case DetailsKind::Segment:
        return m_details->segments[at.source].range;
    case DetailsKind::Field:
        return m_details->fields(at.space).nodes[at.source].range;
    case DetailsKind::Problem:
        return m_details->fields(at.space).problems[at.source].range;
    case DetailsKind::Note:
    case DetailsKind::EventText:
    case DetailsKind::SegmentGroup:
    case DetailsKind::MoreSegments:
    case DetailsKind::ExchangeGroup:
    case DetailsKind::Step:
    case DetailsKind::MateGroup:
    case DetailsKind::Mate:
        return {};
    }
    return {};
}

ByteSpace DetailsModel::space(const QModelIndex& index) const {
    return index.isValid() ? line(index).space : ByteSpace::Packet;
}

QString DetailsModel::key(const QModelIndex& index) const {
    if (!index.isValid() || line(index).kind != DetailsKind::Field) return {};
    return DetailsText(*m_details, line(index)).name();
}

QModelIndex DetailsModel::indexOfLine(std::uint32_t line) const {
    return line >= m_lines.size() ? QModelIndex() : createIndex(m_lines[line].row, 0, line);
}

QModelIndex DetailsModel::indexOf(ByteSpace space, std::uint32_t field) const {
    return indexOfLine(m_lines.lineOf(space, field));
}

QString DetailsModel::path(const QModelIndex& index) const {
    QStringList names;
    for (auto at = index; at.isValid(); at = at.parent()) names.prepend(DetailsText(*m_details, line(at)).name());
    return names.join(QLatin1Char('/'));
}

QModelIndex DetailsModel::indexAt(const QString& path) const {
    if (path.isEmpty()) return {};
    const auto names = path.split(QLatin1Char('/'));
    QModelIndex found;
    for (const auto& name : names) {
        const auto& children = childrenOf(found);
        const auto child = std::ranges::find_if(children, [&](std::uint32_t candidate) {
            return DetailsText(*m_details, m_lines[candidate]).name() == name;
        });
        if (child == children.end()) return {};
        found = indexOfLine(*child);
    }
    return found;
}

QString DetailsModel::value(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    return DetailsText(*m_details, line(index)).value(optionsFor(index, kMaxCopiedText));
}

QString DetailsModel::filterTerm(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    if (line(index).kind == DetailsKind::ExchangeGroup) return exchangeTerm(m_details->id);
    if (line(index).kind != DetailsKind::Field) return {};
    return nodeTerm(*m_details, line(index).space, line(index).source, !isMasked(index));
}

QString DetailsModel::labels(const QModelIndex& index) const {
    QStringList names;
    for (auto at = index; at.isValid(); at = at.parent()) names.prepend(DetailsText(*m_details, line(at)).label());
    return names.join(QStringLiteral(" › "));
}

QString DetailsModel::drawnText(const QModelIndex& index) const {
    const auto bits = index.data(BitsRole).toString();
    const auto text = index.data().toString();
    return bits.isEmpty() ? text : bits + QStringLiteral("  ") + text;
}

const std::vector<std::uint32_t>& DetailsModel::childrenOf(const QModelIndex& parent) const {
    return parent.isValid() ? line(parent).children : m_lines.top();
}

QModelIndex DetailsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, childrenOf(parent)[static_cast<std::size_t>(row)]);
}

QModelIndex DetailsModel::parent(const QModelIndex& child) const {
    return child.isValid() ? indexOfLine(line(child).parent) : QModelIndex();
}

int DetailsModel::rowCount(const QModelIndex& parent) const {
    return static_cast<int>(childrenOf(parent).size());
}

int DetailsModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant DetailsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const auto& at = line(index);
    switch (role) {
    case Qt::DisplayRole:
        return DetailsText(*m_details, at).line(optionsFor(index, kMaxLineText));
    case Qt::ToolTipRole:
        return plainToolTip(DetailsText(*m_details, at).toolTip(optionsFor(index, kMaxLineText)));
    case KindRole:
        return QVariant::fromValue(at.kind);
    case SectionRole:
        return isSection(at);
    case SeverityRole:
        return QVariant::fromValue(severity(at));
    case BitsRole:
        return DetailsText(*m_details, at).bits();
    case LinkRole:
        return link(at);
    default:
        return {}; // roles are an open set of Qt's
    }
}

QVariant DetailsModel::link(const DetailsLine& at) const {
    if (at.kind == DetailsKind::Mate) return m_details->mates[at.source].row.value;
    const bool other = at.kind == DetailsKind::Step && m_details->steps[at.source].row != m_details->id;
    return other ? QVariant(m_details->steps[at.source].row.value) : QVariant();
}

bool DetailsModel::isSection(const DetailsLine& at) const {
    // The big parts of a packet, in which the eye finds its way.
    return at.parent == DetailsLines::kNone && at.kind == DetailsKind::Field;
}

base::Severity DetailsModel::severity(const DetailsLine& at) const {
    if (at.kind != DetailsKind::Problem) return base::Severity::Information;
    const auto& problem = m_details->fields(at.space).problems[at.source];
    if (problem.rule.valid()) return problem.severity;
    // What the capture missed, or a checksum that offloading left open, is nobody's fault.
    const bool fault = at.space == ByteSpace::Packet && problem.kind != std::to_underlying(mqtt::Problem::NotCaptured);
    return fault ? base::Severity::Error : base::Severity::Warning;
}

} // namespace mqttscope::ui
