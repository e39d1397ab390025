// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace mqttscope::net {

/// A header that stands between the start of a frame and IP. A new encapsulation is an enumerator here, a function
/// that finds what it carries, and a row of kLayers (layers.cpp); dissect_link.cpp may describe its fields.
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

/// Where IP was found in a frame.
struct IpPlace {
    Layer layer = Layer::Unknown; ///< Ip, or why there is none
    std::uint32_t offset = 0;     ///< of the IP header
    std::uint32_t wireEnd = 0;    ///< where the frame ended on the wire, padding included
    bool limited = false;         ///< `wireEnd` is what an outer header says, so nothing of IP is beyond it
};

/// More encapsulations than any network nests; a frame with more has no IP that we believe in.
inline constexpr int kMaxLayers = 16;

/// Walks the layers of a frame down to IP. `wireSize` is the frame's length on the wire.
[[nodiscard]] IpPlace findIp(std::uint32_t linkType, base::ByteView frame, std::uint32_t wireSize);

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
