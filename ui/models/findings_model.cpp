// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/findings_model.h"

#include "core/format/text.h"
#include "ui/models/finding_texts.h"
#include "ui/models/text.h"

#include <algorithm>
#include <numeric>

namespace mqttscope::ui {

namespace {

constexpr quintptr kTop = ~quintptr{0}; // what an index of a group carries; those of findings carry the group's number

} // namespace

FindingsModel::FindingsModel(QObject* parent)
    : QAbstractItemModel(parent) {}

void FindingsModel::clear() {
    beginResetModel();
    m_snapshot = {};
    m_groups.clear();
    m_known.clear();
    m_order.clear();
    m_seen = 0;
    endResetModel();
}

void FindingsModel::adopt(const store::Snapshot& snapshot) {
    if (snapshot.findings() == m_seen) {
        m_snapshot = snapshot;
        return;
    }
    // Groups change places as they grow: the view takes them as new, which is cheap while they are few.
    beginResetModel();
    m_snapshot = snapshot;
    for (; m_seen < snapshot.findings(); ++m_seen) takeIn(base::FindingId(m_seen));
    sortGroups();
    endResetModel();
}

void FindingsModel::takeIn(base::FindingId id) {
    const auto& finding = m_snapshot.finding(id);
    const auto [known, isNew] = m_known.try_emplace(finding.rule.value, m_groups.size());
    if (isNew) m_groups.push_back({.rule = finding.rule, .listed = {}});
    auto& group = m_groups[known->second];
    ++group.count;
    group.worst = std::max(group.worst, finding.severity);
    if (group.listed.size() < kMostListed) group.listed.push_back(id);
}

void FindingsModel::sortGroups() {
    m_order.resize(m_groups.size());
    std::iota(m_order.begin(), m_order.end(), std::size_t{0});
    std::ranges::sort(m_order, [this](std::size_t a, std::size_t b) {
        const auto& one = m_groups[a];
        const auto& other = m_groups[b];
        return one.worst != other.worst ? one.worst > other.worst : one.rule < other.rule;
    });
}

const FindingsModel::Group& FindingsModel::groupOf(const QModelIndex& index) const {
    const auto line = index.internalId() == kTop ? static_cast<quintptr>(index.row()) : index.internalId();
    return m_groups[m_order[static_cast<std::size_t>(line)]];
}

base::RuleId FindingsModel::rule(const QModelIndex& index) const {
    return index.isValid() ? groupOf(index).rule : base::RuleId{};
}

base::RowId FindingsModel::row(const QModelIndex& index) const {
    if (!index.isValid()) return {};
    const auto& listed = groupOf(index).listed;
    const auto at = index.internalId() == kTop ? std::size_t{0} : static_cast<std::size_t>(index.row());
    return at < listed.size() ? m_snapshot.finding(listed[at]).row : base::RowId{};
}

QString FindingsModel::title(base::RuleId rule) const {
    const auto known = m_known.find(rule.value);
    if (known == m_known.end()) return {};
    const auto& first = m_snapshot.finding(m_groups[known->second].listed.front());
    return ruleText(m_snapshot, first);
}

QString FindingsModel::groupText(const Group& group) const {
    const auto& first = m_snapshot.finding(group.listed.front());
    return QStringLiteral("%1  (%2)").arg(findingText(m_snapshot, first), numberText(group.count));
}

QString FindingsModel::findingLine(base::FindingId id) const {
    const auto row = m_snapshot.finding(id).row;
    const auto connection = m_snapshot.row(row).connection;
    const auto client = connection.valid() ? m_snapshot.clientId(connection) : std::string_view{};
    const auto number = tr("No. %1").arg(numberText(std::uint64_t{row.value} + 1));
    if (client.empty()) return number;
    return QStringLiteral("%1  %2").arg(number, toText(format::visibleText(client, 64)));
}

QModelIndex FindingsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, parent.isValid() ? static_cast<quintptr>(parent.row()) : kTop);
}

QModelIndex FindingsModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == kTop) return {};
    return createIndex(static_cast<int>(child.internalId()), 0, kTop);
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_groups.size());
    if (parent.internalId() != kTop) return 0;
    const auto& group = groupOf(parent);
    return static_cast<int>(group.listed.size()) + (group.count > group.listed.size() ? 1 : 0);
}

int FindingsModel::columnCount(const QModelIndex&) const {
    return 1;
}

QVariant FindingsModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) return {};
    const bool top = index.internalId() == kTop;
    const auto& group = groupOf(index);
    const auto at = static_cast<std::size_t>(index.row());
    switch (role) {
    case Qt::DisplayRole:
        if (top) return groupText(group);
        if (at < group.listed.size()) return findingLine(group.listed[at]);
        return tr("… and %1 more: narrow the table to this rule").arg(numberText(group.count - group.listed.size()));
    case Qt::ToolTipRole:
        return top ? plainToolTip(groupText(group)) : QString();
    case SeverityRole:
        return top ? QVariant::fromValue(group.worst) : QVariant();
    default:
        return {}; // roles are an open set of Qt's
    }
}

} // namespace mqttscope::ui
