// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <optional>

namespace mqttscope::net {

namespace flag {
inline constexpr std::uint16_t kFin = 0x001;
inline constexpr std::uint16_t kSyn = 0x002;
inline constexpr std::uint16_t kReset = 0x004;
inline constexpr std::uint16_t kPush = 0x008;
inline constexpr std::uint16_t kAck = 0x010;
} // namespace flag

/// The fixed part of a TCP header (RFC 9293 §3.1).
struct TcpHeader {
    std::uint16_t sourcePort = 0;
    std::uint16_t destinationPort = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0; ///< meaningful with the ACK flag only
    std::uint16_t flags = 0;
    std::uint16_t window = 0;
    std::uint16_t checksum = 0; ///< 0 where it was not captured
    std::uint32_t size = 0;     ///< with options, in bytes: 0 to 60; below 20 it is wrong

    [[nodiscard]] bool has(std::uint16_t anyOf) const { return (flags & anyOf) != 0; }
};

/// Most bytes that a TCP header can take: its length field counts 15 words.
inline constexpr std::size_t kMaxTcpHeader = 60;
/// A header is usable as far as its window field; what the snapshot length cut after that is not needed to follow.
inline constexpr std::size_t kMinTcpHeader = 16;

/// Reads the header at bytes[0]; nothing if not even the first kMinTcpHeader bytes are there.
[[nodiscard]] std::optional<TcpHeader> readTcpHeader(base::ByteView bytes);

} // namespace mqttscope::net
