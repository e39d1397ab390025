// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/report.h"
#include "core/mqtt/framer.h"
#include "core/net/stream_listener.h"
#include "core/session/connection_tracker.h"
#include "core/store/store.h"

#include <array>

namespace mqttscope::engine {

/// One MQTT connection while it lasts: its two streams on their way into rows.
class Flow {
public:
    /// `clientSide` is the end that is taken for the client.
    Flow(store::Store& store, Report& report, const net::TcpConnection& connection, net::Side clientSide,
         base::Timestamp opened);

    void data(net::Side side, base::ByteView bytes, const net::Origin& origin, const net::Origin& now);
    void event(const net::TcpEvent& event, const net::Origin& origin);
    /// Nothing more comes. `ended`: the connection is over, rather than the capture.
    void close(bool ended);

private:
    class PacketHandler;

    [[nodiscard]] base::Direction directionOf(net::Side sender) const;
    base::ExtentId appendExtent(base::Direction direction, const store::Extent& extent);
    void gap(base::Direction direction, const net::TcpEvent& event, const net::Origin& origin);
    void addPacket(base::Direction direction, const mqtt::FramedPacket& packet);
    void addSkipped(base::Direction direction, const mqtt::SkippedBytes& skipped);
    void addEvent(store::EventKind kind, base::Direction direction, std::uint64_t size, std::uint16_t why,
                  base::ExtentId at);
    void addRow(const store::Row& row);

    store::Store& m_store;
    Report& m_report;
    store::Connection& m_record;
    base::ConnectionId m_id;
    net::Side m_clientSide;
    session::ConnectionTracker m_tracker;
    std::array<mqtt::Framer, 2> m_framers;      // by Direction
    std::array<base::ExtentId, 2> m_lastExtent; // by Direction
    net::Origin m_now;                          // the frame that is being worked on
};

} // namespace mqttscope::engine
