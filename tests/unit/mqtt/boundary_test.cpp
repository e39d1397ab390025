// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/boundary.h"
#include "core/mqtt/boundary_search.h"
#include "tests/unit/mqtt/framer_log.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace mqttscope::mqtt {
namespace {

using namespace test::packet;
using test::Bytes;
using Verdict = BoundaryGuess::Verdict;

constexpr auto kLate = Framer::Start::Unknown;

TEST(Boundary, KnowsLegalFirstBytes) {
    for (unsigned byte = 0; byte < 256; ++byte) {
        const auto flags = byte & 0x0F;
        auto legal = flags == 0;
        if (byte >> 4 == 0) legal = false;
        if (byte >> 4 == 3) legal = (flags & 6) != 6;
        // PUBREL, SUBSCRIBE, UNSUBSCRIBE: 0010; any QoS and DUP in 3.1, RETAIN never.
        if (byte >> 4 == 6 || byte >> 4 == 8 || byte >> 4 == 10) legal = (flags & 1) == 0 && (flags & 6) != 6;
        EXPECT_EQ(hasLegalFlags(static_cast<std::uint8_t>(byte)), legal) << byte;
    }
}

TEST(Boundary, BelievesSoundPacketsAtTheBeginningOfASegment) {
    for (const auto& sample : samplePackets()) {
        const auto guess = guessBoundary(sample.bytes, {sample.version, base::Direction::ToServer}, true);
        EXPECT_NE(guess.verdict, Verdict::No) << sample.what;
        EXPECT_NE(guessBoundary(sample.bytes, {Version::Unknown, base::Direction::ToServer}, true).verdict, Verdict::No)
            << sample.what << " of an unknown version";
    }
}

TEST(Boundary, DoubtsWhatContradictsItself) {
    for (const auto* bytes : {"3602000161",                         // QoS 3
                              "3003 0009 61",                       // the topic is longer than the packet
                              "3004 0002 0102",                     // control characters in a topic
                              "3004 0002 ffff",                     // no UTF-8
                              "3003 0000 61",                       // empty topic
                              "c001 00",                            // PINGREQ with a body
                              "4002 0000",                          // packet identifier 0
                              "40 8200 0001",                       // padded length
                              "100c 0004 4d515458 04 02 0000 0000", // not MQTT's name
                              "2002 0209",                          // impossible CONNACK
                              "0000"})
        EXPECT_EQ(guessBoundary(hex(bytes), {Version::V311, base::Direction::ToServer}, true).verdict, Verdict::No)
            << bytes;
}

TEST(LateStart, TakesASegmentThatBeginsWithAPacket) {
    for (const auto* bytes : {"c000", "4002 0007", "9003 0001 00", "2002 0000", "300c 0007 706c616e742f31 313233"}) {
        FramerLog log(Version::Unknown, kLate);
        const auto packet = hex(bytes);
        EXPECT_EQ(log.feed(packet).finish().text(), std::to_string(packet.size())) << bytes;
    }
}

TEST(LateStart, TakesAPacketAndTheSegmentAfterIt) {
    for (const auto* bytes : {"9004 0001 0100", "9003 0005 01", "b002 0009"}) {
        FramerLog log(Version::Unknown, kLate, base::Direction::ToClient);
        const auto packet = hex(bytes);
        log.feed(packet).feed(hex("4002 0002")).feed(hex("d000")).finish();
        EXPECT_EQ(log.text(), std::to_string(packet.size()) + " 4 2") << bytes;
    }
}

TEST(LateStart, FindsTheFirstPacketAfterTheRestOfAnother) {
    Bytes stream;
    append(stream, "rest of a payload, as long as it likes to be: 21.5 22.0 22.5");
    const auto cut = stream.size();
    append(stream, publish({.topic = "plant/line2/temp", .payload = "21.5", .qos = 1}));
    append(stream, publish({.topic = "plant/line3/temp", .payload = "22.5", .qos = 1}));
    const auto expected = "-" + std::to_string(cut) + "late 26 26";
    EXPECT_EQ(FramerLog(Version::Unknown, kLate).feed(stream).finish().text(), expected);
    for (const auto size : std::initializer_list<std::size_t>{1, 2, 5, 40})
        EXPECT_EQ(FramerLog(Version::Unknown, kLate).feedEvery(stream, size).finish().text(), expected) << size;
}

TEST(LateStart, FindsLargePacketsThatNeverBeginASegment) {
    const std::string payload(50'000, '\xAB');
    const auto packet = publish({.topic = "camera/1", .payload = payload});
    Bytes stream(payload.begin(), payload.begin() + 700);
    for (int i = 0; i < 4; ++i) append(stream, packet);
    const auto length = std::to_string(packet.size());
    FramerLog log(Version::V311, kLate);
    EXPECT_EQ(log.feedEvery(stream, 1448).finish().text(),
              "-700late " + length + " " + length + " " + length + " " + length);
}

TEST(LateStart, FindsPacketsOfAnUnknownVersion) {
    Bytes stream(10, 0xEE);
    for (int i = 1; i <= 3; ++i) {
        append(stream, publish({.topic = "",
                                .payload = "x",
                                .qos = 1,
                                .packetIdentifier = static_cast<std::uint16_t>(i),
                                .properties = Properties().u16(0x23, 1)}));
        append(stream, acknowledge(PacketType::Puback, static_cast<std::uint16_t>(i)));
    }
    EXPECT_EQ(FramerLog(Version::Unknown, kLate).feed(stream).finish().text(), "-10late 11 4 11 4 11 4");
}

TEST(LateStart, TellsEveryByteOfGarbageOnce) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        Bytes garbage(1 + random() % 3000);
        for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random());
        FramerLog log(Version::Unknown, kLate);
        const std::size_t piece = 1 + random() % 700;
        log.feedEvery(garbage, piece).finish();
        std::uint64_t told = 0;
        for (const auto& packet : log.packets) told += packet.complete ? packet.length : packet.available;
        for (const auto& skip : log.skips) told += skip.size;
        EXPECT_EQ(told, garbage.size());
    }
}

TEST(LateStart, RarelyTakesGarbageForPackets) {
    std::mt19937 random(11);
    Bytes garbage(1 << 20);
    for (auto& byte : garbage) byte = static_cast<std::uint8_t>(random());
    FramerLog log(Version::Unknown, kLate);
    log.feedEvery(garbage, 1448).finish();
    EXPECT_LE(log.packets.size(), 2U);
}

TEST(LateStart, WorkIsLinearEvenWhenTheBytesAreMadeToDelayIt) {
    const auto repeated = [](const Bytes& unit) {
        Bytes bytes;
        while (bytes.size() < 400'000) append(bytes, unit);
        return bytes;
    };
    // Beginnings of long packets whose topic is still to come, of chains that say little, of one packet that goes on.
    const Bytes hostile[] = {
        repeated(hex("30 ffff7f 0040")),        repeated(hex("30 ffff7f")), repeated(hex("32 07 0001 61 0001 6262")),
        repeated(hex("30 05 0002 6161 00 ff")), repeated(hex("82")),        repeated(hex("c000 ff"))};
    for (const auto& bytes : hostile) {
        for (const std::size_t size : {1U, 3U, 536U, 1'448U, 65'536U}) {
            BoundarySearch search(SkippedBytes::Why::LateStart);
            std::size_t fed = 0;
            while (fed < bytes.size()) {
                const auto piece = base::ByteView(bytes).subspan(fed, std::min(size, bytes.size() - fed));
                const auto used = search.feed(piece, {base::ExtentId(0), 0}, true, {});
                fed += used;
                if (search.found() || used < piece.size()) break;
            }
            search.decide({});
            EXPECT_LE(search.examined(), 8 * fed + 64) << int{bytes[0]} << " in pieces of " << size;
        }
    }
}

TEST(LateStart, PrefersWhatFitsTheDirection) {
    const auto sent = pingreq();
    EXPECT_GT(guessBoundary(sent, {Version::V311, base::Direction::ToServer}, true).evidence,
              guessBoundary(sent, {Version::V311, base::Direction::ToClient}, true).evidence);
}

} // namespace
} // namespace mqttscope::mqtt
