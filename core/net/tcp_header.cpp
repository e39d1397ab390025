// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tcp_header.h"

namespace mqttscope::net {
namespace {

constexpr std::uint16_t big16(const std::uint8_t* at) {
    return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}

constexpr std::uint32_t big32(const std::uint8_t* at) {
    return std::uint32_t{big16(at)} << 16 | big16(at + 2);
}

} // namespace

std::optional<TcpHeader> readTcpHeader(base::ByteView bytes) {
    if (bytes.size() < kMinTcpHeader) return std::nullopt;
    const auto* const at = bytes.data();
    TcpHeader header;
    header.sourcePort = big16(at);
    header.destinationPort = big16(at + 2);
    header.sequence = big32(at + 4);
    header.acknowledgment = big32(at + 8);
    header.flags = big16(at + 12) & 0x0FFF;
    header.size = (at[12] >> 4) * 4U;
    header.window = big16(at + 14);
    if (bytes.size() >= 18) header.checksum = big16(at + 16);
    return header;
}

} // namespace mqttscope::net
