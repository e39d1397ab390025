// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_record.h"

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace mqttscope::exporter {

/// Which bytes of frames must not leave the machine: the secret fields of the packets in them, what a WebSocket
/// handshake authenticates with, and whatever TCP carries that belongs to no packet we know, because a retransmission
/// or a fragment may hold anything. Eight bytes for each frame.
class FrameMask {
public:
    /// Looks at every row of the snapshot once.
    FrameMask(const engine::Inspection& inspection, const store::Snapshot& snapshot, bool userNames);

    /// What must be overwritten in a frame. `payload` is what TCP, or a layer that is not decoded, carries in it.
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

    void add(const engine::PacketBytes& packet, bool userNames);
    [[nodiscard]] Place placeOf(const engine::PacketBytes& packet, const engine::PacketPart& part) const;
    void cover(const Place& place);
    void addSecret(base::ByteRange secret, const engine::PacketPart& part, const Place& place);

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    std::vector<base::ByteRange> m_known; // by frame: the first stretch without holes that packets explain
    std::unordered_map<std::uint32_t, std::vector<base::ByteRange>> m_secrets; // by frame
    std::unordered_map<std::uint32_t, bool> m_handshakes;                      // frames with one of WebSocket
};

/// Overwrites these ranges of a frame with 'x' and mends the checksums over them: a checksum that was right stays
/// right, one that a network card was to fill in stays as it was (RFC 1624). That of UDP around a tunnel becomes 0,
/// "none" (RFC 768, RFC 6935).
void overwrite(std::vector<std::uint8_t>& frame, std::span<const base::ByteRange> ranges,
               const base::FieldTree& fields);

} // namespace mqttscope::exporter
