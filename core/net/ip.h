// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/net/layers.h"
#include "core/net/stream_listener.h"

#include <cstdint>

namespace mqttscope::net {

namespace protocol {
inline constexpr std::uint8_t kHopByHop = 0;
inline constexpr std::uint8_t kIpv4 = 4;
inline constexpr std::uint8_t kTcp = 6;
inline constexpr std::uint8_t kUdp = 17;
inline constexpr std::uint8_t kIpv6 = 41;
inline constexpr std::uint8_t kRouting = 43;
inline constexpr std::uint8_t kFragment = 44;
inline constexpr std::uint8_t kGre = 47;
inline constexpr std::uint8_t kAuthentication = 51;
inline constexpr std::uint8_t kDestinationOptions = 60;
inline constexpr std::uint8_t kMpls = 137;
} // namespace protocol

/// What the headers of one IP packet say. Offsets count from the first byte of the frame.
struct IpPacket {
    enum class State : std::uint8_t {
        Ok,
        Malformed, ///< a header that contradicts itself, or no IP at all
        Clipped,   ///< the captured bytes end inside a header
    };

    State state = State::Malformed;
    bool fragment = false;      ///< one of several pieces
    bool moreFragments = false; ///< not the last of them
    std::uint8_t protocol = 0;  ///< of the payload; for an IPv6 fragment, of the header after the fragment header
    bool hasIdentification = false;
    std::uint32_t identification = 0;
    std::uint32_t fragmentOffset = 0; ///< bytes into the datagram
    std::uint32_t payload = 0;        ///< where it starts
    std::uint32_t payloadSize = 0;    ///< on the wire; more than was captured when the frame is clipped
    Address source{};
    Address destination{};
};

/// Reads the IPv4 or IPv6 header at `place`, whichever the version nibble says, and the extension headers of IPv6. The
/// frame's end on the wire stands in for a total length of 0 (segmentation offload, and jumbograms, whose option is not
/// looked at). A total length beyond the end of an Ethernet frame is believed, for the frame was cut; beyond what PPPoE
/// or NFLOG say they carry it is not.
[[nodiscard]] IpPacket readIp(base::ByteView frame, const LayerPlace& place);

/// Steps over the IPv6 extension headers at packet.payload, which is of packet.protocol; `end` is where the packet ends
/// on the wire. ESP and unknown headers end the walk: what follows cannot be told.
void skipExtensions(base::ByteView bytes, std::uint32_t end, IpPacket& packet);

/// What a whole IP packet that is Ok carries, unless that is TCP: a tunnel, or nothing that net follows (Layer::NotIp).
/// `place` is the packet's own. What ICMP quotes is no packet that travels, so it is not followed.
[[nodiscard]] LayerPlace insideIp(const IpPacket& packet, const LayerPlace& place);

/// Whether an IP packet with this protocol may carry TCP, in a tunnel or not.
[[nodiscard]] bool mayCarryTcp(std::uint8_t protocol);

/// Whether an IPv6 extension header of this kind has a next header that can be found.
[[nodiscard]] constexpr bool isExtension(std::uint8_t protocol) {
    return protocol == protocol::kHopByHop || protocol == protocol::kRouting || protocol == protocol::kFragment ||
           protocol == protocol::kAuthentication || protocol == protocol::kDestinationOptions;
}

/// The length in bytes of an extension header from its length field (RFC 8200 §4, RFC 4302 §2.2).
[[nodiscard]] constexpr std::uint32_t extensionSize(std::uint8_t protocol, std::uint8_t lengthField) {
    if (protocol == protocol::kFragment) return 8;
    if (protocol == protocol::kAuthentication) return (lengthField + 2U) * 4;
    return (lengthField + 1U) * 8;
}

} // namespace mqttscope::net
