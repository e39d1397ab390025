// SPDX-License-Identifier: GPL-3.0-or-later
// Frames made by hand: enough of Ethernet, IP and TCP to say in one line what a test needs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::net::test {

using Bytes = std::vector<std::uint8_t>;

inline void put8(Bytes& to, std::uint32_t value) {
    to.push_back(static_cast<std::uint8_t>(value));
}

inline void put16(Bytes& to, std::uint32_t value) {
    put8(to, value >> 8);
    put8(to, value);
}

inline void put32(Bytes& to, std::uint32_t value) {
    put16(to, value >> 16);
    put16(to, value);
}

inline void put(Bytes& to, const Bytes& bytes) {
    to.insert(to.end(), bytes.begin(), bytes.end());
}

inline Bytes text(std::string_view characters) {
    return {characters.begin(), characters.end()};
}

inline constexpr std::uint16_t kFin = 1;
inline constexpr std::uint16_t kSyn = 2;
inline constexpr std::uint16_t kRst = 4;
inline constexpr std::uint16_t kAck = 16;

/// One TCP segment of a connection between a client (10.0.0.1) and a server (10.0.0.2:1883).
struct Seg {
    bool fromClient = true;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgment = 0;
    std::uint16_t flags = kAck;
    std::string payload{};
    std::uint16_t window = 1000;
    std::uint16_t identification = 0; ///< 0: a fresh one for each frame
    std::uint16_t clientPort = 50000;
    Bytes options{};
};

inline Bytes tcp(const Seg& seg) {
    Bytes bytes;
    put16(bytes, seg.fromClient ? seg.clientPort : 1883);
    put16(bytes, seg.fromClient ? 1883 : seg.clientPort);
    put32(bytes, seg.sequence);
    put32(bytes, seg.acknowledgment);
    put16(bytes, static_cast<std::uint32_t>((5 + seg.options.size() / 4) << 12) | seg.flags);
    put16(bytes, seg.window);
    put32(bytes, 0); // checksum and urgent pointer: a wrong checksum discards nothing
    put(bytes, seg.options);
    put(bytes, text(seg.payload));
    return bytes;
}

struct Ipv4 {
    bool fromClient = true;
    std::uint16_t identification = 1;
    std::uint16_t fragmentation = 0; ///< flags and offset as on the wire
    std::uint8_t protocol = 6;
    Bytes options{};
    int totalLength = -1; ///< -1: as it should be
};

inline Bytes ipv4(const Ipv4& header, const Bytes& payload) {
    Bytes bytes;
    put8(bytes, static_cast<std::uint32_t>(0x45 + header.options.size() / 4));
    put8(bytes, 0);
    const auto size = 20 + header.options.size() + payload.size();
    put16(bytes,
          header.totalLength < 0 ? static_cast<std::uint32_t>(size) : static_cast<std::uint32_t>(header.totalLength));
    put16(bytes, header.identification);
    put16(bytes, header.fragmentation);
    put8(bytes, 64);
    put8(bytes, header.protocol);
    put16(bytes, 0);
    put32(bytes, header.fromClient ? 0x0A00'0001 : 0x0A00'0002);
    put32(bytes, header.fromClient ? 0x0A00'0002 : 0x0A00'0001);
    put(bytes, header.options);
    put(bytes, payload);
    return bytes;
}

inline Bytes ipv6(bool fromClient, std::uint8_t nextHeader, const Bytes& payload, int length = -1) {
    Bytes bytes;
    put32(bytes, 0x6000'0000);
    put16(bytes, length < 0 ? static_cast<std::uint32_t>(payload.size()) : static_cast<std::uint32_t>(length));
    put8(bytes, nextHeader);
    put8(bytes, 64);
    for (const bool client : {fromClient, !fromClient}) {
        put32(bytes, 0x2001'0DB8);
        put32(bytes, 0);
        put32(bytes, 0);
        put32(bytes, client ? 1 : 2);
    }
    put(bytes, payload);
    return bytes;
}

inline Bytes ethernet(std::uint16_t type, const Bytes& payload) {
    Bytes bytes{2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2};
    put16(bytes, type);
    put(bytes, payload);
    return bytes;
}

inline Bytes joined(const Bytes& a, const Bytes& b) {
    auto bytes = a;
    put(bytes, b);
    return bytes;
}

} // namespace mqttscope::net::test
