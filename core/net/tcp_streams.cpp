// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tcp_streams.h"

#include "core/net/sequence.h"

#include <algorithm>

namespace mqttscope::net {
namespace {

constexpr std::uint16_t kMarks = flag::kSyn | flag::kFin | flag::kReset;

/// Wireshark's rules for relative numbers, which also decide when a SYN begins another tcp.stream.
void noteFirstSequences(TcpConnection& connection, Side from, const TcpHeader& header) {
    const auto own = static_cast<std::size_t>(from);
    const auto peer = static_cast<std::size_t>(opposite(from));
    if (!connection.firstSequenceKnown[own]) {
        connection.firstSequenceKnown[own] = true;
        connection.firstSequence[own] = header.has(flag::kSyn) ? header.sequence : header.sequence - 1;
    }
    if (!connection.firstSequenceKnown[peer] && header.has(flag::kAck)) {
        connection.firstSequenceKnown[peer] = true;
        connection.firstSequence[peer] = header.acknowledgment - 1;
    }
}

} // namespace

void TcpStreams::segment(const Segment& segment) {
    ++m_statistics.segments;
    if (segment.size > 0) ++m_statistics.segmentsWithPayload;
    m_last = segment.now;
    if (!m_lingering.empty()) closeLingering(false, segment.now);

    const Endpoint source{segment.source, segment.header.sourcePort};
    const Endpoint destination{segment.destination, segment.header.destinationPort};
    auto found = m_table.find(source, destination);
    if (found.index != ConnectionTable::kNone) {
        // Before anything else: the copy of a SYN begins no connection.
        if (isDuplicate(found, segment)) {
            ++m_statistics.duplicateFrames;
            return;
        }
        if (startsAgain(m_table.at(found.index), found.from, segment)) {
            close(found.index, segment.now);
            found.from = open(found.index, source, destination, segment);
        }
    } else {
        found.index = m_table.add(source, destination);
        found.from = open(found.index, source, destination, segment);
        if (!segment.malformed) m_duplicates.seen(found.index, segment);
    }
    if (segment.malformed) return;
    const auto [index, side] = found;
    auto from = stream(index, side);
    auto to = stream(index, opposite(side));
    const auto& header = segment.header;
    noteFirstSequences(from.record.connection, side, header);
    if (from.record.closed) {
        if (segment.size > 0) ++m_statistics.segmentsAfterClose;
        return;
    }
    if (header.has(flag::kSyn)) start(from, to, segment);
    if (header.has(flag::kAck)) acknowledge(to.half, header);
    settle(to, segment.now);
    if (header.has(flag::kReset)) {
        reset(from, segment);
        return;
    }
    from.half.seen = true;
    receive(from, segment);
    settle(from, segment.now);
    if (!header.has(flag::kSyn | flag::kFin)) {
        const bool zero = header.window == 0;
        if (zero && !from.half.zeroWindow) tell(from, TcpEventKind::ZeroWindow, 0, segment.now);
        from.half.zeroWindow = zero;
    }
    if (from.half.finDelivered && to.half.finDelivered) close(index, segment.now);
}

void TcpStreams::letGo(base::FrameId firstKept) {
    for (std::uint32_t index = 0; index < m_waiting.end(); ++index) {
        const auto& waiting = m_waiting.at(index);
        if (std::ranges::none_of(waiting.pieces, [&](const auto& piece) { return piece.second.isBefore(firstKept); }))
            continue;
        auto from = stream(waiting.connection, waiting.side);
        flush(from, GapCause::TooFarBehind, m_last);
        if (from.half.finDelivered && from.record.half(opposite(from.side)).finDelivered) close(from.index, m_last);
    }
}

void TcpStreams::finish() {
    m_finishing = true;
    closeLingering(true, m_last);
    for (std::uint32_t index = 0; index < m_table.size(); ++index) close(index, m_last);
}

TcpStreams::Stream TcpStreams::stream(std::uint32_t index, Side side) {
    auto& record = m_table.at(index);
    return {index, record, side, record.half(side)};
}

bool TcpStreams::startsAgain(ConnectionRecord& record, Side from, const Segment& segment) const {
    const auto& header = segment.header;
    const auto own = static_cast<std::size_t>(from);
    if (header.has(flag::kSyn) && !header.has(flag::kAck)) {
        if (!record.connection.firstSequenceKnown[own]) return false;
        // The same initial number again is the same SYN again, unless the connection has come to an end since.
        return header.sequence != record.connection.firstSequence[own] || record.closed;
    }
    const auto& half = record.half(from);
    if (!record.closed || !half.started || segment.size == 0 || header.has(kMarks)) return false;
    const auto distance = sequenceDistance(sequenceOf(half.next), header.sequence);
    return distance > kSameConnection || distance < -kSameConnection;
}

/// Begins a connection with a segment, and tells which side sent that.
Side TcpStreams::open(std::uint32_t index, const Endpoint& source, const Endpoint& destination,
                      const Segment& segment) {
    const auto& header = segment.header;
    // A SYN-ACK comes from the responder, even where its SYN was not captured.
    const bool answer = header.has(flag::kSyn) && header.has(flag::kAck) && source != destination;
    const auto from = answer ? Side::Responder : Side::Initiator;
    auto& record = m_table.at(index);
    record = {};
    record.connection.id = base::TcpConnectionId(m_nextId++);
    record.connection.initiator = answer ? destination : source;
    record.connection.responder = answer ? source : destination;
    record.connection.startSeen = header.has(flag::kSyn);
    if (!segment.malformed) noteFirstSequences(record.connection, from, header);
    ++m_statistics.connections;
    m_listener.opened(record.connection, segment.now);
    return from;
}

bool TcpStreams::isDuplicate(const ConnectionTable::Found& found, const Segment& segment) {
    const auto& header = segment.header;
    if (segment.malformed) return false;
    const bool proven = segment.hasIdentification || segment.size > 0 || header.has(kMarks) || header.window == 0;
    const auto& half = m_table.at(found.index).half(found.from);
    const bool keepAlive = header.sequence == sequenceOf(half.next) - 1;
    return (proven || keepAlive) && m_duplicates.seen(found.index, segment);
}

void TcpStreams::start(Stream& from, Stream& to, const Segment& segment) {
    from.record.connection.startSeen = true;
    if (!from.half.delivered && !from.half.synSeen) begin(from.half, segment.header.sequence + 1);
    from.half.synSeen = true;
    // A refused SYN that is sent again is another try.
    if (!to.half.seen) from.record.resetSeen = from.record.lingers = false;
    // A SYN-ACK tells where the other side begins, even if its SYN was not captured.
    if (!segment.header.has(flag::kAck) || to.half.synSeen || to.half.delivered) return;
    begin(to.half, segment.header.acknowledgment);
    to.half.synSeen = true;
}

void TcpStreams::acknowledge(HalfStream& half, const TcpHeader& header) const {
    if (half.ackKnown && half.started) {
        if (sequenceDistance(half.acknowledged, header.acknowledgment) <= 0) return;
        if (sequenceDistance(sequenceOf(half.next), header.acknowledgment) > kPlausible) return;
    }
    half.ackKnown = true;
    half.acknowledged = header.acknowledgment;
}

void TcpStreams::reset(Stream& from, const Segment& segment) {
    auto& record = from.record;
    const bool refused =
        from.side == Side::Responder && record.half(Side::Initiator).synSeen && !from.half.seen && !record.resetSeen;
    const bool again = record.resetSeen;
    record.resetSeen = true;
    if (refused) {
        tell(from, TcpEventKind::Refused, 0, segment.now);
        linger(from, segment.now);
        return;
    }
    // A receiver ignores a RST from far outside its window (RFC 9293 §3.5.3); the stream may well go on.
    const auto distance = sequenceDistance(sequenceOf(from.half.next), segment.header.sequence);
    const bool credible = !from.half.started || (distance <= kPlausible && distance >= -kPlausible);
    if (credible) {
        for (const auto side : {from.side, opposite(from.side)}) {
            auto ending = stream(from.index, side);
            flush(ending, GapCause::StreamEnded, segment.now);
        }
    }
    if (!again) tell(from, TcpEventKind::Reset, 0, segment.now);
    if (credible && !again) linger(from, segment.now);
}

void TcpStreams::close(std::uint32_t index, const Origin& now) {
    auto& record = m_table.at(index);
    if (record.closed) return;
    for (const auto side : {Side::Initiator, Side::Responder}) {
        auto ending = stream(index, side);
        flush(ending, GapCause::StreamEnded, now);
        if (const auto ahead = acknowledgedAhead(ending.half); ahead > 0)
            giveUp(ending, GapCause::Acknowledged, ending.half.next + ahead, now);
        releaseWaiting(ending.half);
    }
    record.closed = true;
    const bool finished = record.half(Side::Initiator).finDelivered && record.half(Side::Responder).finDelivered;
    record.connection.ended = finished || record.lingers || !m_finishing;
    m_listener.closed(record.connection);
}

void TcpStreams::linger(const Stream& from, const Origin& now) {
    from.record.lingers = true;
    m_lingering.push_back({from.index, from.record.connection.id, m_statistics.frames, now.time});
}

void TcpStreams::closeLingering(bool all, const Origin& now) {
    while (!m_lingering.empty()) {
        const auto& oldest = m_lingering.front();
        const auto frames = m_statistics.frames - oldest.frames;
        const bool done = (frames >= m_options.resetLingerFrames &&
                           timeDistance(now.time, oldest.time) >= m_options.resetLingerTime) ||
                          frames >= m_options.resetLingerFramesAtMost;
        if (!all && !done) return;
        const auto& record = m_table.at(oldest.index);
        if (record.connection.id == oldest.id && record.resetSeen) close(oldest.index, now);
        m_lingering.pop_front();
    }
}

void TcpStreams::tell(const Stream& from, TcpEventKind kind, std::uint64_t size, const Origin& origin, GapCause cause) {
    m_listener.event(from.record.connection, {kind, cause, from.side, size}, origin);
}

} // namespace mqttscope::net
