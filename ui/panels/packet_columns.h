// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QString>

class QFont;
class QMenu;

namespace mqttscope::ui {

class PacketTableModel;
class RowTableView;

/// The columns of the packet table as its user arranges them: which are shown, where, how wide and how aligned, columns
/// of fields, and what a click on a header sorts by. All of it can be saved.
class PacketColumns : public QObject {
    Q_OBJECT

public:
    PacketColumns(PacketTableModel* model, RowTableView* view);

    /// Shows a field as a column of its own. False if there is no such key; a field that has one is only brought into
    /// sight.
    bool addField(const QString& key);
    /// The font of the table; columns stay as wide in it as they were.
    void setFont(const QFont& font);
    /// No column is marked as the one that sorts.
    void clearSorting();
    void showMenu(const QPoint& at, int column);

    [[nodiscard]] QByteArray saveState() const;
    void restoreState(const QByteArray& state);
    /// As they were when the program was first started.
    void restoreDefaults();

signals:
    /// A header was clicked: sort by this column, -1 for the order of the capture.
    void sortRequested(int column, bool descending);

private:
    void setWidths();
    /// Row numbers are never elided, however many rows come.
    void widenNumbers();
    void sortBy(int column);
    void sort(int column, bool descending);
    void fillShown(QMenu* menu);
    void fillFields(QMenu* menu);
    void fillAlignment(QMenu* menu, int column);
    void fitAll();
    [[nodiscard]] int columnOf(const QString& key) const;
    [[nodiscard]] QString titleOf(int column) const;

    PacketTableModel* m_model;
    RowTableView* m_view;
    int m_sortedBy = -1; ///< -1: the order of the capture
    bool m_descending = false;
};

} // namespace mqttscope::ui
