// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_filter.h"
#include "core/capture/live/link_type.h"
#include "tests/support/capture_builder.h"

#include <gmock/gmock.h>
#include <pcap/pcap.h>

namespace mqttscope::capture::live {
namespace {

using testing::Contains;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

/// Whether the filter keeps an Ethernet frame.
bool keeps(const std::string& filter, const std::vector<std::uint8_t>& frame) {
    auto* const handle = ::pcap_open_dead(DLT_EN10MB, 65535);
    bpf_program program{};
    EXPECT_EQ(::pcap_compile(handle, &program, filter.c_str(), 1, PCAP_NETMASK_UNKNOWN), 0) << ::pcap_geterr(handle);
    pcap_pkthdr header{};
    header.caplen = header.len = static_cast<bpf_u_int32>(frame.size());
    const auto kept = ::pcap_offline_filter(&program, &header, frame.data()) != 0;
    ::pcap_freecode(&program);
    ::pcap_close(handle);
    return kept;
}

using Bytes = std::vector<std::uint8_t>;

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes ethernet(const Bytes& behindAddresses) {
    return Bytes(12, 0x02) + behindAddresses;
}

Bytes tagged(const Bytes& behind) {
    return Bytes{0x81, 0x00, 0x00, 0x07} + behind;
}

/// EtherType and IPv4 with a fragment offset in units of eight bytes, then ports.
Bytes ipv4(std::uint8_t protocol, std::uint8_t fragmentOffset, std::uint16_t destination) {
    return {0x08,
            0x00,
            0x45,
            0,
            0,
            40,
            0,
            1,
            0,
            fragmentOffset,
            64,
            protocol,
            0,
            0,
            192,
            0,
            2,
            1,
            192,
            0,
            2,
            2,
            0x40,
            0,
            static_cast<std::uint8_t>(destination >> 8),
            static_cast<std::uint8_t>(destination),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0x50,
            0x10,
            0,
            0,
            0,
            0,
            0,
            0};
}

Bytes ipv6(std::uint8_t next) {
    return Bytes{0x86, 0xDD, 0x60, 0, 0, 0, 0, 20, next, 64} + Bytes(32, 0x20) + Bytes(20, 0);
}

constexpr std::uint8_t kTcp = 6;
constexpr std::uint8_t kUdp = 17;
constexpr std::uint8_t kFragment = 44;

TEST(DefaultCaptureFilter, KeepsThePortsOfMqttAndWhatIsAddedToThem) {
    auto ports = standardCapturePorts();
    const auto standard = defaultCaptureFilter(ports, DLT_EN10MB);
    for (const auto port : std::initializer_list<std::uint16_t>{1883, 8883, 8083, 8084, 9001})
        EXPECT_TRUE(keeps(standard, ethernet(ipv4(kTcp, 0, port)))) << port;
    EXPECT_FALSE(keeps(standard, ethernet(ipv4(kTcp, 0, 1884))));
    EXPECT_FALSE(keeps(standard, ethernet(ipv4(kUdp, 0, 1883))));
    ports.push_back({1884, 1890});
    const auto more = defaultCaptureFilter(ports, DLT_EN10MB);
    EXPECT_TRUE(keeps(more, ethernet(ipv4(kTcp, 0, 1884))));
    EXPECT_TRUE(keeps(more, ethernet(ipv4(kTcp, 0, 1890))));
}

TEST(DefaultCaptureFilter, KeepsFragmentsWhichHaveNoPorts) {
    const auto filter = defaultCaptureFilter(standardCapturePorts(), DLT_EN10MB);
    EXPECT_TRUE(keeps(filter, ethernet(ipv4(kTcp, 3, 5000))));
    EXPECT_TRUE(keeps(filter, ethernet(ipv6(kFragment))));
    EXPECT_FALSE(keeps(filter, ethernet(ipv6(kUdp))));
}

TEST(DefaultCaptureFilter, KeepsTheSameInOneTagAndInTwo) {
    const auto filter = defaultCaptureFilter(standardCapturePorts(), DLT_EN10MB);
    EXPECT_TRUE(keeps(filter, ethernet(tagged(ipv4(kTcp, 0, 1883)))));
    EXPECT_TRUE(keeps(filter, ethernet(tagged(tagged(ipv4(kTcp, 0, 1883))))));
    EXPECT_TRUE(keeps(filter, ethernet(tagged(ipv6(kFragment)))));
    EXPECT_FALSE(keeps(filter, ethernet(tagged(ipv4(kTcp, 0, 22)))));
}

TEST(DefaultCaptureFilter, IsRightForEveryLinkTypeThatCarriesIp) {
    for (const int linkType : {DLT_EN10MB, DLT_LINUX_SLL, DLT_LINUX_SLL2, DLT_RAW, DLT_IEEE802_11_RADIO, DLT_PPP}) {
        for (const auto& filter :
             {defaultCaptureFilter(standardCapturePorts(), linkType), allTcpCaptureFilter(linkType)}) {
            EXPECT_FALSE(filter.empty()) << linkTypeText(linkType);
            EXPECT_TRUE(checkCaptureFilter(filter, linkType)) << linkTypeText(linkType);
        }
    }
    EXPECT_THAT(defaultCaptureFilter(standardCapturePorts(), DLT_LINUX_SLL2), Not(HasSubstr("vlan")));
}

TEST(AllTcpCaptureFilter, KeepsEveryPort) {
    const auto filter = allTcpCaptureFilter(DLT_EN10MB);
    EXPECT_TRUE(keeps(filter, ethernet(ipv4(kTcp, 0, 5555))));
    EXPECT_TRUE(keeps(filter, ethernet(tagged(ipv4(kTcp, 0, 5555)))));
    EXPECT_FALSE(keeps(filter, ethernet(ipv4(kUdp, 0, 5555))));
}

/// The text from the place where the filter is wrong.
std::string wrongFrom(const std::string& filter) {
    const auto checked = checkCaptureFilter(filter, DLT_EN10MB);
    if (checked) return "nothing is wrong";
    return checked.error().offset ? filter.substr(*checked.error().offset) : "no place: " + checked.error().cause;
}

TEST(CheckCaptureFilter, SaysWhereAFilterIsWrong) {
    EXPECT_EQ(wrongFrom("tcp port 1883"), "nothing is wrong");
    EXPECT_EQ(wrongFrom(""), "nothing is wrong");
    EXPECT_EQ(wrongFrom("tcp port 1883 adn host 192.0.2.1"), "adn host 192.0.2.1");
    EXPECT_EQ(wrongFrom("tcp port port"), "port");
    EXPECT_EQ(wrongFrom("(tcp port 1883"), "");
    EXPECT_EQ(wrongFrom("tcp port 1883)"), ")");
    EXPECT_EQ(wrongFrom("tcp[13] & 2 != 0 or or tcp"), "or tcp");
    EXPECT_EQ(wrongFrom("tcp and"), "");
    EXPECT_EQ(wrongFrom("(tcp and port 80) or (udp and and)"), "and)");
}

TEST(CheckCaptureFilter, NamesTheFilterAndTheHelp) {
    const auto checked = checkCaptureFilter("tcp port 1883 or nonsense-of-a-word 3", DLT_EN10MB);
    ASSERT_FALSE(checked);
    EXPECT_THAT(checked.error().message(), HasSubstr("tcp port 1883 or nonsense-of-a-word 3"));
    EXPECT_THAT(checked.error().message(), EndsWith("see pcap-filter(7)"));
}

TEST(CheckCaptureFilter, EndsSoonWhateverItIsGiven) {
    std::string deep;
    for (int i = 0; i < 2'000; ++i) deep += "(tcp or ";
    EXPECT_FALSE(checkCaptureFilter(deep, DLT_EN10MB));
    EXPECT_FALSE(checkCaptureFilter(std::string(20'000, '!') + "or", DLT_EN10MB));
}

} // namespace
} // namespace mqttscope::capture::live
