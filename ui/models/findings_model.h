// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QAbstractItemModel>
#include <QTimer>

#include <cstdint>
#include <vector>

namespace mqttscope::ui {

/// Findings grouped by rule, the most severe rules first; below each its first findings, which lead to their rows.
/// While a capture grows, groups grow and move and are never made anew: what is open and chosen in a view stays so.
class FindingsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    /// A hostile capture may break a rule in every packet: the rest is seen by narrowing the table to the rule.
    static constexpr std::size_t kMostListed = 500;
    /// Findings that are taken in in one turn of the event loop; the others follow in the next ones.
    static constexpr std::uint32_t kMostAtOnce = 1U << 18;

    /// Of groups only: the findings below are as severe.
    enum Role { SeverityRole = Qt::UserRole };

    explicit FindingsModel(QObject* parent = nullptr);

    void clear();
    void adopt(const store::Snapshot& snapshot);

    /// The rule of a group, or of the group that a finding is in.
    [[nodiscard]] base::RuleId rule(const QModelIndex& index) const;
    /// The row of a finding, or that of the first one of a group.
    [[nodiscard]] base::RowId row(const QModelIndex& index) const;
    /// How a rule is called where there is one line for it.
    [[nodiscard]] QString title(base::RuleId rule) const;

    /// Findings of every severity together.
    [[nodiscard]] std::uint32_t count() const { return m_snapshot.findings() - m_snapshot.counts().firstFinding; }

    /// Whether every finding is in its group.
    [[nodiscard]] bool isComplete() const { return m_seen == m_snapshot.findings(); }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    struct Group {
        base::RuleId rule{};
        base::Severity worst{};
        std::uint64_t count = 0;
        std::vector<base::FindingId> listed; ///< the first ones

        /// Lines below it: what is listed, and one that tells how many are not.
        [[nodiscard]] int lines() const { return static_cast<int>(listed.size()) + (count > listed.size() ? 1 : 0); }
    };

    [[nodiscard]] QString groupText(const Group& group) const;
    [[nodiscard]] QString findingLine(base::FindingId id) const;
    void takeIn();
    /// Groups of the next findings alone, one for each rule among them.
    [[nodiscard]] std::vector<Group> gather();
    void addGroup(Group&& group);
    /// Takes away what has left in a later state of the capture.
    void leave(const store::Snapshot& next);
    void shrinkGroup(std::uint32_t known, std::uint64_t gone, std::uint32_t firstFinding);
    [[nodiscard]] std::vector<base::FindingId> firstOf(base::RuleId rule, std::uint32_t firstFinding) const;
    void growGroup(std::uint32_t known, const Group& more);
    void moveGroup(std::uint32_t known, base::Severity worst);
    /// Where among the groups that are shown one of this severity and rule belongs, itself not counted.
    [[nodiscard]] int placeOf(base::Severity worst, base::RuleId rule) const;
    void numberLines();
    /// The number of the group at an index, or of that a finding is in.
    [[nodiscard]] std::uint32_t groupAt(const QModelIndex& index) const;

    [[nodiscard]] const Group& groupOf(const QModelIndex& index) const { return m_groups[groupAt(index)]; }

    [[nodiscard]] std::uint32_t known(base::RuleId rule) const {
        return rule.value < m_known.size() ? m_known[rule.value] : kNone;
    }

    store::Snapshot m_snapshot;
    std::vector<Group> m_groups;        // in the order they were met, which never changes; empty ones are not shown
    std::vector<std::uint32_t> m_known; // group of a rule
    std::vector<std::uint32_t> m_order; // groups as they are shown
    std::vector<int> m_lines;           // where each group is shown
    std::uint32_t m_seen = 0;
    QTimer m_more; // until the next findings are taken in
};

} // namespace mqttscope::ui
