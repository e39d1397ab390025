// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/row_table_accessible.h"

#include "ui/views/row_table_view.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QPointer>

#include <algorithm>
#include <limits>

namespace mqttscope::ui {

namespace {

/// Screen readers ask for what is in sight; what they asked for long ago need not be kept.
constexpr qsizetype kMostCells = 2'000;
constexpr int kMostSelected = 1'000; // that are listed one by one

quint64 keyOf(int row, int column) {
    return static_cast<quint64>(row) << 16U | static_cast<quint64>(column);
}

/// One cell, named by row and column: a persistent index would cost with every append.
class Cell : public QAccessibleInterface, public QAccessibleTableCellInterface {
public:
    Cell(RowTableView* view, int row, int column)
        : m_view(view)
        , m_row(row)
        , m_column(column) {}

    void* interface_cast(QAccessible::InterfaceType type) override {
        return type == QAccessible::TableCellInterface ? static_cast<QAccessibleTableCellInterface*>(this) : nullptr;
    }

    [[nodiscard]] bool isValid() const override { return m_view && index().isValid(); }

    [[nodiscard]] QObject* object() const override { return nullptr; }

    [[nodiscard]] QAccessibleInterface* childAt(int, int) const override { return nullptr; }

    [[nodiscard]] QAccessibleInterface* parent() const override {
        return QAccessible::queryAccessibleInterface(m_view.data());
    }

    [[nodiscard]] QAccessibleInterface* child(int) const override { return nullptr; }

    [[nodiscard]] int childCount() const override { return 0; }

    [[nodiscard]] int indexOfChild(const QAccessibleInterface*) const override { return -1; }

    [[nodiscard]] QString text(QAccessible::Text kind) const override {
        if (!isValid()) return {};
        if (kind != QAccessible::Name && kind != QAccessible::Value) return {};
        const auto own = index().data(Qt::AccessibleTextRole).toString();
        return own.isEmpty() ? index().data(Qt::DisplayRole).toString() : own;
    }

    void setText(QAccessible::Text, const QString&) override {}

    [[nodiscard]] QRect rect() const override {
        if (!isValid()) return {};
        const auto place = m_view->visualRect(index());
        return {m_view->viewport()->mapToGlobal(place.topLeft()), place.size()};
    }

    [[nodiscard]] QAccessible::Role role() const override { return QAccessible::Cell; }

    [[nodiscard]] QAccessible::State state() const override {
        QAccessible::State state;
        state.selectable = true;
        state.focusable = true;
        state.readOnly = true;
        if (!isValid()) {
            state.invalid = true;
            return state;
        }
        state.selected = isSelected();
        state.focused = m_view->currentIndex() == index();
        state.offscreen = m_view->lineOf(index()) < 0;
        return state;
    }

    [[nodiscard]] int columnExtent() const override { return 1; }

    [[nodiscard]] QList<QAccessibleInterface*> columnHeaderCells() const override { return {}; }

    [[nodiscard]] int columnIndex() const override { return m_column; }

    [[nodiscard]] int rowExtent() const override { return 1; }

    [[nodiscard]] QList<QAccessibleInterface*> rowHeaderCells() const override { return {}; }

    [[nodiscard]] int rowIndex() const override { return m_row; }

    [[nodiscard]] bool isSelected() const override {
        return isValid() && m_view->selectionModel() != nullptr && m_view->selectionModel()->isSelected(index());
    }

    [[nodiscard]] QAccessibleInterface* table() const override { return parent(); }

private:
    [[nodiscard]] QModelIndex index() const {
        const auto* model = m_view ? m_view->model() : nullptr;
        return model != nullptr && m_row < model->rowCount() ? model->index(m_row, m_column) : QModelIndex();
    }

    QPointer<RowTableView> m_view;
    int m_row;
    int m_column;
};

QAccessibleInterface* make(const QString&, QObject* object) {
    auto* view = qobject_cast<RowTableView*>(object);
    return view == nullptr ? nullptr : new RowTableAccessible(view);
}

} // namespace

void RowTableAccessible::install() {
    static const bool kInstalled = [] {
        QAccessible::installFactory(make);
        return true;
    }();
    Q_UNUSED(kInstalled)
}

RowTableAccessible::RowTableAccessible(RowTableView* view)
    : QAccessibleWidget(view, QAccessible::Table) {}

RowTableAccessible::~RowTableAccessible() {
    forget();
}

void RowTableAccessible::forget() const {
    for (const auto id : std::as_const(m_cells)) QAccessible::deleteAccessibleInterface(id);
    m_cells.clear();
}

RowTableView* RowTableAccessible::table() const {
    return qobject_cast<RowTableView*>(object());
}

void* RowTableAccessible::interface_cast(QAccessible::InterfaceType type) {
    if (type == QAccessible::TableInterface) return static_cast<QAccessibleTableInterface*>(this);
    return QAccessibleWidget::interface_cast(type);
}

int RowTableAccessible::rowCount() const {
    return table() == nullptr || table()->model() == nullptr ? 0 : table()->model()->rowCount();
}

int RowTableAccessible::columnCount() const {
    return table() == nullptr || table()->model() == nullptr ? 0 : table()->model()->columnCount();
}

int RowTableAccessible::childCount() const {
    return static_cast<int>(std::min<qint64>(qint64{rowCount()} * columnCount(), std::numeric_limits<int>::max()));
}

QAccessibleInterface* RowTableAccessible::child(int index) const {
    const int columns = columnCount();
    return columns == 0 || index < 0 ? nullptr : cellAt(index / columns, index % columns);
}

QAccessibleInterface* RowTableAccessible::childAt(int x, int y) const {
    if (table() == nullptr) return nullptr;
    const auto index = table()->indexAt(table()->viewport()->mapFromGlobal(QPoint(x, y)));
    return index.isValid() ? cellAt(index.row(), index.column()) : nullptr;
}

int RowTableAccessible::indexOfChild(const QAccessibleInterface* child) const {
    const auto* cell = dynamic_cast<const Cell*>(child);
    if (cell == nullptr) return -1;
    const auto index = qint64{cell->rowIndex()} * columnCount() + cell->columnIndex();
    return index <= std::numeric_limits<int>::max() ? static_cast<int>(index) : -1;
}

QAccessibleInterface* RowTableAccessible::focusChild() const {
    const auto current = table() == nullptr ? QModelIndex() : table()->currentIndex();
    return current.isValid() ? cellAt(current.row(), current.column()) : nullptr;
}

QAccessibleInterface* RowTableAccessible::caption() const {
    return nullptr;
}

QAccessibleInterface* RowTableAccessible::summary() const {
    return nullptr;
}

QAccessibleInterface* RowTableAccessible::cellAt(int row, int column) const {
    if (row < 0 || column < 0 || row >= rowCount() || column >= columnCount()) return nullptr;
    if (const auto known = m_cells.constFind(keyOf(row, column)); known != m_cells.constEnd())
        return QAccessible::accessibleInterface(*known);
    if (m_cells.size() >= kMostCells) forget();
    auto* cell = new Cell(table(), row, column); // Qt owns what is registered
    m_cells.insert(keyOf(row, column), QAccessible::registerAccessibleInterface(cell));
    return cell;
}

QList<int> RowTableAccessible::selectedRows() const {
    QList<int> rows;
    const auto* selection = table() == nullptr ? nullptr : table()->selectionModel();
    if (selection == nullptr) return rows;
    for (const auto& range : selection->selection()) {
        for (int row = range.top(); row <= range.bottom() && rows.size() < kMostSelected; ++row) rows += row;
    }
    return rows;
}

int RowTableAccessible::selectedRowCount() const {
    int count = 0;
    const auto* selection = table() == nullptr ? nullptr : table()->selectionModel();
    if (selection == nullptr) return 0;
    for (const auto& range : selection->selection()) count += range.height();
    return count;
}

int RowTableAccessible::selectedCellCount() const {
    return selectedRowCount() * columnCount();
}

QList<QAccessibleInterface*> RowTableAccessible::selectedCells() const {
    QList<QAccessibleInterface*> cells;
    for (const int row : selectedRows()) {
        for (int column = 0; column < columnCount() && cells.size() < kMostSelected; ++column)
            cells += cellAt(row, column);
    }
    return cells;
}

QString RowTableAccessible::columnDescription(int column) const {
    if (column < 0 || column >= columnCount()) return {};
    return table()->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

QString RowTableAccessible::rowDescription(int) const {
    return {};
}

int RowTableAccessible::selectedColumnCount() const {
    return 0;
}

QList<int> RowTableAccessible::selectedColumns() const {
    return {};
}

bool RowTableAccessible::isColumnSelected(int) const {
    return false;
}

bool RowTableAccessible::isRowSelected(int row) const {
    const auto* selection = table() == nullptr ? nullptr : table()->selectionModel();
    return selection != nullptr && selection->isRowSelected(row, {});
}

bool RowTableAccessible::selectRow(int row) {
    if (row < 0 || row >= rowCount() || table()->selectionModel() == nullptr) return false;
    table()->selectionModel()->setCurrentIndex(table()->model()->index(row, 0),
                                               QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    return true;
}

bool RowTableAccessible::selectColumn(int) {
    return false;
}

bool RowTableAccessible::unselectRow(int row) {
    if (!isRowSelected(row)) return false;
    table()->selectionModel()->select(table()->model()->index(row, 0),
                                      QItemSelectionModel::Deselect | QItemSelectionModel::Rows);
    return true;
}

bool RowTableAccessible::unselectColumn(int) {
    return false;
}

void RowTableAccessible::modelChange(QAccessibleTableModelChangeEvent* event) {
    // Rows that are appended leave the cells of the others what they were.
    if (event->modelChangeType() != QAccessibleTableModelChangeEvent::RowsInserted) forget();
}

} // namespace mqttscope::ui
