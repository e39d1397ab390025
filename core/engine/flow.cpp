// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/flow.h"

#include "core/format/row_text.h"
#include "core/mqtt/field_table.h"
#include "core/session/rules.h"

#include <algorithm>
#include <limits>
#include <utility>

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

store::Connection& newRecord(store::Store& store, const net::TcpConnection& connection, ClientEnd client,
                             base::Timestamp opened) {
    const bool initiated = client.side == net::Side::Initiator;
    auto& record = store.connections.append();
    record.client = initiated ? connection.initiator : connection.responder;
    record.server = initiated ? connection.responder : connection.initiator;
    record.tcpConnection = connection.id;
    record.startSeen = connection.startSeen;
    record.clientSure = client.sure;
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

Flow::Flow(const FlowContext& context, const net::TcpConnection& connection, ClientEnd client, base::Timestamp opened)
    : m_context(context)
    , m_store(context.store)
    , m_record(newRecord(context.store, connection, client, opened))
    , m_id(static_cast<std::uint32_t>(context.store.connections.size() - 1))
    , m_client(client)
    , m_tracker(context.store, m_id)
    , m_exchanges(context.store)
    , m_framers{newFramer(connection, base::Direction::ToServer), newFramer(connection, base::Direction::ToClient)}
    , m_whole{connection.startSeen, connection.startSeen}
    , m_droppedFrames(context.droppedFrames) {}

void Flow::addDrops(net::Side side, const net::Origin& now) {
    const auto frames = m_context.droppedFrames - std::exchange(m_droppedFrames, m_context.droppedFrames);
    constexpr std::uint64_t kMost = std::numeric_limits<std::uint16_t>::max();
    const auto row =
        addEvent({.kind = store::EventKind::Dropped, .why = static_cast<std::uint16_t>(std::min(frames, kMost))}, side,
                 now, now);
    addFinding(row, session::rule::kDropped);
}

void Flow::feed(net::Side side, base::ByteView bytes, const store::Extent& extent, const net::Origin& now) {
    const auto direction = directionOf(side);
    m_now = now;
    const auto id = appendExtent(direction, extent);
    PacketHandler handler(*this, direction);
    m_framers[static_cast<std::size_t>(direction)].feed(bytes, {id, 0}, handler);
}

base::ExtentId Flow::derivedData(net::Side side, base::ByteView bytes, base::SourceOffset place,
                                 const net::Origin& origin, std::uint32_t rawSize, const net::Origin& now,
                                 base::ExtentId header) {
    tellDrops(side, now);
    // Readers find what it was made from under the id before its own (store::Extent::kDerived).
    const base::ExtentId raw(static_cast<std::uint32_t>(m_store.extents.size()));
    m_store.extents.append(origin.framePlace + origin.offsetInFrame, rawSize, origin.frame, origin.offsetInFrame,
                           header);
    feed(side, bytes,
         {.place = place,
          .length = static_cast<std::uint32_t>(bytes.size()),
          .frame = origin.frame,
          .offsetInFrame = store::Extent::kDerived,
          .next = {}},
         now);
    return raw;
}

base::ExtentId Flow::derivedHeader(base::SourceOffset place, std::uint32_t size, const net::Origin& origin) {
    const base::ExtentId id(static_cast<std::uint32_t>(m_store.extents.size()));
    m_store.extents.append(place, size, origin.frame, store::Extent::kDerived, base::ExtentId{});
    return id;
}

void Flow::event(const net::TcpEvent& event, const net::Origin& origin) {
    tellDrops(event.side, origin);
    m_now = origin;
    if (event.kind == net::TcpEventKind::Gap) return gap(directionOf(event.side), event, origin);
    addEvent({.kind = kindOf(event.kind), .size = event.size, .why = static_cast<std::uint16_t>(event.cause)},
             event.side, origin, origin);
}

base::RowId Flow::addEvent(const FlowEvent& event, net::Side side, const net::Origin& at, const net::Origin& now) {
    m_now = now;
    m_store.extents.append(at.framePlace + at.offsetInFrame, 0U, at.frame, at.offsetInFrame, base::ExtentId{});
    return addEvent(event, directionOf(side), base::ExtentId(static_cast<std::uint32_t>(m_store.extents.size() - 1)));
}

void Flow::proxyHeaderPiece(net::Side side, std::uint32_t size, const net::Origin& origin) {
    const auto id = appendExtent(directionOf(side), {.place = origin.framePlace + origin.offsetInFrame,
                                                     .length = size,
                                                     .frame = origin.frame,
                                                     .offsetInFrame = origin.offsetInFrame,
                                                     .next = {}});
    if (!m_proxyHeader.valid()) m_proxyHeader = id;
    m_proxyHeaderSize += size;
}

void Flow::proxyHeader(net::Side side, const net::ProxyHeader& header, const net::Origin& now) {
    m_now = now;
    const auto text = format::proxyText(header);
    addEvent({.kind = store::EventKind::ProxyHeader,
              .size = std::exchange(m_proxyHeaderSize, 0),
              .why = header.version,
              .text = text},
             directionOf(side), std::exchange(m_proxyHeader, {}));
}

void Flow::interrupt(net::Side side, std::uint64_t size, const net::Origin& at) {
    const auto direction = directionOf(side);
    m_now = at;
    appendExtent(direction, {.place = at.framePlace,
                             .length = clamped(size),
                             .frame = at.frame,
                             .offsetInFrame = store::Extent::kGap,
                             .next = {}});
    interrupt(direction, size);
}

void Flow::gap(base::Direction direction, const net::TcpEvent& event, const net::Origin& origin) {
    const auto extent = appendExtent(direction, {.place = origin.framePlace,
                                                 .length = clamped(event.size),
                                                 .frame = origin.frame,
                                                 .offsetInFrame = store::Extent::kGap,
                                                 .next = {}});
    add(m_record.missingBytes, event.size);
    ++m_context.report.gaps;
    m_context.report.missingBytes += event.size;
    const auto row =
        addEvent({.kind = store::EventKind::Gap, .size = event.size, .why = static_cast<std::uint16_t>(event.cause)},
                 direction, extent);
    addFinding(row, session::rule::kGap);
    interrupt(direction, event.size);
}

void Flow::interrupt(base::Direction direction, std::uint64_t size) {
    const auto index = static_cast<std::size_t>(direction);
    m_whole[index] = false;
    m_exchanges.interrupted();
    PacketHandler handler(*this, direction);
    m_framers[index].gap(size, handler);
}

void Flow::learnSequences(const net::TcpConnection& connection) {
    for (const auto side : {net::Side::Initiator, net::Side::Responder}) {
        const auto from = static_cast<std::size_t>(side);
        const auto to = static_cast<std::size_t>(directionOf(side));
        if (!connection.firstSequenceKnown[from]) continue;
        m_record.firstSequence[to].store(connection.firstSequence[from], std::memory_order_relaxed);
        m_record.firstSequenceKnown[to].store(true, std::memory_order_release);
    }
}

void Flow::close(bool ended) {
    for (const auto direction : {base::Direction::ToServer, base::Direction::ToClient}) {
        PacketHandler handler(*this, direction);
        m_framers[static_cast<std::size_t>(direction)].finish(handler);
    }
    if (ended) m_exchanges.end();
    m_record.ended.store(ended, std::memory_order_relaxed);
}

base::Direction Flow::directionOf(net::Side sender) const {
    return sender == m_client.side ? base::Direction::ToServer : base::Direction::ToClient;
}

base::ExtentId Flow::appendExtent(base::Direction direction, const store::Extent& extent) {
    const base::ExtentId id(static_cast<std::uint32_t>(m_store.extents.size()));
    m_store.extents.append(extent);
    auto& last = m_lastExtent[static_cast<std::size_t>(direction)];
    // Readers never look at `next` of the extent that completed a published packet, so this write meets no reader.
    if (last.valid() && !m_store.hasLeft(last)) m_store.extents.at(last.value).next = id;
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
    m_exchanges.packet(direction, summary, row);
    const auto id = addRow(row);
    m_exchanges.appended(id);
    if (summary.suspicious) [[unlikely]]
        check(direction, packet, id);
    if (summary.payloadIsText) [[unlikely]]
        checkPayload(packet, summary.payloadOffset, id);
    if (packet.wrongLength) [[unlikely]]
        addFinding(id, session::rule::kWrongLength, mqtt::fieldId("mqtt.len"));

    const auto index = static_cast<std::size_t>(direction);
    auto& report = m_context.report;
    add(m_record.packets[index], 1);
    add(m_record.bytes[index], packet.complete ? packet.length : packet.available);
    ++report.packets[static_cast<std::size_t>(m_tracker.version())][summary.firstByte >> 4];
    report.incompletePackets += packet.complete ? 0 : 1;
    report.malformedPackets += (row.flags & store::RowFlag::kMalformed) != 0 ? 1 : 0;
}

void Flow::addSkipped(net::Side side, std::uint64_t size, mqtt::SkippedBytes::Why why, const net::Origin& at,
                      const net::Origin& now) {
    m_context.report.skippedBytes += size;
    const auto row = addEvent({.kind = store::EventKind::Skipped, .size = size, .why = static_cast<std::uint16_t>(why)},
                              side, at, now);
    checkSkipped(directionOf(side), {.size = size, .why = why}, row);
}

void Flow::addSkipped(base::Direction direction, const mqtt::SkippedBytes& skipped) {
    m_context.report.skippedBytes += skipped.size;
    const auto row = addEvent(
        {.kind = store::EventKind::Skipped, .size = skipped.size, .why = static_cast<std::uint16_t>(skipped.why)},
        direction, skipped.begin.extent);
    checkSkipped(direction, skipped, row);
}

base::RowId Flow::addEvent(const FlowEvent& event, base::Direction direction, base::ExtentId at) {
    store::Row row{.time = m_now.time,
                   .connection = m_id,
                   .first = at,
                   .frame = m_now.frame,
                   .length = clamped(event.size),
                   .packetIdentifier = event.why,
                   .head = static_cast<std::uint8_t>(event.kind),
                   .flags = store::RowFlag::kEvent};
    if (direction == base::Direction::ToClient) row.flags |= store::RowFlag::kToClient;
    if (!event.text.empty()) row.text = m_store.texts.intern(event.text);
    ++m_context.report.events;
    return addRow(row);
}

base::RowId Flow::addRow(const store::Row& row) {
    const auto id = m_store.rows.append(row);
    if (m_record.firstRow.load(std::memory_order_relaxed) == base::RowId::kNone) {
        m_record.firstRow.store(id.value, std::memory_order_relaxed);
    }
    m_record.lastRow.store(id.value, std::memory_order_relaxed);
    m_record.lastSeen.store(row.time.nanoseconds, std::memory_order_relaxed);
    return id;
}

} // namespace mqttscope::engine
