// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace mqttscope::net {

/// A header that stands between the start of a frame and IP, or between one IP packet and another that it carries. A
/// new encapsulation is an enumerator here, a function that finds what it carries, and a row of kLayers (layers.cpp);
/// dissectLayer() describes its fields.
enum class Layer : std::uint8_t {
    Unknown,      ///< a link type that net does not understand
    NotIp,        ///< understood, but it carries no IP
    Cut,          ///< the captured bytes end inside the header
    Ip,           ///< IPv4 or IPv6: the version nibble decides
    Ethernet,     ///< IEEE 802.3
    Llc,          ///< IEEE 802.2, for SNAP (RFC 1042)
    Vlan,         ///< IEEE 802.1Q and 802.1ad tag: TCI and the type that follows
    LinuxCooked,  ///< LINKTYPE_LINUX_SLL
    LinuxCooked2, ///< LINKTYPE_LINUX_SLL2
    Family,       ///< LINKTYPE_NULL and LINKTYPE_LOOP: an address family in either byte order
    Ppp,          ///< RFC 1661, with or without HDLC framing (RFC 1662) and compressed protocol field
    Pppoe,        ///< RFC 2516
    CiscoHdlc,    ///< Cisco's framing of LINKTYPE_C_HDLC
    Nflog,        ///< LINKTYPE_NFLOG
    Udp,          ///< RFC 768; its destination port says which tunnel it carries, if any
    Vxlan,        ///< RFC 7348
    Geneve,       ///< RFC 8926
    Gre,          ///< RFC 2784, RFC 2890
    Erspan2,      ///< the header of ERSPAN type II (type I has none)
    Erspan3,      ///< the header of ERSPAN type III
    Mpls,         ///< RFC 3032: the whole label stack
    Pseudowire,   ///< RFC 4448: the control word before an Ethernet frame
};

/// What a layer carries.
struct Inner {
    static constexpr std::uint32_t kToTheEnd = 0xFFFF'FFFF;

    Layer layer = Layer::NotIp;
    std::uint32_t offset = 0;       ///< where it starts, from the start of the outer layer
    std::uint32_t size = kToTheEnd; ///< its bytes on the wire where the outer layer says so
};

/// The layer that frames of a link type begin with.
[[nodiscard]] Layer firstLayer(std::uint32_t linkType);

/// What the layer that starts at bytes[0] carries. `bytes` end where the captured frame ends.
[[nodiscard]] Inner innerLayer(Layer layer, base::ByteView bytes);

[[nodiscard]] constexpr bool isHeader(Layer layer) {
    return layer > Layer::Ip;
}

/// A place in a frame on the way from its start to the innermost IP packet.
struct LayerPlace {
    Layer layer = Layer::Unknown; ///< what starts here, or why the way ends
    std::uint32_t offset = 0;     ///< where it starts
    std::uint32_t wireEnd = 0;    ///< where what holds it ended on the wire, padding included
    bool limited = false;         ///< `wireEnd` is what an outer header says, so nothing of IP is beyond it
    std::uint8_t depth = 0;       ///< headers that were passed
};

/// A frame with more headers than this is not followed. Mirrors of mirrors stay far below: three tunnels, one in the
/// other, of Ethernet, two VLAN tags, IP, UDP and the tunnel's own header are 18.
inline constexpr std::uint8_t kMaxLayers = 32;

/// Where a frame of this link type begins. `wireSize` is its length on the wire.
[[nodiscard]] LayerPlace firstPlace(std::uint32_t linkType, base::ByteView frame, std::uint32_t wireSize);

/// Steps over the header at `place`, which isHeader(). `frame` ends with the captured bytes of what holds the header.
[[nodiscard]] LayerPlace nextPlace(const LayerPlace& place, base::ByteView frame);

/// Walks from `place` to the next IP packet, or to where the way ends.
[[nodiscard]] LayerPlace findIp(LayerPlace place, base::ByteView frame);

/// What an EtherType stands for. Values below 0x0600 are lengths of an IEEE 802.3 frame, followed by LLC.
[[nodiscard]] Layer layerOfEtherType(std::uint16_t type);

/// The length of a PPP header: address and control may be left out, the protocol field may be one byte.
struct PppHeader {
    std::uint32_t size = 0;
    std::uint32_t protocolOffset = 0;
    std::uint16_t protocol = 0;
    bool ok = false;
};

[[nodiscard]] PppHeader readPpp(base::ByteView bytes);

/// The address family of a null or loop header, whichever machine wrote it.
[[nodiscard]] std::uint32_t readFamily(base::ByteView fourBytes);

} // namespace mqttscope::net
