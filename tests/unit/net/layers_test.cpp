// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/layers.h"
#include "core/net/link_types.h"
#include "tests/unit/net/net_fixture.h"

namespace mqttscope::net::test {
namespace {

Bytes segment() {
    return tcp({.sequence = 1, .payload = "abc"});
}

Bytes v4() {
    return ipv4({}, segment());
}

Bytes v6() {
    return ipv6(true, 6, segment());
}

/// What the stream of a single frame of this link type holds.
std::string streamOf(const Bytes& frame, std::uint32_t linkType) {
    Net net;
    net.feed(frame, linkType);
    return net.clientStream();
}

TEST(Layers, Ethernet) {
    EXPECT_EQ(streamOf(ethernet(0x0800, v4()), link::kEthernet), "abc");
    EXPECT_EQ(streamOf(ethernet(0x86DD, v6()), link::kEthernet), "abc");
}

TEST(Layers, EthernetPaddingIsNoPayload) {
    EXPECT_EQ(streamOf(joined(ethernet(0x0800, v4()), Bytes(6, 0xEE)), link::kEthernet), "abc");
    EXPECT_EQ(streamOf(joined(ethernet(0x86DD, v6()), Bytes(6, 0xEE)), link::kEthernet), "abc");
}

TEST(Layers, EthernetWithSnap) {
    const Bytes snap{0xAA, 0xAA, 3, 0, 0, 0, 8, 0};
    EXPECT_EQ(streamOf(ethernet(60, joined(snap, v4())), link::kEthernet), "abc");
}

TEST(Layers, TagsOf8021QAnd8021adNest) {
    const Bytes inner{0, 5, 0x08, 0x00};
    const Bytes outer{0, 7, 0x81, 0x00};
    EXPECT_EQ(streamOf(ethernet(0x8100, joined(inner, v4())), link::kEthernet), "abc");
    EXPECT_EQ(streamOf(ethernet(0x88A8, joined(outer, joined(inner, v4()))), link::kEthernet), "abc");
}

TEST(Layers, TagsBeyondReasonAreNotFollowed) {
    Bytes tags;
    for (int i = 0; i < 200; ++i) put(tags, {0, 1, 0x81, 0x00});
    Net net;
    net.feed(ethernet(0x8100, tags));
    EXPECT_EQ(net.statistics().framesWithoutIp, 1U);
}

TEST(Layers, LinuxCooked) {
    Bytes header(14);
    EXPECT_EQ(streamOf(joined(joined(header, {8, 0}), v4()), link::kLinuxCooked), "abc");
    EXPECT_EQ(streamOf(joined(joined(header, {0x86, 0xDD}), v6()), link::kLinuxCooked), "abc");
}

TEST(Layers, LinuxCooked2) {
    Bytes header(20);
    header[0] = 8;
    EXPECT_EQ(streamOf(joined(header, v4()), link::kLinuxCooked2), "abc");
}

TEST(Layers, NullAndLoopHoldAFamilyInEitherByteOrder) {
    for (const auto linkType : {link::kNull, link::kLoop}) {
        EXPECT_EQ(streamOf(joined({2, 0, 0, 0}, v4()), linkType), "abc");
        EXPECT_EQ(streamOf(joined({0, 0, 0, 2}, v4()), linkType), "abc");
        for (const auto family : Bytes{10, 23, 24, 28, 30}) {
            EXPECT_EQ(streamOf(joined({family, 0, 0, 0}, v6()), linkType), "abc") << int{family};
            EXPECT_EQ(streamOf(joined({0, 0, 0, family}, v6()), linkType), "abc") << int{family};
        }
        EXPECT_EQ(streamOf(joined({7, 0, 0, 0}, v4()), linkType), "");
    }
}

TEST(Layers, RawIpIsJudgedByItsVersion) {
    for (const auto linkType : {link::kRawBsd, link::kRawOpenBsd, link::kRaw, link::kIpv4, link::kIpv6}) {
        EXPECT_EQ(streamOf(v4(), linkType), "abc") << linkType;
        EXPECT_EQ(streamOf(v6(), linkType), "abc") << linkType;
    }
}

TEST(Layers, PppWithAndWithoutFramingAndCompression) {
    for (const auto linkType : {link::kPpp, link::kPppHdlc}) {
        EXPECT_EQ(streamOf(joined({0xFF, 3, 0, 0x21}, v4()), linkType), "abc");
        EXPECT_EQ(streamOf(joined({0xFF, 3, 0x21}, v4()), linkType), "abc");
        EXPECT_EQ(streamOf(joined({0, 0x21}, v4()), linkType), "abc");
        EXPECT_EQ(streamOf(joined({0x57}, v6()), linkType), "abc");
        EXPECT_EQ(streamOf(joined({0xC0, 0x21}, v4()), linkType), "") << "LCP";
    }
    EXPECT_EQ(streamOf(joined({0x0F, 0, 8, 0}, v4()), link::kPppHdlc), "abc") << "Cisco's framing";
    EXPECT_EQ(streamOf(joined({0x0F, 0, 8, 0}, v4()), link::kCiscoHdlc), "abc");
}

TEST(Layers, PppoeSession) {
    const auto size = static_cast<std::uint8_t>(v4().size() + 2);
    const Bytes session{0x11, 0, 0, 1, 0, size, 0, 0x21};
    EXPECT_EQ(streamOf(ethernet(0x8864, joined(session, v4())), link::kEthernet), "abc");
    EXPECT_EQ(streamOf(joined(session, v4()), link::kPppEther), "abc");
    const Bytes discovery{0x11, 9, 0, 0, 0, 0};
    EXPECT_EQ(streamOf(joined(discovery, v4()), link::kPppEther), "");
}

TEST(Layers, PppoeSaysWhereItsPayloadEnds) {
    // A total length that counts Ethernet's padding, as some access concentrators write it.
    const auto packet = ipv4({.totalLength = 20 + 20 + 6}, tcp({.payload = "abc"}));
    const auto size = static_cast<std::uint8_t>(packet.size() + 2);
    const Bytes session{0x11, 0, 0, 1, 0, size, 0, 0x21};
    EXPECT_EQ(streamOf(joined(session, joined(packet, Bytes(9))), link::kPppEther), "abc");
}

TEST(Layers, NflogHoldsThePacketAmongItsTlvs) {
    const auto size = static_cast<std::uint8_t>(v4().size() + 4);
    const Bytes little{2, 0, 0, 0, 5, 0, 10, 0, 'x', 0, 0, 0, size, 0, 9, 0};
    const Bytes big{2, 0, 0, 0, 0, 5, 0, 10, 'x', 0, 0, 0, 0, size, 0, 9};
    EXPECT_EQ(streamOf(joined(little, v4()), link::kNflog), "abc");
    EXPECT_EQ(streamOf(joined(big, v4()), link::kNflog), "abc");
    EXPECT_EQ(streamOf({2, 0, 0, 0, 0, 0, 0, 0}, link::kNflog), "") << "a length of 0 must not stop the walk";
}

TEST(Layers, LinkTypesThatAreNotUnderstoodAreCountedAndNamed) {
    Net net;
    net.feed(text("whatever"), 127);
    net.feed(text("whatever"), 127);
    net.feed(text("whatever"), 999'999);
    ASSERT_EQ(net.statistics().unknownLinks.size(), 2U);
    EXPECT_EQ(net.statistics().unknownLinks[0].linkType, 127U);
    EXPECT_EQ(net.statistics().unknownLinks[0].frames, 2U);
    EXPECT_EQ(linkTypeName(127), "IEEE802_11_RADIOTAP");
    EXPECT_EQ(linkTypeName(1), "ETHERNET");
    EXPECT_EQ(linkTypeName(999'999), "");
}

TEST(Layers, EveryFrameIsAccountedFor) {
    Net net;
    net.feed(ethernet(0x0806, Bytes(28)));                         // ARP
    net.feed(ethernet(0x0800, ipv4({.protocol = 17}, segment()))); // UDP
    net.feed(ethernet(0x0800, v4()), 1, 20);                       // cut inside IP
    net.feed(ethernet(0x0800, v4()), 1, 40);                       // cut inside TCP
    net.feed(ethernet(0x0800, v4()), 1, 9);                        // cut inside Ethernet
    net.feed(ethernet(0x0800, Bytes(40, 0x11)));                   // version 1
    net.feed({});
    net.feed(ethernet(0x0800, v4()));
    const auto& s = net.statistics();
    EXPECT_EQ(s.framesWithoutIp, 1U);
    EXPECT_EQ(s.framesWithoutTcp, 1U);
    EXPECT_EQ(s.headersClipped, 4U);
    EXPECT_EQ(s.malformedFrames, 1U);
    EXPECT_EQ(s.segments, 1U);
    EXPECT_EQ(s.segmentsWithPayload, 1U);
    EXPECT_EQ(s.frames, 8U);
}

TEST(Ip, Ipv4OptionsAreSkipped) {
    EXPECT_EQ(streamOf(ipv4({.options = Bytes(40, 1)}, segment()), link::kRaw), "abc");
}

TEST(Ip, ATotalLengthOf0MeansTheRestOfTheFrame) {
    EXPECT_EQ(streamOf(ipv4({.totalLength = 0}, segment()), link::kRaw), "abc");
    EXPECT_EQ(streamOf(ipv6(true, 6, segment(), 0), link::kRaw), "abc");
}

TEST(Ip, BytesThatTheFrameShouldHaveHadAreClipped) {
    EXPECT_EQ(streamOf(ipv4({.totalLength = 48}, segment()), link::kRaw), "abc[5]");
}

TEST(Ip, LengthsThatContradictThemselvesAreMalformed) {
    Net net;
    net.feed(ipv4({.totalLength = 19}, segment()), link::kRaw);
    net.feed(ipv4({.totalLength = 30}, segment()), link::kRaw); // ends inside the TCP header
    auto shortHeader = v4();
    shortHeader[0] = 0x44;
    net.feed(shortHeader, link::kRaw);
    auto shortTcp = v4();
    shortTcp[32] = 0x40;
    net.feed(shortTcp, link::kRaw);
    EXPECT_EQ(net.statistics().malformedFrames, 4U);
}

TEST(Ip, Ipv6ExtensionHeadersAreSkipped) {
    // Hop-by-hop, routing, destination options, authentication (whose length counts in words), atomic fragment.
    Bytes headers;
    put(headers, joined({43, 1}, Bytes(14)));
    put(headers, joined({60, 0}, Bytes(6)));
    put(headers, joined({51, 0}, Bytes(6)));
    put(headers, joined({44, 2}, Bytes(14)));
    put(headers, joined({6, 0}, Bytes(6)));
    EXPECT_EQ(streamOf(ipv6(true, 0, joined(headers, segment())), link::kRaw), "abc");
}

TEST(Ip, EspEndsTheWalk) {
    Net net;
    net.feed(ipv6(true, 50, segment()), link::kRaw);
    EXPECT_EQ(net.statistics().framesWithoutTcp, 1U);
}

TEST(Ip, AnExtensionHeaderThatRunsPastTheEndIsMalformed) {
    Net net;
    net.feed(ipv6(true, 0, {6, 200, 0, 0, 0, 0, 0, 0}), link::kRaw);
    EXPECT_EQ(net.statistics().malformedFrames, 1U);
}

} // namespace
} // namespace mqttscope::net::test
