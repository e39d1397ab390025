// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/details_model.h"

#include "core/format/field_text.h"
#include "core/format/text.h"
#include "core/mqtt/problem.h"
#include "core/session/catalogue.h"
#include "core/session/rules.h"
#include "ui/models/text.h"

#include <utility>

namespace mqttscope::ui {

namespace {

// Characters of one line; the bytes pane shows what is longer.
constexpr std::size_t kMaxLineText = 1000;

} // namespace

DetailsModel::DetailsModel(QObject* parent)
    : QAbstractItemModel(parent) {}

void DetailsModel::show(std::shared_ptr<const PacketDetails> details) {
    beginResetModel();
    m_details = std::move(details);
    m_lines.clear();
    m_top.clear();
    m_packetLines.clear();
    m_frameLines.clear();
    if (m_details) {
        if (!m_details->frameFields.nodes.empty())
            appendFields(ByteSpace::Frame, append(DetailsKind::FrameGroup, ByteSpace::Frame, kNone, kNone));
        if (!m_details->event.isEmpty()) append(DetailsKind::EventText, ByteSpace::Packet, kNone, kNone);
        appendFields(ByteSpace::Packet, kNone);
    }
    endResetModel();
}

void DetailsModel::setSecretsShown(bool shown) {
    if (shown == m_secrets) return;
    m_secrets = shown;
    show(m_details);
}

std::uint32_t DetailsModel::append(DetailsKind kind, ByteSpace space, std::uint32_t source, std::uint32_t parent) {
    const auto made = static_cast<std::uint32_t>(m_lines.size());
    auto& siblings = parent == kNone ? m_top : m_lines[parent].children;
    const auto row = static_cast<int>(siblings.size());
    siblings.push_back(made);
    m_lines.push_back({kind, space, source, parent, {}, row});
    return made;
}

void DetailsModel::appendFields(ByteSpace space, std::uint32_t parent) {
    const auto& tree = m_details->fields(space);
    auto& lines = space == ByteSpace::Packet ? m_packetLines : m_frameLines;
    // Problems of the packet as a whole come first: they explain what is missing below.
    for (std::uint32_t i = 0; i < tree.problems.size(); ++i)
        if (tree.problems[i].node == base::FieldNode::kNone) append(DetailsKind::Problem, space, i, parent);
    lines.reserve(tree.nodes.size());
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        const auto above = tree.nodes[i].parent;
        lines.push_back(append(DetailsKind::Field, space, i, above == base::FieldNode::kNone ? parent : lines[above]));
    }
    for (std::uint32_t i = 0; i < tree.problems.size(); ++i)
        if (const auto node = tree.problems[i].node; node < lines.size())
            append(DetailsKind::Problem, space, i, lines[node]);
}

base::ByteRange DetailsModel::range(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto& at = line(index);
    switch (at.kind) {
    case DetailsKind::FrameGroup:
        return {0, m_details->size(ByteSpace::Frame)};
    case DetailsKind::EventText:
        return {};
    case DetailsKind::Field:
        return m_details->fields(at.space).nodes[at.source].range;
    case DetailsKind::Problem:
        return m_details->fields(at.space).problems[at.source].range;
    }
    return {};
}

ByteSpace DetailsModel::space(const QModelIndex& index) const {
    return index.isValid() ? line(index).space : ByteSpace::Packet;
}

QString DetailsModel::key(const QModelIndex& index) const {
    if (!index.isValid() || line(index).kind != DetailsKind::Field) return {};
    const auto& at = line(index);
    return toText(session::fieldInfo(m_details->fields(at.space).nodes[at.source].field).key);
}

QModelIndex DetailsModel::indexOf(ByteSpace space, std::uint32_t field) const {
    const auto& lines = space == ByteSpace::Packet ? m_packetLines : m_frameLines;
    if (field >= lines.size()) return {};
    return createIndex(m_lines[lines[field]].row, 0, lines[field]);
}

const std::vector<std::uint32_t>& DetailsModel::childrenOf(const QModelIndex& parent) const {
    return parent.isValid() ? line(parent).children : m_top;
}

QModelIndex DetailsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, childrenOf(parent)[static_cast<std::size_t>(row)]);
}

QModelIndex DetailsModel::parent(const QModelIndex& child) const {
    if (!child.isValid()) return {};
    const auto above = line(child).parent;
    return above == kNone ? QModelIndex() : createIndex(m_lines[above].row, 0, above);
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
        return text(at);
    case Qt::ToolTipRole:
        return plainToolTip(toolTip(at));
    case KindRole:
        return QVariant::fromValue(at.kind);
    // The big parts, in which the eye finds its way.
    case SectionRole:
        return at.parent == kNone && at.kind != DetailsKind::Problem;
    case SeverityRole:
        return QVariant::fromValue(severity(at));
    default:
        return {}; // roles are an open set of Qt's
    }
}

base::Severity DetailsModel::severity(const Line& at) const {
    if (at.kind != DetailsKind::Problem) return base::Severity::Information;
    const auto& problem = m_details->fields(at.space).problems[at.source];
    if (problem.rule.valid()) return problem.severity;
    // What the capture missed, or a checksum that offloading left open, is nobody's fault.
    const bool fault = at.space == ByteSpace::Packet && problem.kind != std::to_underlying(mqtt::Problem::NotCaptured);
    return fault ? base::Severity::Error : base::Severity::Warning;
}

QString DetailsModel::problemText(const base::FieldProblem& problem) const {
    if (!problem.rule.valid()) return toText(problem.text);
    const auto number = toText(session::ruleNumber(session::ruleOf(problem.rule), m_details->packet.version.version));
    return number.isEmpty() ? toText(problem.text) : QStringLiteral("%1 (%2)").arg(toText(problem.text), number);
}

QString DetailsModel::text(const Line& at) const {
    switch (at.kind) {
    case DetailsKind::FrameGroup:
        return frameText();
    case DetailsKind::EventText:
        return m_details->event;
    case DetailsKind::Problem:
        return problemText(m_details->fields(at.space).problems[at.source]);
    case DetailsKind::Field:
        break;
    }
    const auto& tree = m_details->fields(at.space);
    const auto& node = tree.nodes[at.source];
    const auto& info = session::fieldInfo(node.field);
    // The frame's payload as one value would show what is masked in the fields of the packet.
    if (!m_secrets && at.space == ByteSpace::Frame && info.type == base::FieldType::Binary &&
        m_details->isMasked(ByteSpace::Frame, node.range))
        return tr("%1: %2").arg(toText(info.label), toText(format::kMask));
    const format::TextOptions options{.secrets = m_secrets, .maxLength = kMaxLineText};
    return toText(format::nodeText(tree, node, m_details->decoded(at.space), options));
}

QString DetailsModel::frameText() const {
    const auto number = numberText(std::uint64_t{m_details->frame.frame.id.value} + 1);
    const auto size = toText(format::byteCountText(m_details->frame.frame.bytes.size()));
    if (m_details->frameCount > 1)
        return tr("Frame %1, %2 (the last of %3)").arg(number, size, numberText(m_details->frameCount));
    return tr("Frame %1, %2").arg(number, size);
}

QString DetailsModel::toolTip(const Line& at) const {
    if (at.kind != DetailsKind::Field) return {};
    const auto& node = m_details->fields(at.space).nodes[at.source];
    const auto& info = session::fieldInfo(node.field);
    QString tip = toText(info.key);
    if (!info.meaning.empty()) tip += QStringLiteral("\n") + toText(info.meaning);
    if (!info.section.empty()) tip += QStringLiteral("\n") + toText(info.section);
    if (node.range.size > 0)
        tip += QStringLiteral("\n") +
               tr("Bytes %1 to %2").arg(numberText(node.range.offset), numberText(node.range.end() - 1));
    return tip;
}

} // namespace mqttscope::ui
