// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/ip.h"

#include <algorithm>

namespace mqttscope::net {
namespace {

using base::ByteView;
using State = IpPacket::State;

constexpr std::uint16_t big16(const std::uint8_t* at) {
    return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}

constexpr std::uint32_t big32(const std::uint8_t* at) {
    return std::uint32_t{big16(at)} << 16 | big16(at + 2);
}

void readIpv4(ByteView frame, const LayerPlace& place, IpPacket& packet) {
    const auto offset = place.offset;
    const auto available = frame.size() - offset;
    const auto* const at = frame.data() + offset;
    const std::uint32_t headerSize = (at[0] & 0x0FU) * 4;
    if (headerSize < 20) return;
    packet.state = State::Clipped;
    if (available < headerSize) return;

    std::uint32_t total = big16(at + 2);
    // Captured above a network card that cuts the segments itself: the length is not known to IP yet.
    const auto onWire = std::max(place.wireEnd, offset) - offset;
    if (total == 0 || (place.limited && total > onWire)) total = onWire;
    if (total < headerSize) {
        packet.state = State::Malformed;
        return;
    }
    const auto fragmentation = big16(at + 6);
    packet.identification = big16(at + 4);
    packet.hasIdentification = packet.identification != 0;
    packet.fragmentOffset = (fragmentation & 0x1FFFU) * 8;
    packet.moreFragments = (fragmentation & 0x2000U) != 0;
    packet.fragment = packet.moreFragments || packet.fragmentOffset != 0;
    packet.protocol = at[9];
    packet.payload = offset + headerSize;
    packet.payloadSize = total - headerSize;
    std::copy_n(at + 12, 4, packet.source.bytes.begin());
    std::copy_n(at + 16, 4, packet.destination.bytes.begin());
    packet.state = State::Ok;
}

void readIpv6(ByteView frame, const LayerPlace& place, IpPacket& packet) {
    const auto offset = place.offset;
    const auto available = frame.size() - offset;
    const auto* const at = frame.data() + offset;
    packet.state = State::Clipped;
    if (available < 40) return;
    const std::uint32_t length = big16(at + 4);
    packet.protocol = at[6];
    packet.payload = offset + 40;
    packet.source.v6 = packet.destination.v6 = true;
    std::copy_n(at + 8, 16, packet.source.bytes.begin());
    std::copy_n(at + 24, 16, packet.destination.bytes.begin());
    packet.state = State::Ok;
    const auto onWire = std::max(place.wireEnd, packet.payload);
    auto end = length == 0 ? onWire : packet.payload + length;
    if (place.limited) end = std::min(end, onWire);
    skipExtensions(frame, end, packet);
}

/// What follows an IP header with this protocol, or NotIp.
Layer layerOfProtocol(std::uint8_t protocol) {
    switch (protocol) {
    case protocol::kIpv4:
    case protocol::kIpv6:
        return Layer::Ip;
    case protocol::kUdp:
        return Layer::Udp;
    case protocol::kGre:
        return Layer::Gre;
    case protocol::kMpls: // RFC 4023 §3
        return Layer::Mpls;
    default:
        return Layer::NotIp;
    }
}

} // namespace

void skipExtensions(ByteView bytes, std::uint32_t end, IpPacket& packet) {
    // Every header is at least 8 bytes long, so the loop ends with the bytes.
    while (isExtension(packet.protocol)) {
        if (packet.payload + 8 > end) {
            packet.state = State::Malformed;
            return;
        }
        if (packet.payload + 8 > bytes.size()) {
            packet.state = State::Clipped;
            return;
        }
        const auto* const at = bytes.data() + packet.payload;
        const auto kind = packet.protocol;
        const auto size = extensionSize(kind, at[1]);
        if (size > end - packet.payload) {
            packet.state = State::Malformed;
            return;
        }
        if (size > bytes.size() - packet.payload) {
            packet.state = State::Clipped;
            return;
        }
        packet.protocol = at[0];
        packet.payload += size;
        if (kind != protocol::kFragment) continue;
        packet.identification = big32(at + 4);
        packet.hasIdentification = true;
        packet.fragmentOffset = big16(at + 2) & 0xFFF8U;
        packet.moreFragments = (at[3] & 1) != 0;
        packet.fragment = packet.moreFragments || packet.fragmentOffset != 0;
        // What follows in a fragment is a piece of something, not a header.
        if (packet.fragment) break;
    }
    packet.payloadSize = end - packet.payload;
}

LayerPlace insideIp(const IpPacket& packet, const LayerPlace& place) {
    LayerPlace inside{layerOfProtocol(packet.protocol), packet.payload, packet.payload + packet.payloadSize, false,
                      static_cast<std::uint8_t>(place.depth + 1)};
    if (inside.depth > kMaxLayers) inside.layer = Layer::NotIp;
    return inside;
}

bool mayCarryTcp(std::uint8_t protocol) {
    return protocol == protocol::kTcp || layerOfProtocol(protocol) != Layer::NotIp;
}

IpPacket readIp(ByteView frame, const LayerPlace& place) {
    IpPacket packet;
    const auto offset = place.offset;
    if (frame.size() < offset + 1U) {
        packet.state = State::Clipped;
        return packet;
    }
    switch (frame[offset] >> 4) {
    case 4:
        readIpv4(frame, place, packet);
        break;
    case 6:
        readIpv6(frame, place, packet);
        break;
    default:
        break;
    }
    return packet;
}

} // namespace mqttscope::net
