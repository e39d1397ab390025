// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeySequence>
#include <QObject>
#include <QPoint>

#include <vector>

class QAction;
class QMenu;

namespace mqttscope::ui {

class Actions;
class Workspace;

/// The commands of the details: copying, opening and closing, showing a masked value, a field as a column.
class DetailsActions : public QObject {
    Q_OBJECT

public:
    DetailsActions(Actions& actions, Workspace& workspace, QObject* parent);

    /// They make sense while a capture is shown.
    void setEnabled(bool enabled);

signals:
    /// The menu was filled, and others may add what they know.
    void menuAboutToShow(QMenu* menu);

private:
    /// A command whose key counts in the details only.
    QAction* add(const QString& name, const QString& text, const QKeySequence& key = {});
    void makeCopies();
    void makeOpening();
    void showMenu(const QPoint& at);
    void applyAsColumn();

    Actions& m_actions;
    Workspace& m_workspace;
    std::vector<QAction*> m_all;
    std::vector<QAction*> m_copies;
    std::vector<QAction*> m_opening;
    QAction* m_asColumn = nullptr;
    QAction* m_reveal = nullptr;
    QAction* m_follow = nullptr;
};

} // namespace mqttscope::ui
