// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QWidget>

class QTabWidget;
class QTreeView;

namespace mqttscope::ui {

class ConnectionList;
class FindingsModel;

/// What the capture consists of, at the left: its connections and what was found. A choice narrows the table.
class Navigator : public QWidget {
    Q_OBJECT

public:
    explicit Navigator(QWidget* parent = nullptr);

    void clear();
    void adopt(const store::Snapshot& snapshot);

    [[nodiscard]] ConnectionList* connections() const { return m_connections; }

    [[nodiscard]] QTreeView* findingsView() const { return m_findings; }

    [[nodiscard]] QString title(base::ConnectionId connection) const;
    [[nodiscard]] QString title(base::RuleId rule) const;

    void showConnections();
    void showFindings();
    /// A narrowing was removed: nothing is chosen any more.
    void clearChoice();

signals:
    void connectionChosen(base::ConnectionId connection);
    void ruleChosen(base::RuleId rule);
    /// A row that a finding is about.
    void rowChosen(base::RowId row);
    /// A rule, or a finding about a row, was right-clicked, or its menu asked for by key, at this place of the screen.
    void findingMenuRequested(base::RuleId rule, base::RowId row, const QPoint& at);

private:
    [[nodiscard]] QWidget* makeFindings();
    void findingActivated(const QModelIndex& index);
    void updateTitles();

    ConnectionList* m_connections;
    FindingsModel* m_findingsModel;
    QTreeView* m_findings = nullptr;
    QTabWidget* m_tabs;
    std::uint32_t m_connectionCount = 0;
};

} // namespace mqttscope::ui
