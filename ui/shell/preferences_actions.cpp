// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/preferences_actions.h"

#include "ui/shell/actions.h"
#include "ui/shell/decoding_actions.h"
#include "ui/shell/settings.h"
#include "ui/shell/table_actions.h"

#include <QAction>
#include <QMainWindow>
#include <QMenu>

namespace mqttscope::ui {

PreferencesActions::PreferencesActions(Actions& actions, const TableActions& table, const DecodingActions& decoding,
                                       QMainWindow* window)
    : QObject(window)
    , m_actions(actions)
    , m_window(window)
    , m_choices{actions.appearances(), table.timeFormats(), table.timeDigits(), decoding.detection()} {
    auto* preferences = actions.make(QStringLiteral("preferences"), tr("Pre&ferences…"), {},
                                     {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P)});
    preferences->setMenuRole(QAction::PreferencesRole);
    actions.editMenu->addSeparator();
    actions.editMenu->addAction(preferences);
    connect(preferences, &QAction::triggered, this, &PreferencesActions::show);
    actions.showSecrets->setChecked(!settings::secretsMasked());
}

void PreferencesActions::show() {
    if (!m_dialog) {
        m_dialog = new PreferencesDialog(m_choices, m_window);
        m_dialog->setAttribute(Qt::WA_DeleteOnClose);
        m_dialog->setZoom(settings::zoom(), settings::kMaxZoom);
        m_dialog->setSecretsMasked(settings::secretsMasked());
        m_dialog->setPorts(settings::ports());
        connect(m_dialog, &PreferencesDialog::zoomChosen, this, &PreferencesActions::zoomChosen);
        connect(m_dialog, &PreferencesDialog::secretsMasked, this, [this](bool masked) {
            settings::setSecretsMasked(masked);
            m_actions.showSecrets->setChecked(!masked);
        });
        connect(m_dialog, &PreferencesDialog::portsChosen, this, [this](const PortTexts& ports) {
            settings::setPorts(ports);
            emit portsChanged();
        });
    }
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void PreferencesActions::setZoom(int steps) {
    if (m_dialog) m_dialog->setZoom(steps, settings::kMaxZoom);
}

} // namespace mqttscope::ui
