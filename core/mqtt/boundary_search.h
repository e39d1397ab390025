// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/boundary.h"
#include "core/mqtt/framed_packet.h"
#include "core/mqtt/packet.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mqttscope::mqtt {

/// Looks for the next packet boundary in a stream that is out of step. Keeps only what cannot be decided yet: bytes
/// from the first possible boundary on, at most 64 KiB and the piece that came last.
class BoundarySearch {
public:
    /// Bytes that lie together, kept since they came.
    struct Piece {
        std::size_t begin; ///< in the kept bytes
        StreamPlace place; ///< of its first kept byte
        bool fresh;        ///< that byte is the first of a piece as it came
    };

    explicit BoundarySearch(SkippedBytes::Why why);

    /// Bytes that are surely no boundary.
    void pass(std::size_t size, StreamPlace at);

    /// The next bytes. Returns how many of them were used up; fewer than all: a boundary lies behind those. If the
    /// boundary lies in kept bytes, found() is true and the new ones were kept as well.
    std::size_t feed(base::ByteView bytes, StreamPlace at, bool fresh, const StreamNature& nature);

    /// No more bytes come: takes the best that there is. True if that is a boundary.
    bool decide(const StreamNature& nature);

    /// The kept bytes begin with a boundary.
    [[nodiscard]] bool found() const { return m_found; }

    /// What was passed over so far.
    [[nodiscard]] const SkippedBytes& skipped() const { return m_skipped; }

    /// How many possible packets were looked at, each for a bounded time.
    [[nodiscard]] std::uint64_t examined() const { return m_examined; }

    /// Kept bytes from `piece` on.
    [[nodiscard]] std::size_t pieceCount() const { return m_pieces.size() - m_firstPiece; }

    [[nodiscard]] base::ByteView pieceBytes(std::size_t piece) const;
    [[nodiscard]] StreamPlace piecePlace(std::size_t piece) const;

private:
    /// Tries the bytes from the first on; gives the place of a boundary or of the first doubt, or the end.
    struct Scan {
        std::size_t at;
        bool found;
    };

    /// Packets from the first kept byte that counts end where the kept bytes do.
    [[nodiscard]] bool keptLeadHere(const StreamNature& nature);
    [[nodiscard]] BoundaryGuess::Verdict judge(base::ByteView bytes, const StreamNature& nature, bool fresh, bool last);
    [[nodiscard]] Scan scanPiece(base::ByteView bytes, bool fresh, const StreamNature& nature);
    void scanKept(const StreamNature& nature, bool last);
    void keep(base::ByteView bytes, StreamPlace at, bool fresh);
    void dropKept(std::size_t count);

    std::vector<std::uint8_t> m_bytes;
    std::vector<Piece> m_pieces;
    std::size_t m_at = 0; ///< first kept byte that counts
    std::size_t m_firstPiece = 0;
    SkippedBytes m_skipped{};
    std::uint64_t m_examined = 0;
    bool m_found = false;
};

} // namespace mqttscope::mqtt
