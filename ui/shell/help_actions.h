// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QMainWindow;

namespace mqttscope::ui {

class Actions;

/// What the Help menu does: commands and keys, and what this program is.
class HelpActions : public QObject {
    Q_OBJECT

public:
    HelpActions(Actions& actions, QMainWindow* window);

private:
    void showShortcuts();
    void showAbout();

    QMainWindow* m_window;
};

} // namespace mqttscope::ui
