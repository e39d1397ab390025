// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/boundary.h"
#include "core/mqtt/framed_packet.h"
#include "core/mqtt/packet_chain.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mqttscope::mqtt {

/// Whether the length of a packet in progress is wrong: whether what it takes for the rest of that packet is packets.
///
/// A payload may hold packets itself: a capture file, a bridged message, a log of a session. What tells it apart is
/// where segments end. TCP cuts a payload that is written at once into full segments, wherever packets of it lie; a
/// client that goes on with its session sends packets when they happen, and each of its segments begins and ends with
/// one. So the length is given up only after eight pieces in a row that begin and end with packets (of those that TCP
/// may have cut because they were full, none counts), with 96 bits of evidence, which the same packets again and again
/// do not give (PacketChain), and while more than 4 KiB of the packet are still to come: shorter ones end soon. When
/// the stream ends, and the packet never did, half of that is enough. A payload that is a session in itself, written
/// packet by packet as it happens, is taken for one: no byte of this direction could tell.
///
/// Where a sender writes many packets at once, segments say nothing. But then packets follow in the very piece in which
/// the wrong length stands, behind some other bytes: the true payload. A session in a payload begins where that does.
/// Packets that begin later and go on without a break (`seed`) prove the length wrong when it ends inside one of them,
/// when the stream ends, or once 64 KiB of them came.
///
/// Costs one look at the first bytes of each piece that is not full, and keeps at most 64 KiB of pieces that may be
/// packets.
class LengthDoubt {
public:
    /// Less than this still to come is waited for.
    static constexpr std::uint32_t kShort = 4'096;

    /// A piece that lies inside the packet in progress. `before`: the extent that the packet reached so far. True: it
    /// is no part of it, and neither are the pieces that are kept, of which it is the last.
    bool pass(base::ByteView piece, StreamPlace at, base::ExtentId before);

    /// Looks for packets in what the piece in which the packet begins holds of its payload (or, where it is not known
    /// where that begins, from behind the fixed header), to follow them from there. False: there are none.
    bool seed(base::ByteView payload, StreamPlace at, const StreamNature& nature);

    [[nodiscard]] bool isSeeded() const { return m_seeded; }

    /// The last bytes of the packet, if its length is right. True: it is not.
    [[nodiscard]] bool endsInside(base::ByteView last);

    /// Bytes are missing here: what comes next does not follow what is kept.
    void restart();

    /// No more bytes come: whether the kept pieces are packets rather than a part of the one in progress.
    [[nodiscard]] bool atEnd() const;

    [[nodiscard]] std::size_t keptBytes() const { return m_bytes.size(); }

    /// The extent that the packet in progress reached before the kept pieces.
    [[nodiscard]] base::ExtentId before() const { return m_before; }

    [[nodiscard]] std::size_t pieceCount() const { return m_pieces.size(); }

    [[nodiscard]] base::ByteView pieceBytes(std::size_t piece) const;

    [[nodiscard]] StreamPlace piecePlace(std::size_t piece) const { return m_pieces[piece].place; }

private:
    struct Piece {
        std::size_t begin; ///< in the kept bytes
        StreamPlace place;
    };

    void keep(base::ByteView piece, StreamPlace at);
    [[nodiscard]] bool isSure() const;

    PacketChain m_chain{};
    std::vector<std::uint8_t> m_bytes;
    std::vector<Piece> m_pieces;
    std::size_t m_largest = 0; ///< size of the largest piece of the packet in progress
    std::uint32_t m_clean = 0; ///< kept pieces that begin and end with packets
    bool m_seeded = false;     ///< what is kept begins in the piece in which the packet does
    base::ExtentId m_before{};
};

} // namespace mqttscope::mqtt
