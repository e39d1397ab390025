// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/stream_listener.h"
#include "core/net/tcp_waiting.h"

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

namespace mqttscope::net {

/// What is remembered of one side of a connection. A position is a sequence number made 64 bits wide: its low half is
/// the number on the wire, so streams beyond 4 GiB keep their order.
struct HalfStream {
    std::uint64_t next = 0;          ///< position of the next byte to deliver, once `started`
    std::uint32_t acknowledged = 0;  ///< highest sequence number that the peer acknowledged, if ackKnown
    std::uint32_t startSequence = 0; ///< where `next` began; that position's high half is 1
    std::uint32_t finSequence = 0;   ///< where the FIN stands, if finKnown
    std::uint32_t strayNext = 0;     ///< where a run of out-of-window segments would go on
    std::uint32_t waiting = WaitingStore::kNone;
    std::uint8_t strays = 0;    ///< length of that run
    bool started : 1 = false;   ///< `next` is known
    bool delivered : 1 = false; ///< data() was called, or bytes were given up
    bool seen : 1 = false;      ///< it sent something
    bool synSeen : 1 = false;
    bool ackKnown : 1 = false;
    bool finKnown : 1 = false;
    bool finDelivered : 1 = false;
    bool zeroWindow : 1 = false;
    bool probed : 1 = false; ///< the last byte delivered was a zero-window probe
};

/// One TCP connection.
struct ConnectionRecord {
    TcpConnection connection{};
    std::array<HalfStream, 2> sides{}; ///< by Side
    bool closed : 1 = false;           ///< closed() was called
    bool resetSeen : 1 = false;        ///< since the last SYN
    bool lingers : 1 = false;          ///< reset or refused since the last SYN: it has ended, but for late segments

    [[nodiscard]] HalfStream& half(Side side) { return sides[static_cast<std::size_t>(side)]; }
};

/// Finds the latest connection between two endpoints. Open addressing over a seeded hash, so that a crafted capture
/// cannot aim for collisions; records never move.
class ConnectionTable {
public:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    struct Found {
        std::uint32_t index = kNone;
        Side from{}; ///< which side the source is
    };

    /// The connection of a segment from `source` to `destination`, or kNone.
    [[nodiscard]] Found find(const Endpoint& source, const Endpoint& destination);
    /// Adds a connection that find() did not find. `source` is its initiator.
    std::uint32_t add(const Endpoint& source, const Endpoint& destination);

    [[nodiscard]] ConnectionRecord& at(std::uint32_t index) { return m_chunks[index / kChunk][index % kChunk]; }

    [[nodiscard]] std::uint32_t size() const { return m_size; }

private:
    static constexpr std::uint32_t kChunk = 1024;

    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t index = kNone;
    };

    void grow();

    std::vector<std::unique_ptr<ConnectionRecord[]>> m_chunks;
    std::vector<Slot> m_slots;
    std::uint32_t m_size = 0;
    std::uint32_t m_last = kNone; ///< segments of a connection come in runs
};

} // namespace mqttscope::net
