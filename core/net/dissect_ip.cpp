// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissector.h"

namespace mqttscope::net {
namespace {

void ipv4(Dissector& to) {
    const auto start = to.position();
    const auto headerSize = (to.bytes()[start] & 0x0FU) * 4;
    to.enter(NetField::Ip, headerSize);
    to.peek(NetField::IpVersion);
    to.converted(NetField::IpHeaderLength, 1, headerSize);
    to.skip(1);
    to.enterNumber(NetField::IpDsField);
    to.peek(NetField::IpDscp);
    to.next(NetField::IpEcn);
    to.leave();
    to.next(NetField::IpLength);
    to.next(NetField::IpId);
    to.enterNumber(NetField::IpFlags);
    to.peek(NetField::IpReserved);
    to.peek(NetField::IpDontFragment);
    to.peek(NetField::IpMoreFragments);
    to.leave();
    const auto at = to.position();
    if (at + 2 <= to.captured()) {
        const std::uint32_t units = (to.bytes()[at] & 0x1FU) << 8 | to.bytes()[at + 1]; // of 8 bytes, RFC 791 §3.1
        to.converted(NetField::IpFragmentOffset, 2, std::uint64_t{units} * 8);
    }
    to.skip(2);
    to.next(NetField::IpTtl);
    to.next(NetField::IpProtocol);
    to.next(NetField::IpChecksum);
    to.next(NetField::IpSource);
    to.next(NetField::IpDestination);
    if (headerSize > 20) to.blob(NetField::IpOptions, headerSize - 20);
    to.leave();
}

NetField fieldOfExtension(std::uint8_t kind) {
    if (kind == protocol::kHopByHop) return NetField::Ipv6HopByHop;
    if (kind == protocol::kRouting) return NetField::Ipv6Routing;
    if (kind == protocol::kFragment) return NetField::Ipv6Fragment;
    if (kind == protocol::kAuthentication) return NetField::Ipv6Authentication;
    return NetField::Ipv6DestinationOptions;
}

/// Describes one extension header and returns the kind of the next.
std::uint8_t extension(Dissector& to, std::uint8_t kind) {
    const auto start = to.position();
    const auto lengthField = start + 1 < to.captured() ? to.bytes()[start + 1] : std::uint8_t{0};
    const auto size = extensionSize(kind, lengthField);
    to.enter(fieldOfExtension(kind), size);
    const auto next = static_cast<std::uint8_t>(to.next(NetField::ExtensionNext));
    if (kind == protocol::kFragment) {
        to.skip(1);
        const auto at = to.position();
        if (to.ok() && at + 2 <= to.captured())
            to.converted(NetField::FragmentOffset, 2,
                         (std::uint32_t{to.bytes()[at]} << 8 | to.bytes()[at + 1]) & 0xFFF8U);
        to.next(NetField::FragmentMore);
        to.next(NetField::FragmentId);
    } else {
        to.next(NetField::ExtensionLength);
        to.skip(size - 2);
    }
    to.leave();
    return next;
}

void ipv6(Dissector& to, const IpPacket& packet) {
    const auto start = to.position();
    to.enter(NetField::Ipv6Header, packet.payload > start ? packet.payload - start : 40);
    to.peek(NetField::Ipv6Version);
    to.peek(NetField::Ipv6Class);
    to.next(NetField::Ipv6Flow);
    to.next(NetField::Ipv6Length);
    auto kind = static_cast<std::uint8_t>(to.next(NetField::Ipv6Next));
    to.next(NetField::Ipv6HopLimit);
    to.next(NetField::Ipv6Source);
    to.next(NetField::Ipv6Destination);
    // readIp() decided where the headers end; a broken one is not described.
    while (to.ok() && isExtension(kind) && to.position() < packet.payload) kind = extension(to, kind);
    to.leave();
}

} // namespace

void dissectIp(Dissector& to, const IpPacket& packet) {
    if (to.position() >= to.captured()) return;
    const auto version = to.bytes()[to.position()] >> 4;
    if (version == 4) ipv4(to);
    if (version == 6) ipv6(to, packet);
}

} // namespace mqttscope::net
