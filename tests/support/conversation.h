// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mqttscope::test {

/// A client and its server that keep to the rules, each exchange with all its packets:
/// `Conversation(capture, "c1").connect().publish("a/b", "21.5", 1).disconnect()`. What breaks the rules is sent
/// through connection().
class Conversation {
public:
    Conversation(Capture& capture, std::string_view clientId, mqtt::Version version = mqtt::Version::V311,
                 const ConnectionOptions& options = {})
        : m_connection(capture.client(clientId, options))
        , m_clientId(clientId)
        , m_version(version) {}

    [[nodiscard]] Connection& connection() { return m_connection; }

    /// TCP handshake, CONNECT, CONNACK.
    Conversation& connect() {
        m_connection.handshake();
        m_connection.toServer(packet::connect({.clientId = m_clientId, .version = m_version}));
        m_connection.toClient(packet::connack(0, false, properties()));
        return *this;
    }

    /// PUBLISH of the client and what its QoS asks for.
    Conversation& publish(std::string_view topic, std::string_view payload, unsigned qos = 0) {
        return exchange(base::Direction::ToServer, topic, payload, qos);
    }

    /// PUBLISH of the server and what its QoS asks for.
    Conversation& deliver(std::string_view topic, std::string_view payload, unsigned qos = 0) {
        return exchange(base::Direction::ToClient, topic, payload, qos);
    }

    Conversation& subscribe(std::string_view filter, std::uint8_t qos = 0) {
        const auto identifier = ++m_packetIdentifier;
        m_connection.toServer(packet::subscribe(identifier, {{filter, qos}}, properties()));
        m_connection.toClient(packet::answer(mqtt::PacketType::Suback, identifier, {qos}, properties()));
        return *this;
    }

    Conversation& ping() {
        m_connection.toServer(packet::pingreq()).toClient(packet::pingresp());
        return *this;
    }

    /// DISCONNECT, then the end of the TCP connection.
    Conversation& disconnect() {
        m_connection.toServer(packet::reasoned(mqtt::PacketType::Disconnect)).close();
        return *this;
    }

private:
    /// None in 5.0 is still a list, of length zero; in 3.x there is no list.
    [[nodiscard]] std::optional<packet::Properties> properties() const {
        if (m_version != mqtt::Version::V5) return {};
        return packet::Properties();
    }

    Conversation& exchange(base::Direction direction, std::string_view topic, std::string_view payload, unsigned qos) {
        using enum mqtt::PacketType;
        const auto back = base::opposite(direction);
        const auto identifier = qos == 0 ? std::uint16_t{0} : ++m_packetIdentifier;
        m_connection.send(direction, packet::publish({.topic = topic,
                                                      .payload = payload,
                                                      .qos = qos,
                                                      .packetIdentifier = identifier,
                                                      .properties = properties()}));
        if (qos == 1) m_connection.send(back, packet::acknowledge(Puback, identifier));
        if (qos == 2) {
            m_connection.send(back, packet::acknowledge(Pubrec, identifier));
            m_connection.send(direction, packet::acknowledge(Pubrel, identifier));
            m_connection.send(back, packet::acknowledge(Pubcomp, identifier));
        }
        return *this;
    }

    Connection& m_connection;
    std::string m_clientId;
    mqtt::Version m_version;
    std::uint16_t m_packetIdentifier = 0;
};

} // namespace mqttscope::test
