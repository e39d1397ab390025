// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <bitset>
#include <cstdint>
#include <string_view>

namespace mqttscope::engine {

/// The TCP ports that are taken for MQTT.
class PortSet {
public:
    /// Port 1883 (IANA `mqtt`).
    [[nodiscard]] static PortSet standard();

    [[nodiscard]] bool contains(std::uint16_t port) const { return m_ports[port]; }

    void add(std::uint16_t first, std::uint16_t last);

    void add(std::uint16_t port) { add(port, port); }

    /// Adds what `-d` names: "1884", "1884-1890", or as tshark writes it "tcp.port==1884,mqtt".
    [[nodiscard]] base::Result<void> addText(std::string_view text);

private:
    std::bitset<65536> m_ports;
};

} // namespace mqttscope::engine
