// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/source_table.h"
#include "core/engine/report.h"
#include "core/mqtt/check.h"
#include "core/mqtt/framer.h"
#include "core/net/proxy_header.h"
#include "core/net/stream_listener.h"
#include "core/session/connection_tracker.h"
#include "core/session/exchange_tracker.h"
#include "core/store/store.h"

#include <array>
#include <string_view>

namespace mqttscope::engine {

/// What all flows of an inspection share, and what outlives them.
struct FlowContext {
    store::Store& store;
    Report& report;
    const capture::SourceTable& sources;
    std::uint64_t droppedFrames = 0; ///< by the capture, so far
};

/// Which end of a TCP connection is the client.
struct ClientEnd {
    net::Side side{};
    bool sure = false; ///< the handshake, a known port or the content says so
};

/// An event row that does not come from TCP.
struct FlowEvent {
    store::EventKind kind{};
    std::uint64_t size = 0;  ///< bytes that it speaks of
    std::uint16_t why = 0;   ///< see store::Row::packetIdentifier
    std::string_view text{}; ///< more about it, for people
};

/// One MQTT connection while it lasts: its two streams on their way into rows.
class Flow {
public:
    Flow(const FlowContext& context, const net::TcpConnection& connection, ClientEnd client, base::Timestamp opened);

    [[nodiscard]] const ClientEnd& client() const { return m_client; }

    /// The next bytes of one stream of MQTT, as they were captured.
    void data(net::Side side, base::ByteView bytes, const net::Origin& origin, const net::Origin& now) {
        tellDrops(side, now);
        feed(side, bytes,
             {.place = origin.framePlace + origin.offsetInFrame,
              .length = static_cast<std::uint32_t>(bytes.size()),
              .frame = origin.frame,
              .offsetInFrame = origin.offsetInFrame,
              .next = {}},
             now);
    }

    /// The next bytes where they were made from captured ones: they lie at `place` and were `rawSize` bytes at
    /// `origin`. `header`: what store::Extent::kDerived tells. Returns the extent of the captured bytes.
    base::ExtentId derivedData(net::Side side, base::ByteView bytes, base::SourceOffset place,
                               const net::Origin& origin, std::uint32_t rawSize, const net::Origin& now,
                               base::ExtentId header = {});
    /// An extent that belongs to no stream, for derivedData(): bytes of a header that lie together at `place`.
    base::ExtentId derivedHeader(base::SourceOffset place, std::uint32_t size, const net::Origin& origin);

    /// What TCP did. A Gap is one in the MQTT stream, too.
    void event(const net::TcpEvent& event, const net::Origin& origin);

    /// Something that happened on top of TCP, at some captured bytes.
    base::RowId addEvent(const FlowEvent& event, net::Side side, const net::Origin& at, const net::Origin& now);
    /// What a load balancer sent before everything else: pieces of its header, then what it says.
    void proxyHeaderPiece(net::Side side, std::uint32_t size, const net::Origin& origin);
    void proxyHeader(net::Side side, const net::ProxyHeader& header, const net::Origin& now);

    /// Bytes of the MQTT stream are missing, without a row of its own: whoever fed the flow has told why.
    void interrupt(net::Side side, std::uint64_t size, const net::Origin& at);

    /// Bytes below MQTT of which nobody knows what they hold, because a boundary is not known yet.
    void addSkipped(net::Side side, std::uint64_t size, mqtt::SkippedBytes::Why why, const net::Origin& at,
                    const net::Origin& now);

    /// A rule of a layer below MQTT was broken, as the row tells.
    void addFinding(base::RowId row, base::RuleId rule, base::FieldId field = {});
    /// A rule of MQTT itself was broken: where its numbers do not apply or nobody knows whether they do (3.1, an
    /// unknown version), it is a warning at most.
    void addMqttFinding(base::RowId row, base::RuleId rule, base::FieldId field = {}, base::ByteRange range = {});

    /// The version in force, as far as it is known.
    [[nodiscard]] mqtt::Version version() const { return m_record.version.load(std::memory_order_relaxed).version; }

    /// Packets of both directions so far.
    [[nodiscard]] std::uint64_t packets() const {
        return m_record.packets[0].load(std::memory_order_relaxed) +
               m_record.packets[1].load(std::memory_order_relaxed);
    }

    /// Keeps what is known of sequence numbers by now.
    void learnSequences(const net::TcpConnection& connection);

    /// Nothing more comes. `ended`: the connection is over, rather than the capture.
    void close(bool ended);

private:
    class PacketHandler;

    [[nodiscard]] base::Direction directionOf(net::Side sender) const;

    /// The first thing of a connection after frames were dropped: something may be missing between it and the last one.
    void tellDrops(net::Side side, const net::Origin& now) {
        if (m_droppedFrames != m_context.droppedFrames) [[unlikely]]
            addDrops(side, now);
    }

    void addDrops(net::Side side, const net::Origin& now);
    void feed(net::Side side, base::ByteView bytes, const store::Extent& extent, const net::Origin& now);
    base::ExtentId appendExtent(base::Direction direction, const store::Extent& extent);
    void gap(base::Direction direction, const net::TcpEvent& event, const net::Origin& origin);
    void interrupt(base::Direction direction, std::uint64_t size);
    void addPacket(base::Direction direction, const mqtt::FramedPacket& packet);
    void check(base::Direction direction, const mqtt::FramedPacket& packet, base::RowId row);
    void addBreach(base::RowId row, const mqtt::Breach& breach);
    void checkPayload(const mqtt::FramedPacket& packet, std::uint32_t payloadOffset, base::RowId row);
    void checkSkipped(base::Direction direction, const mqtt::SkippedBytes& skipped, base::RowId row);
    void addSkipped(base::Direction direction, const mqtt::SkippedBytes& skipped);
    base::RowId addEvent(const FlowEvent& event, base::Direction direction, base::ExtentId at);
    base::RowId addRow(const store::Row& row);

    const FlowContext& m_context;
    store::Store& m_store;
    store::Connection& m_record;
    base::ConnectionId m_id;
    ClientEnd m_client;
    session::ConnectionTracker m_tracker;
    session::ExchangeTracker m_exchanges;
    std::array<mqtt::Framer, 2> m_framers;      // by Direction
    std::array<base::ExtentId, 2> m_lastExtent; // by Direction
    std::array<bool, 2> m_whole;                // by Direction: nothing is missing of it so far
    base::ExtentId m_proxyHeader;               // where it began
    std::uint32_t m_proxyHeaderSize = 0;
    std::uint64_t m_droppedFrames; // of the context, when this connection was last heard
    net::Origin m_now;             // the frame that is being worked on
};

} // namespace mqttscope::engine
