// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/ip.h"
#include "core/net/net_options.h"
#include "core/net/net_statistics.h"
#include "core/net/runs.h"
#include "core/net/segment.h"

#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <span>
#include <unordered_map>
#include <vector>

namespace mqttscope::net {

/// A datagram put together from fragments: its payload in order, each piece where it was captured.
struct Datagram {
    std::uint8_t protocol = 0; ///< of the header that the payload begins with
    std::uint32_t size = 0;
    std::vector<Chunk> pieces;

    /// Copies captured bytes from `offset` on, up to the first that was not captured. Returns how many.
    [[nodiscard]] std::size_t gather(std::uint32_t offset, std::span<std::uint8_t> into) const;
};

/// Puts IP fragments together (RFC 791 §3.2, RFC 8200 §4.5). Bytes stay in place. Where fragments overlap, the bytes
/// captured first win. Incomplete datagrams go when they are too old by capture time, in either direction, or when a
/// bound is reached: the oldest first.
class FragmentTable {
public:
    FragmentTable(const NetOptions& options, NetStatistics& statistics)
        : m_options(options)
        , m_statistics(statistics) {}

    /// Adds a fragment that was captured at `now`; `payload` lies in several pieces where it was in a datagram that
    /// came in fragments itself. Returns the datagram that it completed, valid until the next call, or nullptr.
    const Datagram* add(const IpPacket& packet, std::span<const Chunk> payload, base::Timestamp now);

    /// Gives up every datagram of which a fragment came before this frame.
    void letGo(base::FrameId firstKept);
    /// Gives up everything that still waits.
    void finish();

private:
    struct Key {
        Address source{};
        Address destination{};
        std::uint32_t identification = 0;
        std::uint8_t protocol = 0; ///< IPv4 only: RFC 791 tells datagrams apart by it, RFC 8200 does not

        bool operator==(const Key&) const = default;
    };

    struct KeyHash {
        std::size_t operator()(const Key& key) const;
    };

    struct Waiting {
        Key key{};
        base::Timestamp started{};
        std::map<std::uint32_t, Chunk> pieces; ///< by offset; they never overlap
        Runs runs;                             ///< of the pieces
        std::uint32_t covered = 0;             ///< bytes of them
        std::uint32_t total = 0;               ///< known with the last fragment
        std::uint32_t highest = 0;             ///< end of the furthest piece
        std::uint8_t protocol = 0;             ///< known with the first fragment
        bool totalKnown = false;
        bool firstSeen = false;
        bool completed = false; ///< kept for a moment to recognise fragments captured twice
    };

    using List = std::list<Waiting>;

    bool accept(const IpPacket& packet, Waiting& waiting, std::uint32_t size);
    bool insert(Waiting& waiting, std::uint32_t offset, const Chunk& piece);
    const Datagram* complete(Waiting& waiting);
    void remove(List::iterator entry);
    void dropPieces(Waiting& waiting);
    void keepBounds(base::Timestamp now);

    const NetOptions& m_options;
    NetStatistics& m_statistics;
    List m_order; ///< oldest first
    std::unordered_map<Key, List::iterator, KeyHash> m_table;
    std::size_t m_pieces = 0;
    std::uint64_t m_bytes = 0;
    Datagram m_result;
};

} // namespace mqttscope::net
