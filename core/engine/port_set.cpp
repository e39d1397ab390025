// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/port_set.h"

#include <charconv>
#include <string>
#include <utility>

namespace mqttscope::engine {
namespace {

constexpr std::uint16_t kMqttPort = 1883;

/// tshark's way of saying it: "tcp.port==1884,mqtt" gives "1884".
std::string_view portPart(std::string_view text) {
    constexpr std::string_view kPrefix = "tcp.port==";
    constexpr std::string_view kSuffix = ",mqtt";
    if (text.starts_with(kPrefix)) {
        text.remove_prefix(kPrefix.size());
        if (!text.ends_with(kSuffix)) return {};
        text.remove_suffix(kSuffix.size());
    }
    return text;
}

bool readPort(std::string_view text, std::uint16_t& port) {
    const auto* end = text.data() + text.size();
    const auto [at, error] = std::from_chars(text.data(), end, port);
    return error == std::errc{} && at == end && port != 0;
}

} // namespace

PortSet PortSet::standard() {
    PortSet ports;
    ports.add(kMqttPort);
    return ports;
}

void PortSet::add(std::uint16_t first, std::uint16_t last) {
    for (std::uint32_t port = first; port <= last; ++port) m_ports.set(port);
}

base::Result<void> PortSet::addText(std::string_view text) {
    const auto ports = portPart(text);
    const auto dash = ports.find('-');
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    const bool read = dash == std::string_view::npos
                          ? readPort(ports, first) && readPort(ports, last)
                          : readPort(ports.substr(0, dash), first) && readPort(ports.substr(dash + 1), last);
    if (!read || first > last) {
        return std::unexpected(
            base::Error{.tried = "decode ports as MQTT",
                        .subject = "'" + std::string(text) + "'",
                        .cause = "this names no TCP port",
                        .advice = "Write a port (1884), a range (1884-1890) or tcp.port==1884,mqtt"});
    }
    add(first, last);
    return {};
}

} // namespace mqttscope::engine
