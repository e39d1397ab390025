// SPDX-License-Identifier: GPL-3.0-or-later
// What tunnels carry: rows of the table of layers.cpp. `bytes` begin with the tunnel's header and end where the
// captured bytes of what holds it end. A header that makes no sense carries nothing: its frame is data.
#pragma once

#include "core/base/bytes.h"
#include "core/net/layers.h"

#include <cstdint>

namespace mqttscope::net {

/// The tunnel that datagrams to this UDP port carry, or Layer::NotIp. The source port says nothing: tunnels spread
/// their connections over many.
[[nodiscard]] Layer layerOfUdpPort(std::uint16_t destinationPort);

[[nodiscard]] Inner insideUdp(base::ByteView bytes);
[[nodiscard]] Inner insideVxlan(base::ByteView bytes);
[[nodiscard]] Inner insideGeneve(base::ByteView bytes);
[[nodiscard]] Inner insideGre(base::ByteView bytes);
[[nodiscard]] Inner insideErspan2(base::ByteView bytes);
[[nodiscard]] Inner insideErspan3(base::ByteView bytes);
/// Steps over the whole label stack. What follows has no type: the first half byte tells IPv4, IPv6 or a control word
/// (RFC 4928 §3), and an EtherType that fits tells an Ethernet frame without one.
[[nodiscard]] Inner insideMpls(base::ByteView bytes);
[[nodiscard]] Inner insidePseudowire(base::ByteView bytes);

/// Label stacks are not followed beyond this: no router reads even half as many (RFC 8662 §4 speaks of 3 to 10).
inline constexpr std::uint32_t kMaxLabels = 32;

/// The length of a GRE header with these flags (RFC 2784 §2.1, RFC 2890 §2).
[[nodiscard]] constexpr std::uint32_t greHeaderSize(std::uint16_t flags) {
    return 4U + ((flags & 0x8000U) != 0 ? 4U : 0U) + ((flags & 0x2000U) != 0 ? 4U : 0U) +
           ((flags & 0x1000U) != 0 ? 4U : 0U);
}

} // namespace mqttscope::net
