// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/models/connection_order.h"

#include <QAbstractTableModel>

#include <memory>

namespace mqttscope::ui {

/// The connections of a capture, a line each. Counts of a connection that lasts change with every adoption.
class ConnectionsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Client, Packets, Span, Version, Server, Bytes, kColumns };

    explicit ConnectionsModel(QObject* parent = nullptr);

    void clear();
    void adopt(const store::Snapshot& snapshot);
    /// Lists these connections in this order, null: all as they were opened.
    void setOrder(std::shared_ptr<const ConnectionOrder> order);

    /// By what a click on a column's header sorts.
    [[nodiscard]] static ConnectionChoice::By sortingOf(int column);
    /// Whether a column is of numbers, of which people want the largest first.
    [[nodiscard]] static bool isFigure(int column);

    [[nodiscard]] const store::Snapshot& snapshot() const { return m_snapshot; }

    [[nodiscard]] base::ConnectionId connection(const QModelIndex& index) const;
    /// Where a connection is listed; -1 if it is not.
    [[nodiscard]] int positionOf(base::ConnectionId connection) const;
    /// The cells of a line, tab-separated.
    [[nodiscard]] QString lineText(int row) const;
    /// How a connection is called where there is one line for it: "dev-42".
    [[nodiscard]] QString title(base::ConnectionId connection) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] int listed() const;
    [[nodiscard]] QString text(base::ConnectionId id, int column) const;
    [[nodiscard]] QString toolTip(base::ConnectionId id) const;

    store::Snapshot m_snapshot;
    std::shared_ptr<const ConnectionOrder> m_order;
    int m_rows = 0;
};

} // namespace mqttscope::ui
