// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/net_fixture.h"

namespace mqttscope::net::test {
namespace {

TEST(TcpOrder, DataInOrderIsDeliveredAtOnceAndInPlace) {
    Net net;
    net.handshake();
    net.client(0, "hello ");
    net.client(6, "world");
    net.server(0, "hi", 11);
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data hello ", "0> data world", "0< data hi"));
    const auto& piece = net.recorder.pieces[1];
    EXPECT_EQ(piece.origin.frame.value, 4U);
    EXPECT_EQ(piece.origin.offsetInFrame, 14U + 20U + 20U);
    EXPECT_EQ(piece.now.frame.value, 4U);
}

TEST(TcpOrder, DataOutOfOrderWaitsAndTellsWhichFrameMadeItDeliverable) {
    Net net;
    net.handshake();
    net.client(3, "def");
    net.client(9, "jkl");
    net.client(6, "ghi");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883"));
    net.client(0, "abc");
    EXPECT_EQ(net.clientStream(), "abcdefghijkl");
    EXPECT_EQ(net.recorder.pieces[1].origin.frame.value, 3U);
    EXPECT_EQ(net.recorder.pieces[1].now.frame.value, 6U);
}

TEST(TcpOrder, BytesCapturedFirstWinAndOnlyTheNewPartIsDelivered) {
    Net net;
    net.handshake();
    net.client(0, "abcd");
    net.client(2, "XXef");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data abcd", "0> data ef", "0> retransmission 2"));
    EXPECT_EQ(net.recorder.pieces[1].origin.offsetInFrame, 14U + 20U + 20U + 2U);
}

TEST(TcpOrder, OverlapsAmongWaitingPiecesKeepTheBytesCapturedFirst) {
    Net net;
    net.handshake();
    net.client(4, "ef");
    net.client(8, "ij");
    net.client(2, "cdXXghXXkl");
    net.client(0, "ab");
    EXPECT_EQ(net.clientStream(), "abcdefghijkl");
}

TEST(TcpOrder, InOrderDataThatOverlapsWaitingDataIsCutBeforeIt) {
    Net net;
    net.handshake();
    net.client(3, "def");
    net.client(0, "abcXX");
    EXPECT_EQ(net.clientStream(), "abcdef");
}

TEST(TcpOrder, ARetransmissionIsToldWithItsSize) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.client(3, "def");
    net.told();
    net.client(0, "abcdef");
    EXPECT_THAT(net.told(), ElementsAre("0> retransmission 6"));
}

TEST(TcpOrder, SequenceNumbersWrap) {
    Net net;
    net.clientIsn = 0xFFFF'FFFC; // the first byte is 0xFFFFFFFD
    net.handshake();
    net.client(6, "ghi");
    net.client(3, "def");
    net.client(0, "abc", 0);
    net.client(0, "abc");
    EXPECT_EQ(net.clientStream(), "abcdefghi");
    EXPECT_THAT(net.finished(), ::testing::Contains("0> retransmission 3"));
}

TEST(TcpOrder, StreamsLongerThan4GiBKeepTheirOrder) {
    // Jumps of 900 MB, each a gap that ends with the data behind it, lead around the sequence space more than once.
    NetOptions options;
    options.waitingPiecesPerSide = 0;
    Net net(options);
    net.handshake();
    std::uint32_t at = 0;
    std::string expected;
    for (int i = 0; i < 12; ++i) {
        net.client(at, "abc");
        net.client(at, "abc");
        expected += i == 0 ? "abc" : "[900000000]abc";
        at += 3 + 900'000'000;
    }
    EXPECT_EQ(net.clientStream(), expected);
}

TEST(TcpOrder, AHoleThatThePeerAcknowledgedBecomesAGapAfterAGraceOfSegments) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.client(6, "ghi");
    net.told();
    net.server(0, "", 9); // acknowledged: the client did send "def"
    for (std::uint32_t i = 1; i < NetOptions{}.graceSegments; ++i) net.server(0, "", 9);
    EXPECT_THAT(net.told(), IsEmpty());
    net.server(0, "", 9);
    EXPECT_THAT(net.told(), ElementsAre("0> gap 3 acknowledged", "0> data ghi"));
}

TEST(TcpOrder, OrAfterAGraceOfCaptureTime) {
    Net net;
    net.handshake();
    net.client(3, "def");
    net.server(0, "", 6);
    net.told();
    net.time += NetOptions{}.graceTime;
    net.server(0, "x", 6);
    EXPECT_THAT(net.told(), ElementsAre("0> gap 3 acknowledged", "0> data def", "0< data x"));
}

TEST(TcpOrder, AnAcknowledgmentCapturedBeforeItsDataMakesNoGap) {
    Net net;
    net.handshake();
    net.server(0, "", 6);
    net.client(3, "def");
    net.client(0, "abc");
    EXPECT_EQ(net.clientStream(), "abcdef");
    EXPECT_THAT(net.finished(), ::testing::Not(::testing::Contains(::testing::HasSubstr("gap"))));
}

TEST(TcpOrder, AnAcknowledgmentThatCoversHalfAHoleGivesUpOnlyThatHalf) {
    Net net;
    net.handshake();
    net.client(6, "ghi");
    net.server(0, "", 3);
    net.time += NetOptions{}.graceTime;
    net.server(0, "", 3);
    net.told();
    net.client(3, "def");
    EXPECT_THAT(net.told(), ElementsAre("0> data def", "0> data ghi"));
    EXPECT_EQ(net.clientStream(), "[3]defghi");
}

TEST(TcpOrder, AHoleThatNobodyAcknowledgedLastsUntilTheEnd) {
    Net net;
    net.handshake();
    net.client(3, "def");
    for (int i = 0; i < 100; ++i) net.server(static_cast<std::uint32_t>(i), "x");
    EXPECT_EQ(net.clientStream(), "");
    net.told();
    EXPECT_THAT(net.finished(), ElementsAre("0> gap 3 stream-ended", "0> data def", "0 closed"));
}

TEST(TcpOrder, AnAcknowledgedHoleAtTheVeryEndIsAGapToo) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.server(0, "", 8);
    net.told();
    EXPECT_THAT(net.finished(), ElementsAre("0> gap 5 acknowledged", "0 closed"));
}

TEST(TcpOrder, AnAcknowledgedFinThatWasNotCapturedIsNoMissingByte) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.server(0, "", 4);
    net.told();
    EXPECT_THAT(net.finished(), ElementsAre("0 closed"));
}

TEST(TcpOrder, TooManyWaitingPiecesOfOneSideGiveUpItsFirstHole) {
    NetOptions options;
    options.waitingPiecesPerSide = 2;
    Net net(options);
    net.handshake();
    net.client(2, "c");
    net.client(4, "e");
    net.told();
    net.client(6, "g");
    EXPECT_THAT(net.told(), ElementsAre("0> gap 2 too-far-behind", "0> data c"));
}

TEST(TcpOrder, TooManyWaitingBytesOfOneSideGiveUpItsFirstHole) {
    NetOptions options;
    options.waitingBytesPerSide = 5;
    Net net(options);
    net.handshake();
    net.client(2, "cde");
    net.told();
    net.client(6, "ghi");
    EXPECT_THAT(net.told(), ElementsAre("0> gap 2 too-far-behind", "0> data cde"));
}

TEST(TcpOrder, TheBoundOverAllConnectionsTakesFromTheSideThatHoldsMost) {
    NetOptions options;
    options.waitingPieces = 10;
    Net net(options);
    for (const std::uint16_t port : {std::uint16_t{1}, std::uint16_t{2}})
        net.send({.sequence = 0, .flags = kSyn, .clientPort = port});
    net.send({.sequence = 3, .payload = "modest", .clientPort = 1});
    for (std::uint32_t i = 0; i < 20; ++i) net.send({.sequence = 3 + 2 * i, .payload = "x", .clientPort = 2});
    EXPECT_EQ(net.clientStream(0), "");
    EXPECT_THAT(net.clientStream(1), ::testing::StartsWith("[2]x[1]x[1]x"));
    net.send({.sequence = 1, .payload = "so", .clientPort = 1});
    EXPECT_EQ(net.clientStream(0), "somodest");
}

TEST(TcpOrder, ASequenceNumberFromNowhereIsNotFollowed) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.client(2'000'000'000, "junk");
    net.client(3, "def");
    EXPECT_EQ(net.clientStream(), "abcdef");
    EXPECT_EQ(net.statistics().segmentsOutOfWindow, 1U);
}

TEST(TcpOrder, AStreamThatWentOnFarAwayIsFollowedOnceSeveralSegmentsAgree) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    for (std::uint32_t i = 0; i < 4; ++i) net.client(2'000'000'000 + i, "x");
    EXPECT_EQ(net.clientStream(), "abc[1999999999]xx");
}

TEST(TcpOrder, ASnappedFrameDeliversWhatIsThereAndThenAGap) {
    Net net;
    net.handshake();
    net.send({.sequence = 1001, .acknowledgment = 5001, .payload = "abcdef"}, 14 + 20 + 20 + 2);
    net.client(6, "ghi");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data ab", "0> gap 4 clipped", "0> data ghi"));
    EXPECT_EQ(net.statistics().clippedFrames, 1U);
}

TEST(TcpOrder, ASnappedFrameWithoutAnyPayloadIsAllGap) {
    Net net;
    net.handshake();
    net.send({.sequence = 1001, .acknowledgment = 5001, .payload = "abcdef"}, 14 + 20 + 20);
    net.send({.sequence = 1007, .acknowledgment = 5001, .payload = "ghi"}, 14 + 20 + 17);
    EXPECT_EQ(net.clientStream(), "[6][3]");
}

TEST(TcpOrder, ASnappedFrameMayWaitLikeAnyOther) {
    Net net;
    net.handshake();
    net.send({.sequence = 1004, .acknowledgment = 5001, .payload = "defghi"}, 14 + 20 + 20 + 4);
    net.client(0, "abc");
    EXPECT_EQ(net.clientStream(), "abcdefg[2]");
}

TEST(TcpOrder, TimeStampsMayRunBackwards) {
    Net net;
    net.handshake();
    for (std::uint32_t i = 0; i < 10; ++i) {
        net.client(i, std::string(1, static_cast<char>('a' + i)));
        net.time -= 3'600'000'000'000;
    }
    EXPECT_EQ(net.clientStream(), "abcdefghij");
    net.client(13, "n");
    net.time = INT64_MIN;
    net.server(0, "", 14);
    net.time = 0;
    net.server(0, "", 14);
    EXPECT_EQ(net.clientStream(), "abcdefghij[3]n");
}

TEST(TcpOrder, OneDirectionAloneIsAStreamToo) {
    Net net;
    net.client(0, "abc");
    net.client(6, "ghi");
    net.client(3, "def");
    EXPECT_EQ(net.clientStream(), "abcdefghi");
}

} // namespace
} // namespace mqttscope::net::test
