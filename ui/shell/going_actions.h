// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QObject>
#include <QPointer>

class QAction;
class QWidget;

namespace mqttscope::ui {

class Actions;
class GoToDialog;
class Workspace;

/// The commands that go from packet to packet and from pane to pane.
class GoingActions : public QObject {
    Q_OBJECT

public:
    GoingActions(Actions& actions, Workspace& workspace, QWidget* window);

    /// The rows that can be gone to.
    void adopt(const store::Snapshot& snapshot);
    /// No capture is shown any more.
    void clear();

private:
    void focus(QAction* action, QWidget* pane);
    void askForPlace();

    Workspace& m_workspace;
    QWidget* m_window;
    QPointer<GoToDialog> m_dialog;
    store::Snapshot m_snapshot;
};

} // namespace mqttscope::ui
