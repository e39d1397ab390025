// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractItemView>

#include <functional>
#include <utility>

class QHeaderView;

namespace mqttscope::ui {

/// A table of very many rows of one height. It keeps nothing for each row, so that rows cost no memory, appending costs
/// the same at ten rows as at a billion, and no pixel count can overflow: it scrolls by rows.
/// tests/ui/view_bench.cpp measures it against QTableView and QTreeView.
class RowTableView : public QAbstractItemView {
    Q_OBJECT

public:
    explicit RowTableView(QWidget* parent = nullptr);

    [[nodiscard]] QHeaderView* header() const { return m_header; }

    [[nodiscard]] int rowHeight() const { return m_rowHeight; }

    /// Rows that fit completely.
    [[nodiscard]] int rowsPerPage() const;
    /// Whether the last row is in sight.
    [[nodiscard]] bool atEnd() const;

    /// How many lines below the top of the view a row stands; -1 if it is out of sight.
    [[nodiscard]] int lineOf(const QModelIndex& index) const;
    /// Scrolls so that a row stands so many lines below the top; -1: in the middle.
    void scrollToLine(int row, int line);

    /// What lies behind the cells of a row, where it is not selected; an invalid colour: nothing. Cells find it in
    /// QStyleOptionViewItem::backgroundBrush.
    void setRowFill(std::function<QColor(const QModelIndex&)> fill) { m_rowFill = std::move(fill); }

    void setModel(QAbstractItemModel* model) override;
    [[nodiscard]] QRect visualRect(const QModelIndex& index) const override;
    [[nodiscard]] QModelIndex indexAt(const QPoint& point) const override;
    void scrollTo(const QModelIndex& index, ScrollHint hint = EnsureVisible) override;
    void reset() override;
    void keyboardSearch(const QString& search) override;
    /// This column takes the width that the others leave. -1: none does.
    void setFillingColumn(int column);
    /// Makes a column as wide as the rows in sight need it.
    void fitColumn(int column);

protected:
    [[nodiscard]] QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    [[nodiscard]] int horizontalOffset() const override;
    [[nodiscard]] int verticalOffset() const override;
    [[nodiscard]] bool isIndexHidden(const QModelIndex& index) const override;
    void setSelection(const QRect& rect, QItemSelectionModel::SelectionFlags flags) override;
    [[nodiscard]] QRegion visualRegionForSelection(const QItemSelection& selection) const override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void dataChanged(const QModelIndex& topLeft, const QModelIndex& bottomRight, const QList<int>& roles) override;
    void rowsInserted(const QModelIndex& parent, int first, int last) override;
    void rowsAboutToBeRemoved(const QModelIndex& parent, int first, int last) override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    [[nodiscard]] int rowCount() const;
    [[nodiscard]] int topRow() const;
    [[nodiscard]] int rowAtY(int y) const;
    void rowsRemoved(const QModelIndex& parent, int first, int last);
    void measureRows();
    void fillWidth();
    void paintRow(QPainter& painter, int row, const QRect& line);

    QHeaderView* m_header;
    std::function<QColor(const QModelIndex&)> m_rowFill;
    int m_rowHeight = 1;
    int m_fillingColumn = -1;
};

} // namespace mqttscope::ui
