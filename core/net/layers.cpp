// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/layers.h"

#include "core/base/byte_reader.h"
#include "core/net/link_types.h"
#include "core/net/tunnels.h"

#include <algorithm>
#include <array>

namespace mqttscope::net {
namespace {

using base::ByteReader;
using base::ByteView;

constexpr Inner kCut{Layer::Cut};

constexpr std::uint16_t big16(ByteView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

Inner typed(std::uint16_t etherType, std::uint32_t headerSize) {
    return {layerOfEtherType(etherType), headerSize};
}

Inner ethernet(ByteView bytes) {
    if (bytes.size() < 14) return kCut;
    return typed(big16(bytes, 12), 14);
}

Inner vlan(ByteView bytes) {
    if (bytes.size() < 4) return kCut;
    return typed(big16(bytes, 2), 4);
}

Inner llc(ByteView bytes) {
    // Only SNAP with an OUI whose type field is an EtherType carries IP.
    if (bytes.size() < 8) return bytes.size() < 3 || bytes[0] == 0xAA ? kCut : Inner{};
    if (bytes[0] != 0xAA || bytes[1] != 0xAA || bytes[2] != 0x03) return {};
    const bool plain = bytes[3] == 0 && bytes[4] == 0 && (bytes[5] == 0 || bytes[5] == 0xF8);
    const auto type = big16(bytes, 6);
    return plain && type >= 0x0600 ? typed(type, 8) : Inner{};
}

/// Protocols of cooked frames below 0x0600 are Linux's own; 4 is a frame that begins with LLC.
Inner cooked(std::uint16_t protocol, std::uint32_t headerSize) {
    if (protocol == 0x0004) return {Layer::Llc, headerSize};
    return protocol < 0x0600 ? Inner{} : typed(protocol, headerSize);
}

Inner linuxCooked(ByteView bytes) {
    return bytes.size() < 16 ? kCut : cooked(big16(bytes, 14), 16);
}

Inner linuxCooked2(ByteView bytes) {
    return bytes.size() < 20 ? kCut : cooked(big16(bytes, 0), 20);
}

Inner family(ByteView bytes) {
    if (bytes.size() < 4) return kCut;
    // AF_INET is 2 everywhere; AF_INET6 is 10 (Linux), 23 (Windows), 24 (NetBSD, OpenBSD), 28 (FreeBSD), 30 (Darwin).
    static constexpr std::array<std::uint32_t, 6> kIp = {2, 10, 23, 24, 28, 30};
    return std::ranges::find(kIp, readFamily(bytes.first(4))) != kIp.end() ? Inner{Layer::Ip, 4} : Inner{};
}

Inner ciscoHdlc(ByteView bytes) {
    return bytes.size() < 4 ? kCut : cooked(big16(bytes, 2), 4);
}

Inner ppp(ByteView bytes) {
    // Unicast and multicast address of Cisco's framing, which LINKTYPE_PPP_HDLC may hold too.
    if (bytes.size() >= 2 && (bytes[0] == 0x0F || bytes[0] == 0x8F) && bytes[1] == 0) return ciscoHdlc(bytes);
    const auto header = readPpp(bytes);
    if (!header.ok) return kCut;
    switch (header.protocol) {
    case 0x0021:
    case 0x0057:
        return {Layer::Ip, header.size};
    case 0x0281: // RFC 3032 §4.3
    case 0x0283:
        return {Layer::Mpls, header.size};
    default:
        return {};
    }
}

Inner pppoe(ByteView bytes) {
    if (bytes.size() < 6) return kCut;
    // Only the session stage (code 0) carries PPP; RFC 2516 §6.
    if (bytes[1] != 0) return {};
    return {Layer::Ppp, 6, big16(bytes, 4)};
}

/// The packet's TLV among those of an NFLOG frame. Lengths are in the byte order of the machine that captured.
Inner nflogPayload(ByteView bytes, bool littleEndian) {
    constexpr std::uint16_t kPayload = 9; // NFULA_PAYLOAD
    ByteReader reader(bytes);
    reader.skip(4);
    while (reader.ok() && reader.remaining() >= 4) {
        const auto start = reader.position();
        const auto length = littleEndian ? reader.u16Little() : reader.u16();
        const auto type = littleEndian ? reader.u16Little() : reader.u16();
        if (length < 4) return {};
        if (type == kPayload) return {Layer::Ip, static_cast<std::uint32_t>(start + 4), length - 4U};
        const auto padded = (length + 3U) & ~3U;
        reader.skip(padded - 4);
    }
    return reader.ok() ? Inner{} : kCut;
}

Inner nflog(ByteView bytes) {
    if (bytes.size() < 4) return kCut;
    const auto inner = nflogPayload(bytes, true);
    return inner.layer == Layer::Ip ? inner : nflogPayload(bytes, false);
}

struct Row {
    Layer layer;
    Inner (*inner)(ByteView);
};

/// In the order of the enumerators, from Ethernet on.
constexpr std::array kLayers = {
    Row{Layer::Ethernet, ethernet},
    Row{Layer::Llc, llc},
    Row{Layer::Vlan, vlan},
    Row{Layer::LinuxCooked, linuxCooked},
    Row{Layer::LinuxCooked2, linuxCooked2},
    Row{Layer::Family, family},
    Row{Layer::Ppp, ppp},
    Row{Layer::Pppoe, pppoe},
    Row{Layer::CiscoHdlc, ciscoHdlc},
    Row{Layer::Nflog, nflog},
    Row{Layer::Udp, insideUdp},
    Row{Layer::Vxlan, insideVxlan},
    Row{Layer::Geneve, insideGeneve},
    Row{Layer::Gre, insideGre},
    Row{Layer::Erspan2, insideErspan2},
    Row{Layer::Erspan3, insideErspan3},
    Row{Layer::Mpls, insideMpls},
    Row{Layer::Pseudowire, insidePseudowire},
};

constexpr std::size_t rowOf(Layer layer) {
    return static_cast<std::size_t>(layer) - static_cast<std::size_t>(Layer::Ethernet);
}

static_assert([] {
    for (std::size_t i = 0; i < kLayers.size(); ++i)
        if (rowOf(kLayers[i].layer) != i) return false;
    return true;
}());

struct LinkRow {
    std::uint32_t linkType;
    Layer layer;
};

constexpr std::array kLinks = {
    LinkRow{link::kNull, Layer::Family},
    LinkRow{link::kLoop, Layer::Family},
    LinkRow{link::kPpp, Layer::Ppp},
    LinkRow{link::kPppHdlc, Layer::Ppp},
    LinkRow{link::kPppEther, Layer::Pppoe},
    LinkRow{link::kCiscoHdlc, Layer::CiscoHdlc},
    LinkRow{link::kRawBsd, Layer::Ip},
    LinkRow{link::kRawOpenBsd, Layer::Ip},
    LinkRow{link::kRaw, Layer::Ip},
    LinkRow{link::kIpv4, Layer::Ip},
    LinkRow{link::kIpv6, Layer::Ip},
    LinkRow{link::kLinuxCooked, Layer::LinuxCooked},
    LinkRow{link::kLinuxCooked2, Layer::LinuxCooked2},
    LinkRow{link::kNflog, Layer::Nflog},
};

} // namespace

Layer layerOfEtherType(std::uint16_t type) {
    switch (type) {
    case 0x0800:
    case 0x86DD:
        return Layer::Ip;
    case 0x8100: // 802.1Q
    case 0x88A8: // 802.1ad
    case 0x9100: // tags of before 802.1ad
    case 0x9200:
    case 0x9300:
        return Layer::Vlan;
    case 0x6558: // RFC 1701: an Ethernet frame in a tunnel
        return Layer::Ethernet;
    case 0x8847:
    case 0x8848:
        return Layer::Mpls;
    case 0x8864:
        return Layer::Pppoe; // session; discovery (0x8863) carries no IP
    default:
        return type < 0x0600 ? Layer::Llc : Layer::NotIp;
    }
}

PppHeader readPpp(ByteView bytes) {
    PppHeader header;
    std::uint32_t at = 0;
    if (bytes.size() >= 2 && bytes[0] == 0xFF && bytes[1] == 0x03) at = 2;
    if (bytes.size() <= at) return header;
    header.protocolOffset = at;
    // The low bit of the last byte of the protocol is set, so a one-byte field is told by its first (RFC 1661 §2).
    if ((bytes[at] & 1) != 0) {
        header.protocol = bytes[at];
        header.size = at + 1;
        header.ok = true;
        return header;
    }
    if (bytes.size() < at + 2) return header;
    header.protocol = big16(bytes, at);
    header.size = at + 2;
    header.ok = true;
    return header;
}

std::uint32_t readFamily(ByteView fourBytes) {
    const auto value = ByteReader(fourBytes).u32();
    // No family is above 65,535: if the high half is in use, it was written the other way round.
    return (value & 0xFFFF'0000U) != 0 ? ByteReader(fourBytes).u32Little() : value;
}

Layer firstLayer(std::uint32_t linkType) {
    if (linkType == link::kEthernet) return Layer::Ethernet;
    const auto* const row = std::ranges::find(kLinks, linkType, &LinkRow::linkType);
    return row == kLinks.end() ? Layer::Unknown : row->layer;
}

Inner innerLayer(Layer layer, ByteView bytes) {
    return kLayers[rowOf(layer)].inner(bytes);
}

LayerPlace firstPlace(std::uint32_t linkType, ByteView frame, std::uint32_t wireSize) {
    return {firstLayer(linkType), 0, std::max(wireSize, static_cast<std::uint32_t>(frame.size()))};
}

LayerPlace nextPlace(const LayerPlace& place, ByteView frame) {
    const auto captured = static_cast<std::uint32_t>(frame.size());
    auto next = place;
    if (++next.depth > kMaxLayers) {
        next.layer = Layer::NotIp;
        return next;
    }
    const auto inner = innerLayer(place.layer, frame.subspan(std::min(place.offset, captured)));
    next.layer = inner.layer;
    if (inner.layer == Layer::NotIp || inner.layer == Layer::Cut) return next;
    if (place.offset > captured || inner.offset > captured - place.offset) {
        next.layer = Layer::Cut;
        return next;
    }
    next.offset += inner.offset;
    if (inner.size == Inner::kToTheEnd) return next;
    next.limited = true;
    next.wireEnd = next.offset + std::min(inner.size, std::max(next.wireEnd, next.offset) - next.offset);
    return next;
}

LayerPlace findIp(LayerPlace place, ByteView frame) {
    while (isHeader(place.layer)) place = nextPlace(place, frame);
    return place;
}

} // namespace mqttscope::net
