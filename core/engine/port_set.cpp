// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/port_set.h"

#include <algorithm>
#include <charconv>
#include <string>
#include <utility>

namespace mqttscope::engine {
namespace {

constexpr std::uint16_t kMqttPort = 1883;

enum class Wish : std::uint8_t { None, Mqtt, WebSocket, Exclude };

/// What `-d` says: which ports, and what they carry.
struct Request {
    std::string_view ports;
    Wish wish = Wish::None;
};

/// Ports alone, or tshark's way of saying it: "tcp.port==1884,mqtt".
Request readRequest(std::string_view text) {
    constexpr std::string_view kPrefix = "tcp.port==";
    if (!text.starts_with(kPrefix)) return {text, Wish::Mqtt};
    text.remove_prefix(kPrefix.size());
    const auto comma = std::min(text.find(','), text.size());
    const auto ports = text.substr(0, comma);
    const auto protocol = text.substr(comma);
    if (protocol == ",mqtt") return {ports, Wish::Mqtt};
    if (protocol == ",websocket") return {ports, Wish::WebSocket};
    if (protocol == ",none") return {ports, Wish::Exclude};
    return {};
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
    for (std::uint32_t port = first; port <= last; ++port) {
        m_ports.set(port);
        m_webSocket.reset(port);
        m_excluded.reset(port);
    }
}

void PortSet::addWebSocket(std::uint16_t first, std::uint16_t last) {
    add(first, last);
    for (std::uint32_t port = first; port <= last; ++port) m_webSocket.set(port);
}

void PortSet::exclude(std::uint16_t first, std::uint16_t last) {
    for (std::uint32_t port = first; port <= last; ++port) {
        m_ports.reset(port);
        m_webSocket.reset(port);
        m_excluded.set(port);
    }
}

base::Result<void> PortSet::addText(std::string_view text) {
    const auto [ports, wish] = readRequest(text);
    const auto dash = ports.find('-');
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    const bool read = dash == std::string_view::npos
                          ? readPort(ports, first) && readPort(ports, last)
                          : readPort(ports.substr(0, dash), first) && readPort(ports.substr(dash + 1), last);
    if (wish == Wish::None || !read || first > last) {
        return std::unexpected(base::Error{
            .tried = "decode ports as MQTT",
            .subject = "'" + std::string(text) + "'",
            .cause = "this names no TCP port",
            .advice = "Write a port (1884), a range (1884-1890), tcp.port==1884,mqtt or tcp.port==1884,none"});
    }
    switch (wish) {
    case Wish::None:
        break;
    case Wish::Mqtt:
        add(first, last);
        break;
    case Wish::WebSocket:
        addWebSocket(first, last);
        break;
    case Wish::Exclude:
        exclude(first, last);
        break;
    }
    return {};
}

} // namespace mqttscope::engine
