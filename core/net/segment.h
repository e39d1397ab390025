// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/net/stream_listener.h"
#include "core/net/tcp_header.h"

#include <cstdint>
#include <span>

namespace mqttscope::net {

/// Bytes of a TCP payload that lie together in one frame.
struct Chunk {
    const std::uint8_t* bytes = nullptr; ///< what was captured of them; stays in place
    std::uint32_t captured = 0;          ///< at most `size`
    std::uint32_t size = 0;              ///< on the wire
    Origin origin{};

    [[nodiscard]] bool isBefore(base::FrameId frame) const { return origin.frame.value < frame.value; }

    /// The bytes from `from` up to `to`.
    [[nodiscard]] Chunk part(std::uint32_t from, std::uint32_t to) const {
        auto result = *this;
        result.dropFront(from);
        result.size = to - from;
        result.captured = result.captured < result.size ? result.captured : result.size;
        return result;
    }

    /// Takes bytes off the front: another frame delivered them.
    void dropFront(std::uint32_t count) {
        const auto dropped = count < captured ? count : captured;
        bytes += dropped;
        captured -= dropped;
        size -= count;
        origin.offsetInFrame += count;
    }
};

/// One TCP segment, as a single frame or several IP fragments held it.
struct Segment {
    Address source{};
    Address destination{};
    TcpHeader header{};
    bool malformed = false; ///< the header's length cannot be right: it counts as a segment, but nothing is read of it
    bool hasIdentification = false;
    std::uint32_t identification = 0; ///< of IP; tells a retransmission from a frame captured twice
    base::ByteView options{};         ///< of the TCP header, as far as captured; read during the call only
    std::uint32_t size = 0;           ///< payload bytes on the wire
    std::span<const Chunk> chunks;    ///< the payload in order; their sizes add up to `size`
    Origin now{};                     ///< the frame that completed it
};

} // namespace mqttscope::net
