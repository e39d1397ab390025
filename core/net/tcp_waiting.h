// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/runs.h"
#include "core/net/segment.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace mqttscope::net {

/// What one side of a connection sent and cannot be delivered yet. Positions are sequence numbers made 64 bits wide.
struct WaitingSide {
    std::map<std::uint64_t, Chunk> pieces; ///< by position; they never overlap
    Runs runs;                             ///< of the pieces
    std::uint64_t bytes = 0;               ///< of all pieces, on the wire
    std::uint32_t connection = 0;          ///< its index in the connection table
    Side side{};
    bool graceRunning = false;       ///< the peer acknowledged past the hole
    std::uint32_t graceSegments = 0; ///< segments of the connection since then
    base::Timestamp graceStart{};
    std::uint64_t graceEnd = 0; ///< up to here it had acknowledged then
    std::size_t listed = 0;     ///< the number of pieces under which WaitingStore knows it
};

/// All the data that waits. A side takes room here only while it holds something back, and gives it back after.
class WaitingStore {
public:
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    std::uint32_t open(std::uint32_t connection, Side side);
    void close(std::uint32_t index);

    [[nodiscard]] WaitingSide& at(std::uint32_t index) { return m_sides[index]; }

    /// Sides are at indices below this; where one is closed, it has no pieces.
    [[nodiscard]] std::uint32_t end() const { return static_cast<std::uint32_t>(m_sides.size()); }

    /// Stores the parts of a chunk that no piece covers: the bytes captured first win. Returns how many bytes were
    /// there already.
    std::uint32_t insert(std::uint32_t index, std::uint64_t position, const Chunk& chunk);
    /// Takes the first piece out.
    Chunk takeFirst(std::uint32_t index);

    /// Pieces over all sides, plus one for each side.
    [[nodiscard]] std::size_t load() const { return m_pieces + m_bySize.size(); }

    /// The side that holds most pieces, or kNone.
    [[nodiscard]] std::uint32_t largest() const { return m_bySize.empty() ? kNone : m_bySize.rbegin()->second; }

private:
    void list(std::uint32_t index);

    std::deque<WaitingSide> m_sides;
    std::vector<std::uint32_t> m_free;
    std::set<std::pair<std::size_t, std::uint32_t>> m_bySize;
    std::size_t m_pieces = 0;
};

} // namespace mqttscope::net
