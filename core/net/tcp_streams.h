// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/connection_table.h"
#include "core/net/duplicates.h"
#include "core/net/net_options.h"
#include "core/net/net_statistics.h"
#include "core/net/segment.h"
#include "core/net/stream_listener.h"
#include "core/net/tcp_waiting.h"

#include <cstdint>
#include <deque>

namespace mqttscope::net {

/// Puts the segments of every TCP connection in order (RFC 9293) and tells the listener. What was captured first
/// wins; bytes that never come become a Gap; nothing is made up.
class TcpStreams {
public:
    TcpStreams(StreamListener& listener, const NetOptions& options, NetStatistics& statistics)
        : m_listener(listener)
        , m_options(options)
        , m_statistics(statistics)
        , m_duplicates(options) {}

    void segment(const Segment& segment);
    /// Hands over what waits of frames before this one.
    void letGo(base::FrameId firstKept);
    /// Hands over everything that still waits, and closes every connection.
    void finish();

private:
    /// One side of one connection, while a segment is worked on.
    struct Stream {
        std::uint32_t index;
        ConnectionRecord& record;
        Side side;
        HalfStream& half;
    };

    /// A connection that was reset, until it is taken for closed.
    struct Lingering {
        std::uint32_t index;
        base::TcpConnectionId id;
        std::uint64_t frames; ///< how many there had been
        base::Timestamp time;
    };

    Stream stream(std::uint32_t index, Side side);
    bool startsAgain(ConnectionRecord& record, Side from, const Segment& segment) const;
    Side open(std::uint32_t index, const Endpoint& source, const Endpoint& destination, const Segment& segment);
    bool isDuplicate(const ConnectionTable::Found& found, const Segment& segment);
    void start(Stream& from, Stream& to, const Segment& segment);
    void acknowledge(HalfStream& half, const TcpHeader& header) const;
    void reset(Stream& from, const Segment& segment);

    void receive(Stream& from, const Segment& segment);
    bool probe(Stream& from, const Segment& segment);
    bool resynchronise(Stream& from, std::uint32_t sequence, const Segment& segment);
    std::uint64_t take(Stream& from, std::uint64_t position, Chunk chunk, const Origin& now);
    void deliver(Stream& from, const Chunk& chunk, const Origin& now);
    void drain(Stream& from, const Origin& now);

    void settle(Stream& from, const Origin& now);
    void giveUp(Stream& from, GapCause cause, std::uint64_t limit, const Origin& now);
    void flush(Stream& from, GapCause cause, const Origin& now);
    void keepBounds(Stream& from, const Origin& now);
    void releaseWaiting(HalfStream& half);
    void close(std::uint32_t index, const Origin& now);
    void linger(const Stream& from, const Origin& now);
    void closeLingering(bool all, const Origin& now);
    void tell(const Stream& from, TcpEventKind kind, std::uint64_t size, const Origin& origin,
              GapCause cause = GapCause::None);

    StreamListener& m_listener;
    const NetOptions& m_options;
    NetStatistics& m_statistics;
    ConnectionTable m_table;
    DuplicateTable m_duplicates;
    WaitingStore m_waiting;
    std::deque<Lingering> m_lingering;
    std::uint32_t m_nextId = 0;
    bool m_finishing = false; ///< what is closed now has not ended by itself
    Origin m_last{};          ///< the latest segment: what finish() hands over becomes deliverable after it
};

} // namespace mqttscope::net
