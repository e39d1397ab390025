// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/summary.h"
#include "core/store/store.h"

#include <array>
#include <cstdint>
#include <unordered_map>

namespace mqttscope::session {

/// What one packet alone cannot tell, for one connection while it lasts: the version that CONNECT chose, the client
/// identifier, and the topic behind each alias. Packets must come in the order they were sent in each direction.
class ConnectionTracker {
public:
    ConnectionTracker(store::Store& store, base::ConnectionId connection);

    /// The layout to decode the next packet by.
    [[nodiscard]] mqtt::Version version() const { return m_version; }

    /// Learns from a packet and completes its row: the topic (an alias resolved for this direction and moment,
    /// MQTT 5.0 §3.3.2.3.4), the filter or the client identifier.
    void packet(base::Direction direction, const mqtt::PacketSummary& summary, store::Row& row);

private:
    base::TextId topic(base::Direction direction, const mqtt::PacketSummary& summary);
    void connect(const mqtt::PacketSummary& summary);
    void setVersion(store::ConnectionVersion version);
    void learnClientId(std::string_view clientId);

    store::Store& m_store;
    base::ConnectionId m_connection;
    mqtt::Version m_version = mqtt::Version::Unknown;
    bool m_connectSeen = false;
    // Aliases are numbered separately in each direction. A map: a hostile client may use any of 65,535 numbers.
    std::array<std::unordered_map<std::uint16_t, base::TextId>, 2> m_aliases;
};

} // namespace mqttscope::session
