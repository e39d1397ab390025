// SPDX-License-Identifier: GPL-3.0-or-later
// TCP in tunnels: which are followed, which are not, and where the bytes are said to lie.
#include "tests/unit/net/net_fixture.h"
#include "tests/unit/net/tunnel_builder.h"

namespace mqttscope::net::test {
namespace {

Bytes segment(const std::string& payload = "abc") {
    return tcp({.sequence = 1, .payload = payload});
}

Bytes v4(const std::string& payload = "abc") {
    return ipv4({}, segment(payload));
}

Bytes v6() {
    return ipv6(true, 6, segment());
}

std::string streamOf(const Bytes& frame) {
    Net net;
    net.feed(frame);
    return net.clientStream();
}

/// What is counted of a frame in which no TCP is found.
std::string countOf(const Bytes& frame, std::size_t captured = SIZE_MAX) {
    Net net;
    net.feed(frame, 1, captured);
    const auto& s = net.statistics();
    EXPECT_EQ(s.framesWithoutTcp + s.malformedFrames + s.headersClipped + s.segments + s.framesWithoutIp, 1U);
    return s.framesWithoutTcp == 1  ? "not TCP"
           : s.malformedFrames == 1 ? "malformed"
           : s.headersClipped == 1  ? "clipped"
           : s.segments == 1        ? "segment"
                                    : "not IP";
}

/// The bytes that were delivered lie in the captured frames where their origin says.
void expectPlaces(const Net& net) {
    for (const auto& piece : net.recorder.pieces)
        EXPECT_EQ(piece.bytes.data(), net.frame(piece.origin.frame).data() + piece.origin.offsetInFrame);
}

/// Puts a frame into every kind of tunnel in turn, over and over.
Bytes nested(const Bytes& frame, int depth) {
    auto all = frame;
    for (int i = 0; i < depth; ++i) {
        const std::vector<Bytes> ways = {
            inUdp(kVxlanPort, vxlan(all)),
            between(47, gre(kErspan, erspan2(all), kGreSequence)),
            inUdp(kGenevePort, geneve(kBridging, all)),
            between(47, gre(0x8847, mpls({16'000}, controlWord(all)))),
        };
        all = ethernet(0x0800, ways[static_cast<std::size_t>(i) % ways.size()]);
    }
    return all;
}

TEST(Tunnels, TcpIsFoundInEach) {
    for (const auto& [name, frame] : everyTunnel(v4())) EXPECT_EQ(streamOf(frame), "abc") << name;
    for (const auto& [name, frame] : everyTunnel(v6(), 6)) EXPECT_EQ(streamOf(frame), "abc") << name << " with IPv6";
}

TEST(Tunnels, BytesLieWhereTheyWereCaptured) {
    for (const auto& [name, frame] : everyTunnel(v4("payload"))) {
        Net net;
        net.feed(frame);
        ASSERT_EQ(net.recorder.pieces.size(), 1U) << name;
        EXPECT_EQ(net.recorder.pieces[0].origin.offsetInFrame, frame.size() - 7) << name;
        expectPlaces(net);
    }
}

TEST(Tunnels, PaddingInAndAroundATunnelIsNoPayload) {
    const auto padded = joined(ethernet(0x0800, v4()), Bytes(6, 0xEE));
    EXPECT_EQ(streamOf(joined(ethernet(0x0800, inUdp(kVxlanPort, vxlan(padded))), Bytes(4, 0xDD))), "abc");
}

TEST(Tunnels, OneConnectionIsTheSamePlainAndInATunnel) {
    Net net;
    net.syn();
    net.feed(ethernet(
        0x0800,
        inUdp(kVxlanPort,
              vxlan(ethernet(
                  0x0800,
                  ipv4({.fromClient = false, .identification = 9},
                       tcp({.fromClient = false, .sequence = 5000, .acknowledgment = 1001, .flags = kSyn | kAck})))))));
    net.client(0, "abc");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data abc"));
}

TEST(Tunnels, TheyNestAsFarAsAnyNetworkDoesAndNotWithoutEnd) {
    const auto frame = ethernet(0x0800, v4());
    for (int depth = 1; depth <= 5; ++depth) EXPECT_EQ(streamOf(nested(frame, depth)), "abc") << depth;
    for (const int depth : {9, 20, 100}) EXPECT_EQ(countOf(nested(frame, depth)), "not TCP") << depth;
    auto packet = v4();
    for (int i = 0; i < 500; ++i) packet = between(4, packet);
    EXPECT_EQ(countOf(ethernet(0x0800, packet)), "not TCP");
}

TEST(Tunnels, ALabelStackEndsSomewhere) {
    Bytes labels;
    for (int i = 0; i < 10; ++i) put32(labels, 16'000U << 12);
    EXPECT_EQ(streamOf(ethernet(0x8847, joined(labels, mpls({16}, v4())))), "abc");
    for (int i = 0; i < 1000; ++i) put32(labels, 16'000U << 12);
    EXPECT_EQ(countOf(ethernet(0x8847, joined(labels, mpls({16}, v4())))), "not IP");
}

TEST(Tunnels, WhatFollowsLabelsIsToldByItsBytes) {
    auto frame = ethernet(0x0800, v4());
    const auto labelled = [](const Bytes& payload) { return ethernet(0x8847, mpls({16}, payload)); };
    EXPECT_EQ(streamOf(labelled(controlWord(frame))), "abc");
    // Hardware addresses whose first half byte looks like something else.
    for (const int first : {0x00, 0x02, 0x1C, 0x44, 0x46, 0x60, 0x98, 0xFE}) {
        frame[0] = static_cast<std::uint8_t>(first);
        for (const int second : {0x00, 0x1B}) {
            frame[1] = static_cast<std::uint8_t>(second);
            const auto expected = first >> 4 == 1 ? "" : "abc";
            EXPECT_EQ(streamOf(labelled(frame)), expected) << first << " " << second;
            EXPECT_EQ(streamOf(labelled(controlWord(frame))), "abc") << first << " " << second;
        }
    }
    // A channel beside the pseudowire, told by its half byte or by its label.
    EXPECT_EQ(countOf(labelled(joined({0x10, 0, 0, 7}, frame))), "not IP");
    EXPECT_EQ(countOf(ethernet(0x8847, mpls({16, 13}, v4()))), "not IP");
}

TEST(Tunnels, HeadersThatMakeNoSenseCarryNothing) {
    const auto frame = ethernet(0x0800, v4());
    const auto ip = [](const Bytes& bytes) { return ethernet(0x0800, bytes); };
    const auto inGre = [&](const Bytes& bytes) { return ip(between(47, bytes)); };
    EXPECT_EQ(countOf(ip(inUdp(kVxlanPort, vxlan(frame, 1, 0x00)))), "not TCP") << "no network identifier";
    EXPECT_EQ(countOf(ip(inUdp(4790, vxlan(frame)))), "not TCP") << "not a tunnel's port";
    EXPECT_EQ(countOf(ip(inUdp(kVxlanPort, {1, 2, 3}))), "not TCP") << "a short datagram";
    EXPECT_EQ(countOf(ip(between(17, {1, 2, 3}))), "not TCP") << "a short UDP header";
    auto length = udp(kVxlanPort, vxlan(frame));
    length[4] = 0;
    length[5] = 5;
    EXPECT_EQ(countOf(ip(between(17, length))), "not TCP") << "a UDP length below its header";
    auto version = geneve(kBridging, frame);
    version[0] = 0x40;
    EXPECT_EQ(countOf(ip(inUdp(kGenevePort, version))), "not TCP") << "Geneve 1";
    EXPECT_EQ(countOf(ip(inUdp(kGenevePort, geneve(0x0005, frame)))), "not TCP") << "no type";
    auto options = geneve(kBridging, {});
    options[0] = 0x3F;
    EXPECT_EQ(countOf(ip(inUdp(kGenevePort, options))), "not TCP") << "options beyond the end";
    EXPECT_EQ(countOf(inGre(gre(0x0800, v4(), 0x0001))), "not TCP") << "GRE 1";
    EXPECT_EQ(countOf(inGre(gre(0x0800, v4(), 0x4000))), "not TCP") << "source routes";
    EXPECT_EQ(countOf(inGre(gre(0x0806, v4()))), "not TCP") << "ARP";
    EXPECT_EQ(countOf(inGre(gre(kErspan, erspan3(frame), kGreSequence))), "not TCP") << "a version of another type";
    EXPECT_EQ(countOf(inGre(gre(kErspan3, erspan2(frame), kGreSequence))), "not TCP") << "a version of another type";
    EXPECT_EQ(countOf(inGre(gre(kErspan3, erspan3(frame, false, 5), kGreSequence))), "not TCP") << "an unknown frame";
    EXPECT_EQ(countOf(ip(between(4, {}))), "malformed") << "an IP packet without a byte";
    EXPECT_EQ(countOf(ip(between(4, {0x11, 2, 3}))), "malformed") << "no version of IP";
}

TEST(Tunnels, TcpThatIcmpQuotesIsNoSegment) {
    const auto quoted = ipv4({}, segment());
    const Bytes unreachable{3, 1, 0, 0, 0, 0, 0, 0};
    EXPECT_EQ(countOf(ethernet(0x0800, ipv4({.protocol = 1}, joined(unreachable, quoted)))), "not TCP");
    EXPECT_EQ(countOf(ethernet(0x86DD, ipv6(true, 58, joined(unreachable, ipv6(true, 6, segment()))))), "not TCP");
    const auto inside = ethernet(0x0800, ipv4({.protocol = 1}, joined(unreachable, quoted)));
    EXPECT_EQ(countOf(ethernet(0x0800, inUdp(kVxlanPort, vxlan(inside)))), "not TCP");
}

TEST(Tunnels, EveryCutIsSurvived) {
    for (const auto& [name, frame] : everyTunnel(v4("payload"))) {
        for (std::size_t size = 0; size < frame.size(); ++size) {
            Net net;
            net.feed(frame, 1, size); // the snapshot length
            const auto missing = frame.size() - size;
            const std::string expected =
                missing > 7 + 4 ? "" // 4: checksum and urgent pointer are not needed
                : missing >= 7  ? "[7]"
                                : std::string("payload").substr(0, 7 - missing) + fmt::format("[{}]", missing);
            EXPECT_EQ(net.clientStream(), expected) << name << " cut at " << size;
            if (expected.empty()) {
                EXPECT_EQ(net.statistics().headersClipped, 1U) << name << " cut at " << size;
            }
            // The same bytes as a frame that was that short on the wire.
            countOf(Bytes(frame.begin(), frame.begin() + static_cast<std::ptrdiff_t>(size)));
        }
    }
}

TEST(Tunnels, WhatAMirrorCutOffIsMissingAndNotDenied) {
    auto frame = ethernet(0x0800, v4("abcdefgh"));
    frame.resize(frame.size() - 5);
    EXPECT_EQ(streamOf(joined(ethernet(0x0800, inUdp(kVxlanPort, vxlan(frame))), Bytes(4, 0xDD))), "abc[5]");
}

TEST(Tunnels, FragmentsOfTheOuterPacketCome) {
    const auto inner = ethernet(0x0800, v4("abcdefghijklmnopqrstuvwxyz"));
    for (const std::uint8_t protocol : Bytes{17, 47}) {
        const auto whole = protocol == 17 ? udp(kVxlanPort, vxlan(inner)) : gre(kBridging, inner);
        for (std::size_t cut = 8; cut < whole.size(); cut += 8) {
            Net net;
            const auto split = whole.begin() + static_cast<std::ptrdiff_t>(cut);
            // The last first: order does not matter.
            net.feed(
                between(protocol, Bytes(split, whole.end()), {.fragmentation = static_cast<std::uint16_t>(cut / 8)}),
                101);
            net.feed(between(protocol, Bytes(whole.begin(), split), {.fragmentation = 0x2000}), 101);
            EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwxyz") << cut;
            expectPlaces(net);
        }
    }
}

TEST(Tunnels, FragmentsInFragmentsCome) {
    const auto whole = segment("abcdefghijklmnopqrstuvwxyz");
    const auto split = whole.begin() + 24;
    const std::vector<Bytes> inner = {
        ipv4({.identification = 5, .fragmentation = 0x2000}, Bytes(whole.begin(), split)),
        ipv4({.identification = 5, .fragmentation = 3}, Bytes(split, whole.end())),
    };
    Net net;
    std::uint16_t identification = 0x100;
    for (const auto& packet : inner) {
        ++identification;
        const auto outer = gre(0x0800, packet);
        for (std::size_t at = 0; at < outer.size(); at += 8) {
            const auto end = std::min(at + 8, outer.size());
            const auto more = end < outer.size() ? 0x2000U : 0U;
            net.feed(
                between(47,
                        Bytes(outer.begin() + static_cast<std::ptrdiff_t>(at),
                              outer.begin() + static_cast<std::ptrdiff_t>(end)),
                        {.identification = identification, .fragmentation = static_cast<std::uint16_t>(more | at / 8)}),
                101);
        }
    }
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwxyz");
    EXPECT_EQ(net.statistics().datagramsReassembled, 3U);
    expectPlaces(net);
}

TEST(Tunnels, AReassembledDatagramWithoutATunnelIsNotTcp) {
    Net net;
    const auto datagram = udp(53, Bytes(40));
    net.feed(ipv4({.fragmentation = 0x2000, .protocol = 17}, Bytes(datagram.begin(), datagram.begin() + 24)), 101);
    net.feed(ipv4({.fragmentation = 3, .protocol = 17}, Bytes(datagram.begin() + 24, datagram.end())), 101);
    EXPECT_EQ(net.statistics().fragments, 2U);
    EXPECT_EQ(net.statistics().framesWithoutTcp, 1U);
}

TEST(Tunnels, APacketInFragmentsThatSaysMoreThanItHolds) {
    auto packet = v4("abcdefgh");
    packet.resize(packet.size() - 8); // a mirror cut it just behind the TCP header
    const auto outer = gre(0x0800, packet);
    Net net;
    net.feed(between(47, Bytes(outer.begin(), outer.begin() + 8), {.fragmentation = 0x2000}), 101);
    net.feed(between(47, Bytes(outer.begin() + 8, outer.end()), {.fragmentation = 1}), 101);
    EXPECT_EQ(net.clientStream(), "[8]");
}

} // namespace
} // namespace mqttscope::net::test
