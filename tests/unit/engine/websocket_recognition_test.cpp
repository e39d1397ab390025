// SPDX-License-Identifier: GPL-3.0-or-later
// MQTT over WebSocket is found on any port, also where little of its handshake was captured.
#include "tests/support/packet_builder.h"
#include "tests/support/websocket_wire.h"
#include "tests/unit/engine/inspected.h"

#include <gtest/gtest.h>

#include <string>

namespace mqttscope::engine {
namespace {

using test::Bytes;
using test::Capture;
using test::Connection;
using test::Segmentation;
namespace packet = test::packet;
namespace websocket = test::websocket;

constexpr std::uint16_t kOddPort = 4321;
constexpr auto kSession = "CONNECT CONNACK PUBLISH PUBACK PUBLISH PUBACK PINGREQ PINGRESP";

Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

Bytes fromServer(const Bytes& bytes) {
    return websocket::frame(base::ByteView(bytes));
}

void exchange(Connection& connection, bool toServer, bool toClient, bool opening) {
    const auto client = [&](const Bytes& bytes) {
        if (toServer) connection.toServer(websocket::clientFrame(base::ByteView(bytes)));
    };
    const auto server = [&](const Bytes& bytes) {
        if (toClient) connection.toClient(fromServer(bytes));
    };
    if (opening) {
        client(packet::connect({.clientId = "c1"}));
        server(packet::connack());
    }
    for (std::uint16_t i = 1; i <= 2; ++i) {
        client(packet::publish({.topic = "plant/temp", .payload = "21.5", .qos = 1, .packetIdentifier = i}));
        server(packet::acknowledge(mqtt::PacketType::Puback, i));
    }
    client(packet::pingreq());
    server(packet::pingresp());
}

TEST(WebSocketRecognition, ReadsAHandshakeInSegmentsOfAnySize) {
    for (const std::size_t size : {1U, 2U, 3U, 100U}) {
        Capture capture;
        auto& connection =
            capture.client("web", {.serverPort = kOddPort, .segmentation = Segmentation::every(size)}).handshake();
        connection.toServer(websocket::request()).toClient(websocket::accept());
        exchange(connection, true, true, true);
        Inspected seen(capture);
        EXPECT_EQ(seen.types(), "[WebSocket] [WebSocket] " + std::string(kSession)) << size << '\n' << seen.text();
    }
}

TEST(WebSocketRecognition, AnotherRequestOfAnHttpConnectionMayAskForIt) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort}).handshake();
    for (int i = 0; i < 100; ++i) {
        connection.toServer(bytesOf("GET /page HTTP/1.1\r\nHost: plant\r\n\r\n"))
            .toClient(bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    }
    connection.toServer(websocket::request()).toClient(websocket::accept());
    exchange(connection, true, true, true);
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "[WebSocket] [WebSocket] " + std::string(kSession)) << seen.text();
}

TEST(WebSocketRecognition, HttpAloneIsNothing) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort}).handshake();
    for (int i = 0; i < 100; ++i) {
        connection.toServer(bytesOf("GET /page HTTP/1.1\r\nHost: plant\r\n\r\n"))
            .toClient(bytesOf("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"));
    }
    connection.close();
    EXPECT_EQ(Inspected(capture).types(), "");
}

TEST(WebSocketRecognition, TheAnswerOfTheServerIsEnough) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort});
    connection.toClient(websocket::accept());
    exchange(connection, false, true, true);
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "[WebSocket] CONNACK PUBACK PUBACK PINGRESP") << seen.text();
    EXPECT_EQ(seen.inspection().snapshot().row(base::RowId(1)).connection, base::ConnectionId(0));
}

TEST(WebSocketRecognition, FramesOfBothEndsAreEnough) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort});
    exchange(connection, true, true, false);
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "PUBLISH PUBACK PUBLISH PUBACK PINGREQ PINGRESP") << seen.text();
}

TEST(WebSocketRecognition, FramesOfSomethingElseAreNone) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort});
    for (int i = 0; i < 100; ++i) {
        connection.toServer(websocket::clientFrame(R"({"ask":"price","number":)" + std::to_string(i) + "}"));
        connection.toClient(websocket::frame(R"({"price":21.5})"));
    }
    EXPECT_EQ(Inspected(capture).types(), "");
}

TEST(WebSocketRecognition, BytesThatAreNoFrameCostNoMoreThanThemselves) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort}).handshake();
    connection.toServer(websocket::request()).toClient(websocket::accept());
    connection.toServer(bytesOf("here is some text that is no frame"));
    exchange(connection, true, true, true);
    Inspected seen(capture);
    EXPECT_TRUE(seen.types().ends_with(kSession)) << seen.text();
    EXPECT_TRUE(seen.text().contains("34 bytes to the server are no packet")) << seen.text();
}

TEST(WebSocketRecognition, MessagesThatCannotBeExpandedAreCounted) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort}).handshake();
    connection
        .toServer(websocket::request("Sec-WebSocket-Protocol: mqtt\r\n"
                                     "Sec-WebSocket-Extensions: permessage-deflate\r\n"))
        .toClient(
            websocket::accept("Sec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Extensions: permessage-deflate\r\n"));
    websocket::Deflater deflater(true);
    const auto send = [&](const Bytes& bytes, bool captured) {
        const auto wire =
            websocket::clientFrame(base::ByteView(deflater.message(base::ByteView(bytes))), {.reserved = 4});
        if (!captured) connection.loseNext();
        connection.toServer(wire);
        connection.toClient(fromServer(packet::pingresp()));
    };
    send(packet::connect({.clientId = "c1"}), true);
    const auto publish = packet::publish({.topic = "plant/line/temp", .payload = "value of line 21.5", .qos = 0});
    send(publish, true);
    send(publish, false);
    for (int i = 0; i < 3; ++i) send(publish, true);
    Inspected seen(capture);
    EXPECT_TRUE(seen.text().contains("30 bytes to the server are no packet: their WebSocket messages cannot be read"))
        << seen.text();
}

} // namespace
} // namespace mqttscope::engine
