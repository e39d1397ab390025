// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <QWidget>

class QModelIndex;

namespace mqttscope::ui {

class PacketTableModel;
class RowTableView;

/// The packet table with its going about: previous and next, go to a number, copying rows.
class PacketPanel : public QWidget {
    Q_OBJECT

public:
    /// The most rows that are copied at once: each is decoded for it.
    static constexpr int kMaxCopiedRows = 10'000;

    explicit PacketPanel(PacketTableModel* model, QWidget* parent = nullptr);

    [[nodiscard]] RowTableView* view() const { return m_view; }

    [[nodiscard]] base::RowId currentRow() const;
    /// Selects a row and shows it; false if there is no such row.
    bool goTo(qint64 row);
    void goBy(qint64 rows);
    void goToLast();
    /// The selected rows as lines of tab-separated cells.
    [[nodiscard]] QString selectedText() const;
    void copySelection();

signals:
    /// Invalid when nothing is selected.
    void currentChanged(base::RowId row);
    /// Something the status bar should tell once.
    void noted(const QString& text);

private:
    void sizeColumns();
    void select(const QModelIndex& index);

    PacketTableModel* m_model;
    RowTableView* m_view;
};

} // namespace mqttscope::ui
