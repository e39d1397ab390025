// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/net_fixture.h"

namespace mqttscope::net::test {
namespace {

TEST(TcpEvents, FinIsToldOnceForEachSideAndBothCloseTheConnection) {
    Net net;
    net.handshake();
    net.client(0, "bye", 0, kFin | kAck);
    net.client(0, "bye", 0, kFin | kAck);
    net.server(0, "", 4, kFin | kAck);
    net.client(4, "", 1);
    EXPECT_THAT(net.told(),
                ElementsAre("0 open 50000>1883", "0> data bye", "0> fin", "0> retransmission 3", "0< fin", "0 closed"));
    EXPECT_THAT(net.finished(), IsEmpty());
}

TEST(TcpEvents, AFinWaitsForItsPlace) {
    Net net;
    net.handshake();
    net.client(3, "def", 0, kFin | kAck);
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883"));
    net.client(0, "abc");
    EXPECT_THAT(net.told(), ElementsAre("0> data abc", "0> data def", "0> fin"));
}

TEST(TcpEvents, AFinBehindAnAcknowledgedHoleComesAfterTheGap) {
    Net net;
    net.handshake();
    net.client(3, "", 0, kFin | kAck);
    net.server(0, "", 4);
    net.time += NetOptions{}.graceTime;
    net.server(0, "", 4);
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> gap 3 acknowledged", "0> fin"));
}

TEST(TcpEvents, DataBeyondTheFinIsNotPartOfTheStream) {
    Net net;
    net.handshake();
    net.client(0, "abc", 0, kFin | kAck);
    net.client(3, "junk");
    EXPECT_EQ(net.clientStream(), "abc");
}

TEST(TcpEvents, ASynAnsweredByRstIsRefused) {
    Net net;
    net.syn();
    net.send({.fromClient = false, .sequence = 0, .acknowledgment = 1001, .flags = kRst | kAck});
    EXPECT_THAT(net.finished(), ElementsAre("0 open 50000>1883", "0< refused", "0 closed"));
}

TEST(TcpEvents, ARefusedSynMayBeTriedAgainAndSucceed) {
    Net net;
    for (int i = 0; i < 2; ++i) {
        net.syn();
        net.send({.fromClient = false, .sequence = 0, .acknowledgment = 1001, .flags = kRst | kAck});
        net.time += base::kNanosecondsPerSecond / 2;
    }
    net.handshake();
    net.client(0, "at last");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0< refused", "0< refused", "0> data at last"));
}

TEST(TcpEvents, ASegmentWithAnImpossibleHeaderCountsForTheNumberOfItsStreamOnly) {
    Net net;
    auto segment = tcp({.sequence = 1000, .flags = kSyn, .payload = "junk"});
    segment[12] = 0x40;
    net.feed(ethernet(0x0800, ipv4({}, segment)));
    net.handshake();
    net.client(0, "abc");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data abc"));
}

TEST(TcpEvents, ARstEndsAnEstablishedConnectionAfterWhatWasInFlight) {
    NetOptions options;
    options.resetLingerFrames = 3;
    options.resetLingerTime = 0;
    Net net(options);
    net.handshake();
    net.client(0, "abc");
    net.server(0, "", 3, kRst | kAck);
    net.client(3, "def");
    net.server(0, "", 3, kRst | kAck);
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data abc", "0< reset", "0> data def"));
    net.client(6, "");
    EXPECT_THAT(net.told(), ElementsAre("0 closed"));
}

TEST(TcpEvents, ARstHandsOverWhatWaited) {
    Net net;
    net.handshake();
    net.client(3, "def");
    net.told();
    net.server(0, "", 0, kRst);
    EXPECT_THAT(net.told(), ElementsAre("0> gap 3 stream-ended", "0> data def", "0< reset"));
    EXPECT_THAT(net.finished(), ElementsAre("0 closed"));
}

TEST(TcpEvents, TheTextOfARstIsNotPartOfTheStream) {
    Net net;
    net.handshake();
    net.client(0, "no more", 0, kRst | kAck);
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> reset"));
}

TEST(TcpEvents, AKeepAliveIsNoRetransmission) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.told();
    net.client(2, "");
    net.client(2, "c");
    net.server(0, "", 3);
    EXPECT_THAT(net.told(), ElementsAre("0> keep-alive", "0> keep-alive 1"));
}

TEST(TcpEvents, AKeepAliveIsKnownWhereTheCaptureStartedLate) {
    Net net;
    net.server(0, "", 10);
    net.client(9, "c"); // one before what the server expects
    net.server(0, "", 10);
    net.client(10, "abc");
    EXPECT_THAT(net.told(), ElementsAre("0 open 1883>50000 late", "0< keep-alive 1", "0< data abc"));
}

TEST(TcpEvents, AClosedWindowIsToldWhenItCloses) {
    Net net;
    net.handshake();
    net.told();
    for (int i = 0; i < 3; ++i) net.send({.fromClient = false, .sequence = 5001, .acknowledgment = 1001, .window = 0});
    EXPECT_THAT(net.told(), ElementsAre("0< zero-window"));
    net.server(0, "");
    net.send({.fromClient = false, .sequence = 5001, .acknowledgment = 1001, .window = 0});
    EXPECT_THAT(net.told(), ElementsAre("0< zero-window"));
}

TEST(TcpEvents, AWindowProbeIsNoRetransmissionAndLosesNoByte) {
    Net net;
    net.handshake();
    net.client(0, "abc");
    net.send({.fromClient = false, .sequence = 5001, .acknowledgment = 1004, .window = 0});
    net.told();
    net.client(3, "d"); // the next byte, as some systems probe
    net.client(3, "d");
    net.client(2, ""); // the byte before, as others do
    net.server(0, "", 3);
    net.client(3, "def");
    EXPECT_EQ(net.clientStream(), "abcdef");
    for (const auto& line : net.told()) EXPECT_EQ(line.find("retransmission"), std::string::npos) << line;
}

TEST(TcpEvents, AFrameCapturedTwiceIsDroppedSilently) {
    Net net;
    net.handshake();
    const Seg once{.sequence = 1001, .acknowledgment = 5001, .payload = "abc", .identification = 77};
    net.send(once);
    net.send(once);
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data abc"));
    EXPECT_EQ(net.statistics().duplicateFrames, 1U);
    net.time += NetOptions{}.duplicateTime; // the same much later was sent twice
    net.send(once);
    EXPECT_THAT(net.told(), ElementsAre("0> retransmission 3"));
}

TEST(TcpEvents, FramesCapturedTwiceInTurnsAreDroppedToo) {
    Net net;
    net.handshake();
    for (int copy = 0; copy < 2; ++copy) {
        net.send({.sequence = 1001, .acknowledgment = 5001, .payload = "abc", .identification = 77});
        net.send({.sequence = 1004, .acknowledgment = 5001, .payload = "def", .identification = 78});
    }
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data abc", "0> data def"));
}

} // namespace
} // namespace mqttscope::net::test
