// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/port_texts.h"

#include <QRegularExpression>
#include <QStringList>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace mqttscope::ui {

namespace {

/// Adds each port of a list; tshark's words for it say what it carries.
base::Result<void> addPorts(engine::PortSet& ports, const QString& list, const char* protocol) {
    static const QRegularExpression separators(QStringLiteral("[,;\\s]+"));
    for (const auto& part : list.split(separators, Qt::SkipEmptyParts)) {
        const auto text = part.toStdString();
        if (!ports.addText("tcp.port==" + text + "," + protocol))
            return std::unexpected(base::Error{.tried = "read the list of ports",
                                               .subject = "'" + list.toStdString() + "'",
                                               .cause = "'" + text + "' is no TCP port",
                                               .advice = "Write ports and ranges of them: 1884, 8000-8010"});
    }
    return {};
}

// What is met beside brokers, and where MQTT hides.
constexpr std::array<std::pair<quint16, const char*>, 16> kUsual{{{22, "SSH"},
                                                                  {53, "DNS"},
                                                                  {80, "HTTP"},
                                                                  {443, "HTTPS"},
                                                                  {502, "Modbus"},
                                                                  {1883, "MQTT"},
                                                                  {3306, "MySQL"},
                                                                  {4840, "OPC UA"},
                                                                  {5432, "PostgreSQL"},
                                                                  {5671, "AMQP over TLS"},
                                                                  {5672, "AMQP"},
                                                                  {6379, "Redis"},
                                                                  {8080, "HTTP"},
                                                                  {8443, "HTTPS"},
                                                                  {8883, "MQTT over TLS"},
                                                                  {9092, "Kafka"}}};

} // namespace

base::Result<engine::PortSet> readPorts(const PortTexts& texts) {
    auto ports = engine::PortSet::standard();
    if (auto added = addPorts(ports, texts.mqtt, "mqtt"); !added) return std::unexpected(added.error());
    if (auto added = addPorts(ports, texts.webSocket, "websocket"); !added) return std::unexpected(added.error());
    if (auto added = addPorts(ports, texts.none, "none"); !added) return std::unexpected(added.error());
    return ports;
}

QString usualProtocol(quint16 port) {
    const auto* found = std::ranges::find(kUsual, port, [](const auto& each) { return each.first; });
    return found == kUsual.end() ? QString() : QLatin1String(found->second);
}

} // namespace mqttscope::ui
