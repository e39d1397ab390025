// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/connection_tracker.h"

#include <utility>

namespace mqttscope::session {
namespace {

constexpr std::uint8_t kBridgeBit = 0x80;

mqtt::Version versionOfLevel(std::uint8_t level) {
    switch (level & ~kBridgeBit) {
    case 3:
        return mqtt::Version::V31;
    case 4:
        return mqtt::Version::V311;
    case 5:
        return mqtt::Version::V5;
    default:
        return mqtt::Version::Unknown; // a level from the wire, not an enumeration
    }
}

} // namespace

ConnectionTracker::ConnectionTracker(store::Store& store, base::ConnectionId connection)
    : m_store(store)
    , m_connection(connection) {}

void ConnectionTracker::packet(base::Direction direction, const mqtt::PacketSummary& summary, store::Row& row) {
    switch (mqtt::packetType(summary.firstByte)) {
    case mqtt::PacketType::Connect:
        connect(summary);
        if (!summary.clientId.empty()) row.text = m_store.texts.intern(summary.clientId);
        break;
    case mqtt::PacketType::Connack:
        // The server names a client that came without a name (MQTT 5.0 §3.2.2.3.7).
        if (!summary.clientId.empty()) {
            learnClientId(summary.clientId);
            row.text = m_store.texts.intern(summary.clientId);
        }
        break;
    case mqtt::PacketType::Publish:
        row.text = topic(direction, summary);
        break;
    case mqtt::PacketType::Subscribe:
    case mqtt::PacketType::Unsubscribe:
        if (!summary.topic.empty()) row.text = m_store.texts.intern(summary.topic);
        break;
    case mqtt::PacketType::Reserved:
    case mqtt::PacketType::Puback:
    case mqtt::PacketType::Pubrec:
    case mqtt::PacketType::Pubrel:
    case mqtt::PacketType::Pubcomp:
    case mqtt::PacketType::Suback:
    case mqtt::PacketType::Unsuback:
    case mqtt::PacketType::Pingreq:
    case mqtt::PacketType::Pingresp:
    case mqtt::PacketType::Disconnect:
    case mqtt::PacketType::Auth:
        break;
    }
}

base::TextId ConnectionTracker::topic(base::Direction direction, const mqtt::PacketSummary& summary) {
    auto& aliases = m_aliases[static_cast<std::size_t>(direction)];
    if (!summary.topic.empty()) {
        const auto id = m_store.texts.intern(summary.topic);
        if (summary.topicAlias != 0) aliases[summary.topicAlias] = id;
        return id;
    }
    const auto known = aliases.find(summary.topicAlias);
    return known == aliases.end() ? base::TextId{} : known->second;
}

void ConnectionTracker::connect(const mqtt::PacketSummary& summary) {
    if (!summary.clientId.empty()) learnClientId(summary.clientId);
    // A second CONNECT breaks the rules (MQTT-3.1.0-2) and changes nothing for the receiver, which closes.
    if (std::exchange(m_connectSeen, true)) return;
    const auto version = versionOfLevel(summary.protocolLevel);
    setVersion({.version = version, .inferred = false, .bridge = (summary.protocolLevel & kBridgeBit) != 0});
}

void ConnectionTracker::setVersion(store::ConnectionVersion version) {
    m_version = version.version;
    m_store.connections.at(m_connection.value).version.store(version, std::memory_order_release);
}

void ConnectionTracker::learnClientId(std::string_view clientId) {
    auto& known = m_store.connections.at(m_connection.value).clientId;
    // The first one stands: a client cannot change its name within a connection.
    if (known.load(std::memory_order_relaxed) != base::TextId::kNone) return;
    known.store(m_store.texts.intern(clientId).value, std::memory_order_release);
}

} // namespace mqttscope::session
