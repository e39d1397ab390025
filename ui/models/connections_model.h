// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QAbstractTableModel>

namespace mqttscope::ui {

/// The connections of a capture, a line each. Counts of a connection that lasts change with every adoption.
class ConnectionsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Client, Packets, Span, Version, Server, Bytes, kColumns };

    /// What the rows are sorted by: numbers, not their texts.
    static constexpr int kSortRole = Qt::UserRole;

    explicit ConnectionsModel(QObject* parent = nullptr);

    void clear();
    void adopt(const store::Snapshot& snapshot);

    [[nodiscard]] base::ConnectionId connection(const QModelIndex& index) const;
    /// How a connection is called where there is one line for it: "dev-42".
    [[nodiscard]] QString title(base::ConnectionId connection) const;

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QVariant number(base::ConnectionId id, int column) const;
    [[nodiscard]] QString text(base::ConnectionId id, int column) const;
    [[nodiscard]] QString toolTip(base::ConnectionId id) const;

    store::Snapshot m_snapshot;
    int m_rows = 0;
};

} // namespace mqttscope::ui
