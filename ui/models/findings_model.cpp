// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/findings_model.h"

#include "core/format/text.h"
#include "ui/models/finding_texts.h"
#include "ui/models/text.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr quintptr kTop = ~quintptr{0}; // what an index of a group carries; those of findings carry the group's number

} // namespace

FindingsModel::FindingsModel(QObject* parent)
    : QAbstractItemModel(parent) {
    m_more.setSingleShot(true);
    connect(&m_more, &QTimer::timeout, this, &FindingsModel::takeIn);
}

void FindingsModel::clear() {
    beginResetModel();
    m_more.stop();
    m_snapshot = {};
    m_groups.clear();
    m_known.clear();
    m_order.clear();
    m_lines.clear();
    m_seen = 0;
    endResetModel();
}

void FindingsModel::adopt(const store::Snapshot& snapshot) {
    if (snapshot.counts().firstFinding > m_snapshot.counts().firstFinding) leave(snapshot);
    m_snapshot = snapshot;
    if (!m_more.isActive()) takeIn();
}

void FindingsModel::takeIn() {
    if (isComplete()) return;
    for (auto& more : gather()) {
        if (const auto group = known(more.rule); group != kNone && m_groups[group].count != 0)
            growGroup(group, more);
        else
            addGroup(std::move(more));
    }
    if (!isComplete()) m_more.start(0);
}

std::vector<FindingsModel::Group> FindingsModel::gather() {
    std::vector<Group> gathered;
    std::vector<std::uint32_t> places(m_known.size(), kNone);
    const auto end = m_seen + std::min(m_snapshot.findings() - m_seen, kMostAtOnce);
    for (; m_seen < end; ++m_seen) {
        const auto& finding = m_snapshot.finding(base::FindingId(m_seen));
        const auto rule = std::size_t{finding.rule.value};
        if (rule >= places.size()) places.resize(rule + 1, kNone);
        if (places[rule] == kNone) {
            places[rule] = static_cast<std::uint32_t>(gathered.size());
            gathered.push_back({.rule = finding.rule, .listed = {}});
        }
        auto& group = gathered[places[rule]];
        ++group.count;
        group.worst = std::max(group.worst, finding.severity);
        if (group.listed.size() < kMostListed) group.listed.emplace_back(m_seen);
    }
    return gathered;
}

void FindingsModel::addGroup(Group&& group) {
    const int place = placeOf(group.worst, group.rule);
    const auto again = known(group.rule); // its findings had all left
    const auto made = again != kNone ? again : static_cast<std::uint32_t>(m_groups.size());
    beginInsertRows({}, place, place);
    if (group.rule.value >= m_known.size()) m_known.resize(group.rule.value + 1U, kNone);
    m_known[group.rule.value] = made;
    if (again != kNone)
        m_groups[again] = std::move(group);
    else
        m_groups.push_back(std::move(group));
    m_order.insert(m_order.begin() + place, made);
    numberLines();
    endInsertRows();
}

void FindingsModel::growGroup(std::uint32_t known, const Group& more) {
    moveGroup(known, std::max(m_groups[known].worst, more.worst));
    auto& group = m_groups[known];
    const auto top = index(m_lines[known], 0);
    auto grown = group;
    grown.count += more.count;
    const auto room = std::min(kMostListed - group.listed.size(), more.listed.size());
    grown.listed.insert(grown.listed.end(), more.listed.begin(),
                        more.listed.begin() + static_cast<std::ptrdiff_t>(room));
    const int before = group.lines();
    const int after = grown.lines();
    if (after > before) beginInsertRows(top, before, after - 1);
    group = std::move(grown);
    if (after > before) endInsertRows();
    emit dataChanged(top, top);
    // The line that counts what is not listed.
    if (after == before && after > 0) emit dataChanged(index(after - 1, 0, top), index(after - 1, 0, top));
}

void FindingsModel::leave(const store::Snapshot& next) {
    const auto first = next.counts().firstFinding;
    std::vector<std::uint64_t> gone(m_groups.size(), 0);
    for (auto id = m_snapshot.counts().firstFinding; id < std::min(first, m_seen); ++id)
        ++gone[known(m_snapshot.finding(base::FindingId(id)).rule)];
    m_seen = std::max(m_seen, first);
    for (std::uint32_t group = 0; group < gone.size(); ++group)
        if (gone[group] != 0) shrinkGroup(group, gone[group], first);
}

void FindingsModel::shrinkGroup(std::uint32_t known, std::uint64_t gone, std::uint32_t firstFinding) {
    const int line = m_lines[known];
    if (m_groups[known].count == gone) {
        beginRemoveRows({}, line, line);
        m_groups[known].count = 0;
        m_groups[known].listed.clear();
        m_order.erase(m_order.begin() + line);
        numberLines();
        endRemoveRows();
        return;
    }
    const auto top = index(line, 0);
    const int before = m_groups[known].lines();
    auto shrunk = m_groups[known];
    shrunk.count -= gone;
    shrunk.listed.erase(shrunk.listed.begin(), std::ranges::lower_bound(shrunk.listed, base::FindingId(firstFinding)));
    if (shrunk.listed.empty()) {
        shrunk.listed = firstOf(shrunk.rule, firstFinding);
        beginRemoveRows(top, 0, before - 1);
        m_groups[known].listed.clear();
        m_groups[known].count = 0;
        endRemoveRows();
        beginInsertRows(top, 0, shrunk.lines() - 1);
        m_groups[known] = std::move(shrunk);
        endInsertRows();
    } else {
        const int after = shrunk.lines();
        if (after < before) beginRemoveRows(top, 0, before - after - 1);
        m_groups[known] = std::move(shrunk);
        if (after < before) endRemoveRows();
    }
    emit dataChanged(top, top);
}

/// Those that were only counted, once all that were listed have left.
std::vector<base::FindingId> FindingsModel::firstOf(base::RuleId rule, std::uint32_t firstFinding) const {
    std::vector<base::FindingId> listed;
    for (auto id = firstFinding; id < m_seen && listed.size() < kMostListed; ++id)
        if (m_snapshot.finding(base::FindingId(id)).rule == rule) listed.emplace_back(id);
    return listed;
}

void FindingsModel::moveGroup(std::uint32_t known, base::Severity worst) {
    if (worst == m_groups[known].worst) return;
    const int from = m_lines[known];
    // It only gets worse, so it goes up or stays; it is not in its own way.
    const int to = placeOf(worst, m_groups[known].rule);
    const bool moves = to < from;
    if (moves) beginMoveRows({}, from, from, {}, to);
    m_groups[known].worst = worst;
    if (moves) {
        std::rotate(m_order.begin() + to, m_order.begin() + from, m_order.begin() + from + 1);
        numberLines();
        endMoveRows();
    }
}

int FindingsModel::placeOf(base::Severity worst, base::RuleId rule) const {
    const auto before = [&](std::uint32_t other) {
        const auto& group = m_groups[other];
        return group.worst != worst ? group.worst > worst : group.rule < rule;
    };
    return static_cast<int>(std::ranges::partition_point(m_order, before) - m_order.begin());
}

void FindingsModel::numberLines() {
    m_lines.resize(m_groups.size());
    for (std::size_t line = 0; line < m_order.size(); ++line) m_lines[m_order[line]] = static_cast<int>(line);
}

std::uint32_t FindingsModel::groupAt(const QModelIndex& index) const {
    return index.internalId() == kTop ? m_order[static_cast<std::size_t>(index.row())]
                                      : static_cast<std::uint32_t>(index.internalId());
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
    const auto group = known(rule);
    if (group == kNone || m_groups[group].listed.empty()) return {};
    const auto& first = m_snapshot.finding(m_groups[group].listed.front());
    return ruleText(m_snapshot, first);
}

QString FindingsModel::groupText(const Group& group) const {
    if (group.listed.empty()) return {}; // its lines are being replaced
    const auto& first = m_snapshot.finding(group.listed.front());
    return QStringLiteral("%1  (%2)").arg(findingText(m_snapshot, first), numberText(group.count));
}

QString FindingsModel::findingLine(base::FindingId id) const {
    const auto row = m_snapshot.finding(id).row;
    const auto number = tr("No. %1").arg(numberText(std::uint64_t{row.value} + 1));
    if (!m_snapshot.has(row)) return number;
    const auto connection = m_snapshot.row(row).connection;
    const auto client = connection.valid() ? m_snapshot.clientId(connection) : std::string_view{};
    if (client.empty()) return number;
    return QStringLiteral("%1  %2").arg(number, toText(format::visibleText(client, 64)));
}

QModelIndex FindingsModel::index(int row, int column, const QModelIndex& parent) const {
    if (!hasIndex(row, column, parent)) return {};
    return createIndex(row, column, parent.isValid() ? quintptr{groupAt(parent)} : kTop);
}

QModelIndex FindingsModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || child.internalId() == kTop) return {};
    return createIndex(m_lines[child.internalId()], 0, kTop);
}

int FindingsModel::rowCount(const QModelIndex& parent) const {
    if (!parent.isValid()) return static_cast<int>(m_order.size());
    if (parent.internalId() != kTop) return 0;
    return groupOf(parent).lines();
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
