// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/version_evidence.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace mqttscope::mqtt {
namespace {

using namespace test::packet;
using base::Direction;
using test::Bytes;

/// What some packets of one connection tell.
class Heard {
public:
    Heard& packet(const Bytes& bytes, Direction direction = Direction::ToServer) {
        evidence.packet(direction, bytes);
        if (evidence.version() != last) ++changes;
        last = evidence.version();
        return *this;
    }

    [[nodiscard]] std::string version() const { return std::string(name(evidence.version())); }

    VersionEvidence evidence{};
    Version last = Version::Unknown;
    int changes = 0;
};

std::string of(const Bytes& bytes, Direction direction = Direction::ToServer) {
    return Heard().packet(bytes, direction).version();
}

Bytes payload(std::string_view bytes, unsigned qos = 0) {
    return publish({.topic = "plant/line1", .payload = bytes, .qos = qos});
}

TEST(VersionEvidence, OnePacketIsEnoughThatOnlyOneVersionHas) {
    EXPECT_EQ(of(connack(0)), "3.1.1");
    EXPECT_EQ(of(connack(0, false, Properties())), "5.0");
    EXPECT_EQ(of(connack(0x87, false, Properties())), "5.0");
    EXPECT_EQ(of(acknowledge(PacketType::Puback, 7, 0x10)), "5.0");
    EXPECT_EQ(of(acknowledge(PacketType::Pubrel, 7, 0x92, Properties())), "5.0");
    EXPECT_EQ(of(subscribe(1, {{"a/b", 1}})), "3.1.1");
    EXPECT_EQ(of(subscribe(1, {{"a/b", 1}}, Properties())), "5.0");
    EXPECT_EQ(of(subscribe(1, {{"a/b", 0x2D}}, Properties().variable(0x0B, 5))), "5.0");
    EXPECT_EQ(of(unsubscribe(1, {"a/b"})), "3.1.1");
    EXPECT_EQ(of(unsubscribe(1, {"a/b"}, Properties())), "5.0");
    EXPECT_EQ(of(answer(PacketType::Suback, 1, {1})), "3.1.1");
    EXPECT_EQ(of(answer(PacketType::Suback, 1, {0x87}, Properties())), "5.0");
    EXPECT_EQ(of(answer(PacketType::Unsuback, 1, {})), "3.1.1");
    EXPECT_EQ(of(answer(PacketType::Unsuback, 1, {0x11}, Properties())), "5.0");
    EXPECT_EQ(of(reasoned(PacketType::Disconnect, 0x04)), "5.0");
    EXPECT_EQ(of(reasoned(PacketType::Auth, 0x18, Properties().text(0x15, "SCRAM"))), "5.0");
    EXPECT_EQ(of(hex("8a08 0001 0003 612f62 01")), "3.1") << "DUP in SUBSCRIBE is of 3.1";
}

TEST(VersionEvidence, NothingIsToldByWhatAllVersionsHave) {
    for (const auto& bytes : {pingreq(), pingresp(), acknowledge(PacketType::Puback, 7),
                              acknowledge(PacketType::Pubrel, 7), reasoned(PacketType::Disconnect), connack(5)})
        EXPECT_EQ(of(bytes), "unknown");
    EXPECT_EQ(of(answer(PacketType::Suback, 1, {0, 1})), "unknown") << "two codes, or no properties and one code";
}

TEST(VersionEvidence, EverySamplePacketTellsItsOwnVersionOrNothing) {
    for (const auto& sample : samplePackets()) {
        if (packetType(sample.bytes[0]) == PacketType::Connect) continue;
        const auto told = of(sample.bytes);
        const auto v5 = sample.version == Version::V5;
        EXPECT_TRUE(told == "unknown" || (told == "5.0") == v5) << sample.what << " of " << name(sample.version);
    }
}

TEST(VersionEvidence, PayloadsOf311ThatLeaveNoPlaceForProperties) {
    EXPECT_EQ(of(payload("")), "3.1.1") << "5.0 needs the length of the properties at least";
    for (const auto* text : {"21.5", "{\"v\":1}", "on", "1", "\n{}", "<xml/>"})
        EXPECT_EQ(of(payload(text)), "3.1.1") << text;
}

TEST(VersionEvidence, PayloadsOf311ThatBeginWithZeroAlways) {
    Heard counter;
    for (unsigned i = 0; i < 5'000; ++i) {
        const std::string number{0, 0, static_cast<char>(i >> 8), static_cast<char>(i & 0xFF)};
        counter.packet(payload(number));
    }
    EXPECT_EQ(counter.version(), "unknown") << "big-endian numbers look like 5.0 without properties";
    Heard off;
    for (int i = 0; i < 100; ++i) off.packet(payload(std::string(1, '\0')));
    EXPECT_EQ(off.version(), "unknown");
    EXPECT_EQ(off.packet(payload(std::string(1, '\1'))).version(), "3.1.1") << "and on, once";
}

TEST(VersionEvidence, BinaryPayloadsOf311) {
    Heard protobuf;
    for (char i = 1; i < 100; ++i)
        protobuf.packet(payload(std::string("\x08") + i + "\x12\x06plant1\x1d\x9a\x99\x41\x01"));
    EXPECT_EQ(protobuf.version(), "3.1.1");
    Heard typeLengthValue; // a byte of length, a type, a value: like a payload format indicator
    for (int i = 0; i < 200; ++i) typeLengthValue.packet(payload("\x02\x01\x01"));
    EXPECT_EQ(typeLengthValue.version(), "unknown") << "the same again and again proves nothing";
    std::mt19937 random(23);
    for (int round = 0; round < 2'000; ++round) {
        Heard noise;
        for (int i = 0; i < 20; ++i) {
            std::string bytes(1 + random() % 60, '\0');
            for (auto& byte : bytes) byte = static_cast<char>(random());
            noise.packet(payload(bytes, i % 2 == 0 ? 0 : 1));
        }
        ASSERT_EQ(noise.version(), "3.1.1") << round;
    }
}

TEST(VersionEvidence, PublishesOf50) {
    const auto with = [](const Properties& properties, std::string_view text, std::string_view topic = "plant/line1") {
        return publish({.topic = topic, .payload = text, .properties = properties});
    };
    EXPECT_EQ(of(with(Properties().u32(0x02, 3600), "21.5")), "5.0");
    EXPECT_EQ(of(with(Properties().text(0x03, "text/plain"), "\x01\x02")), "5.0");
    EXPECT_EQ(of(with(Properties().pair("k", "v"), "hello")), "5.0");
    EXPECT_EQ(of(with(Properties().u16(0x23, 1), "21.5", "")), "5.0") << "3.x has no empty topics";
    EXPECT_EQ(Heard()
                  .packet(with(Properties().u16(0x23, 1), "21.5"))
                  .packet(with(Properties().u16(0x23, 2), "22.5"))
                  .version(),
              "5.0");
    EXPECT_EQ(Heard().packet(with(Properties(), "21.5")).version(), "unknown") << "one 0x00 is weak";
    EXPECT_EQ(Heard()
                  .packet(with(Properties(), "21.5"))
                  .packet(with(Properties(), "{\"v\":1}"))
                  .packet(with(Properties(), "on off"))
                  .version(),
              "5.0")
        << "many before texts are strong";
}

TEST(VersionEvidence, ShortWordsOf50) {
    const auto word = [](std::string_view text) {
        return publish({.topic = "lamp", .payload = text, .properties = Properties()});
    };
    Heard lamp;
    for (int i = 0; i < 5; ++i) lamp.packet(word("ON")).packet(word("OFF"));
    EXPECT_EQ(lamp.version(), "5.0");
    Heard digits;
    for (int i = 0; i < 10; ++i) digits.packet(word(std::to_string(i)));
    EXPECT_EQ(digits.version(), "5.0");
    Heard always;
    for (int i = 0; i < 100; ++i) always.packet(word("7"));
    EXPECT_EQ(always.version(), "unknown") << "may be a number of two bytes";
}

TEST(VersionEvidence, LaterEvidenceCorrects) {
    Heard heard;
    heard.packet(answer(PacketType::Suback, 1, {1}));
    EXPECT_EQ(heard.version(), "3.1.1");
    for (int i = 0; i < 3; ++i) heard.packet(acknowledge(PacketType::Puback, 7, 0x10));
    EXPECT_EQ(heard.version(), "5.0");
}

TEST(VersionEvidence, DoesNotFlap) {
    Heard heard;
    for (int i = 0; i < 1'000; ++i) heard.packet(acknowledge(PacketType::Puback, 7, 0x10)).packet(connack(0));
    EXPECT_LE(heard.changes, 2);
    // One packet that breaks the rules does not turn over what many have told.
    Heard steady;
    for (int i = 0; i < 5; ++i) steady.packet(subscribe(1, {{"a/b", 1}}, Properties()));
    EXPECT_TRUE(steady.evidence.settled());
    EXPECT_EQ(steady.packet(payload("21.5")).version(), "5.0");
}

TEST(VersionEvidence, CutHeadsTellNothingWrong) {
    for (const auto& sample : samplePackets()) {
        if (packetType(sample.bytes[0]) == PacketType::Connect) continue;
        for (std::size_t size = 0; size < sample.bytes.size(); ++size) {
            VersionEvidence evidence;
            evidence.packet(Direction::ToServer, base::ByteView(sample.bytes).first(size));
            const auto wrong = sample.version == Version::V5 ? Version::V311 : Version::V5;
            EXPECT_NE(evidence.version(), wrong) << sample.what << " cut after " << size;
        }
    }
}

} // namespace
} // namespace mqttscope::mqtt
