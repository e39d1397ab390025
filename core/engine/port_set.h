// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <bitset>
#include <cstdint>
#include <string_view>

namespace mqttscope::engine {

/// The TCP ports that are taken for MQTT, and those that never are.
class PortSet {
public:
    /// Port 1883 (IANA `mqtt`).
    [[nodiscard]] static PortSet standard();

    [[nodiscard]] bool contains(std::uint16_t port) const { return m_ports[port]; }

    /// It carries something else, whatever it looks like.
    [[nodiscard]] bool excludes(std::uint16_t port) const { return m_excluded[port]; }

    /// It carries MQTT over WebSocket, also where the request for that was not captured.
    [[nodiscard]] bool isWebSocket(std::uint16_t port) const { return m_webSocket[port]; }

    void add(std::uint16_t first, std::uint16_t last);
    void addWebSocket(std::uint16_t first, std::uint16_t last);
    void exclude(std::uint16_t first, std::uint16_t last);

    void add(std::uint16_t port) { add(port, port); }

    /// Does what `-d` says: "1884", "1884-1890", or as tshark writes it "tcp.port==1884,mqtt". So
    /// "tcp.port==9001,websocket" adds a port for MQTT over WebSocket, "tcp.port==8080,none" excludes one.
    [[nodiscard]] base::Result<void> addText(std::string_view text);

private:
    std::bitset<65536> m_ports;
    std::bitset<65536> m_webSocket; // some of m_ports
    std::bitset<65536> m_excluded;
};

} // namespace mqttscope::engine
