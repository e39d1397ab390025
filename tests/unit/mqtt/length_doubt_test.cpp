// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/length_doubt.h"
#include "tests/unit/mqtt/framer_log.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gtest/gtest.h>

#include <random>

namespace mqttscope::mqtt {
namespace {

using namespace test::packet;
using test::Bytes;

/// A PUBLISH that announces far more than comes.
Bytes wrongPublish(std::uint32_t remaining = 200'000'000) {
    auto bytes = hex("30");
    append(bytes, variableByteInteger(remaining));
    return append(bytes, hex("0007 706c616e742f31 3231"));
}

Bytes reading(int number) {
    return publish({.topic = "plant/line2/temp", .payload = std::to_string(20 + number)});
}

/// A session as it may lie in a payload.
Bytes session(int packets) {
    Bytes bytes;
    for (int i = 0; i < packets; ++i) append(bytes, reading(i));
    return bytes;
}

std::string lengths(std::size_t each, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += " " + std::to_string(each);
    return text;
}

TEST(WrongLength, DoesNotSwallowThePacketsThatFollow) {
    FramerLog log;
    log.feed(pingreq()).feed(wrongPublish());
    for (int i = 0; i < 20; ++i) log.feed(reading(i));
    log.finish();
    EXPECT_EQ(log.text(), "2 200000005?16" + lengths(reading(0).size(), 20));
    EXPECT_TRUE(log.packets[1].wrongLength);
    EXPECT_FALSE(log.packets[0].wrongLength || log.packets[2].wrongLength);
    EXPECT_EQ(log.packets[1].last, base::ExtentId(1));
    EXPECT_EQ(log.packets[2].begin.extent, base::ExtentId(2)) << "the first packet after it is not lost";
}

TEST(WrongLength, IsNoticedWithinFewPackets) {
    FramerLog log;
    log.feed(wrongPublish());
    for (int i = 0; i < 10; ++i) log.feed(reading(i));
    EXPECT_EQ(log.packets.size(), 11U) << "before the stream ends";
}

TEST(WrongLength, OfAnyPacketType) {
    for (const auto* bytes : {"90 ffffff7f 0001 00", "40 ffffff7f 0001", "10 ffffff7f 0004 4d515454 04"}) {
        FramerLog log;
        log.feed(hex(bytes));
        for (int i = 0; i < 12; ++i) log.feed(reading(i));
        EXPECT_EQ(log.finish().packets.size(), 13U) << bytes;
    }
}

TEST(WrongLength, IsNoticedWhenOtherBytesComeBefore) {
    FramerLog log;
    auto first = wrongPublish();
    append(first, reading(1));
    log.feed(first).feed(Bytes(700, 'x'));
    for (int i = 0; i < 12; ++i) log.feed(reading(i));
    log.finish();
    EXPECT_EQ(log.text(), "200000005?" + std::to_string(first.size() + 700) + lengths(reading(0).size(), 12));
}

TEST(WrongLength, IsNoticedByFewerPacketsWhenTheStreamEnds) {
    FramerLog log;
    log.feed(wrongPublish());
    for (int i = 0; i < 4; ++i) log.feed(reading(i));
    log.finish();
    EXPECT_EQ(log.text(), "200000005?16" + lengths(reading(0).size(), 4));
}

TEST(WrongLength, PacketsThatStraddlePiecesBelongToTheRun) {
    FramerLog log;
    log.feed(wrongPublish());
    for (int i = 0; i < 12; ++i) {
        const auto packet =
            publish({.topic = "plant/line2/picture", .payload = std::string(100, 'p') + std::to_string(i), .qos = 1});
        log.feed(base::ByteView(packet).first(60)).feed(base::ByteView(packet).subspan(60)).feed(reading(i));
    }
    log.finish();
    EXPECT_EQ(log.packets.size(), 25U);
}

TEST(WrongLength, ASessionInAPayloadIsNoReasonToDoubtIt) {
    // A capture, a log or a bridged session sent as one message: TCP cuts it into full segments, wherever packets lie.
    const auto inside = session(4'000);
    const auto packet = publish({.topic = "capture", .payload = base::asText(inside)});
    for (const std::size_t size : {536U, 1'448U, 1'460U, 8'960U, 65'483U}) {
        FramerLog log;
        EXPECT_EQ(log.feedEvery(packet, size).feed(pingreq()).finish().text(), std::to_string(packet.size()) + " 2")
            << size;
    }
}

TEST(WrongLength, NotEvenIfItsPacketsFitTheSegments) {
    // Packets of 8 bytes, 181 of which fill a segment of 1448 bytes exactly.
    Bytes inside;
    for (int i = 0; i < 40'000; ++i) append(inside, publish({.topic = "t", .payload = std::to_string(100 + i % 900)}));
    auto packet = hex("30 80e213 0006 746f70696331");
    packet.resize(1'448, 'x');
    append(packet, inside);
    const auto length = packet.size();
    const auto remaining = static_cast<std::uint32_t>(length - 4);
    const auto encoded = variableByteInteger(remaining, 3);
    std::ranges::copy(encoded, packet.begin() + 1);
    FramerLog log;
    EXPECT_EQ(log.feedEvery(packet, 1'448).feed(pingreq()).finish().text(), std::to_string(length) + " 2");
}

TEST(WrongLength, AMessageThatHoldsAMessageIsOne) {
    for (const std::size_t size : {10U, 500U, 5'000U}) {
        const auto inner = publish({.topic = "plant/line2/temp", .payload = std::string(size, 'p')});
        const auto outer = publish({.topic = "bridge/in", .payload = base::asText(inner)});
        FramerLog log;
        // Written in two: first the head, then the payload.
        const auto head = outer.size() - inner.size();
        log.feed(base::ByteView(outer).first(head)).feed(inner).feed(pingreq()).finish();
        EXPECT_EQ(log.text(), std::to_string(outer.size()) + " 2") << size;
    }
}

TEST(WrongLength, TheSamePacketAgainAndAgainProvesNothing) {
    FramerLog log;
    log.feed(wrongPublish());
    for (int i = 0; i < 1'000; ++i) log.feed(pingreq());
    EXPECT_TRUE(log.packets.empty());
}

TEST(WrongLength, RunsEndAtGaps) {
    FramerLog log;
    log.feed(wrongPublish());
    for (int i = 0; i < 5; ++i) log.feed(reading(i));
    log.gap(100);
    for (int i = 0; i < 5; ++i) log.feed(reading(i));
    EXPECT_TRUE(log.packets.empty());
    for (int i = 0; i < 5; ++i) log.feed(reading(i + 10));
    EXPECT_EQ(log.packets.size(), 11U);
}

TEST(WrongLength, OrdinaryPayloadsAreNeverDoubted) {
    std::mt19937 random(17);
    for (int round = 0; round < 50; ++round) {
        std::string payload(200'000, '\0');
        for (auto& byte : payload) byte = static_cast<char>(round % 2 == 0 ? random() : '0' + random() % 10);
        const auto packet = publish({.topic = "camera", .payload = payload});
        FramerLog log;
        const std::size_t size = 1 + random() % 3'000;
        EXPECT_EQ(log.feedEvery(packet, size).feed(pingreq()).finish().text(), std::to_string(packet.size()) + " 2");
    }
}

/// Packets that a client wrote at once, the first of them with a wrong length.
Bytes burst(const Bytes& first, int packets) {
    auto bytes = first;
    for (int i = 0; i < packets; ++i) append(bytes, reading(i));
    return bytes;
}

TEST(WrongLength, OfABurstEndsInsideAPacket) {
    const auto stream = burst(wrongPublish(16'000), 1'000);
    for (const std::size_t size : {536U, 1'448U, 8'960U}) {
        FramerLog log;
        log.feedEvery(stream, size).finish();
        ASSERT_EQ(log.packets.size(), 1'001U) << size;
        EXPECT_TRUE(log.packets[0].wrongLength);
        EXPECT_EQ(log.packets[0].available, wrongPublish(16'000).size());
        EXPECT_TRUE(log.packets[1'000].complete && log.skips.empty());
    }
}

TEST(WrongLength, OfABurstThatNeverEnds) {
    const auto stream = burst(wrongPublish(), 1'000);
    FramerLog atTheEnd;
    EXPECT_EQ(atTheEnd.feedEvery(stream, 1'448).finish().packets.size(), 1'001U);
    FramerLog atAGap;
    EXPECT_EQ(atAGap.feedEvery(stream, 1'448).gap(10'000).packets.size(), 1'001U);
    FramerLog asItGoesOn;
    EXPECT_GT(asItGoesOn.feedEvery(burst(wrongPublish(), 10'000), 1'448).packets.size(), 3'000U);
}

TEST(WrongLength, OfGarbageInABurst) {
    auto stream = burst({}, 10);
    append(stream, hex("30 fffff27f 9133 1283 aa"));
    append(stream, burst({}, 300));
    FramerLog log;
    log.feedEvery(stream, 1'400).finish();
    EXPECT_EQ(log.packets.size(), 311U);
}

TEST(WrongLength, ASessionInAPayloadThatBeginsWithOtherBytesEndsWithAPacket) {
    const auto inside = "capture of 14:02 " + std::string(base::asText(session(2'000)));
    const auto packet = publish({.topic = "capture", .payload = inside});
    FramerLog log;
    log.feedEvery(packet, 1'448).feed(pingreq()).finish();
    EXPECT_EQ(log.text(), std::to_string(packet.size()) + " 2");
}

TEST(WrongLength, KeepsABoundedNumberOfBytes) {
    LengthDoubt doubt;
    std::size_t most = 0;
    for (std::uint32_t i = 0; i < 10'000; ++i) {
        doubt.pass(Bytes(500, 0xC0), {base::ExtentId(i), 0}, base::ExtentId(0));
        auto piece = hex("30 b907 0001 61"); // 953 bytes that never end with a piece
        piece.resize(500, 'x');
        doubt.pass(piece, {base::ExtentId(i), 0}, base::ExtentId(0));
        most = std::max(most, doubt.keptBytes());
    }
    EXPECT_LE(most, 65'536U);
}

} // namespace
} // namespace mqttscope::mqtt
