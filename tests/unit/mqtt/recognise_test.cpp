// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/recognise.h"
#include "tests/unit/mqtt/foreign_streams.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gtest/gtest.h>

#include <random>

namespace mqttscope::mqtt {
namespace {

using namespace test::packet;
using test::Bytes;
using Verdict = Recognised::Verdict;

constexpr auto kInitiator = StreamEnd::Initiator;
constexpr auto kResponder = StreamEnd::Responder;

/// Feeds a connection that was met in its middle.
class Middle {
public:
    Middle& from(StreamEnd end, const Bytes& piece) {
        recogniser.feed(end, piece);
        ++pieces;
        if (result().verdict != Verdict::NeedMore && decidedAfter == 0) decidedAfter = pieces;
        return *this;
    }

    [[nodiscard]] const Recognised& result() const { return recogniser.result(); }

    Recogniser recogniser{false};
    int pieces = 0;
    int decidedAfter = 0;
};

TEST(StreamStart, IsAConnectByTheNameOfTheProtocol) {
    for (const auto version : {Version::V31, Version::V311, Version::V5})
        EXPECT_EQ(streamStart(connect({.clientId = "c", .version = version})), StreamStart::Connect);
}

TEST(StreamStart, ToleratesWhatTheUserWantsToSee) {
    EXPECT_EQ(streamStart(hex("10 0c 0004 4d515454 63 02 003c 0000")), StreamStart::Connect) << "level 99";
    EXPECT_EQ(streamStart(hex("11 0c 0004 4d515454 04 02 003c 0000")), StreamStart::Connect) << "flags";
    EXPECT_EQ(streamStart(hex("10 00 0004 4d515454 04")), StreamStart::Connect) << "length";
    EXPECT_EQ(streamStart(hex("10 8c808000 0004 4d515454 04")), StreamStart::Connect) << "padded length";
}

TEST(StreamStart, AsksForMoreOnlyWhileTheNameIsCut) {
    const auto bytes = connect({.clientId = "client", .version = Version::V31});
    for (std::size_t size = 0; size < 10; ++size)
        EXPECT_EQ(streamStart(base::ByteView(bytes).first(size)), StreamStart::NeedMore) << size;
    EXPECT_EQ(streamStart(base::ByteView(bytes).first(10)), StreamStart::Connect);
}

TEST(StreamStart, IsNothingElse) {
    EXPECT_EQ(streamStart(hex("10 0c 0004 4d515458")), StreamStart::No) << "MQTX";
    EXPECT_EQ(streamStart(hex("10 ffffffff 01")), StreamStart::No) << "length of five bytes";
    EXPECT_EQ(streamStart(pingreq()), StreamStart::No);
    EXPECT_EQ(streamStart(publish({.topic = "a/b", .payload = "x"})), StreamStart::No);
}

TEST(Recogniser, AtTheStartTakesAConnectInAnyPieces) {
    const auto bytes = connect({.clientId = "client"});
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        Recogniser recogniser(true);
        for (std::size_t at = 0; at < bytes.size(); at += size)
            recogniser.feed(kInitiator, base::ByteView(bytes).subspan(at, std::min(size, bytes.size() - at)));
        EXPECT_EQ(recogniser.result().verdict, Verdict::Mqtt) << size;
        EXPECT_EQ(recogniser.result().client, kInitiator);
    }
}

TEST(Recogniser, AtTheStartNothingButAConnectWillDo) {
    for (const auto& sample : samplePackets()) {
        Recogniser recogniser(true);
        recogniser.feed(kInitiator, sample.bytes);
        const auto isConnect = packetType(sample.bytes[0]) == PacketType::Connect;
        EXPECT_EQ(recogniser.result().verdict, isConnect ? Verdict::Mqtt : Verdict::No) << sample.what;
    }
}

TEST(Recogniser, WaitsForTheClientWhenTheServerIsCapturedFirst) {
    Recogniser recogniser(true);
    recogniser.feed(kResponder, connack(0));
    EXPECT_EQ(recogniser.feed(kInitiator, connect({.clientId = "c"})).verdict, Verdict::Mqtt);
}

TEST(Recogniser, ALostBeginningIsJudgedAsAMiddle) {
    Recogniser recogniser(true);
    recogniser.gap(kInitiator);
    recogniser.feed(kInitiator, pingreq());
    EXPECT_EQ(recogniser.feed(kResponder, pingresp()).verdict, Verdict::Mqtt);
}

TEST(Recogniser, PingsOfBothEndsAreEnough) {
    Middle middle;
    middle.from(kResponder, pingreq()).from(kInitiator, pingresp());
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
    EXPECT_EQ(middle.result().client, kResponder) << "who sends PINGREQ is the client, whatever TCP says";
}

TEST(Recogniser, PingsOfOneEndAreNeverEnough) {
    Middle middle;
    for (int i = 0; i < 100; ++i) middle.from(kInitiator, pingreq());
    EXPECT_EQ(middle.result().verdict, Verdict::No);
    EXPECT_EQ(middle.decidedAfter, 64);
}

TEST(Recogniser, FindsPublishesOfQos0) {
    Middle middle;
    for (int i = 0; i < 6; ++i)
        middle.from(kInitiator, publish({.topic = "plant/line2/temp", .payload = std::to_string(20 + i)}));
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
    EXPECT_LE(middle.decidedAfter, 4);
    EXPECT_FALSE(middle.result().client.has_value()) << "either end may publish";
}

TEST(Recogniser, FindsPublishesOfEachVersion) {
    for (const auto version : {Version::V311, Version::V5}) {
        Middle middle;
        for (int i = 0; i < 8; ++i) {
            const auto payload = std::to_string(i);
            Publish packet{.topic = "a/b", .payload = payload, .qos = 1};
            packet.packetIdentifier = static_cast<std::uint16_t>(i + 1);
            if (version == Version::V5) packet.properties = Properties().u32(0x02, 60);
            middle.from(kInitiator, publish(packet));
        }
        EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
    }
}

TEST(Recogniser, FindsAnEndThatOnlyAcknowledges) {
    Middle middle;
    for (std::uint16_t i = 100; i < 110; ++i) middle.from(kResponder, acknowledge(PacketType::Puback, i));
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
    EXPECT_LE(middle.decidedAfter, 5);
}

TEST(Recogniser, AnAcknowledgementThatAnswersCountsForMuch) {
    Middle middle;
    middle.from(kInitiator, publish({.topic = "a/b", .payload = "1", .qos = 1, .packetIdentifier = 7}))
        .from(kResponder, acknowledge(PacketType::Puback, 7));
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
    Middle other;
    other.from(kInitiator, publish({.topic = "a/b", .payload = "1", .qos = 1, .packetIdentifier = 7}))
        .from(kResponder, acknowledge(PacketType::Puback, 8));
    EXPECT_EQ(other.result().verdict, Verdict::NeedMore);
}

TEST(Recogniser, TellsTheClientBySubscriptionsAndTheirAnswers) {
    Middle middle;
    middle.from(kInitiator, subscribe(3, {{"plant/#", 1}})).from(kResponder, answer(PacketType::Suback, 3, {1}));
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
    EXPECT_EQ(middle.result().client, kInitiator);
}

TEST(Recogniser, FindsPacketsThatBeginInsideAPiece) {
    Bytes piece;
    append(piece, "the rest of a payload: 21.5 22.0");
    for (int i = 0; i < 6; ++i)
        append(piece, publish({.topic = "plant/line" + std::to_string(i) + "/temp", .payload = "21.5"}));
    Middle middle;
    middle.from(kResponder, piece);
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
}

TEST(Recogniser, FollowsPacketsThatPiecesSplit) {
    Bytes stream;
    for (int i = 0; i < 40; ++i)
        append(stream, publish({.topic = "plant/line" + std::to_string(i) + "/temp", .payload = "21.5"}));
    for (const std::size_t size : {7U, 40U, 100U}) {
        Recogniser recogniser(false);
        for (std::size_t at = 0; at < stream.size(); at += size)
            recogniser.feed(kInitiator, base::ByteView(stream).subspan(at, std::min(size, stream.size() - at)));
        EXPECT_EQ(recogniser.result().verdict, Verdict::Mqtt) << size;
    }
}

TEST(Recogniser, ACopyOfASessionInsideAFileIsNoSession) {
    // A capture file that is downloaded: packets with 54 bytes of other headers before each.
    Bytes file;
    for (int i = 0; i < 20; ++i) {
        append(file, Bytes(54, 0));
        append(file, publish({.topic = "plant/line" + std::to_string(i) + "/temp", .payload = "21.5"}));
    }
    Middle middle;
    middle.from(kResponder, file);
    EXPECT_NE(middle.result().verdict, Verdict::Mqtt);
}

TEST(Recogniser, IsNotMisledByOtherProtocols) {
    for (const auto& stream : foreignStreams()) {
        Middle middle;
        for (const auto& piece : stream.pieces) middle.from(piece.fromInitiator ? kInitiator : kResponder, piece.bytes);
        EXPECT_NE(middle.result().verdict, Verdict::Mqtt) << stream.what;
        Recogniser start(true);
        for (const auto& piece : stream.pieces) start.feed(piece.fromInitiator ? kInitiator : kResponder, piece.bytes);
        EXPECT_NE(start.result().verdict, Verdict::Mqtt) << stream.what << ", from its start";
    }
}

TEST(Recogniser, IsNotMisledByOtherProtocolsHoweverTheyAreCut) {
    for (const auto& stream : foreignStreams()) {
        for (const std::size_t skip : {1U, 2U, 3U, 5U, 8U, 13U}) {
            Middle middle;
            for (const auto& piece : stream.pieces) {
                const auto from = piece.fromInitiator ? kInitiator : kResponder;
                for (std::size_t at = skip; at < piece.bytes.size(); at += 61) {
                    const auto size = std::min<std::size_t>(61, piece.bytes.size() - at);
                    const auto begin = piece.bytes.begin() + static_cast<std::ptrdiff_t>(at);
                    middle.from(from, Bytes(begin, begin + static_cast<std::ptrdiff_t>(size)));
                }
            }
            EXPECT_NE(middle.result().verdict, Verdict::Mqtt) << stream.what << " from byte " << skip;
        }
    }
}

TEST(Recogniser, IsNotMisledByChance) {
    std::mt19937 random(3);
    for (int round = 0; round < 3'000; ++round) {
        Recogniser recogniser(false);
        const std::size_t size = 2 + random() % 1'400;
        for (int i = 0; i < 64; ++i) {
            Bytes piece(size);
            for (auto& byte : piece) byte = static_cast<std::uint8_t>(random());
            recogniser.feed(i % 2 == 0 ? kInitiator : kResponder, piece);
        }
        ASSERT_NE(recogniser.result().verdict, Verdict::Mqtt) << round;
    }
}

TEST(Recogniser, EndsAfterABoundedNumberOfBytes) {
    Middle middle;
    const Bytes piece(1'448, 'x');
    for (int i = 0; i < 20; ++i) middle.from(kResponder, piece);
    EXPECT_EQ(middle.result().verdict, Verdict::No);
    EXPECT_EQ(middle.decidedAfter, 12);
}

TEST(Recogniser, AVerdictStays) {
    Middle middle;
    middle.from(kInitiator, pingreq()).from(kResponder, pingresp()).from(kInitiator, Bytes(20'000, 'x'));
    EXPECT_EQ(middle.result().verdict, Verdict::Mqtt);
}

} // namespace
} // namespace mqttscope::mqtt
