// SPDX-License-Identifier: GPL-3.0-or-later
// Headers of tunnels, to put around the frames and packets of frame_builder.h.
#pragma once

#include "tests/unit/net/frame_builder.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace mqttscope::net::test {

inline constexpr std::uint16_t kVxlanPort = 4789;
inline constexpr std::uint16_t kOldVxlanPort = 8472;
inline constexpr std::uint16_t kGenevePort = 6081;
inline constexpr std::uint16_t kMplsPort = 6635;

inline constexpr std::uint16_t kBridging = 0x6558;
inline constexpr std::uint16_t kErspan = 0x88BE;
inline constexpr std::uint16_t kErspan3 = 0x22EB;

/// An IPv4 packet between the ends of a tunnel (10.9.0.1 and 10.9.0.2), which are not those of any connection.
inline Bytes between(std::uint8_t protocol, const Bytes& payload, const Ipv4& header = {}) {
    auto full = header;
    full.protocol = protocol;
    auto bytes = ipv4(full, payload);
    bytes[13] = bytes[17] = 9;
    return bytes;
}

inline Bytes udp(std::uint16_t destinationPort, const Bytes& payload) {
    Bytes bytes;
    put16(bytes, 61'234);
    put16(bytes, destinationPort);
    put16(bytes, static_cast<std::uint32_t>(8 + payload.size()));
    put16(bytes, 0);
    put(bytes, payload);
    return bytes;
}

inline Bytes inUdp(std::uint16_t destinationPort, const Bytes& payload) {
    return between(17, udp(destinationPort, payload));
}

inline Bytes vxlan(const Bytes& frame, std::uint32_t network = 0x01'0203, std::uint8_t flags = 0x08) {
    return joined(Bytes{flags, 0, 0, 0, static_cast<std::uint8_t>(network >> 16),
                        static_cast<std::uint8_t>(network >> 8), static_cast<std::uint8_t>(network), 0},
                  frame);
}

/// `options` are whole, a multiple of 4 bytes.
inline Bytes geneve(std::uint16_t type, const Bytes& payload, const Bytes& options = {}) {
    Bytes bytes{static_cast<std::uint8_t>(options.size() / 4), 0x40};
    put16(bytes, type);
    put(bytes, {0, 0x12, 0x34, 0});
    put(bytes, options);
    put(bytes, payload);
    return bytes;
}

/// `flags` say which of checksum, key (0xCAFE0001) and sequence number (7) are there.
inline Bytes gre(std::uint16_t type, const Bytes& payload, std::uint16_t flags = 0) {
    Bytes bytes;
    put16(bytes, flags);
    put16(bytes, type);
    if ((flags & 0x8000U) != 0) put32(bytes, 0x1234'0000);
    if ((flags & 0x2000U) != 0) put32(bytes, 0xCAFE'0001);
    if ((flags & 0x1000U) != 0) put32(bytes, 7);
    put(bytes, payload);
    return bytes;
}

inline constexpr std::uint16_t kGreSequence = 0x1000;

/// Session 5, VLAN 100, class 3, index 0x12345.
inline Bytes erspan2(const Bytes& frame) {
    return joined(Bytes{0x10, 100, 0x78, 5, 0x00, 0x01, 0x23, 0x45}, frame);
}

/// The same session, hardware 3, outgoing, clock 0xAABBCCDD; `kind` is the frame type.
inline Bytes erspan3(const Bytes& payload, bool subheader = false, std::uint8_t kind = 0) {
    Bytes bytes{0x20, 100, 0x64, 5, 0xAA, 0xBB, 0xCC, 0xDD, 0x00, 0x2A};
    put16(bytes,
          (kind == 0 ? 0x8000U : 0U) | static_cast<std::uint32_t>(kind << 10) | 3U << 4 | 0x8U | (subheader ? 1U : 0U));
    if (subheader) put(bytes, {0x14, 1, 2, 3, 4, 5, 6, 7});
    put(bytes, payload);
    return bytes;
}

/// A label stack, the bottom last.
inline Bytes mpls(std::initializer_list<std::uint32_t> labels, const Bytes& payload) {
    Bytes bytes;
    std::size_t left = labels.size();
    for (const auto label : labels) put32(bytes, label << 12 | 5U << 9 | (--left == 0 ? 0x100U : 0U) | 64U);
    put(bytes, payload);
    return bytes;
}

inline Bytes controlWord(const Bytes& frame) {
    return joined(Bytes{0, 0, 0, 9}, frame);
}

/// One frame for each way that TCP travels in a tunnel; `frame` is an Ethernet frame with `packet`, an IP packet of
/// version `version`, in it.
inline std::vector<std::pair<std::string, Bytes>> everyTunnel(const Bytes& packet, int version = 4) {
    const std::uint16_t type = version == 4 ? 0x0800 : 0x86DD;
    const std::uint8_t protocol = version == 4 ? 4 : 41;
    const auto frame = ethernet(type, packet);
    Bytes tag;
    put16(tag, 0x6005);
    put16(tag, type);
    const auto tagged = ethernet(0x8100, joined(tag, packet));
    const auto ip = [](const Bytes& bytes) { return ethernet(0x0800, bytes); };
    const Bytes option{0x01, 0x08, 0x80, 0x01, 1, 2, 3, 4};
    return {
        {"vxlan", ip(inUdp(kVxlanPort, vxlan(frame)))},
        {"vxlan on the port of Linux", ip(inUdp(kOldVxlanPort, vxlan(frame)))},
        {"vxlan with a tag inside", ip(inUdp(kVxlanPort, vxlan(tagged)))},
        {"vxlan over IPv6", ethernet(0x86DD, ipv6(true, 17, udp(kVxlanPort, vxlan(frame))))},
        {"geneve with Ethernet", ip(inUdp(kGenevePort, geneve(kBridging, frame)))},
        {"geneve with IP", ip(inUdp(kGenevePort, geneve(type, packet)))},
        {"geneve with an option", ip(inUdp(kGenevePort, geneve(kBridging, frame, option)))},
        {"gre", ip(between(47, gre(type, packet)))},
        {"gre with everything", ip(between(47, gre(type, packet, 0xB000)))},
        {"gre with Ethernet", ip(between(47, gre(kBridging, frame, 0x2000)))},
        {"gre over IPv6", ethernet(0x86DD, ipv6(true, 47, gre(type, packet)))},
        {"erspan I", ip(between(47, gre(kErspan, frame)))},
        {"erspan II", ip(between(47, gre(kErspan, erspan2(frame), kGreSequence)))},
        {"erspan II with a tag inside", ip(between(47, gre(kErspan, erspan2(tagged), kGreSequence)))},
        {"erspan III", ip(between(47, gre(kErspan3, erspan3(frame), kGreSequence)))},
        {"erspan III with a subheader", ip(between(47, gre(kErspan3, erspan3(frame, true), kGreSequence)))},
        {"erspan III with IP", ip(between(47, gre(kErspan3, erspan3(packet, false, 2), kGreSequence)))},
        {"mpls", ethernet(0x8847, mpls({16'000}, packet))},
        {"mpls of two labels", ethernet(0x8848, mpls({16'000, 17'000}, packet))},
        {"mpls behind a tag", ethernet(0x8100, joined({0, 7, 0x88, 0x47}, mpls({16'000}, packet)))},
        {"mpls with a pseudowire", ethernet(0x8847, mpls({16'000, 299'776}, controlWord(frame)))},
        {"mpls over UDP", ip(inUdp(kMplsPort, mpls({16'000}, packet)))},
        {"mpls over GRE", ip(between(47, gre(0x8847, mpls({16'000}, packet))))},
        {"mpls over IP", ip(between(137, mpls({16'000}, packet)))},
        {"IP in IP", ip(between(protocol, packet))},
        {"IP in IPv6", ethernet(0x86DD, ipv6(true, protocol, packet))},
    };
}

} // namespace mqttscope::net::test
