// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/mqtt/framed_packet.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/summary.h"
#include "core/mqtt/version_evidence.h"
#include "core/store/store.h"

#include <array>
#include <cstdint>
#include <memory>
#include <unordered_map>

namespace mqttscope::session {

/// What one packet alone cannot tell, for one connection while it lasts: the version, the client identifier, and the
/// topic behind each alias. Packets must come in the order they were sent in each direction.
///
/// The version is what CONNECT chose. Without a CONNECT it is concluded from the packets (mqtt::VersionEvidence) and
/// marked as inferred. When it changes after packets were read, that is a new generation of the connection
/// (store::ConnectionVersion): their rows stay, but views decode them again.
class ConnectionTracker {
public:
    ConnectionTracker(store::Store& store, base::ConnectionId connection);

    /// The layout to decode the next packet by.
    [[nodiscard]] mqtt::Version version() const { return m_version; }

    /// The version to frame by: Unknown unless it is certain, so that the head of a PUBLISH holds what tells it.
    [[nodiscard]] mqtt::Version framingVersion() const { return m_certain ? m_version : mqtt::Version::Unknown; }

    /// Reads a packet, once it has told what it knows of the version; call packet() with the result next. Where the
    /// version is not certain the packet is malformed only if it is so in all versions, and is otherwise read by one
    /// that it fits.
    [[nodiscard]] mqtt::PacketSummary read(base::Direction direction, const mqtt::FramedPacket& packet) {
        if (m_certain) [[likely]]
            return mqtt::summarise(packet.head, packet.length, m_version);
        return readUncertain(direction, packet);
    }

    /// Learns from a packet and completes its row: the topic (an alias resolved for this direction and moment,
    /// MQTT 5.0 §3.3.2.3.4), the filter or the client identifier.
    void packet(base::Direction direction, const mqtt::PacketSummary& summary, store::Row& row);

private:
    [[nodiscard]] mqtt::PacketSummary readUncertain(base::Direction direction, const mqtt::FramedPacket& packet);
    void weigh(base::Direction direction, const mqtt::FramedPacket& packet);
    void learnAlias(base::Direction direction, const mqtt::FramedPacket& packet);
    base::TextId topic(base::Direction direction, const mqtt::PacketSummary& summary);
    void connect(const mqtt::PacketSummary& summary);
    void setVersion(store::ConnectionVersion version);
    void learnClientId(std::string_view clientId);

    store::Store& m_store;
    base::ConnectionId m_connection;
    mqtt::Version m_version = mqtt::Version::Unknown;
    bool m_connectSeen = false;
    bool m_certain = false;                            ///< a CONNECT of a level that we know was seen
    bool m_packetRead = false;                         ///< a change of the version is a correction
    std::unique_ptr<mqtt::VersionEvidence> m_evidence; ///< while it is not certain
    // Aliases are numbered separately in each direction. A map: a hostile client may use any of 65,535 numbers.
    std::array<std::unordered_map<std::uint16_t, base::TextId>, 2> m_aliases;
};

} // namespace mqttscope::session
