// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever is wrong with a packet, a password or authentication data in it stays a secret.
#include "tests/unit/mqtt/tree_text.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::string_view kSecret = "kR7-geheim!wort";
constexpr std::uint8_t kAuthenticationData = 0x16;

struct Sample {
    std::string_view what;
    Version version;
    test::Bytes bytes;
};

std::vector<Sample> samples() {
    using namespace test::packet;
    Properties data;
    data.text(0x15, "SCRAM").text(kAuthenticationData, kSecret).u32(0x11, 60);
    Properties unknown;
    unknown.u8(0x7D, 0).text(kAuthenticationData, kSecret);
    test::Bytes authBody{0x18};
    append(authBody, data.block());
    const auto auth = framed(firstByte(PacketType::Auth, 0), authBody);
    const Connect login{.clientId = "c", .userName = "u", .password = kSecret};
    auto login5 = login;
    login5.version = Version::V5;
    auto login31 = login;
    login31.version = Version::V31;
    auto unflagged = connect(login);
    unflagged[9] &= 0x3F; // no user name, no password: both are left over
    return {
        {"a password", Version::V311, connect(login)},
        {"a password of 5.0", Version::V5, connect(login5)},
        {"a password of 3.1", Version::V31, connect(login31)},
        {"a password without its flag", Version::V311, unflagged},
        {"authentication data of a CONNECT", Version::V5,
         connect({.clientId = "c", .version = Version::V5, .properties = data})},
        {"authentication data behind an unknown property", Version::V5,
         connect({.clientId = "c", .version = Version::V5, .properties = unknown})},
        {"authentication data of a CONNACK", Version::V5, connack(0, false, data)},
        {"a CONNACK of 5.0 taken for one of 3.1.1", Version::V311, connack(0, false, data)},
        {"AUTH", Version::V5, auth},
        {"AUTH before 5.0", Version::V311, auth},
    };
}

std::uint32_t secretOffset(base::ByteView bytes) {
    return static_cast<std::uint32_t>(base::asText(bytes).find(kSecret));
}

/// Each byte of the secret lies in secret fields alone.
void expectHidden(base::ByteView bytes, std::uint32_t length, Version version, base::ByteRange secret) {
    base::FieldTree tree;
    decodeTree(bytes, length, static_cast<std::uint32_t>(bytes.size()), {.version = version}, tree);
    const auto end = std::min<std::uint32_t>(secret.end(), static_cast<std::uint32_t>(bytes.size()));
    for (auto at = secret.offset; at < end; ++at) {
        bool hidden = false;
        for (const auto& node : tree.nodes) {
            const auto& info = field(node.field);
            const auto range = node.content.size != 0 ? node.content : node.range;
            if (info.type == base::FieldType::Group || !range.contains(at)) continue;
            EXPECT_TRUE(info.secret) << info.key << " shows byte " << at;
            hidden = hidden || info.secret;
        }
        EXPECT_TRUE(hidden) << "byte " << at << " belongs to no field that is masked";
    }
}

TEST(Secrets, StayHiddenWhereTheCaptureCutsThePacket) {
    for (const auto& sample : samples()) {
        SCOPED_TRACE(sample.what);
        const base::ByteRange secret{secretOffset(sample.bytes), kSecret.size()};
        for (auto size = secret.offset + 1; size <= sample.bytes.size(); ++size) {
            const test::Bytes cut(sample.bytes.begin(), sample.bytes.begin() + size);
            expectHidden(cut, static_cast<std::uint32_t>(sample.bytes.size()), sample.version, secret);
        }
    }
}

TEST(Secrets, StayHiddenWhereThePacketAnnouncesLessThanItNeeds) {
    for (const auto& sample : samples()) {
        SCOPED_TRACE(sample.what);
        const base::ByteRange secret{secretOffset(sample.bytes), kSecret.size()};
        for (auto size = secret.offset + 1; size < sample.bytes.size(); ++size) {
            test::Bytes cut(sample.bytes.begin(), sample.bytes.begin() + size);
            cut[1] = static_cast<std::uint8_t>(size - 2);
            expectHidden(cut, size, sample.version, secret);
        }
    }
}

TEST(Secrets, StayHiddenWhereTheirOwnLengthIsWrong) {
    for (const auto& sample : samples()) {
        SCOPED_TRACE(sample.what);
        const base::ByteRange secret{secretOffset(sample.bytes), kSecret.size()};
        for (const int difference : {-1, 1, 5, 100, 240}) {
            auto bytes = sample.bytes;
            auto& length = bytes[secret.offset - 1];
            length = static_cast<std::uint8_t>(length + difference);
            expectHidden(bytes, static_cast<std::uint32_t>(bytes.size()), sample.version, secret);
        }
    }
}

TEST(Secrets, OfOtherPacketsThereAreNone) {
    const auto tree = treeOf(hex("c002 4142"), Version::V311);
    EXPECT_TRUE(std::ranges::none_of(tree.nodes, [](const auto& node) { return field(node.field).secret; }));
}

} // namespace
} // namespace mqttscope::mqtt
