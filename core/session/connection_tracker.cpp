// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/connection_tracker.h"

#include <utility>

namespace mqttscope::session {
namespace {

constexpr std::uint8_t kBridgeBit = 0x80;
/// Views follow every correction; a stream made to flap must not keep them busy for ever.
constexpr std::uint8_t kMostCorrections = 16;

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

bool is(mqtt::PacketType type, base::ByteView head) {
    return !head.empty() && mqtt::packetType(head[0]) == type;
}

/// Whether a packet fits the version that it was read by. An empty topic stands for an alias, which 3.x does not have.
bool isSound(const mqtt::PacketSummary& summary, mqtt::Version version) {
    if (summary.malformed) return false;
    if (mqtt::packetType(summary.firstByte) != mqtt::PacketType::Publish || !summary.topic.empty()) return true;
    return version == mqtt::Version::V5 && summary.topicAlias != 0;
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

mqtt::PacketSummary ConnectionTracker::readUncertain(base::Direction direction, const mqtt::FramedPacket& packet) {
    auto summary = mqtt::summarise(packet.head, packet.length, m_version);
    if (is(mqtt::PacketType::Connect, packet.head)) return summary; // it is read by its own level, and decides
    if (packet.complete && (m_evidence == nullptr || !m_evidence->settled() || !isSound(summary, m_version))) {
        const auto before = m_version;
        weigh(direction, packet);
        if (m_version != before) summary = mqtt::summarise(packet.head, packet.length, m_version);
        if (m_version != mqtt::Version::V5) learnAlias(direction, packet);
    }
    m_packetRead = true;
    if (isSound(summary, m_version)) return summary;
    for (const auto other : {mqtt::Version::V5, mqtt::Version::V311, mqtt::Version::V31}) {
        const auto reading = mqtt::summarise(packet.head, packet.length, other);
        if (isSound(reading, other)) return reading;
    }
    return summary;
}

void ConnectionTracker::weigh(base::Direction direction, const mqtt::FramedPacket& packet) {
    if (m_evidence == nullptr) m_evidence = std::make_unique<mqtt::VersionEvidence>();
    m_evidence->packet(direction, packet.head);
    if (m_evidence->version() == m_version) return;
    auto version = m_store.connections.at(m_connection.value).version.load(std::memory_order_relaxed);
    if (version.generation >= kMostCorrections) return;
    version.version = m_evidence->version();
    version.inferred = true;
    setVersion(version);
}

/// An alias that 5.0 would bind here: if that turns out to be the version, it is known already.
void ConnectionTracker::learnAlias(base::Direction direction, const mqtt::FramedPacket& packet) {
    if (!is(mqtt::PacketType::Publish, packet.head)) return;
    const auto reading = mqtt::summarise(packet.head, packet.length, mqtt::Version::V5);
    if (reading.malformed || reading.topicAlias == 0 || reading.topic.empty()) return;
    m_aliases[static_cast<std::size_t>(direction)][reading.topicAlias] = m_store.texts.intern(reading.topic);
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
    const auto generation =
        m_store.connections.at(m_connection.value).version.load(std::memory_order_relaxed).generation;
    const auto version = versionOfLevel(summary.protocolLevel);
    const auto bridge = (summary.protocolLevel & kBridgeBit) != 0;
    if (version == mqtt::Version::Unknown) {
        // A level that nobody knows: what the packets told so far, or will tell, is all there is.
        setVersion(
            {.version = m_version, .inferred = m_version != version, .bridge = bridge, .generation = generation});
        return;
    }
    m_certain = true;
    m_evidence.reset();
    setVersion({.version = version, .inferred = false, .bridge = bridge, .generation = generation});
}

/// A version that corrects another one under which packets were read counts as a new generation.
void ConnectionTracker::setVersion(store::ConnectionVersion version) {
    if (m_packetRead && version.version != m_version) ++version.generation;
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
