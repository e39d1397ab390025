// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of frames that hold tunnels.
#include "core/net/dissect.h"
#include "core/net/fields.h"
#include "tests/unit/net/net_fixture.h"
#include "tests/unit/net/tunnel_builder.h"

namespace mqttscope::net::test {
namespace {

const base::FieldInfo& info(const base::FieldNode& node) {
    return fields()[node.field.value - base::kNetFields];
}

base::FieldTree treeOf(const Bytes& bytes, std::uint32_t originalLength = 0) {
    FrameView frame;
    frame.linkType = 1;
    frame.originalLength = std::max(originalLength, static_cast<std::uint32_t>(bytes.size()));
    frame.bytes = bytes;
    base::FieldTree tree;
    dissect(frame, tree, {.tcpStream = base::TcpConnectionId(4)});
    EXPECT_EQ(tree.current(), base::FieldNode::kNone);
    return tree;
}

/// "key=number@offset+size" for each leaf below the nodes of this key.
std::vector<std::string> below(const base::FieldTree& tree, std::string_view key) {
    std::vector<std::string> lines;
    std::uint32_t end = 0;
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        if (info(node).key == key) end = std::max(end, node.end);
        if (i >= end || info(node).type == base::FieldType::Group) continue;
        lines.push_back(fmt::format("{}={}@{}+{}", info(node).key, node.number, node.range.offset, node.range.size));
    }
    return lines;
}

/// The keys of the outermost nodes, but for the frame itself.
std::string layers(const base::FieldTree& tree) {
    std::string keys;
    for (const auto& node : tree.nodes) {
        if (node.parent != base::FieldNode::kNone || info(node).key == "frame") continue;
        keys += (keys.empty() ? "" : " ") + std::string(info(node).key);
    }
    return keys;
}

Bytes packet() {
    return ipv4({}, tcp({.sequence = 1, .payload = "abc"}));
}

Bytes frame() {
    return ethernet(0x0800, packet());
}

Bytes inGre(const Bytes& bytes) {
    return ethernet(0x0800, between(47, bytes));
}

TEST(DissectTunnel, EveryLayerShows) {
    const std::map<std::string, std::string> expected = {
        {"vxlan", "eth ip udp vxlan eth ip tcp tcp.payload"},
        {"vxlan with a tag inside", "eth ip udp vxlan eth vlan ip tcp tcp.payload"},
        {"vxlan over IPv6", "eth ipv6 udp vxlan eth ip tcp tcp.payload"},
        {"geneve with IP", "eth ip udp geneve ip tcp tcp.payload"},
        {"gre with everything", "eth ip gre ip tcp tcp.payload"},
        {"erspan I", "eth ip gre eth ip tcp tcp.payload"},
        {"erspan II", "eth ip gre erspan eth ip tcp tcp.payload"},
        {"erspan III with IP", "eth ip gre erspan ip tcp tcp.payload"},
        {"mpls of two labels", "eth mpls mpls ip tcp tcp.payload"},
        {"mpls with a pseudowire", "eth mpls mpls pweth.cw eth ip tcp tcp.payload"},
        {"mpls over UDP", "eth ip udp mpls ip tcp tcp.payload"},
        {"IP in IP", "eth ip ip tcp tcp.payload"},
        {"IP in IPv6", "eth ipv6 ip tcp tcp.payload"},
    };
    for (const auto& [name, bytes] : everyTunnel(packet())) {
        const auto tree = treeOf(bytes);
        EXPECT_THAT(tree.problems, IsEmpty()) << name;
        EXPECT_THAT(layers(tree), ::testing::EndsWith("tcp tcp.payload")) << name;
        if (const auto found = expected.find(name); found != expected.end()) {
            EXPECT_EQ(layers(tree), found->second);
        }
        // The payload lights up where it was captured.
        EXPECT_EQ(tree.nodes.back().range.offset, bytes.size() - 3) << name;
    }
}

TEST(DissectTunnel, Udp) {
    const auto tree = treeOf(ethernet(0x0800, inUdp(53, Bytes(5))));
    EXPECT_THAT(below(tree, "udp"), ElementsAre("udp.srcport=61234@34+2", "udp.dstport=53@36+2", "udp.length=13@38+2",
                                                "udp.checksum=0@40+2"));
    EXPECT_EQ(layers(tree), "eth ip udp udp.payload");
    EXPECT_EQ(tree.nodes.back().range.offset, 42U);
}

TEST(DissectTunnel, Vxlan) {
    EXPECT_THAT(below(treeOf(ethernet(0x0800, inUdp(kVxlanPort, vxlan(frame())))), "vxlan"),
                ElementsAre("vxlan.flags=2048@42+2", "vxlan.flag_g=0@42+2", "vxlan.flag_i=1@42+2",
                            "vxlan.flag_d=0@42+2", "vxlan.flag_a=0@42+2", "vxlan.gbp=0@44+2", "vxlan.vni=66051@46+3",
                            "vxlan.reserved8=0@49+1"));
}

TEST(DissectTunnel, Geneve) {
    const Bytes options{0x01, 0x08, 0x80, 0x01, 1, 2, 3, 4};
    const auto tree = treeOf(ethernet(0x0800, inUdp(kGenevePort, geneve(kBridging, frame(), options))));
    EXPECT_THAT(below(tree, "geneve"),
                ElementsAre("geneve.version=0@42+1", "geneve.options_length=8@42+1", "geneve.flags=64@43+1",
                            "geneve.flags.oam=0@43+1", "geneve.flags.critical=1@43+1", "geneve.flags.reserved=0@43+1",
                            "geneve.proto_type=25944@44+2", "geneve.vni=4660@46+3", "geneve.reserved=0@49+1",
                            "geneve.option.class=264@50+2", "geneve.option.type.critical=1@52+1",
                            "geneve.option.type=128@52+1", "geneve.option.flags.reserved=0@53+1",
                            "geneve.option.length=8@53+1", "geneve.option.unknown.data=0@54+4"));
}

TEST(DissectTunnel, AGeneveOptionBeyondTheOptionsIsAProblem) {
    const auto tree =
        treeOf(ethernet(0x0800, inUdp(kGenevePort, geneve(kBridging, frame(), {0x01, 0x08, 0x80, 0x05}))));
    ASSERT_EQ(tree.problems.size(), 1U);
    EXPECT_EQ(tree.problems[0].range.offset, 50U);
    EXPECT_THAT(layers(tree), ::testing::EndsWith("tcp tcp.payload"));
}

TEST(DissectTunnel, Gre) {
    EXPECT_THAT(below(treeOf(inGre(gre(0x0800, packet(), 0xB000))), "gre"),
                ElementsAre("gre.flags_and_version=45056@34+2", "gre.flags.checksum=1@34+2", "gre.flags.routing=0@34+2",
                            "gre.flags.key=1@34+2", "gre.flags.sequence_number=1@34+2",
                            "gre.flags.strict_source_route=0@34+2", "gre.flags.recursion_control=0@34+2",
                            "gre.flags.reserved=0@34+2", "gre.flags.version=0@34+2", "gre.proto=2048@36+2",
                            "gre.checksum=4660@38+2", "gre.offset=0@40+2", "gre.key=3405643777@42+4",
                            "gre.sequence_number=7@46+4"));
}

TEST(DissectTunnel, Erspan) {
    EXPECT_THAT(below(treeOf(inGre(gre(kErspan, erspan2(frame()), kGreSequence))), "erspan"),
                ElementsAre("erspan.version=1@42+2", "erspan.vlan=100@42+2", "erspan.cos=3@44+2", "erspan.encap=3@44+2",
                            "erspan.truncated=0@44+2", "erspan.spanid=5@44+2", "erspan.reserved=0@46+4",
                            "erspan.index=74565@46+4"));
    EXPECT_THAT(below(treeOf(inGre(gre(kErspan3, erspan3(frame(), true), kGreSequence))), "erspan"),
                ElementsAre("erspan.version=2@42+2", "erspan.vlan=100@42+2", "erspan.cos=3@44+2", "erspan.bso=0@44+2",
                            "erspan.truncated=1@44+2", "erspan.spanid=5@44+2", "erspan.timestamp=2864434397@46+4",
                            "erspan.sgt=42@50+2", "erspan.p=1@52+2", "erspan.ft=0@52+2", "erspan.hw=3@52+2",
                            "erspan.direction=1@52+2", "erspan.gra=0@52+2", "erspan.o=1@52+2", "erspan.platid=5@54+4",
                            "erspan.platform_data=0@54+8"));
}

TEST(DissectTunnel, Mpls) {
    EXPECT_THAT(below(treeOf(ethernet(0x8847, mpls({16'000, 17'000}, controlWord(frame())))), "mpls"),
                ElementsAre("mpls.label=16000@14+4", "mpls.exp=5@14+4", "mpls.bottom=0@14+4", "mpls.ttl=64@14+4",
                            "mpls.label=17000@18+4", "mpls.exp=5@18+4", "mpls.bottom=1@18+4", "mpls.ttl=64@18+4"));
    EXPECT_THAT(below(treeOf(ethernet(0x8847, mpls({16}, controlWord(frame())))), "pweth.cw"),
                ElementsAre("pweth.cw.sequence_number=9@20+2"));
}

TEST(DissectTunnel, PaddingOfEachLayerIsShown) {
    const auto tree = treeOf(joined(ethernet(0x0800, inUdp(kVxlanPort, vxlan(joined(frame(), Bytes(6))))), Bytes(4)));
    EXPECT_EQ(layers(tree), "eth ip udp vxlan eth ip tcp tcp.payload eth.padding eth.padding");
    const auto end = static_cast<std::uint32_t>(14 + 20 + 8 + 8 + frame().size());
    EXPECT_EQ(tree.nodes[tree.nodes.size() - 2].range.offset, end);
    EXPECT_EQ(tree.nodes.back().range.offset, end + 6);
    EXPECT_EQ(tree.nodes.back().range.size, 4U);
}

TEST(DissectTunnel, WhatIsNotFollowedIsData) {
    EXPECT_EQ(layers(treeOf(ethernet(0x0800, inUdp(kVxlanPort, vxlan(frame(), 1, 0))))), "eth ip udp vxlan data");
    EXPECT_EQ(layers(treeOf(inGre(gre(0x0806, Bytes(8))))), "eth ip gre data");
    EXPECT_EQ(layers(treeOf(ethernet(0x0800, between(17, udp(kVxlanPort, vxlan(frame())), {.fragmentation = 0x2000})))),
              "eth ip data");
    const auto icmp = ipv4({.protocol = 1}, joined({3, 1, 0, 0, 0, 0, 0, 0}, packet()));
    EXPECT_EQ(layers(treeOf(ethernet(0x0800, icmp))), "eth ip data");
}

TEST(DissectTunnel, EveryCutIsDescribedAsFarAsItGoes) {
    for (const auto& [name, bytes] : everyTunnel(packet())) {
        const auto all = static_cast<std::uint32_t>(bytes.size());
        for (std::uint32_t size = 0; size < all; ++size) {
            const Bytes cut(bytes.begin(), bytes.begin() + size);
            const auto tree = treeOf(cut, all);
            for (const auto& node : tree.nodes) EXPECT_LE(node.range.end(), size) << name << " " << info(node).key;
            EXPECT_EQ(tree.problems.empty(), size >= all - 3) << name << " cut at " << size;
        }
    }
}

} // namespace
} // namespace mqttscope::net::test
