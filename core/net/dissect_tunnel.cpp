// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissector.h"
#include "core/net/tunnels.h"

namespace mqttscope::net {
namespace {

/// The 16 bits at the dissector's position, or 0 where they were not captured.
std::uint16_t ahead16(const Dissector& to, std::uint32_t distance = 0) {
    const auto at = to.position() + distance;
    if (at + 2 > to.captured()) return 0;
    return static_cast<std::uint16_t>(to.bytes()[at] << 8 | to.bytes()[at + 1]);
}

void geneveOption(Dissector& to, std::uint32_t size) {
    to.enter(NetField::GeneveOption, size);
    to.next(NetField::GeneveOptionClass);
    to.peek(NetField::GeneveOptionCritical);
    to.next(NetField::GeneveOptionType);
    to.peek(NetField::GeneveOptionReserved);
    to.converted(NetField::GeneveOptionLength, 1, size);
    to.skip(1);
    to.blob(NetField::GeneveOptionData, size - 4);
    to.leave();
}

void geneveOptions(Dissector& to, std::uint32_t size) {
    const auto end = to.position() + size;
    to.enter(NetField::GeneveOptions, size);
    while (to.ok() && to.position() < end && to.position() + 4 <= to.captured()) {
        const auto length = 4 + (to.bytes()[to.position() + 3] & 0x1FU) * 4;
        if (length > end - to.position()) {
            to.problem(NetProblem::Malformed, to.position(), "A Geneve option is longer than all options together.");
            break;
        }
        geneveOption(to, length);
    }
    to.leave();
}

/// The second half of the header of ERSPAN type III: flags, and a subheader of the platform.
void erspan3Rest(Dissector& to) {
    to.next(NetField::ErspanTimestamp);
    to.next(NetField::ErspanSecurityTag);
    const bool subheader = (ahead16(to) & 1) != 0;
    for (const auto field : {NetField::ErspanHasEthernet, NetField::ErspanFrameType, NetField::ErspanHardware,
                             NetField::ErspanDirection, NetField::ErspanGranularity})
        to.peek(field);
    to.next(NetField::ErspanOptional);
    if (!subheader) return;
    to.peek(NetField::ErspanPlatform);
    to.blob(NetField::ErspanPlatformData, 8);
}

} // namespace

void dissectUdp(Dissector& to) {
    to.enter(NetField::Udp, 8);
    to.next(NetField::UdpSourcePort);
    to.next(NetField::UdpDestinationPort);
    to.next(NetField::UdpLength);
    to.next(NetField::UdpChecksum);
    to.leave();
}

void dissectVxlan(Dissector& to) {
    to.enter(NetField::Vxlan, 8);
    to.enterNumber(NetField::VxlanFlags);
    for (const auto bit : {NetField::VxlanPolicyPresent, NetField::VxlanInstance, NetField::VxlanDontLearn,
                           NetField::VxlanPolicyApplied})
        to.peek(bit);
    to.leave();
    to.skip(2);
    to.next(NetField::VxlanPolicy);
    to.next(NetField::VxlanNetwork);
    to.next(NetField::VxlanReserved);
    to.leave();
}

void dissectGeneve(Dissector& to) {
    const auto at = to.position();
    const std::uint32_t options = at < to.captured() ? (to.bytes()[at] & 0x3FU) * 4 : 0;
    to.enter(NetField::Geneve, 8 + options);
    to.peek(NetField::GeneveVersion);
    to.converted(NetField::GeneveOptionsLength, 1, options);
    to.skip(1);
    to.enterNumber(NetField::GeneveFlags);
    to.peek(NetField::GeneveControl);
    to.peek(NetField::GeneveCritical);
    to.peek(NetField::GeneveFlagsReserved);
    to.leave();
    to.skip(1);
    to.next(NetField::GeneveProtocol);
    to.next(NetField::GeneveNetwork);
    to.next(NetField::GeneveReserved);
    if (to.ok() && options > 0) geneveOptions(to, options);
    to.leave();
}

void dissectGre(Dissector& to) {
    const auto flags = ahead16(to);
    const auto has = [&](std::uint16_t bit) { return (flags & bit) != 0; };
    to.enter(NetField::Gre, greHeaderSize(flags));
    to.enterNumber(NetField::GreFlags);
    for (const auto bit :
         {NetField::GreChecksumPresent, NetField::GreRoutingPresent, NetField::GreKeyPresent,
          NetField::GreSequencePresent, NetField::GreSourceRoute, NetField::GreRecursion, NetField::GreReserved})
        to.peek(bit);
    to.peek(NetField::GreVersion);
    to.leave();
    to.skip(2);
    to.next(NetField::GreProtocol);
    if (has(0x8000)) {
        to.next(NetField::GreChecksum);
        to.next(NetField::GreOffset);
    }
    if (has(0x2000)) to.next(NetField::GreKey);
    if (has(0x1000)) to.next(NetField::GreSequence);
    to.leave();
}

void dissectErspan2(Dissector& to) {
    to.enter(NetField::Erspan, 8);
    to.peek(NetField::ErspanVersion);
    to.next(NetField::ErspanVlan);
    to.peek(NetField::ErspanClass);
    to.peek(NetField::ErspanEncapsulation);
    to.peek(NetField::ErspanTruncated);
    to.next(NetField::ErspanSession);
    to.peek(NetField::ErspanReserved);
    to.next(NetField::ErspanIndex);
    to.leave();
}

void dissectErspan3(Dissector& to) {
    const bool subheader = (ahead16(to, 10) & 1) != 0;
    to.enter(NetField::Erspan, subheader ? 20 : 12);
    to.peek(NetField::ErspanVersion);
    to.next(NetField::ErspanVlan);
    to.peek(NetField::ErspanClass);
    to.peek(NetField::ErspanDamage);
    to.peek(NetField::ErspanTruncated);
    to.next(NetField::ErspanSession);
    if (to.ok()) erspan3Rest(to);
    to.leave();
}

void dissectMpls(Dissector& to) {
    for (std::uint32_t i = 0; to.ok() && i < kMaxLabels; ++i) {
        to.enter(NetField::Mpls, 4);
        to.peek(NetField::MplsLabel);
        to.peek(NetField::MplsClass);
        const bool bottom = to.peek(NetField::MplsBottom) != 0;
        to.next(NetField::MplsTtl);
        to.leave();
        if (bottom) return;
    }
}

void dissectPseudowire(Dissector& to) {
    to.enter(NetField::Pseudowire, 4);
    to.skip(2);
    to.next(NetField::PseudowireSequence);
    to.leave();
}

} // namespace mqttscope::net
