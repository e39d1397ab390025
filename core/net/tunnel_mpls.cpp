// SPDX-License-Identifier: GPL-3.0-or-later
// MPLS: a stack of labels, and no word about what follows it.
#include "core/net/tunnels.h"

namespace mqttscope::net {
namespace {

using base::ByteView;

constexpr std::uint32_t kAssociatedChannel = 13; // RFC 5586 §4: what follows is about the path, not on it

/// Whether an Ethernet header with the type of something that we follow stands at bytes[at]. For IP, the version must
/// agree.
bool isEthernet(ByteView bytes, std::size_t at) {
    if (bytes.size() < at + 15) return false;
    const auto type = static_cast<std::uint16_t>(bytes[at + 12] << 8 | bytes[at + 13]);
    const auto layer = layerOfEtherType(type);
    if (layer == Layer::Ip) return bytes[at + 14] >> 4 == (type == 0x0800 ? 4 : 6);
    return layer == Layer::Vlan || layer == Layer::Mpls || layer == Layer::Pppoe;
}

/// What follows the last label.
Layer payloadOf(ByteView bytes) {
    if (bytes.empty()) return Layer::Cut;
    switch (bytes[0] >> 4) {
    case 0: {
        // A control word has 12 bits of zeros more (RFC 4448 §4.6); hardware addresses may begin so too.
        const bool zeros = bytes[0] == 0 && bytes.size() > 1 && bytes[1] == 0;
        if (zeros && (isEthernet(bytes, 4) || !isEthernet(bytes, 0))) return Layer::Pseudowire;
        return Layer::Ethernet;
    }
    case 1: // a control channel of a pseudowire (RFC 4385 §5)
        return Layer::NotIp;
    case 4:
    case 6:
        // Hardware addresses that begin with 4 or 6 are common, IP addresses that look like an Ethernet header are not.
        return isEthernet(bytes, 0) ? Layer::Ethernet : Layer::Ip;
    default:
        return Layer::Ethernet;
    }
}

} // namespace

Inner insideMpls(ByteView bytes) {
    for (std::uint32_t i = 0; i < kMaxLabels; ++i) {
        const auto at = i * 4;
        if (bytes.size() < at + 4) return {Layer::Cut};
        const bool bottom = (bytes[at + 2] & 1) != 0;
        if (!bottom) continue;
        const auto label = std::uint32_t{bytes[at]} << 12 | std::uint32_t{bytes[at + 1]} << 4 | bytes[at + 2] >> 4U;
        if (label == kAssociatedChannel) return {};
        return {payloadOf(bytes.subspan(at + 4)), at + 4};
    }
    return {};
}

Inner insidePseudowire(ByteView bytes) {
    if (bytes.size() < 4) return {Layer::Cut};
    return {Layer::Ethernet, 4};
}

} // namespace mqttscope::net
