// SPDX-License-Identifier: GPL-3.0-or-later
// UDP, and the tunnels that it carries.
#include "core/net/tunnels.h"

#include <algorithm>
#include <array>

namespace mqttscope::net {
namespace {

using base::ByteView;

constexpr std::uint32_t kUdpHeader = 8;
constexpr std::uint32_t kVxlanHeader = 8;
constexpr std::uint32_t kGeneveHeader = 8;

struct PortRow {
    std::uint16_t port;
    Layer layer;
};

constexpr std::array kPorts = {
    PortRow{4789, Layer::Vxlan},  // RFC 7348 §5
    PortRow{8472, Layer::Vxlan},  // Linux, from before the assignment
    PortRow{6081, Layer::Geneve}, // RFC 8926 §3.3
    PortRow{6635, Layer::Mpls},   // RFC 7510 §3
};

constexpr std::uint16_t big16(ByteView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

} // namespace

Layer layerOfUdpPort(std::uint16_t destinationPort) {
    const auto* const row = std::ranges::find(kPorts, destinationPort, &PortRow::port);
    return row == kPorts.end() ? Layer::NotIp : row->layer;
}

Inner insideUdp(ByteView bytes) {
    if (bytes.size() < kUdpHeader) return {Layer::Cut};
    const auto length = big16(bytes, 4);
    // 0 is more than the field can say: a jumbogram (RFC 2675 §4), or a datagram that the network card will cut.
    if (length != 0 && length < kUdpHeader) return {};
    return {layerOfUdpPort(big16(bytes, 2)), kUdpHeader};
}

Inner insideVxlan(ByteView bytes) {
    if (bytes.size() < kVxlanHeader) return {Layer::Cut};
    // Without a valid network identifier it is no VXLAN (RFC 7348 §5).
    if ((bytes[0] & 0x08) == 0) return {};
    return {Layer::Ethernet, kVxlanHeader};
}

Inner insideGeneve(ByteView bytes) {
    if (bytes.size() < kGeneveHeader) return {Layer::Cut};
    if (bytes[0] >> 6 != 0) return {};
    const auto type = big16(bytes, 2);
    if (type < 0x0600) return {};
    return {layerOfEtherType(type), kGeneveHeader + (bytes[0] & 0x3FU) * 4};
}

} // namespace mqttscope::net
