// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow.h"

#include <algorithm>
#include <limits>

namespace mqttscope::engine {
namespace {

std::uint32_t clamped(std::uint64_t size) {
    return static_cast<std::uint32_t>(std::min<std::uint64_t>(size, std::numeric_limits<std::uint32_t>::max()));
}

/// Adds to what only this thread writes: no locked instruction is needed for that.
void add(std::atomic<std::uint64_t>& counter, std::uint64_t amount) {
    counter.store(counter.load(std::memory_order_relaxed) + amount, std::memory_order_relaxed);
}

store::EventKind kindOf(net::TcpEventKind kind) {
    switch (kind) {
    case net::TcpEventKind::Refused:
        return store::EventKind::Refused;
    case net::TcpEventKind::Fin:
        return store::EventKind::Fin;
    case net::TcpEventKind::Reset:
        return store::EventKind::Reset;
    case net::TcpEventKind::Retransmission:
        return store::EventKind::Retransmission;
    case net::TcpEventKind::ZeroWindow:
        return store::EventKind::ZeroWindow;
    case net::TcpEventKind::KeepAlive:
        return store::EventKind::KeepAlive;
    case net::TcpEventKind::Gap:
        return store::EventKind::Gap;
    }
    return store::EventKind::Gap;
}

store::Connection& newRecord(store::Store& store, const net::TcpConnection& connection, net::Side clientSide,
                             base::Timestamp opened) {
    const bool initiated = clientSide == net::Side::Initiator;
    auto& record = store.connections.append();
    record.client = initiated ? connection.initiator : connection.responder;
    record.server = initiated ? connection.responder : connection.initiator;
    record.tcpConnection = connection.id;
    record.startSeen = connection.startSeen;
    record.opened = opened;
    record.lastSeen.store(opened.nanoseconds, std::memory_order_relaxed);
    return record;
}

mqtt::Framer newFramer(const net::TcpConnection& connection, base::Direction direction) {
    const auto start = connection.startSeen ? mqtt::Framer::Start::AtPacket : mqtt::Framer::Start::Unknown;
    return mqtt::Framer(start, direction);
}

} // namespace

/// What the framer of one direction hands its packets to.
class Flow::PacketHandler {
public:
    PacketHandler(Flow& flow, base::Direction direction)
        : m_flow(flow)
        , m_direction(direction) {}

    void packet(const mqtt::FramedPacket& packet) { m_flow.addPacket(m_direction, packet); }

    void skipped(const mqtt::SkippedBytes& skipped) { m_flow.addSkipped(m_direction, skipped); }

    [[nodiscard]] mqtt::Version version() const { return m_flow.m_tracker.framingVersion(); }

private:
    Flow& m_flow;
    base::Direction m_direction;
};

Flow::Flow(store::Store& store, Report& report, const net::TcpConnection& connection, net::Side clientSide,
           base::Timestamp opened)
    : m_store(store)
    , m_report(report)
    , m_record(newRecord(store, connection, clientSide, opened))
    , m_id(static_cast<std::uint32_t>(store.connections.size() - 1))
    , m_clientSide(clientSide)
    , m_tracker(store, m_id)
    , m_framers{newFramer(connection, base::Direction::ToServer), newFramer(connection, base::Direction::ToClient)} {}

void Flow::data(net::Side side, base::ByteView bytes, const net::Origin& origin, const net::Origin& now) {
    const auto direction = directionOf(side);
    m_now = now;
    const auto extent = appendExtent(direction, {.place = origin.framePlace + origin.offsetInFrame,
                                                 .length = static_cast<std::uint32_t>(bytes.size()),
                                                 .frame = origin.frame,
                                                 .offsetInFrame = origin.offsetInFrame,
                                                 .next = {}});
    PacketHandler handler(*this, direction);
    m_framers[static_cast<std::size_t>(direction)].feed(bytes, {extent, 0}, handler);
}

void Flow::event(const net::TcpEvent& event, const net::Origin& origin) {
    const auto direction = directionOf(event.side);
    m_now = origin;
    if (event.kind == net::TcpEventKind::Gap) return gap(direction, event, origin);
    m_store.extents.append(origin.framePlace + origin.offsetInFrame, 0U, origin.frame, origin.offsetInFrame,
                           base::ExtentId{});
    const base::ExtentId at(static_cast<std::uint32_t>(m_store.extents.size() - 1));
    addEvent(kindOf(event.kind), direction, event.size, static_cast<std::uint16_t>(event.cause), at);
}

void Flow::gap(base::Direction direction, const net::TcpEvent& event, const net::Origin& origin) {
    const auto extent = appendExtent(direction, {.place = origin.framePlace,
                                                 .length = clamped(event.size),
                                                 .frame = origin.frame,
                                                 .offsetInFrame = store::Extent::kGap,
                                                 .next = {}});
    add(m_record.missingBytes, event.size);
    ++m_report.gaps;
    m_report.missingBytes += event.size;
    addEvent(store::EventKind::Gap, direction, event.size, static_cast<std::uint16_t>(event.cause), extent);
    PacketHandler handler(*this, direction);
    m_framers[static_cast<std::size_t>(direction)].gap(event.size, handler);
}

void Flow::close(bool ended) {
    for (const auto direction : {base::Direction::ToServer, base::Direction::ToClient}) {
        PacketHandler handler(*this, direction);
        m_framers[static_cast<std::size_t>(direction)].finish(handler);
    }
    m_record.ended.store(ended, std::memory_order_relaxed);
}

base::Direction Flow::directionOf(net::Side sender) const {
    return sender == m_clientSide ? base::Direction::ToServer : base::Direction::ToClient;
}

base::ExtentId Flow::appendExtent(base::Direction direction, const store::Extent& extent) {
    const base::ExtentId id(static_cast<std::uint32_t>(m_store.extents.size()));
    m_store.extents.append(extent);
    auto& last = m_lastExtent[static_cast<std::size_t>(direction)];
    // Readers never look at `next` of the extent that completed a published packet, so this write meets no reader.
    if (last.valid()) m_store.extents.at(last.value).next = id;
    last = id;
    return id;
}

void Flow::addPacket(base::Direction direction, const mqtt::FramedPacket& packet) {
    const auto summary = m_tracker.read(direction, packet);
    store::Row row{.time = m_now.time,
                   .connection = m_id,
                   .first = packet.begin.extent,
                   .firstOffset = packet.begin.offset,
                   .frame = m_now.frame,
                   .length = packet.length,
                   .packetIdentifier = summary.packetIdentifier,
                   .head = summary.firstByte};
    if (direction == base::Direction::ToClient) row.flags |= store::RowFlag::kToClient;
    if (!packet.complete) row.flags |= store::RowFlag::kIncomplete;
    // A packet that was cut off ends too early by itself: that is no fault of its sender.
    if (summary.malformed && packet.complete) row.flags |= store::RowFlag::kMalformed;
    m_tracker.packet(direction, summary, row);
    addRow(row);

    const auto index = static_cast<std::size_t>(direction);
    add(m_record.packets[index], 1);
    add(m_record.bytes[index], packet.complete ? packet.length : packet.available);
    ++m_report.packets[static_cast<std::size_t>(m_tracker.version())][summary.firstByte >> 4];
    m_report.incompletePackets += packet.complete ? 0 : 1;
    m_report.malformedPackets += (row.flags & store::RowFlag::kMalformed) != 0 ? 1 : 0;
}

void Flow::addSkipped(base::Direction direction, const mqtt::SkippedBytes& skipped) {
    m_report.skippedBytes += skipped.size;
    addEvent(store::EventKind::Skipped, direction, skipped.size, static_cast<std::uint16_t>(skipped.why),
             skipped.begin.extent);
}

void Flow::addEvent(store::EventKind kind, base::Direction direction, std::uint64_t size, std::uint16_t why,
                    base::ExtentId at) {
    store::Row row{.time = m_now.time,
                   .connection = m_id,
                   .first = at,
                   .frame = m_now.frame,
                   .length = clamped(size),
                   .packetIdentifier = why,
                   .head = static_cast<std::uint8_t>(kind),
                   .flags = store::RowFlag::kEvent};
    if (direction == base::Direction::ToClient) row.flags |= store::RowFlag::kToClient;
    ++m_report.events;
    addRow(row);
}

void Flow::addRow(const store::Row& row) {
    const auto id = m_store.rows.append(row).value;
    if (m_record.firstRow.load(std::memory_order_relaxed) == base::RowId::kNone) {
        m_record.firstRow.store(id, std::memory_order_relaxed);
    }
    m_record.lastRow.store(id, std::memory_order_relaxed);
    m_record.lastSeen.store(row.time.nanoseconds, std::memory_order_relaxed);
}

} // namespace mqttscope::engine
