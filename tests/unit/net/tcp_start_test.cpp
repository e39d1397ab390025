// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/net_fixture.h"

namespace mqttscope::net::test {
namespace {

TEST(TcpStart, TheInitiatorSentTheSyn) {
    Net net;
    net.syn();
    ASSERT_EQ(net.recorder.connections.size(), 1U);
    const auto& connection = net.recorder.connections[0];
    EXPECT_TRUE(connection.startSeen);
    EXPECT_EQ(connection.initiator.port, 50000);
    EXPECT_EQ(connection.firstSequence[0], Net::kClientIsn);
    EXPECT_FALSE(connection.firstSequenceKnown[1]);
}

TEST(TcpStart, ASynAckAloneTellsWhoInitiatedAndWhereBothStreamsBegin) {
    Net net;
    net.synAck();
    net.client(3, "def");
    net.server(2, "CD");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883"));
    net.client(0, "abc");
    net.server(0, "AB");
    EXPECT_EQ(net.clientStream(), "abcdef");
    EXPECT_EQ(net.serverStream(), "ABCD");
}

TEST(TcpStart, WithoutASynTheFirstDataBeginsTheStream) {
    Net net;
    net.client(500, "", 700);
    net.server(900, "late", 500);
    net.client(600, "later");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883 late", "0< data late", "0> data later"));
    for (const auto& line : net.finished()) EXPECT_EQ(line.find("gap"), std::string::npos) << line;
}

TEST(TcpStart, BytesFromBeforeALateStartAreCountedAndLeftOut) {
    Net net;
    net.client(500, "def");
    net.client(497, "abc");
    net.client(503, "ghi");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883 late", "0> data def", "0> data ghi"));
    EXPECT_EQ(net.statistics().segmentsBeforeStart, 1U);
}

TEST(TcpStart, DataOnTheSynBelongsToTheStream) {
    Net net;
    net.send({.sequence = 1000, .flags = kSyn, .payload = "early"});
    net.synAck();
    net.client(5, " late");
    EXPECT_EQ(net.clientStream(), "early late");
}

TEST(TcpStart, ARetransmittedSynIsNoNewConnection) {
    Net net;
    net.syn();
    net.syn();
    net.synAck();
    net.synAck();
    net.client(0, "a");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data a"));
}

TEST(TcpStart, ASynWithAnotherNumberIsANewConnection) {
    Net net;
    net.handshake();
    net.client(3, "waiting");
    net.told();
    net.clientIsn = 90'000;
    net.handshake();
    net.client(0, "new");
    EXPECT_THAT(net.told(), ElementsAre("0> gap 3 stream-ended", "0> data waiting", "0 closed", "1 open 50000>1883",
                                        "1> data new"));
}

TEST(TcpStart, ASynWithTheSameNumberAfterTheEndIsANewConnection) {
    Net net;
    net.handshake();
    net.client(0, "", 0, kFin | kAck);
    net.server(0, "", 1, kFin | kAck);
    net.time += base::kNanosecondsPerSecond;
    net.syn();
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> fin", "0< fin", "0 closed", "1 open 50000>1883"));
}

TEST(TcpStart, TheServerMayOpenTheNextConnectionOnTheSamePorts) {
    Net net;
    net.handshake();
    net.told();
    net.send({.fromClient = false, .sequence = 70'000, .flags = kSyn});
    EXPECT_THAT(net.told(), ElementsAre("0 closed", "1 open 1883>50000"));
}

TEST(TcpStart, DataFarAwayAfterACloseIsAConnectionWhoseSynWasMissed) {
    Net net;
    net.handshake();
    net.client(0, "", 0, kFin | kAck);
    net.server(0, "", 1, kFin | kAck);
    net.client(0, "stray"); // near: whatever it is, it belongs to what has ended
    net.told();
    net.client(500'000'000, "new");
    EXPECT_THAT(net.told(), ElementsAre("1 open 50000>1883 late", "1> data new"));
    EXPECT_EQ(net.statistics().segmentsAfterClose, 1U);
}

TEST(TcpStart, BothEndsMayOpenAtOnce) {
    Net net;
    net.syn();
    net.send({.fromClient = false, .sequence = 5000, .flags = kSyn});
    net.synAck();
    net.client(0, "a");
    net.server(0, "b");
    EXPECT_THAT(net.told(), ElementsAre("0 open 50000>1883", "0> data a", "0< data b"));
}

TEST(TcpStart, AConnectionOfAnEndpointWithItselfDoesNotConfuse) {
    Net net;
    auto segment = tcp({.sequence = 1, .flags = kSyn, .clientPort = 1883});
    auto packet = ipv4({}, segment);
    for (std::size_t i = 0; i < 4; ++i) packet[16 + i] = packet[12 + i];
    net.feed(ethernet(0x0800, packet));
    net.feed(ethernet(0x0800, packet));
    EXPECT_THAT(net.finished(), ElementsAre("0 open 1883>1883", "0 closed"));
}

} // namespace
} // namespace mqttscope::net::test
