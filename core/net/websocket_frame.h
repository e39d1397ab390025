// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace mqttscope::net {

/// Bytes of the longest header of a frame: two, a length of eight, a mask of four (RFC 6455 §5.2).
inline constexpr std::size_t kMostWebSocketHeader = 14;
/// Bytes that a control frame may carry (§5.5).
inline constexpr std::size_t kMostControl = 125;

/// §11.8.
enum class WebSocketOpcode : std::uint8_t { Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10 };

/// What the header of a frame says.
struct WebSocketHeader {
    std::uint8_t size = 0; ///< of the header itself, in bytes
    bool fin = false;
    bool compressed = false; ///< RSV1, which permessage-deflate uses (RFC 7692 §6)
    bool reserved = false;   ///< RSV2 or RSV3
    std::uint8_t opcode = 0; ///< WebSocketOpcode, if it is a known one
    bool masked = false;
    bool shortest = true;     ///< the length takes no more bytes than it needs
    std::uint64_t length = 0; ///< of the payload, in bytes
    std::array<std::uint8_t, 4> mask{};

    [[nodiscard]] bool isControl() const { return (opcode & 0x8) != 0; }

    [[nodiscard]] bool knownOpcode() const { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

    /// Lengths above 2^63 do not exist (§5.2).
    [[nodiscard]] bool possibleLength() const { return length >> 63 == 0; }
};

/// How long the header is that begins so; 0 while there are fewer than two bytes.
[[nodiscard]] std::size_t webSocketHeaderSize(base::ByteView bytes);

/// Reads a header; its size is 0 if it is not there as a whole.
[[nodiscard]] WebSocketHeader readWebSocketHeader(base::ByteView bytes);

/// Whether a header is what an end would send: no reserved bit or opcode, the mask that it must have or not, a shortest
/// length, a control frame that keeps to its bounds.
[[nodiscard]] bool isPlausible(const WebSocketHeader& header, bool masked, bool mayCompress);

/// How many things about a header an end would never send. One may be a fault of its sender.
[[nodiscard]] int faults(const WebSocketHeader& header, bool masked);

/// Whether a frame begins here, in the middle of a stream: several headers in a row, or one that ends with the bytes,
/// or at the very beginning one that is most usual. Takes the same time whatever the bytes are.
[[nodiscard]] bool beginsWebSocketFrames(base::ByteView bytes, bool masked, bool mayCompress, bool atPieceStart);

/// Undoes the mask (§5.3) of payload bytes from `done` on. `to` must have room for them.
void unmaskWebSocket(base::ByteView payload, const std::array<std::uint8_t, 4>& mask, std::uint64_t done,
                     std::uint8_t* to);

} // namespace mqttscope::net
