// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/help_actions.h"

#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/shell/actions.h"

#include <QAction>
#include <QApplication>
#include <QMainWindow>
#include <QMenuBar>
#include <QMessageBox>

namespace mqttscope::ui {

HelpActions::HelpActions(Actions& actions, QMainWindow* window)
    : QObject(window)
    , m_window(window) {
    connect(actions.shortcuts, &QAction::triggered, this, &HelpActions::showShortcuts);
    connect(actions.about, &QAction::triggered, this, &HelpActions::showAbout);
}

void HelpActions::showShortcuts() {
    auto* dialog = new ShortcutsDialog(*m_window->menuBar(), m_window);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
}

void HelpActions::showAbout() {
    auto* box = new QMessageBox(m_window);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(tr("About mqttscope"));
    box->setIconPixmap(m_window->windowIcon().pixmap(QSize(64, 64), m_window->devicePixelRatioF()));
    box->setText(tr("mqttscope %1").arg(QApplication::applicationVersion()));
    box->setInformativeText(tr("An inspector for MQTT traffic.\nFree software under the GNU GPL, version 3 or later."));
    box->open();
}

} // namespace mqttscope::ui
