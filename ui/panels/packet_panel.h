// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "ui/models/connection_walk.h"
#include "ui/models/row_copy.h"
#include "ui/models/row_history.h"
#include "ui/models/row_order.h"

#include <QModelIndex>
#include <QTimer>
#include <QWidget>

#include <memory>
#include <optional>
#include <vector>

namespace mqttscope::ui {

class PacketColumns;
class PacketTableModel;
class RowTableView;

/// The packet table with its going about: previous and next, go to a number, back and forward, copying rows.
class PacketPanel : public QWidget {
    Q_OBJECT

public:
    /// The most rows that are copied at once: each is decoded for it.
    static constexpr int kMaxCopiedRows = 10'000;

    explicit PacketPanel(PacketTableModel* model, QWidget* parent = nullptr);

    [[nodiscard]] RowTableView* view() const { return m_view; }

    [[nodiscard]] PacketColumns* columns() const { return m_columns; }

    [[nodiscard]] base::RowId currentRow() const;
    /// Selects a row of the capture and shows it; false if it is not in the table.
    bool goTo(base::RowId row);
    void goBy(qint64 rows);
    void goToFirst();
    void goToLast();
    /// To the previous (-1) or next (1) row of the same connection; where that is far away, in a later turn of the
    /// event loop.
    void goInConnection(int step);
    void goBack();
    void goForward();

    [[nodiscard]] const RowHistory& history() const { return m_history; }

    /// New rows are brought into sight as long as the last one is: scrolling up stops that, going to the end resumes
    /// it.
    void setFollowing(bool following) { m_following = following; }

    /// Another capture is shown.
    void startOver();
    /// Gives the table other rows, or another order; the selected row stays where it is on screen if it is among them.
    void setOrder(const std::shared_ptr<const RowOrder>& order, bool continues);

    /// The selected rows, in the order of the table; at most so many.
    [[nodiscard]] std::vector<base::RowId> selectedRows(int atMost = kMaxCopiedRows) const;
    [[nodiscard]] qint64 selectedCount() const;
    /// The selected rows as lines of tab-separated cells.
    [[nodiscard]] QString selectedText() const;
    void copySelection();
    /// The cell that was clicked last.
    void copyCell();

signals:
    /// Invalid when nothing is selected.
    void currentChanged(base::RowId row);
    /// Something the status bar should tell once.
    void noted(const QString& text);
    /// The selected rows were right-clicked, at this place of the screen.
    void menuRequested(const QPoint& at);

private:
    [[nodiscard]] std::vector<int> selectedPositions(int atMost = kMaxCopiedRows) const;
    void currentRowChanged(const QModelIndex& current);
    void walkOn();
    /// How far apart two selected rows are.
    void tellDistance();
    void select(const QModelIndex& index);
    bool goToPosition(qint64 position);
    void show(base::RowId row);

    PacketTableModel* m_model;
    RowTableView* m_view;
    PacketColumns* m_columns;
    RowHistory m_history;
    base::RowId m_wanted;                 ///< selected, though the narrowing hides it for now
    std::optional<ConnectionWalk> m_walk; ///< while a row of the connection is looked for
    QTimer m_walking;
    bool m_replacing = false;
    bool m_following = false;
    bool m_wasAtEnd = false; ///< before rows were appended
};

} // namespace mqttscope::ui
