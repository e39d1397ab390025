// SPDX-License-Identifier: GPL-3.0-or-later
// Crafted frames with tunnels, against tshark: the fields of each header, and which tcp.stream each segment is of.
#include "core/net/dissect.h"
#include "core/net/fields.h"
#include "tests/support/tshark.h"
#include "tests/unit/net/net_fixture.h"
#include "tests/unit/net/tunnel_builder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace mqttscope::net::test {
namespace {

/// Removes the file in the end.
class TemporaryFile {
public:
    TemporaryFile()
        : m_path(std::filesystem::temp_directory_path() /
                 ("mqttscope-tunnels-" + std::to_string(::getpid()) + ".pcap")) {}

    ~TemporaryFile() { std::filesystem::remove(m_path); }

    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }

    /// A pcap file of Ethernet frames one second apart, so that none is taken for a copy.
    void write(const std::vector<Bytes>& frames) const {
        Bytes file{0xA1, 0xB2, 0xC3, 0xD4, 0, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 1};
        std::uint32_t second = 1'700'000'000;
        for (const auto& frame : frames) {
            put32(file, second++);
            put32(file, 0);
            put32(file, static_cast<std::uint32_t>(frame.size()));
            put32(file, static_cast<std::uint32_t>(frame.size()));
            put(file, frame);
        }
        std::ofstream(m_path, std::ios::binary)
            .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
    }

private:
    std::filesystem::path m_path;
};

struct Crafted {
    std::string name;
    Bytes frame;
    std::uint16_t port;
};

/// tshark 4.0 shows the packet as data here; draft-foschiano-erspan §4.3 says that frame type 2 is IP.
bool isNotFollowedByTshark(const std::string& name) {
    return name == "erspan III with IP";
}

/// What tshark decodes only if it is told to: the port of Linux, and pseudowires.
constexpr auto* kDecodeAs = "-d udp.port==8472,vxlan -d mpls.label==299776,pwethcw";

/// Each tunnel once for IPv4 and once for IPv6, some in others, every one with a connection of its own.
std::vector<Crafted> crafted() {
    std::vector<Crafted> all;
    std::uint16_t port = 20'000;
    const auto segment = [&] { return tcp({.sequence = 100, .payload = "abc", .clientPort = port}); };
    for (const int version : {4, 6}) {
        const auto count = everyTunnel({}, version).size();
        for (std::size_t i = 0; i < count; ++i) {
            ++port;
            const auto packet = version == 4 ? ipv4({}, segment()) : ipv6(true, 6, segment());
            const auto [name, frame] = everyTunnel(packet, version)[i];
            if (isNotFollowedByTshark(name)) continue;
            all.push_back({fmt::format("{}, {}", name, version), frame, port});
        }
    }
    for (const auto& [name, outer] : everyTunnel(ipv4({}, segment()))) {
        if (isNotFollowedByTshark(name)) continue;
        ++port;
        const auto inner = ethernet(0x0800, inUdp(kVxlanPort, vxlan(ethernet(0x0800, ipv4({}, segment())))));
        const auto packet = Bytes(inner.begin() + 14, inner.end());
        for (const auto& [again, frame] : everyTunnel(packet))
            if (again == name) all.push_back({"VXLAN in " + name, frame, port});
    }
    return all;
}

TEST(TunnelsTshark, FieldsAndStreamsAgree) {
    if (!mqttscope::test::hasTshark()) GTEST_SKIP() << "tshark is not installed";
    static const std::vector<std::string> kKeys = {"ip.src",
                                                   "ip.id",
                                                   "ip.proto",
                                                   "ipv6.nxt",
                                                   "udp.srcport",
                                                   "udp.dstport",
                                                   "udp.length",
                                                   "vxlan.flags",
                                                   "vxlan.vni",
                                                   "vxlan.gbp",
                                                   "geneve.version",
                                                   "geneve.flags",
                                                   "geneve.vni",
                                                   "geneve.proto_type",
                                                   "geneve.option.class",
                                                   "geneve.option.type",
                                                   "geneve.option.length",
                                                   "gre.proto",
                                                   "gre.flags_and_version",
                                                   "gre.checksum",
                                                   "gre.key",
                                                   "gre.sequence_number",
                                                   "erspan.version",
                                                   "erspan.vlan",
                                                   "erspan.cos",
                                                   "erspan.encap",
                                                   "erspan.bso",
                                                   "erspan.spanid",
                                                   "erspan.index",
                                                   "erspan.timestamp",
                                                   "erspan.sgt",
                                                   "erspan.ft",
                                                   "erspan.hw",
                                                   "erspan.gra",
                                                   "erspan.platid",
                                                   "mpls.label",
                                                   "mpls.exp",
                                                   "mpls.bottom",
                                                   "mpls.ttl",
                                                   "pweth.cw.sequence_number",
                                                   "tcp.srcport",
                                                   "tcp.dstport",
                                                   "tcp.seq_raw",
                                                   "tcp.len",
                                                   "tcp.stream"};
    const auto cases = crafted();
    const TemporaryFile file;
    std::vector<Bytes> frames;
    for (const auto& one : cases) frames.push_back(one.frame);
    file.write(frames);
    auto options = std::string("-n ") + kDecodeAs + " -T fields -E occurrence=a -E aggregator=,";
    for (const auto& key : kKeys) options += " -e " + key;
    const auto lines = mqttscope::test::tshark(file.path(), options);
    ASSERT_EQ(lines.size(), cases.size());

    Net net;
    std::map<std::string, int> compared;
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const auto before = net.recorder.connections.size();
        net.feed(cases[i].frame);
        ASSERT_EQ(net.recorder.connections.size(), before + 1) << cases[i].name;
        const auto& connection = net.recorder.connections.back();
        EXPECT_EQ(connection.initiator.port, cases[i].port);

        base::FieldTree tree;
        FrameView view;
        view.linkType = 1;
        view.bytes = cases[i].frame;
        view.originalLength = static_cast<std::uint32_t>(view.bytes.size());
        dissect(view, tree, {.tcpStream = connection.id});
        std::istringstream cells(lines[i]);
        for (const auto& key : kKeys) {
            std::string cell;
            std::getline(cells, cell, '\t');
            std::vector<std::string> ours;
            for (const auto& node : tree.nodes) {
                const auto& row = fields()[node.field.value - base::kNetFields];
                if (row.key != key && row.aliases != key) continue;
                ours.push_back(row.type == base::FieldType::Ipv4
                                   ? fmt::format("{}.{}.{}.{}", node.number >> 24, node.number >> 16 & 0xFF,
                                                 node.number >> 8 & 0xFF, node.number & 0xFF)
                                   : std::to_string(node.number));
            }
            std::vector<std::string> theirs;
            std::istringstream values(cell);
            for (std::string value; std::getline(values, value, ',');)
                theirs.push_back(value.starts_with("0x") ? std::to_string(std::stoull(value, nullptr, 16)) : value);
            EXPECT_EQ(ours, theirs) << cases[i].name << ": " << key;
            if (!theirs.empty()) ++compared[key];
        }
    }
    for (const auto& key : kKeys) EXPECT_GT(compared[key], 0) << key << " was in no frame";
}

} // namespace
} // namespace mqttscope::net::test
