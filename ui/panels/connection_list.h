// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QWidget>

class QLineEdit;

namespace mqttscope::ui {

class ConnectionArranger;
class ConnectionsModel;
class RowTableView;

/// The connections of a capture, searched and sorted by a click on a header.
class ConnectionList : public QWidget {
    Q_OBJECT

public:
    explicit ConnectionList(QWidget* parent = nullptr);

    [[nodiscard]] RowTableView* view() const { return m_view; }

    [[nodiscard]] ConnectionsModel* model() const { return m_model; }

    void clear();
    void adopt(const store::Snapshot& snapshot);
    /// Nothing is chosen any more.
    void clearChoice();
    /// Whether an order is being made.
    [[nodiscard]] bool isBusy() const;

    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray& state);

signals:
    void chosen(base::ConnectionId connection);
    /// A connection was right-clicked, or its menu asked for by key, at this place of the screen.
    void menuRequested(base::ConnectionId connection, const QPoint& at);

private:
    void makeView();
    void setWidths();
    void sortBy(int column);
    void search(const QString& text);
    void requestMenu(const QPoint& at);
    void select(const QModelIndex& index);

    ConnectionsModel* m_model;
    ConnectionArranger* m_arranger;
    QLineEdit* m_search;
    RowTableView* m_view;
    int m_sortedBy = -1; ///< -1: as they were opened
    bool m_restoring = false;
};

} // namespace mqttscope::ui
