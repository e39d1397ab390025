// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/port_texts.h"

#include <QDialog>

#include <vector>

class QAction;
class QCheckBox;
class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace mqttscope::ui {

/// The commands of the menus that are preferences as well: the dialog is another face of them, so both always agree.
struct PreferenceActions {
    std::vector<QAction*> appearances;
    std::vector<QAction*> timeFormats;
    std::vector<QAction*> timeDigits;
    QAction* detection = nullptr;
};

/// What the user prefers. Every choice applies at once.
class PreferencesDialog : public QDialog {
    Q_OBJECT

public:
    explicit PreferencesDialog(const PreferenceActions& actions, QWidget* parent = nullptr);

    /// Steps that texts are larger than the system's, within what is allowed.
    void setZoom(int steps, int most);
    void setSecretsMasked(bool masked);
    void setPorts(const PortTexts& ports);

signals:
    void zoomChosen(int steps);
    void secretsMasked(bool masked);
    /// They are right: each can be read.
    void portsChosen(const mqttscope::ui::PortTexts& ports);

private:
    [[nodiscard]] QComboBox* choice(const std::vector<QAction*>& actions, const QString& name);
    [[nodiscard]] QLineEdit* portList(const QString& name, const QString& example);
    void addLooks(QFormLayout* form, const PreferenceActions& actions);
    void addPorts(QFormLayout* form, const PreferenceActions& actions);
    void takePorts();

    PortTexts m_ports;
    QSpinBox* m_zoom;
    QCheckBox* m_masked;
    QLineEdit* m_mqtt;
    QLineEdit* m_webSocket;
    QLineEdit* m_none;
    QLabel* m_wrong;
};

} // namespace mqttscope::ui
