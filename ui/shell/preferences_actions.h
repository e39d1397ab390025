// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/preferences_dialog.h"

#include <QObject>
#include <QPointer>

class QMainWindow;

namespace mqttscope::ui {

class Actions;
class DecodingActions;
class TableActions;

/// The preferences: the command that shows them, and those that no other command sets.
class PreferencesActions : public QObject {
    Q_OBJECT

public:
    PreferencesActions(Actions& actions, const TableActions& table, const DecodingActions& decoding,
                       QMainWindow* window);

    /// The zoom was changed elsewhere.
    void setZoom(int steps);

signals:
    void zoomChosen(int steps);
    /// They are in the settings now.
    void portsChanged();

private:
    void show();

    Actions& m_actions;
    QMainWindow* m_window;
    PreferenceActions m_choices;
    QPointer<PreferencesDialog> m_dialog;
};

} // namespace mqttscope::ui
