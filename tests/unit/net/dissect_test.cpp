// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissect.h"
#include "core/net/fields.h"
#include "core/net/link_types.h"
#include "tests/unit/net/net_fixture.h"

#include <set>

namespace mqttscope::net::test {
namespace {

base::FieldTree treeOf(const Bytes& bytes, std::uint32_t linkType = 1, const FrameContext& context = {}) {
    FrameView frame;
    frame.id = base::FrameId(6);
    frame.linkType = linkType;
    frame.originalLength = static_cast<std::uint32_t>(bytes.size());
    frame.bytes = bytes;
    base::FieldTree tree;
    dissect(frame, tree, context);
    return tree;
}

const base::FieldInfo& info(const base::FieldNode& node) {
    return fields()[node.field.value - base::kNetFields];
}

/// "key=number@offset+size" for each node of the keys that begin with `prefix`.
std::vector<std::string> list(const base::FieldTree& tree, std::string_view prefix) {
    std::vector<std::string> lines;
    for (const auto& node : tree.nodes) {
        const auto& row = info(node);
        if (!row.key.starts_with(prefix)) continue;
        lines.push_back(fmt::format("{}={}@{}+{}{}", row.key, node.number, node.range.offset, node.range.size,
                                    node.generated ? " generated" : ""));
    }
    return lines;
}

/// "key=number" for the first node of a key, or nothing.
std::string first(const base::FieldTree& tree, std::string_view key) {
    for (const auto& node : tree.nodes)
        if (info(node).key == key) return fmt::format("{}@{}+{}", node.number, node.range.offset, node.range.size);
    return "absent";
}

Bytes whole() {
    return ethernet(0x0800,
                    ipv4({.identification = 7}, tcp({.sequence = 1000, .acknowledgment = 70, .payload = "abc"})));
}

TEST(Dissect, TheTableIsWhole) {
    std::set<std::string_view> keys;
    for (const auto& row : fields()) {
        EXPECT_TRUE(keys.insert(row.key).second) << row.key;
        EXPECT_FALSE(row.label.empty()) << row.key;
        EXPECT_FALSE(row.meaning.empty()) << row.key;
        EXPECT_TRUE(row.meaning.ends_with('.')) << row.key;
        EXPECT_EQ(row.meaning.find('.'), row.meaning.size() - 1) << row.key << ": one sentence";
        EXPECT_TRUE(row.mask == 0 || row.width > 0) << row.key;
    }
    EXPECT_EQ(fields().front().id.value, base::kNetFields);
}

TEST(Dissect, AddressesAndPortsOfBothEndsShareAnAlias) {
    for (const auto& [alias, expected] :
         {std::pair<std::string_view, int>{"ip.addr", 2}, {"tcp.port", 2}, {"eth.addr", 2}, {"ipv6.addr", 2}}) {
        int found = 0;
        for (const auto& row : fields()) {
            const auto padded = fmt::format(" {} ", row.aliases);
            if (padded.find(fmt::format(" {} ", alias)) != std::string::npos) ++found;
        }
        EXPECT_EQ(found, expected) << alias;
    }
}

TEST(Dissect, TheFrameItself) {
    const auto tree = treeOf(whole());
    EXPECT_THAT(list(tree, "frame"), ElementsAre("frame=0@0+57", "frame.number=7@0+0", "frame.time_epoch=0@0+0",
                                                 "frame.len=57@0+0", "frame.cap_len=57@0+0"));
}

TEST(Dissect, EthernetAndIpv4) {
    const auto tree = treeOf(whole());
    EXPECT_THAT(list(tree, "eth"), ElementsAre("eth=0@0+14", ::testing::StartsWith("eth.dst"),
                                               ::testing::EndsWith("@6+6"), "eth.type=2048@12+2"));
    EXPECT_EQ(first(tree, "ip"), "0@14+20");
    EXPECT_EQ(first(tree, "ip.version"), "4@14+1");
    EXPECT_EQ(first(tree, "ip.hdr_len"), "20@14+1");
    EXPECT_EQ(first(tree, "ip.len"), "43@16+2");
    EXPECT_EQ(first(tree, "ip.id"), "7@18+2");
    EXPECT_EQ(first(tree, "ip.proto"), "6@23+1");
    EXPECT_EQ(first(tree, "ip.src"), fmt::format("{}@26+4", 0x0A00'0001));
}

TEST(Dissect, Tcp) {
    const auto tree =
        treeOf(whole(), 1, {.tcpStream = base::TcpConnectionId(3), .firstSequence = 990, .firstAcknowledgment = 60});
    EXPECT_THAT(list(tree, "tcp.s"), ElementsAre("tcp.stream=3@0+0 generated", "tcp.srcport=50000@34+2",
                                                 "tcp.seq_raw=1000@38+4", "tcp.seq=10@0+0 generated"));
    EXPECT_EQ(first(tree, "tcp.ack"), "10@0+0");
    EXPECT_EQ(first(tree, "tcp.len"), "3@0+0");
    EXPECT_EQ(first(tree, "tcp.flags"), "16@46+2");
    EXPECT_EQ(first(tree, "tcp.flags.ack"), "1@46+2");
    EXPECT_EQ(first(tree, "tcp.flags.syn"), "0@46+2");
    EXPECT_EQ(first(tree, "tcp.window_size_value"), "1000@48+2");
    EXPECT_EQ(first(tree, "tcp.payload"), "0@54+3");
    EXPECT_THAT(tree.problems, IsEmpty());
}

TEST(Dissect, WithoutContextNumbersStayRaw) {
    const auto tree = treeOf(whole());
    EXPECT_EQ(first(tree, "tcp.stream"), "absent");
    EXPECT_EQ(first(tree, "tcp.seq"), "absent");
}

TEST(Dissect, TcpOptions) {
    const Bytes options{2, 4, 5,   0xB4, 1, 3, 3, 7,  4, 2, 8, 10, 0, 0, 0, 9, 0, 0,
                        0, 8, 253, 4,    1, 2, 5, 10, 0, 0, 0, 1,  0, 0, 0, 2, 0, 0};
    const auto tree = treeOf(ipv4({}, tcp({.flags = kSyn, .options = options})), 101);
    EXPECT_EQ(first(tree, "tcp.options"), "0@40+36");
    EXPECT_EQ(first(tree, "tcp.options.mss_val"), "1460@42+2");
    EXPECT_EQ(first(tree, "tcp.options.wscale.shift"), "7@47+1");
    EXPECT_EQ(first(tree, "tcp.options.sack_perm"), "0@48+2");
    EXPECT_EQ(first(tree, "tcp.options.timestamp.tsval"), "9@52+4");
    EXPECT_EQ(first(tree, "tcp.options.timestamp.tsecr"), "8@56+4");
    EXPECT_EQ(first(tree, "tcp.options.unknown.data"), "0@62+2");
    EXPECT_EQ(first(tree, "tcp.options.sack_le"), "1@66+4");
    EXPECT_EQ(first(tree, "tcp.options.sack_re"), "2@70+4");
    EXPECT_THAT(tree.problems, IsEmpty());
}

TEST(Dissect, ABrokenOptionIsAProblemWithItsPlace) {
    const auto tree = treeOf(ipv4({}, tcp({.options = {2, 9, 0, 0}})), 101);
    ASSERT_EQ(tree.problems.size(), 1U);
    EXPECT_EQ(tree.problems[0].range.offset, 40U);
}

TEST(Dissect, Ipv6WithExtensionHeaders) {
    const Bytes headers{44, 0, 0, 0, 0, 0, 0, 0, 6, 0, 0, 1, 0, 0, 0, 9};
    const auto tree = treeOf(ipv6(true, 0, joined(headers, tcp({.payload = "abc"}))), 101);
    EXPECT_EQ(first(tree, "ipv6"), "0@0+56");
    EXPECT_EQ(first(tree, "ipv6.hopopts"), "0@40+8");
    EXPECT_EQ(first(tree, "ipv6.fraghdr"), "0@48+8");
    EXPECT_EQ(first(tree, "ipv6.fraghdr.more"), "1@50+2");
    EXPECT_EQ(first(tree, "ipv6.fraghdr.ident"), "9@52+4");
    EXPECT_EQ(first(tree, "tcp.payload"), "0@76+3");
}

TEST(Dissect, ALaterFragmentIsDataAndNoTcp) {
    const auto tree = treeOf(ipv4({.fragmentation = 3}, tcp({})), 101);
    EXPECT_EQ(first(tree, "tcp"), "absent");
    EXPECT_EQ(first(tree, "ip.frag_offset"), "24@6+2");
    EXPECT_EQ(first(tree, "data"), "0@20+20");
}

TEST(Dissect, LinkLayers) {
    const auto packet = ipv4({}, tcp({}));
    auto tree = treeOf(ethernet(0x8100, joined({0xB0, 5, 0x08, 0x00}, packet)));
    EXPECT_THAT(list(tree, "vlan"), ElementsAre("vlan=0@14+4", "vlan.priority=5@14+2", "vlan.dei=1@14+2",
                                                "vlan.id=5@14+2", "vlan.etype=2048@16+2"));
    tree = treeOf(joined({2, 0, 0, 0}, packet), link::kNull);
    EXPECT_EQ(first(tree, "null.family"), "2@0+4");
    tree = treeOf(joined({0xFF, 3, 0x21}, packet), link::kPpp);
    EXPECT_EQ(first(tree, "ppp.protocol"), "33@2+1");
    tree = treeOf(joined({0, 4, 0, 1, 0, 6, 1, 2, 3, 4, 5, 6, 0, 0, 8, 0}, packet), link::kLinuxCooked);
    EXPECT_THAT(first(tree, "sll.src.eth"), ::testing::EndsWith("@6+6"));
    EXPECT_EQ(first(tree, "sll.etype"), "2048@14+2");
    EXPECT_EQ(first(tree, "tcp.srcport"), "50000@36+2");
    tree = treeOf({2, 0, 0, 1}, link::kNflog);
    EXPECT_EQ(first(tree, "nflog.res_id"), "1@2+2");
}

TEST(Dissect, EthernetPaddingIsShown) {
    EXPECT_EQ(first(treeOf(joined(whole(), Bytes(5))), "eth.padding"), "0@57+5");
}

TEST(Dissect, EveryCutIsDescribedAsFarAsItGoes) {
    const auto all = whole();
    for (std::size_t size = 0; size < all.size(); ++size) {
        FrameView frame;
        const Bytes bytes(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(size));
        frame.linkType = 1;
        frame.originalLength = static_cast<std::uint32_t>(all.size());
        frame.bytes = bytes;
        base::FieldTree tree;
        dissect(frame, tree, {});
        EXPECT_EQ(tree.current(), base::FieldNode::kNone);
        for (const auto& node : tree.nodes) EXPECT_LE(node.range.end(), size) << info(node).key;
        // Whole headers, with or without payload, are no problem.
        EXPECT_EQ(tree.problems.empty(), size >= 54) << size;
    }
}

} // namespace
} // namespace mqttscope::net::test
