// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLineEdit;
class QMenuBar;
class QTreeWidget;

namespace mqttscope::ui {

/// Every command of the menus with its key, to search.
class ShortcutsDialog : public QDialog {
    Q_OBJECT

public:
    explicit ShortcutsDialog(const QMenuBar& menus, QWidget* parent = nullptr);

private:
    void search(const QString& words);

    QLineEdit* m_search;
    QTreeWidget* m_commands;
};

} // namespace mqttscope::ui
