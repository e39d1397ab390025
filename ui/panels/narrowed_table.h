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
    void showAll();
    /// Selects a row; what hides it is removed.
    void reveal(base::RowId row);

signals:
    void narrowed(quint64 shown, quint64 total);
    /// The table is not narrowed to a connection any more.
    void connectionReleased();
    void eventsShownChanged(bool shown);

private:
    void change(const Narrowing& narrowing);
    void updateBar();
    void updateResult();
    void sort(int column, bool descending);

    PacketTableModel* m_model;
    PacketPanel* m_packets;
    NarrowingBar* m_bar;
    RowArranger* m_arranger;
    std::function<QString(base::ConnectionId)> m_connectionTitle;
    std::function<QString(base::RuleId)> m_ruleTitle;
    base::RowId m_revealed; ///< to be selected when the rows are there
};

} // namespace mqttscope::ui
