// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/framer.h"
#include "tests/unit/mqtt/framer_log.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttscope::mqtt {
namespace {

using namespace test::packet;
using test::Bytes;

Bytes streamOf(Version version) {
    Bytes stream;
    for (const auto& sample : samplePackets())
        if (sample.version == version) append(stream, sample.bytes);
    return stream;
}

TEST(Framer, IsSmallWhileIdle) {
    EXPECT_LE(sizeof(Framer), 72U);
}

TEST(Framer, CutsManyPacketsOutOfOnePiece) {
    for (const auto version : {Version::V31, Version::V311, Version::V5}) {
        std::string expected;
        for (const auto& sample : samplePackets())
            if (sample.version == version)
                expected += (expected.empty() ? "" : " ") + std::to_string(sample.bytes.size());
        FramerLog log(version);
        EXPECT_EQ(log.feed(streamOf(version)).finish().text(), expected);
        for (const auto& packet : log.packets) EXPECT_TRUE(packet.complete && packet.available == packet.length);
    }
}

TEST(Framer, GivesTheSamePacketsWhereverTheStreamIsSplit) {
    for (const auto version : {Version::V31, Version::V311, Version::V5}) {
        const auto stream = streamOf(version);
        FramerLog whole(version);
        whole.feed(stream).finish();
        for (std::size_t at = 1; at < stream.size(); ++at) {
            FramerLog split(version);
            split.feed(base::ByteView(stream).first(at)).feed(base::ByteView(stream).subspan(at)).finish();
            ASSERT_EQ(split.text(), whole.text()) << at;
            ASSERT_EQ(split.heads, whole.heads) << at;
        }
        for (const auto size : std::initializer_list<std::size_t>{1, 2, 3, 7, 64}) {
            FramerLog pieces(version);
            pieces.feedEvery(stream, size).finish();
            ASSERT_EQ(pieces.text(), whole.text()) << size;
            ASSERT_EQ(pieces.heads, whole.heads) << size;
        }
    }
}

TEST(Framer, SaysWhereAPacketBeginsAndWhatCompletedIt) {
    FramerLog log;
    const auto first = publish({.topic = "a", .payload = "xyz"});
    auto stream = pingreq();
    append(stream, first);
    append(stream, pingreq());
    // | c0 00 30 06 | 00 01 61 | 78 79 7a c0 | 00 |
    const base::ByteView view(stream);
    log.feed(view.first(4)).feed(view.subspan(4, 3)).feed(view.subspan(7, 4)).feed(view.subspan(11)).finish();
    ASSERT_EQ(log.text(), "2 8 2");
    EXPECT_EQ(log.packets[1].begin.extent, base::ExtentId(0));
    EXPECT_EQ(log.packets[1].begin.offset, 2U);
    EXPECT_EQ(log.packets[1].last, base::ExtentId(2));
    EXPECT_EQ(log.packets[2].begin.extent, base::ExtentId(2));
    EXPECT_EQ(log.packets[2].begin.offset, 3U);
    EXPECT_EQ(log.packets[2].last, base::ExtentId(3));
}

TEST(Framer, DoesNotCopyAPacketThatLiesTogether) {
    struct Handler {
        void packet(const FramedPacket& packet) { head = packet.head.data(); }

        void skipped(const SkippedBytes&) {}

        [[nodiscard]] Version version() const { return Version::V311; }

        const std::uint8_t* head = nullptr;
    } handler;

    const auto bytes = publish({.topic = "a", .payload = "xyz"});
    Framer framer;
    framer.feed(bytes, {base::ExtentId(0), 0}, handler);
    EXPECT_EQ(handler.head, bytes.data());
}

TEST(Framer, CountsAPayloadInsteadOfGatheringIt) {
    Bytes head{0x30, 0xFF, 0xFF, 0xFF, 0x7F, 0, 1, 'a'};
    const std::uint32_t length = kMaxRemainingLength + 5;
    FramerLog log;
    log.feed(head);
    const Bytes payload(1 << 20, 0xC0);
    for (auto left = length - static_cast<std::uint32_t>(head.size()); left != 0;) {
        const auto size = std::min<std::uint32_t>(left, 1 << 20);
        log.feed(base::ByteView(payload).first(size));
        left -= size;
    }
    log.feed(pingreq()).finish();
    EXPECT_EQ(log.text(), "268435460 2");
    EXPECT_EQ(log.heads[0], head);
}

TEST(Framer, GathersOtherPacketsWhole) {
    const std::string filter(60'000, 'f');
    const auto bytes = subscribe(1, {{filter, 0}, {filter, 0}, {filter, 1}});
    FramerLog log;
    log.feedEvery(bytes, 1460).finish();
    ASSERT_EQ(log.text(), std::to_string(bytes.size()));
    EXPECT_EQ(log.heads[0], bytes);
}

TEST(Framer, AllocatesOnlyForBytesThatCame) {
    // A CONNECT that announces 256 MB and sends little: must not take memory for what it says.
    FramerLog log;
    log.feed(hex("10 ffffff7f 0004 4d515454")).finish();
    EXPECT_EQ(log.text(), "268435460?11");
}

TEST(Framer, HandsOverWhatTheEndOfTheStreamCutsOff) {
    const auto bytes = publish({.topic = "a/b", .payload = "xyz", .qos = 1});
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        FramerLog log;
        log.feed(pingreq()).feed(base::ByteView(bytes).first(size)).finish();
        const auto length = size == 1 ? 1 : bytes.size(); // the fixed header itself is cut
        EXPECT_EQ(log.text(), "2 " + std::to_string(length) + "?" + std::to_string(size));
    }
}

TEST(Framer, AcceptsBrokenRulesWhileInStep) {
    // QoS 3, wrong flags, a PINGREQ with a body, an empty SUBSCRIBE, a padded length: the user wants to see them.
    FramerLog log;
    log.feed(hex("3605 0001 61 0001"))
        .feed(hex("4102 0001"))
        .feed(hex("c001 00"))
        .feed(hex("8202 0001"))
        .feed(hex("40 8200 0001"));
    EXPECT_EQ(log.finish().text(), "7 4 3 4 5");
}

TEST(Framer, PassesOverWhatCannotBeAPacket) {
    // Type 0; then a packet that contradicts itself in flags and length (HTTP: "GET").
    FramerLog log;
    log.feed(pingreq()).feed(hex("0001 02")).feed(pingreq()).finish();
    EXPECT_EQ(log.text(), "2 -3zero 2");
    FramerLog http;
    http.feed(base::asBytes("GET / HTTP/1.1\r\nHost: broker\r\n\r\n")).finish();
    EXPECT_EQ(http.text(), "-32type");
}

TEST(Framer, DoesNotFollowTextThatIsNeitherInFlagsNorInContentsAPacket) {
    // A Remaining Length that is too small: the rest of the payload reads as packets of 5.0 with properties.
    const auto reading = [](int number) {
        return publish({.topic = "sensor/temp",
                        .payload = R"({"n":)" + std::to_string(number) + R"(,"value":21.5})",
                        .properties = Properties()});
    };
    auto wrong = reading(50);
    wrong[1] = static_cast<std::uint8_t>(wrong[1] - 3);
    FramerLog log(Version::V5);
    log.feed(wrong);
    for (int i = 100; i < 150; ++i) log.feed(reading(i));
    log.finish();
    EXPECT_GE(log.packets.size(), 1U + 47);
    EXPECT_LE(log.packets.size(), 1U + 52);
    EXPECT_EQ(log.packets.back().length, reading(100).size());
}

TEST(Framer, ShowsWrongFlagsAndContentsOfAPacketThatEndsWhereItShould) {
    // SUBSCRIBE with flags 0 and identifier 0, alone, then with another packet behind it.
    const auto wrong = hex("8006 0000 0001 61 00");
    FramerLog log;
    log.feed(wrong);
    auto two = wrong;
    append(two, pingreq());
    EXPECT_EQ(log.feed(two).finish().text(), "8 8 2");
}

TEST(Framer, FindsTheStreamAgainAfterALengthOfFiveBytes) {
    // A remaining length may have four bytes (MQTT 5.0 §1.5.5).
    FramerLog log;
    log.feed(connect({.clientId = "cli"}))
        .feed(hex("30 8680808000 03 612f62 58"))
        .feed(hex("3009 0005 6166746572 6f6b"));
    EXPECT_EQ(log.finish().text(), "17 -11length 11");
    EXPECT_EQ(log.skips[0].begin.extent, base::ExtentId(1));
    EXPECT_EQ(log.skips[0].begin.offset, 0U);
    EXPECT_EQ(log.skips[0].last, base::ExtentId(1));
}

TEST(Framer, FindsTheStreamAgainWhereverTheBadLengthIsSplit) {
    const auto bad = hex("30 8680808000 03 612f62 58");
    for (std::size_t at = 1; at < bad.size(); ++at) {
        FramerLog log;
        log.feed(base::ByteView(bad).first(at))
            .feed(base::ByteView(bad).subspan(at))
            .feed(hex("3009 0005 6166746572 6f6b"));
        EXPECT_EQ(log.finish().text(), "-11length 11") << at;
    }
}

TEST(FramerGap, InsideAPayloadDoesNotCostTheStep) {
    const std::string payload(100, 'x');
    const auto bytes = publish({.topic = "a/b", .payload = payload});
    const base::ByteView view(bytes);
    FramerLog log;
    log.feed(view.first(20)).gap(30).feed(view.subspan(50)).feed(pingreq()).finish();
    EXPECT_EQ(log.text(), "107?20 2");
    EXPECT_EQ(log.packets[0].last, base::ExtentId(2));
}

TEST(FramerGap, UpToTheEndOfAPacketDoesNotCostTheStep) {
    const auto bytes = publish({.topic = "a/b", .payload = "0123456789"});
    FramerLog log;
    log.feed(base::ByteView(bytes).first(10)).gap(bytes.size() - 10).feed(pingreq()).finish();
    EXPECT_EQ(log.text(), "17?10 2");
}

TEST(FramerGap, BeyondThePacketEndsItAndABoundaryMustBeFound) {
    const auto bytes = publish({.topic = "a/b", .payload = "0123456789"});
    FramerLog log;
    log.feed(base::ByteView(bytes).first(10))
        .gap(50)
        .feed(hex("78787878"))
        .feed(publish({.topic = "plant/1", .payload = "1"}));
    EXPECT_EQ(log.finish().text(), "17?10 -4gap 12");
}

TEST(FramerGap, BetweenPacketsCostsNothingIfAPacketBeginsAfterIt) {
    FramerLog log;
    log.feed(pingreq()).gap(1000).feed(publish({.topic = "plant/1", .payload = "1"})).finish();
    EXPECT_EQ(log.text(), "2 12");
}

TEST(FramerGap, InsideAFixedHeaderLosesTheStep) {
    FramerLog log;
    log.feed(hex("30b9")).gap(5).feed(hex("7878")).feed(publish({.topic = "plant/1", .payload = "1"})).finish();
    EXPECT_EQ(log.text(), "2?2 -2gap 12");
}

TEST(FramerGap, InsideAHeadKeepsWhatCameBefore) {
    const auto bytes = subscribe(1, {{"plant/line2/temp", 1}, {"plant/line3/temp", 1}});
    const base::ByteView view(bytes);
    FramerLog log;
    log.feed(view.first(9)).gap(5).feed(view.subspan(14)).feed(pingreq()).finish();
    EXPECT_EQ(log.text(), std::to_string(bytes.size()) + "?9 2");
    EXPECT_EQ(log.heads[0], Bytes(bytes.begin(), bytes.begin() + 9));
}

} // namespace
} // namespace mqttscope::mqtt
