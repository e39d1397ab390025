// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QAbstractItemModel>

#include <unordered_map>
#include <vector>

namespace mqttscope::ui {

/// Findings grouped by rule, the most severe rules first; below each its first findings, which lead to their rows.
class FindingsModel : public QAbstractItemModel {
    Q_OBJECT

public:
    /// A hostile capture may break a rule in every packet: the rest is seen by narrowing the table to the rule.
    static constexpr std::size_t kMostListed = 500;

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
    [[nodiscard]] std::uint32_t count() const { return m_seen; }

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;

private:
    struct Group {
        base::RuleId rule{};
        base::Severity worst{};
        std::uint64_t count = 0;
        std::vector<base::FindingId> listed; ///< the first ones
    };

    [[nodiscard]] QString groupText(const Group& group) const;
    [[nodiscard]] QString findingLine(base::FindingId id) const;
    void takeIn(base::FindingId id);
    void sortGroups();
    /// The group at a line, or that of a finding.
    [[nodiscard]] const Group& groupOf(const QModelIndex& index) const;

    store::Snapshot m_snapshot;
    std::vector<Group> m_groups;                            // in the order they were met
    std::unordered_map<std::uint16_t, std::size_t> m_known; // by rule
    std::vector<std::size_t> m_order;                       // as they are shown
    std::uint32_t m_seen = 0;
};

} // namespace mqttscope::ui
