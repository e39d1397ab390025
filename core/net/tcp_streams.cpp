// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tcp_streams.h"

#include "core/net/sequence.h"

#include <algorithm>

namespace mqttscope::net {
namespace {

constexpr std::uint16_t kMarks = flag::kSyn | flag::kFin | flag::kReset;

/// Two captures of one frame have all of this in common; a retransmission has another IP identification, and most
/// often another time stamp option and so another checksum.
std::uint32_t fingerprint(const Segment& segment) {
    const auto& header = segment.header;
    constexpr std::uint64_t kOdd1 = 0x9E37'79B9'7F4A'7C15;
    constexpr std::uint64_t kOdd2 = 0xC2B2'AE3D'27D4'EB4F;
    const auto numbers = std::uint64_t{header.sequence} << 32 | header.acknowledgment;
    const auto rest =
        std::uint64_t{segment.identification} << 32 | std::uint64_t{header.checksum} << 16 | header.window;
    auto mixed = (numbers ^ (std::uint64_t{header.flags} << 17 | segment.size)) * kOdd1;
    mixed = (mixed ^ (mixed >> 29) ^ rest) * kOdd2;
    return static_cast<std::uint32_t>(mixed >> 32);
}

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

    const auto [index, side] = locate(segment);
    if (segment.malformed) return;
    auto from = stream(index, side);
    auto to = stream(index, opposite(side));
    const auto& header = segment.header;
    noteFirstSequences(from.record.connection, side, header);
    if (from.record.closed) {
        if (segment.size > 0) ++m_statistics.segmentsAfterClose;
        return;
    }
    if (isDuplicate(from.half, segment)) {
        ++m_statistics.duplicates;
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

void TcpStreams::finish() {
    closeLingering(true, m_last);
    for (std::uint32_t index = 0; index < m_table.size(); ++index) close(index, m_last);
}

TcpStreams::Stream TcpStreams::stream(std::uint32_t index, Side side) {
    auto& record = m_table.at(index);
    return {index, record, side, record.half(side)};
}

ConnectionTable::Found TcpStreams::locate(const Segment& segment) {
    const Endpoint source{segment.source, segment.header.sourcePort};
    const Endpoint destination{segment.destination, segment.header.destinationPort};
    auto found = m_table.find(source, destination);
    if (found.index != ConnectionTable::kNone) {
        if (!startsAgain(m_table.at(found.index), found.from, segment)) return found;
        close(found.index, segment.now);
    }
    // A SYN-ACK comes from the responder, even where its SYN was not captured.
    const bool answer = segment.header.has(flag::kSyn) && segment.header.has(flag::kAck);
    if (found.index == ConnectionTable::kNone)
        found.index = answer ? m_table.add(destination, source) : m_table.add(source, destination);
    found.from = answer && source != destination ? Side::Responder : Side::Initiator;
    open(found.index, answer ? destination : source, answer ? source : destination, segment);
    return found;
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

void TcpStreams::open(std::uint32_t index, const Endpoint& initiator, const Endpoint& responder,
                      const Segment& segment) {
    auto& record = m_table.at(index);
    record = {};
    record.connection.id = base::TcpConnectionId(m_nextId++);
    record.connection.initiator = initiator;
    record.connection.responder = responder;
    record.connection.startSeen = segment.header.has(flag::kSyn);
    const bool fromResponder = segment.header.has(flag::kSyn) && segment.header.has(flag::kAck);
    if (!segment.malformed)
        noteFirstSequences(record.connection, fromResponder ? Side::Responder : Side::Initiator, segment.header);
    ++m_statistics.connections;
    m_listener.opened(record.connection, segment.now);
}

bool TcpStreams::isDuplicate(HalfStream& half, const Segment& segment) const {
    const auto& header = segment.header;
    // Plain acknowledgments do nothing the second time; only a keep-alive without data would be told twice.
    const bool matters = segment.size > 0 || header.has(kMarks) || header.sequence == sequenceOf(half.next) - 1;
    if (!matters) return false;
    const auto print = fingerprint(segment);
    const auto limit = segment.hasIdentification ? m_options.duplicateTime : m_options.duplicateTimeWithoutId;
    const bool soon = half.seen && timeDistance(segment.now.time, {half.recentTime}) <= limit;
    if (soon && std::ranges::find(half.recent, print) != half.recent.end()) return true;
    half.recent[half.recentAt++ % HalfStream::kRecent] = print;
    half.recentTime = segment.now.time.nanoseconds;
    return false;
}

void TcpStreams::start(Stream& from, Stream& to, const Segment& segment) {
    from.record.connection.startSeen = true;
    if (!from.half.delivered && !from.half.synSeen) begin(from.half, segment.header.sequence + 1);
    from.half.synSeen = true;
    // A refused SYN that is sent again is another try.
    if (!to.half.seen) from.record.resetSeen = false;
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
    m_listener.closed(record.connection);
}

void TcpStreams::linger(const Stream& from, const Origin& now) {
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
