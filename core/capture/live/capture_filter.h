// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

struct pcap;

namespace mqttscope::capture::live {

/// TCP ports from `first` to `last`.
struct PortRange {
    std::uint16_t first = 0;
    std::uint16_t last = 0;

    bool operator==(const PortRange&) const = default;
};

/// MQTT, MQTT over TLS, and over WebSocket plain and with TLS as brokers are installed: 1883, 8883, 8083, 8084, 9001.
[[nodiscard]] std::vector<PortRange> standardCapturePorts();

/// Keeps what MQTT on these ports may need: their segments, IP fragments behind the first (which have no ports), and
/// both inside of one or two VLAN tags where the link type knows tags. libpcap's `vlan` moves everything behind it, so
/// tagged frames stand last. Of a link type that carries no IP: empty.
[[nodiscard]] std::string defaultCaptureFilter(std::span<const PortRange> ports, int linkType);

/// What "all TCP" is: for finding MQTT on any port.
[[nodiscard]] std::string allTcpCaptureFilter(int linkType);

/// Whether libpcap can make a program of the filter for this link type (DLT_). Error::offset is the byte of the filter
/// where it is wrong, as far as that can be found.
[[nodiscard]] base::Result<void> checkCaptureFilter(const std::string& filter, int linkType);

/// Sets the filter of an opened capture.
[[nodiscard]] base::Result<void> setCaptureFilter(pcap* handle, const std::string& filter);

} // namespace mqttscope::capture::live
