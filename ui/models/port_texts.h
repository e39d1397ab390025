// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/port_set.h"

#include <QString>

namespace mqttscope::ui {

/// What TCP ports carry in every capture, as their user writes it: lists such as "1884, 8000-8010".
struct PortTexts {
    QString mqtt;
    QString webSocket; ///< MQTT over WebSocket
    QString none;      ///< something else, whatever it looks like

    bool operator==(const PortTexts&) const = default;
};

/// Port 1883 and what is written. Fails where that is no list of ports.
[[nodiscard]] base::Result<engine::PortSet> readPorts(const PortTexts& texts);

/// What a server's port carries as a rule (IANA's service names); empty where that is not worth telling.
[[nodiscard]] QString usualProtocol(quint16 port);

} // namespace mqttscope::ui
