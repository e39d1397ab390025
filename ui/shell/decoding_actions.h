// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <QObject>

class QAction;

namespace mqttscope::ui {

class Actions;
class Workspace;

/// What a TCP port carries, as its user says.
enum class DecodeAs : std::uint8_t { Mqtt, MqttOverWebSocket, Nothing };

/// The commands that say what is MQTT: detection on any port, and what a port carries. The capture is read anew for it.
class DecodingActions : public QObject {
    Q_OBJECT

public:
    DecodingActions(Actions& actions, Workspace& workspace, QObject* parent);

    void setEnabled(bool enabled);
    void setDetection(bool on);

    [[nodiscard]] QAction* detection() const { return m_detect; }

    /// Says what the server's port of a connection carries.
    void decode(base::ConnectionId connection, DecodeAs as);

signals:
    void detectionChosen(bool on);
    void portChosen(quint16 port, mqttscope::ui::DecodeAs as);

private:
    void choosePort();
    void decodeSelected(DecodeAs as);

    Workspace& m_workspace;
    QAction* m_detect;
    QAction* m_port;
    QAction* m_asMqtt;
    QAction* m_asWebSocket;
    QAction* m_asNothing;
};

} // namespace mqttscope::ui
