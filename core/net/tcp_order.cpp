// SPDX-License-Identifier: GPL-3.0-or-later
// The half of TcpStreams that puts the bytes of one side in order.
#include "core/net/sequence.h"
#include "core/net/tcp_streams.h"

#include <algorithm>

namespace mqttscope::net {
namespace {

/// So many segments in a row must agree before we believe that a stream is somewhere else entirely.
constexpr std::uint8_t kStraysToFollow = 3;

std::uint64_t startPosition(const HalfStream& half) {
    return kFirstPosition | half.startSequence;
}

std::uint64_t finPosition(const HalfStream& half) {
    return positionOf(half.next, half.finSequence);
}

} // namespace

void TcpStreams::receive(Stream& from, const Segment& segment) {
    auto& half = from.half;
    const auto& header = segment.header;
    const auto sequence = header.sequence + (header.has(flag::kSyn) ? 1U : 0U);
    if (probe(from, segment)) return;
    const bool fin = header.has(flag::kFin);
    if (segment.size == 0 && !fin) return;

    // Where no SYN was captured, the first data says where the stream begins; an acknowledgment alone would make bytes
    // from before the capture look lost.
    if (!half.started) begin(half, sequence);
    const auto distance = sequenceDistance(sequenceOf(half.next), sequence);
    if ((distance > kMaxWindow || distance < -kPlausible) && !resynchronise(from, sequence, segment)) {
        ++m_statistics.segmentsOutOfWindow;
        return;
    }
    const auto position = positionOf(half.next, sequence);
    if (half.finDelivered && position + segment.size > half.next) {
        ++m_statistics.segmentsOutOfWindow;
        return;
    }
    if (position < startPosition(half)) ++m_statistics.segmentsBeforeStart;
    if (fin && !half.finKnown) {
        half.finKnown = true;
        half.finSequence = sequence + segment.size;
    }
    // A probe's byte is sent again with the rest once the window opens; that repeats nothing worth telling.
    const bool probed = half.probed;
    std::uint64_t repeated = 0;
    auto at = position;
    for (const auto& chunk : segment.chunks) {
        repeated += take(from, at, chunk, segment.now);
        at += chunk.size;
    }
    drain(from, segment.now);
    if (repeated > (probed ? 1U : 0U)) tell(from, TcpEventKind::Retransmission, repeated, segment.now);
    if (half.waiting != WaitingStore::kNone) keepBounds(from, segment.now);
}

/// Keep-alive and window probes (RFC 9293 §3.8.4, §3.8.6.1): the byte before the next one, or no byte there.
bool TcpStreams::probe(Stream& from, const Segment& segment) {
    auto& half = from.half;
    const auto& header = segment.header;
    if (segment.size > 1 || header.has(flag::kSyn | flag::kFin) || half.finDelivered) return false;
    const bool expects = half.started || half.ackKnown;
    const auto expected = half.started ? sequenceOf(half.next) : half.acknowledged;
    if (!expects) return false;
    if (header.sequence == expected - 1) {
        tell(from, TcpEventKind::KeepAlive, segment.size, segment.now);
        return true;
    }
    // Some systems probe a closed window with the next byte of the stream: that one is data.
    const bool closedWindow = from.record.half(opposite(from.side)).zeroWindow;
    if (half.started && segment.size == 1 && header.sequence == expected && closedWindow) {
        tell(from, TcpEventKind::KeepAlive, segment.size, segment.now);
        for (const auto& chunk : segment.chunks) take(from, half.next, chunk, segment.now);
        drain(from, segment.now);
        half.probed = true;
        return true;
    }
    return false;
}

/// Sequence numbers that this stream cannot have reached: noise, unless several segments agree.
bool TcpStreams::resynchronise(Stream& from, std::uint32_t sequence, const Segment& segment) {
    auto& half = from.half;
    const auto distance = sequenceDistance(half.strayNext, sequence);
    const bool agrees = half.strays > 0 && distance <= kSameConnection && distance >= -kSameConnection;
    half.strays = agrees ? static_cast<std::uint8_t>(half.strays + 1) : std::uint8_t{1};
    half.strayNext = sequence + segment.size;
    if (half.strays < kStraysToFollow) return false;
    half.strays = 0;
    flush(from, GapCause::TooFarBehind, segment.now);
    if (half.finDelivered) return true;
    const auto missing = sequence - sequenceOf(half.next);
    giveUp(from, GapCause::TooFarBehind, half.next + missing, segment.now);
    return true;
}

/// Delivers a chunk, or keeps it if bytes before it are missing. Returns how many of its bytes had come before.
std::uint64_t TcpStreams::take(Stream& from, std::uint64_t position, Chunk chunk, const Origin& now) {
    auto& half = from.half;
    std::uint64_t repeated = 0;
    if (position < half.next) {
        const auto old = std::min<std::uint64_t>(half.next - position, chunk.size);
        const auto beforeStart = std::min(old, startPosition(half) - std::min(position, startPosition(half)));
        repeated = old - beforeStart;
        chunk.dropFront(static_cast<std::uint32_t>(old));
        position += old;
    }
    if (chunk.size == 0) return repeated;
    if (position == half.next && half.waiting == WaitingStore::kNone) {
        deliver(from, chunk, now);
        return repeated;
    }
    if (half.waiting == WaitingStore::kNone) half.waiting = m_waiting.open(from.index, from.side);
    return repeated + m_waiting.insert(half.waiting, position, chunk);
}

void TcpStreams::deliver(Stream& from, const Chunk& chunk, const Origin& now) {
    auto& half = from.half;
    half.next += chunk.size;
    half.delivered = true;
    half.probed = false;
    half.strays = 0;
    m_statistics.bytesDelivered += chunk.captured;
    if (chunk.captured > 0)
        m_listener.data(from.record.connection, from.side, {chunk.bytes, chunk.captured}, chunk.origin, now);
    if (chunk.captured < chunk.size)
        tell(from, TcpEventKind::Gap, chunk.size - chunk.captured, chunk.origin, GapCause::Clipped);
}

/// Delivers what has become next in order, the FIN included.
void TcpStreams::drain(Stream& from, const Origin& now) {
    auto& half = from.half;
    while (half.waiting != WaitingStore::kNone) {
        const auto& pieces = m_waiting.at(half.waiting).pieces;
        if (pieces.empty() || pieces.begin()->first != half.next) break;
        if (half.finKnown && sequenceOf(half.next) == half.finSequence) break;
        deliver(from, m_waiting.takeFirst(half.waiting), now);
    }
    if (half.finKnown && !half.finDelivered) {
        if (sequenceOf(half.next) == half.finSequence) {
            half.finDelivered = true;
            tell(from, TcpEventKind::Fin, 0, now);
        } else if (finPosition(half) < half.next) {
            // Data beyond the FIN was captured before it: the FIN's place has gone by.
            half.finDelivered = true;
            tell(from, TcpEventKind::Fin, 0, now);
        } else if (half.waiting == WaitingStore::kNone) {
            half.waiting = m_waiting.open(from.index, from.side);
        }
    }
    if (half.waiting == WaitingStore::kNone) return;
    const auto& waiting = m_waiting.at(half.waiting);
    if (half.finDelivered || (waiting.pieces.empty() && !half.finKnown && !waiting.graceRunning)) releaseWaiting(half);
}

void TcpStreams::releaseWaiting(HalfStream& half) {
    if (half.waiting == WaitingStore::kNone) return;
    m_waiting.close(half.waiting);
    half.waiting = WaitingStore::kNone;
}

/// Bytes that the peer acknowledged exist. If they do not come within the grace, the capture missed them.
void TcpStreams::settle(Stream& from, const Origin& now) {
    auto& half = from.half;
    const auto ahead = acknowledgedAhead(half);
    if (half.waiting == WaitingStore::kNone) {
        if (ahead == 0) return;
        half.waiting = m_waiting.open(from.index, from.side);
        keepBounds(from, now);
        if (half.waiting == WaitingStore::kNone) return;
    }
    auto& waiting = m_waiting.at(half.waiting);
    if (ahead == 0) {
        waiting.graceRunning = false;
        drain(from, now);
        return;
    }
    if (!waiting.graceRunning) {
        waiting.graceRunning = true;
        waiting.graceSegments = 0;
        waiting.graceStart = now.time;
        waiting.graceEnd = half.next + ahead;
        return;
    }
    ++waiting.graceSegments;
    // A clock that was set back must not make the wait look over.
    waiting.graceStart = std::min(waiting.graceStart, now.time);
    if (waiting.graceSegments < m_options.graceSegments &&
        timeDistance(now.time, waiting.graceStart) <= m_options.graceTime)
        return;
    waiting.graceRunning = false;
    const auto end = waiting.graceEnd;
    while (half.next < end && !half.finDelivered) giveUp(from, GapCause::Acknowledged, end, now);
    drain(from, now);
}

/// Takes the bytes of the first hole for lost, but none at or after `limit`, and delivers what waited behind it.
void TcpStreams::giveUp(Stream& from, GapCause cause, std::uint64_t limit, const Origin& now) {
    auto& half = from.half;
    auto end = limit;
    if (half.waiting != WaitingStore::kNone) {
        const auto& pieces = m_waiting.at(half.waiting).pieces;
        if (!pieces.empty()) end = std::min(end, pieces.begin()->first);
    }
    if (half.finKnown && finPosition(half) > half.next) end = std::min(end, finPosition(half));
    const auto size = end - half.next;
    half.next = end;
    half.delivered = true;
    half.probed = false;
    if (size > 0) tell(from, TcpEventKind::Gap, size, now, cause);
    drain(from, now);
}

/// Delivers everything that waits on one side, with a gap for each hole. What is known to be acknowledged says so.
void TcpStreams::flush(Stream& from, GapCause cause, const Origin& now) {
    auto& half = from.half;
    while (half.waiting != WaitingStore::kNone) {
        const auto& pieces = m_waiting.at(half.waiting).pieces;
        const bool finWaits = half.finKnown && !half.finDelivered;
        if (pieces.empty() && !finWaits) break;
        const auto limit = pieces.empty() ? finPosition(half) : pieces.begin()->first;
        const auto ahead = acknowledgedAhead(half);
        if (ahead > 0) {
            giveUp(from, GapCause::Acknowledged, std::min(limit, half.next + ahead), now);
        } else {
            giveUp(from, cause, limit, now);
        }
    }
    releaseWaiting(half);
}

void TcpStreams::keepBounds(Stream& from, const Origin& now) {
    while (from.half.waiting != WaitingStore::kNone) {
        const auto& waiting = m_waiting.at(from.half.waiting);
        const bool full =
            waiting.pieces.size() > m_options.waitingPiecesPerSide || waiting.bytes > m_options.waitingBytesPerSide;
        if (!full) break;
        giveUp(from, GapCause::TooFarBehind, waiting.pieces.begin()->first, now);
    }
    // Over all connections, the side that holds most goes first: it cannot push the others out.
    while (m_waiting.load() > m_options.waitingPieces) {
        const auto& waiting = m_waiting.at(m_waiting.largest());
        auto largest = stream(waiting.connection, waiting.side);
        flush(largest, GapCause::TooFarBehind, now);
    }
}

} // namespace mqttscope::net
