// SPDX-License-Identifier: GPL-3.0-or-later
// Headers are those of HAProxy's proxy-protocol.txt, §2.1 and §2.2.
#include "core/net/proxy_fields.h"
#include "core/net/proxy_header.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace mqttscope::net {
namespace {

using Bytes = std::vector<std::uint8_t>;
using State = ProxyHeader::State;
using Family = ProxyHeader::Family;

Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

/// The fixed part of version 2: command in the low nibble of the first, family and protocol in the second.
Bytes binary(std::uint8_t versionAndCommand, std::uint8_t familyAndProtocol, const Bytes& rest) {
    Bytes bytes{0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    bytes.push_back(versionAndCommand);
    bytes.push_back(familyAndProtocol);
    bytes.push_back(static_cast<std::uint8_t>(rest.size() >> 8));
    bytes.push_back(static_cast<std::uint8_t>(rest.size() & 0xFF));
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return bytes;
}

const Bytes kAddresses4{203, 0, 113, 9, 10, 0, 0, 5, 0xC7, 0x38, 0x07, 0x5B};

TEST(ProxyHeader, textOfTcp4) {
    const auto bytes = bytesOf("PROXY TCP4 203.0.113.9 10.0.0.5 51000 1883\r\n\x10\x0c");
    const auto header = readProxyHeader(bytes);
    ASSERT_EQ(header.state, State::Whole);
    EXPECT_EQ(header.version, 1);
    EXPECT_EQ(header.size, bytes.size() - 2) << "what follows belongs to the client";
    EXPECT_EQ(header.family, Family::Ipv4);
    EXPECT_EQ(header.source.port, 51000);
    EXPECT_EQ(header.destination.port, 1883);
    EXPECT_EQ(header.source.address.bytes[0], 203);
    EXPECT_EQ(header.destination.address.bytes[3], 5);
}

TEST(ProxyHeader, textOfTcp6AndOfTheLongestLine) {
    const auto longest = bytesOf("PROXY TCP6 ffff:f000:f000:f000:f000:f000:f000:f000 "
                                 "ffff:f000:f000:f000:f000:f000:f000:f000 65535 65535\r\n");
    ASSERT_EQ(longest.size(), 104U);
    const auto header = readProxyHeader(longest);
    ASSERT_EQ(header.state, State::Whole);
    EXPECT_EQ(header.family, Family::Ipv6);
    EXPECT_TRUE(header.source.address.v6);
    EXPECT_EQ(header.source.port, 65535);
}

TEST(ProxyHeader, textOfAnUnknownProtocolHasNoAddresses) {
    for (const auto* text : {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n"}) {
        const auto header = readProxyHeader(bytesOf(text));
        EXPECT_EQ(header.state, State::Whole) << text;
        EXPECT_EQ(header.family, Family::Unspecified) << text;
        EXPECT_EQ(header.size, std::string_view(text).size()) << text;
    }
}

TEST(ProxyHeader, textThatIsNone) {
    for (const auto* text : {"PROXY TCP4 203.0.113.9 10.0.0.5 51000\r\n",       // a port is missing
                             "PROXY TCP4 203.0.113.9 10.0.0.5 51000 65536\r\n", // no port
                             "PROXY TCP4 203.0.113.300 10.0.0.5 51000 1883\r\n", "PROXY TCP4 ::1 ::2 51000 1883\r\n",
                             "PROXY UDP4 203.0.113.9 10.0.0.5 51000 1883\r\n", "PROXY \r\n", "PROXYTCP4 \r\n",
                             "proxy TCP4 203.0.113.9 10.0.0.5 51000 1883\r\n"}) {
        EXPECT_EQ(readProxyHeader(bytesOf(text)).state, State::None) << text;
    }
    EXPECT_EQ(readProxyHeader(bytesOf("PROXY TCP4 " + std::string(100, ' '))).state, State::None)
        << "107 bytes without an end";
}

TEST(ProxyHeader, binaryOfTcp4) {
    auto bytes = binary(0x21, 0x11, kAddresses4);
    const auto size = bytes.size();
    bytes.push_back(0x10);
    const auto header = readProxyHeader(bytes);
    ASSERT_EQ(header.state, State::Whole);
    EXPECT_EQ(header.version, 2);
    EXPECT_EQ(header.size, size);
    EXPECT_FALSE(header.local);
    EXPECT_EQ(header.family, Family::Ipv4);
    EXPECT_EQ(header.source.port, 51000);
    EXPECT_EQ(header.destination.port, 1883);
    EXPECT_EQ(header.source.address.bytes[2], 113);
}

TEST(ProxyHeader, binaryOfTcp6WithMoreBehindTheAddresses) {
    Bytes rest(36, 0);
    rest[15] = 1;
    rest[33] = 7;
    rest.insert(rest.end(), {0x05, 0x00, 0x02, 'i', 'd'}); // a unique id
    const auto header = readProxyHeader(binary(0x21, 0x21, rest));
    ASSERT_EQ(header.state, State::Whole);
    EXPECT_EQ(header.size, 16U + 36U + 5U);
    EXPECT_EQ(header.family, Family::Ipv6);
    EXPECT_EQ(header.source.address.bytes[15], 1);
    EXPECT_EQ(header.source.port, 7);
}

TEST(ProxyHeader, binaryOfUnixSockets) {
    Bytes rest(216, 0);
    std::ranges::copy(std::string_view("/run/a"), rest.begin());
    std::ranges::fill(rest.begin() + 108, rest.end(), std::uint8_t{'x'}); // a path that fills its field
    const auto bytes = binary(0x21, 0x31, rest);
    const auto header = readProxyHeader(bytes);
    EXPECT_EQ(header.unixSource, "/run/a");
    EXPECT_EQ(header.unixDestination, std::string(108, 'x'));
}

TEST(ProxyHeader, aLocalCommandSpeaksForNobody) {
    const auto header = readProxyHeader(binary(0x20, 0x00, {}));
    EXPECT_EQ(header.state, State::Whole);
    EXPECT_TRUE(header.local);
    EXPECT_EQ(header.size, 16U);
    EXPECT_EQ(readProxyHeader(binary(0x20, 0x11, kAddresses4)).family, Family::Unspecified)
        << "addresses of a health check are to be ignored (§2.2)";
}

TEST(ProxyHeader, addressesThatDoNotFitAreNone) {
    EXPECT_EQ(readProxyHeader(binary(0x21, 0x11, {1, 2, 3})).family, Family::Unspecified);
    EXPECT_EQ(readProxyHeader(binary(0x21, 0x21, kAddresses4)).family, Family::Unspecified);
    EXPECT_EQ(readProxyHeader(binary(0x21, 0x71, kAddresses4)).family, Family::Unspecified) << "no such family";
}

TEST(ProxyHeader, otherVersionsAndCommandsAreNone) {
    EXPECT_EQ(readProxyHeader(binary(0x31, 0x11, kAddresses4)).state, State::None);
    EXPECT_EQ(readProxyHeader(binary(0x2F, 0x11, kAddresses4)).state, State::None);
}

TEST(ProxyHeader, everyCutAsksForMore) {
    for (const auto& whole :
         {bytesOf("PROXY TCP4 203.0.113.9 10.0.0.5 51000 1883\r\n"), binary(0x21, 0x11, kAddresses4)}) {
        for (std::size_t size = 0; size < whole.size(); ++size)
            EXPECT_EQ(readProxyHeader(base::ByteView(whole).first(size)).state, State::NeedMore) << size;
        EXPECT_EQ(readProxyHeader(whole).state, State::Whole);
    }
}

TEST(ProxyHeader, packetsOfMqttAreNone) {
    for (const auto first : {0x10, 0x50, 0x0D, 0x30, 0xC0}) {
        const Bytes bytes{static_cast<std::uint8_t>(first), 0x02, 0x00, 0x01};
        EXPECT_EQ(readProxyHeader(bytes).state, State::None) << first;
    }
    EXPECT_EQ(readProxyHeader(Bytes{0x50, 0x02, 0x52, 0x01}).state, State::None) << "a PUBREC begins with 'P'";
}

TEST(ProxyHeader, isDescribedWithItsBytes) {
    Bytes rest = kAddresses4;
    rest.insert(rest.end(), {0x02, 0x00, 0x03, 'a', '.', 'b', 0x04, 0x00, 0x09, 'x'}); // the last one is cut
    base::FieldTree tree;
    const auto bytes = binary(0x21, 0x11, rest);
    describeProxyHeader(bytes, tree);
    const auto find = [&](ProxyField field) {
        return std::ranges::find(tree.nodes, idOf(field), &base::FieldNode::field);
    };
    ASSERT_NE(find(ProxyField::SourceIpv4), tree.nodes.end());
    EXPECT_EQ(find(ProxyField::SourceIpv4)->range, (base::ByteRange{16, 4}));
    EXPECT_EQ(find(ProxyField::DestinationPort)->number, 1883U);
    EXPECT_EQ(find(ProxyField::V2Command)->number, 1U);
    EXPECT_EQ(std::ranges::count(tree.nodes, idOf(ProxyField::Tlv), &base::FieldNode::field), 2);
    EXPECT_EQ(find(ProxyField::TlvValue)->range, (base::ByteRange{31, 3}));
    for (const auto& node : tree.nodes) EXPECT_LE(node.range.end(), bytes.size());
}

TEST(ProxyHeader, textIsDescribedWithItsBytes) {
    base::FieldTree tree;
    describeProxyHeader(bytesOf("PROXY TCP4 203.0.113.9 10.0.0.5 51000 1883\r\n"), tree);
    const auto source = std::ranges::find(tree.nodes, idOf(ProxyField::SourceIpv4), &base::FieldNode::field);
    ASSERT_NE(source, tree.nodes.end());
    EXPECT_EQ(source->range, (base::ByteRange{11, 11}));
    EXPECT_EQ(tree.texts[source->text], "203.0.113.9");
    base::FieldTree unknown;
    describeProxyHeader(bytesOf("PROXY UNKNOWN what ever\r\n"), unknown);
    EXPECT_EQ(unknown.nodes.back().range, (base::ByteRange{14, 9}));
}

TEST(ProxyHeader, anyBytesAreDescribedWithoutHarm) {
    auto bytes = binary(0x21, 0x31, Bytes(216, 0xFF));
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        auto changed = bytes;
        changed[i] ^= 0xFF;
        base::FieldTree tree;
        describeProxyHeader(base::ByteView(changed).first(i), tree);
        describeProxyHeader(changed, tree);
        for (const auto& node : tree.nodes) EXPECT_LE(node.range.end(), changed.size());
    }
}

} // namespace
} // namespace mqttscope::net
