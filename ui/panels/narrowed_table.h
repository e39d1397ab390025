// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/row_order.h"

#include <QWidget>

#include <functional>
#include <memory>

namespace mqttscope::ui {

class NarrowingBar;
class PacketPanel;
class PacketTableModel;
class RowArranger;

/// The packet table with what narrows and sorts it.
class NarrowedTable : public QWidget {
    Q_OBJECT

public:
    explicit NarrowedTable(PacketTableModel* model, QWidget* parent = nullptr);

    [[nodiscard]] PacketPanel* packets() const { return m_packets; }

    [[nodiscard]] const Narrowing& narrowing() const;
    [[nodiscard]] bool isBusy() const;

    /// How connections and rules are called in the pills.
    void setTitles(std::function<QString(base::ConnectionId)> connections, std::function<QString(base::RuleId)> rules);

    /// Another capture, or none.
    void show(std::shared_ptr<engine::Inspection> inspection);
    void adopt(const store::Snapshot& snapshot);

    void narrowToConnection(base::ConnectionId connection);
    void narrowToRule(base::RuleId rule);
    void showEvents(bool shown);
    void narrowToFilter(const filter::Filter& filter);
    void showAll();
    /// Rows that no filter accepts, ascending.
    void setIgnored(const std::shared_ptr<const std::vector<std::uint32_t>>& rows);
    /// Selects a row; what hides it is removed.
    void reveal(base::RowId row);

signals:
    /// Rows that are shown, and of how many; the milliseconds that a filter took, 0 while it runs or there is none.
    void narrowed(quint64 shown, quint64 total, qint64 took);
    /// The filter that narrows the table is another one.
    void filterChanged(const QString& text);
    /// The table is not narrowed to a connection any more.
    void connectionReleased();
    void eventsShownChanged(bool shown);

private:
    void change(Narrowing narrowing);
    void updateBar();
    void updateResult();
    void sort(int column, bool descending);

    PacketTableModel* m_model;
    PacketPanel* m_packets;
    NarrowingBar* m_bar;
    RowArranger* m_arranger;
    std::shared_ptr<const std::vector<std::uint32_t>> m_ignored;
    std::function<QString(base::ConnectionId)> m_connectionTitle;
    std::function<QString(base::RuleId)> m_ruleTitle;
    base::RowId m_revealed; ///< to be selected when the rows are there
};

} // namespace mqttscope::ui
