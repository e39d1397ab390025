// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_record.h"
#include "core/format/text.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace mqttscope::exporter {

/// The ranges of a packet's fields that are masked, in the packet.
[[nodiscard]] std::vector<base::ByteRange> secretRanges(const base::FieldTree& packetFields,
                                                        const format::TextOptions& shown);

/// Which bytes of frames must not be seen: the secret fields of the packets in them, what a WebSocket handshake
/// authenticates with, and whatever TCP carries that belongs to no packet we know, because a retransmission or a
/// fragment may hold anything.
class FrameMask {
public:
    /// Of all frames: looks at every row of the snapshot once. Eight bytes for each frame.
    [[nodiscard]] static FrameMask ofAll(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                         const format::TextOptions& shown);
    /// Of one frame, in which some of `row` lies: looks at the rows that may lie in it, too.
    [[nodiscard]] static FrameMask ofOne(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                         base::FrameId frame, base::RowId row);

    /// What is masked in a frame; `payload` as payloadOf() tells it.
    [[nodiscard]] std::vector<base::ByteRange> of(base::FrameId frame, base::ByteView bytes,
                                                  base::ByteRange payload) const;

private:
    /// Where a stretch of a packet lies in a frame.
    struct Place {
        base::FrameId frame{};
        base::ByteRange range{};
        bool exact = true;         ///< false: inflated; its bytes stand in all of `range` together
        std::uint32_t framing = 0; ///< bytes in front of it that frame it (WebSocket)
    };

    FrameMask(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::FrameId first,
              std::size_t count);

    void add(base::RowId id, const format::TextOptions& shown);
    void addPacket(const engine::PacketBytes& packet, const format::TextOptions& shown);
    [[nodiscard]] Place placeOf(const engine::PacketBytes& packet, const engine::PacketPart& part) const;
    void cover(const Place& place);
    void addSecret(base::ByteRange secret, const engine::PacketPart& part, const Place& place);

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    base::FrameId m_first;                // the frames that are asked for begin with it
    std::vector<base::ByteRange> m_known; // by frame: the first stretch without holes that packets explain
    std::unordered_map<std::uint32_t, std::vector<base::ByteRange>> m_secrets; // by frame
    std::unordered_map<std::uint32_t, bool> m_handshakes;                      // frames with one of WebSocket
};

/// What TCP, or a layer that is not decoded, carries in a frame; empty for one of headers only.
[[nodiscard]] base::ByteRange payloadOf(const base::FieldTree& frameFields);

/// Overwrites these ranges of a frame with 'x' and mends the checksums over them: a checksum that was right stays
/// right, one that a network card was to fill in stays as it was (RFC 1624). That of UDP around a tunnel becomes 0,
/// "none" (RFC 768, RFC 6935).
void overwrite(std::vector<std::uint8_t>& frame, std::span<const base::ByteRange> ranges,
               const base::FieldTree& fields);

} // namespace mqttscope::exporter
