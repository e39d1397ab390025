// SPDX-License-Identifier: GPL-3.0-or-later
// What a TCP connection carries is found out from its first bytes, whatever its port.
#include "tests/support/conversation.h"
#include "tests/support/shared_captures.h"
#include "tests/unit/engine/inspected.h"

#include <gtest/gtest.h>

#include <chrono>
#include <numeric>
#include <string>

namespace mqttscope::engine {
namespace {

using base::Direction;
using mqtt::Version;
using test::Bytes;
using test::Capture;
using test::Conversation;
using test::Segmentation;

constexpr std::uint16_t kOddPort = 4321;

Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

Bytes joined(Bytes first, const Bytes& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

const Bytes kConnect = test::packet::connect({.clientId = "c"});
const Bytes kConnack = test::packet::connack();
const Bytes kPublish = test::packet::publish({.topic = "a/b", .payload = "1"});
const Bytes kClientHello = test::fromHex("16 0301 0040 01 00003c 0303 0000000000000000");

TEST(Recognition, aConnectAtTheStartIsMqttOnAnyPort) {
    Capture capture;
    Conversation(capture, "c1", Version::V5, {.serverPort = kOddPort}).connect().publish("a", "b", 1).disconnect();
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "CONNECT CONNACK PUBLISH PUBACK DISCONNECT [FIN] [FIN]");
    EXPECT_EQ(seen.inspection().snapshot().clientId(base::ConnectionId(0)), "c1");
}

TEST(Recognition, rowsFoundLateHaveTheirOwnTimesAndFrames) {
    Capture capture;
    Conversation(capture, "c1", Version::V311, {.serverPort = kOddPort, .segmentation = Segmentation::every(1)})
        .connect();
    Inspected seen(capture);
    ASSERT_EQ(seen.types(), "CONNECT CONNACK");
    Inspected same(capture, {.ports = [] {
                       PortSet ports;
                       ports.add(kOddPort);
                       return ports;
                   }()});
    const auto late = seen.inspection().snapshot();
    const auto soon = same.inspection().snapshot();
    for (std::uint32_t i = 0; i < late.rows(); ++i) {
        EXPECT_EQ(late.row(base::RowId(i)).frame, soon.row(base::RowId(i)).frame) << i;
        EXPECT_EQ(late.row(base::RowId(i)).time, soon.row(base::RowId(i)).time) << i;
        EXPECT_EQ(seen.inspection().packet(late, base::RowId(i)).available, late.row(base::RowId(i)).length) << i;
    }
    EXPECT_EQ(late.connection(base::ConnectionId(0)).opened, soon.connection(base::ConnectionId(0)).opened);
}

TEST(Recognition, canBeTurnedOffAndAPortExcluded) {
    Capture capture;
    Conversation(capture, "c1", Version::V311, {.serverPort = kOddPort}).connect();
    EXPECT_EQ(Inspected(capture, {.detect = false}).connections(), 0U);
    auto ports = PortSet::standard();
    ASSERT_TRUE(ports.addText("tcp.port==4321,none"));
    EXPECT_EQ(Inspected(capture, {.ports = ports}).connections(), 0U);
    ASSERT_TRUE(ports.addText("4321"));
    EXPECT_EQ(Inspected(capture, {.ports = ports, .detect = false}).connections(), 1U);
}

TEST(Recognition, otherProtocolsAreNone) {
    Capture capture;
    const auto talk = [&](std::string_view name, const Bytes& client, const Bytes& server, bool serverFirst = false) {
        auto& connection = capture.client(name, {.serverPort = kOddPort}).handshake();
        if (serverFirst) connection.toClient(server);
        connection.toServer(client).toClient(server).toServer(client).close();
    };
    talk("http", bytesOf("GET / HTTP/1.1\r\nHost: example.org\r\n\r\n"), bytesOf("HTTP/1.1 200 OK\r\n\r\n"));
    talk("post", bytesOf("POST / HTTP/1.1\r\nHost: example.org\r\n\r\n"), bytesOf("HTTP/1.1 200 OK\r\n\r\n"));
    talk("ssh", bytesOf("SSH-2.0-OpenSSH_9.2\r\n"), bytesOf("SSH-2.0-OpenSSH_9.2\r\n"), true);
    talk("amqp", bytesOf("AMQP\0\0\x09\x01"), test::fromHex("01 0000 000001e4 000a000a"));
    talk("dns", test::fromHex("001d 1234 0100 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001"),
         test::fromHex("001d 1234 8180 0001 0000 0000 0000 07 6578616d706c65 03 6f7267 00 0001 0001"));
    talk("websocket", bytesOf("GET /chat HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
         bytesOf("HTTP/1.1 101 Switching Protocols\r\n\r\n"));
    Inspected seen(capture);
    EXPECT_EQ(seen.connections(), 0U) << seen.text();
}

TEST(Recognition, sharedCapturesWithoutMqttHaveNone) {
    const auto all = test::allSharedCaptures("robust");
    if (all.empty()) GTEST_SKIP() << "no captures at " << test::sharedCaptures();
    for (const auto& path : all) {
        Inspection inspection({.paths = {path.string()}});
        while (inspection.wait()) {
        }
        EXPECT_EQ(inspection.snapshot().connections(), 0U) << path;
    }
}

TEST(Recognition, aStreamWhoseStartIsMissingIsFoundByWhatItSays) {
    Capture capture;
    Conversation conversation(capture, "c1", Version::V311, {.serverPort = kOddPort});
    for (int i = 0; i < 4; ++i) conversation.publish("plant/line1/temperature", "21.5", 1).ping();
    Inspected seen(capture);
    EXPECT_EQ(seen.connections(), 1U);
    EXPECT_EQ(seen.inspection().snapshot().rows(), 16U) << seen.text();
    const auto snapshot = seen.inspection().snapshot();
    EXPECT_EQ(snapshot.connection(base::ConnectionId(0)).server.port, kOddPort);
}

TEST(Recognition, theClientIsWhoSpeaksLikeOne) {
    Capture capture;
    auto& connection = capture.client("c1", {.serverPort = kOddPort});
    connection.toClient(test::packet::publish({.topic = "plant/line1/temperature", .payload = "21.5", .qos = 1}));
    connection.toServer(test::packet::acknowledge(mqtt::PacketType::Puback, 1));
    for (int i = 0; i < 3; ++i) connection.toServer(test::packet::pingreq()).toClient(test::packet::pingresp());
    Inspected seen(capture);
    ASSERT_EQ(seen.connections(), 1U);
    EXPECT_EQ(seen.inspection().snapshot().connection(base::ConnectionId(0)).server.port, kOddPort)
        << "though the server sent the first captured segment";
}

TEST(Recognition, whatIsUndecidedIsBounded) {
    Capture capture;
    auto& connection = capture.client("c1", {.serverPort = kOddPort}).handshake();
    // A header of PROXY that never ends in the bounds, and then a CONNECT behind it.
    auto header = test::fromHex("0d0a0d0a000d0a515549540a 21 11 fff0");
    connection.toServer(header);
    for (int i = 0; i < 16; ++i) connection.toServer(Bytes(4095, 0));
    connection.toServer(kConnect).toClient(kConnack);
    EXPECT_EQ(Inspected(capture).connections(), 0U);
}

TEST(Recognition, bytesOfTheServerBeforeTheClientsAreKept) {
    Capture capture;
    auto& connection = capture.client("c1", {.serverPort = kOddPort}).handshake();
    connection.swapNext().toServer(kConnect).toClient(kConnack).toServer(kPublish);
    EXPECT_EQ(Inspected(capture).inspection().snapshot().rows(), 3U);
}

TEST(Recognition, eventsBeforeTheDecisionAreKeptInTheirPlace) {
    Capture capture;
    auto& connection =
        capture.client("c1", {.serverPort = kOddPort, .segmentation = Segmentation::every(5)}).handshake();
    connection.duplicateNext().toServer(kConnect).toClient(kConnack).retransmit(Direction::ToClient);
    const auto types = Inspected(capture).types();
    EXPECT_TRUE(types.starts_with("CONNECT CONNACK") || types.starts_with("[Retransmission] CONNECT")) << types;
}

TEST(Recognition, tlsIsToldOnPortsOfMqttAndCountedOnAll) {
    Capture capture;
    for (const auto port : {1883, 8883, 443}) {
        capture.client("c" + std::to_string(port), {.serverPort = static_cast<std::uint16_t>(port)})
            .handshake()
            .toServer(kClientHello)
            .toClient(test::fromHex("16 0303 0004 02000000"))
            .toServer(test::fromHex("17 0303 0004 deadbeef"))
            .close();
    }
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "[TLS] [FIN] [FIN]") << "no rows of skipped bytes";
    const auto report = seen.inspection().report();
    EXPECT_EQ(report.tlsConnectionsByPort, (std::map<std::uint16_t, std::uint64_t>{{443, 1}, {1883, 1}, {8883, 1}}));
    EXPECT_EQ(report.skippedBytes, 0U);
}

TEST(Recognition, tlsFromTheMiddleIsTold) {
    Capture capture;
    capture.client("c1").toClient(test::fromHex("17 0303 0004 deadbeef 17 0303 0004 deadbeef"));
    EXPECT_EQ(Inspected(capture).types(), "[TLS]");
}

TEST(Recognition, aPayloadThatLooksLikeARecordIsNoTls) {
    Capture capture;
    Conversation(capture, "c1").connect().publish("a", std::string("\x17\x03\x03\x00\x04", 5));
    EXPECT_EQ(Inspected(capture).types(), "CONNECT CONNACK PUBLISH");
}

class ProxyHeaders : public testing::TestWithParam<std::uint16_t> {};

TEST_P(ProxyHeaders, areToldAndSteppedOver) {
    for (const auto& segmentation : {Segmentation::whole(), Segmentation::every(1), Segmentation::every(7)}) {
        Capture capture;
        auto& connection = capture.client("c1", {.serverPort = GetParam(), .segmentation = segmentation}).handshake();
        connection.toServer(bytesOf("PROXY TCP4 203.0.113.9 10.0.0.5 51000 1883\r\n"));
        connection.toServer(kConnect).toClient(kConnack);
        Inspected seen(capture);
        EXPECT_EQ(seen.types(), "[PROXY] CONNECT CONNACK") << seen.text();
        EXPECT_NE(seen.text().find("PROXY v1: 203.0.113.9:51000 → 10.0.0.5:1883"), std::string::npos) << seen.text();
    }
}

TEST_P(ProxyHeaders, mayShareASegmentWithTheConnect) {
    Capture capture;
    const auto header = test::fromHex("0d0a0d0a000d0a515549540a 21 11 000c cb007109 0a000005 c738 075b");
    capture.client("c1", {.serverPort = GetParam()})
        .handshake()
        .toServer(joined(header, kConnect))
        .toClient(kConnack)
        .toServer(kPublish);
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "[PROXY] CONNECT CONNACK PUBLISH");
    const auto snapshot = seen.inspection().snapshot();
    const auto packet = seen.inspection().packet(snapshot, base::RowId(0));
    EXPECT_EQ(packet.row.length, header.size());
    EXPECT_FALSE(packet.decode().nodes.empty());
    EXPECT_EQ(seen.inspection().packet(snapshot, base::RowId(1)).available, kConnect.size());
    EXPECT_EQ(snapshot.connection(base::ConnectionId(0)).bytes[0].load(), kConnect.size() + kPublish.size())
        << "the header is no MQTT";
}

TEST_P(ProxyHeaders, beforeTls) {
    Capture capture;
    capture.client("c1", {.serverPort = GetParam()})
        .handshake()
        .toServer(joined(bytesOf("PROXY UNKNOWN\r\n"), kClientHello));
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), GetParam() == 1883 ? "[PROXY] [TLS]" : "");
    EXPECT_EQ(seen.inspection().report().tlsConnectionsByPort.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Ports, ProxyHeaders, testing::Values(std::uint16_t{1883}, kOddPort));

TEST(Recognition, aProxyThatChecksHealthIsNoMqtt) {
    Capture capture;
    capture.client("c1", {.serverPort = kOddPort})
        .handshake()
        .toServer(test::fromHex("0d0a0d0a000d0a515549540a 20 00 0000"))
        .close();
    EXPECT_EQ(Inspected(capture).connections(), 0U);
    Capture known;
    known.client("c1").handshake().toServer(test::fromHex("0d0a0d0a000d0a515549540a 20 00 0000")).close();
    EXPECT_EQ(Inspected(known).types(), "[PROXY] [FIN] [FIN]");
}

TEST(Recognition, aRefusedConnectionToAPortOfMqttIsToldAtOnce) {
    Capture capture;
    capture.client("c1").handshake().reset(Direction::ToClient);
    Inspected seen(capture);
    EXPECT_EQ(seen.connections(), 1U);
    EXPECT_EQ(seen.types(), "[RST]");
}

TEST(Recognition, aGapInFrontOfTheFirstBytesIsNoReasonToDespair) {
    Capture capture;
    auto& connection = capture.client("c1", {.serverPort = kOddPort, .acknowledge = true}).handshake();
    connection.loseNext().toServer(kConnect).toClient(kConnack);
    for (int i = 0; i < 4; ++i) {
        connection.toServer(test::packet::publish({.topic = "plant/line1", .payload = "21", .qos = 1}));
        connection.toClient(test::packet::acknowledge(mqtt::PacketType::Puback, 1));
    }
    Inspected seen(capture);
    ASSERT_EQ(seen.connections(), 1U);
    EXPECT_NE(seen.types().find("[Gap]"), std::string::npos) << seen.text();
    EXPECT_NE(seen.types().find("PUBLISH PUBACK PUBLISH PUBACK"), std::string::npos) << seen.text();
}

} // namespace
} // namespace mqttscope::engine
