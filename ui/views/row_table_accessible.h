// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>
#include <QHash>

namespace mqttscope::ui {

class RowTableView;

/// The table for screen readers: rows, columns, cells and what is selected. Cells are made when they are asked for, so
/// that millions of rows cost nothing.
class RowTableAccessible : public QAccessibleWidget, public QAccessibleTableInterface {
public:
    explicit RowTableAccessible(RowTableView* view);
    ~RowTableAccessible() override;
    RowTableAccessible(const RowTableAccessible&) = delete;
    RowTableAccessible& operator=(const RowTableAccessible&) = delete;

    /// Makes Qt use it for every RowTableView.
    static void install();

    // QAccessibleInterface
    void* interface_cast(QAccessible::InterfaceType type) override;
    [[nodiscard]] int childCount() const override;
    [[nodiscard]] QAccessibleInterface* child(int index) const override;
    [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;
    [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
    [[nodiscard]] QAccessibleInterface* focusChild() const override;

    // QAccessibleTableInterface
    [[nodiscard]] QAccessibleInterface* caption() const override;
    [[nodiscard]] QAccessibleInterface* summary() const override;
    [[nodiscard]] QAccessibleInterface* cellAt(int row, int column) const override;
    [[nodiscard]] int selectedCellCount() const override;
    [[nodiscard]] QList<QAccessibleInterface*> selectedCells() const override;
    [[nodiscard]] QString columnDescription(int column) const override;
    [[nodiscard]] QString rowDescription(int row) const override;
    [[nodiscard]] int selectedColumnCount() const override;
    [[nodiscard]] int selectedRowCount() const override;
    [[nodiscard]] int columnCount() const override;
    [[nodiscard]] int rowCount() const override;
    [[nodiscard]] QList<int> selectedColumns() const override;
    [[nodiscard]] QList<int> selectedRows() const override;
    [[nodiscard]] bool isColumnSelected(int column) const override;
    [[nodiscard]] bool isRowSelected(int row) const override;
    bool selectRow(int row) override;
    bool selectColumn(int column) override;
    bool unselectRow(int row) override;
    bool unselectColumn(int column) override;
    void modelChange(QAccessibleTableModelChangeEvent* event) override;

private:
    [[nodiscard]] RowTableView* table() const;
    void forget() const;

    mutable QHash<quint64, QAccessible::Id> m_cells; ///< those that were asked for, by row and column
};

} // namespace mqttscope::ui
