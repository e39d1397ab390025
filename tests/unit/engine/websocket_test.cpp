// SPDX-License-Identifier: GPL-3.0-or-later
// MQTT inside of WebSocket gives the packets that the same MQTT gives on TCP alone.
#include "core/engine/websocket_transport.h"
#include "core/format/row_text.h"
#include "core/net/websocket_fields.h"
#include "core/session/rules.h"
#include "tests/support/packet_builder.h"
#include "tests/support/shared_captures.h"
#include "tests/support/websocket_wire.h"
#include "tests/unit/engine/inspected.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace mqttscope::engine {
namespace {

using base::Direction;
using test::Bytes;
using test::Capture;
using test::Connection;
using test::ConnectionOptions;
using test::Segmentation;
namespace packet = test::packet;
namespace websocket = test::websocket;

constexpr std::uint16_t kOddPort = 4321;
constexpr std::uint8_t kRsv1 = 4;

using Script = std::vector<std::pair<Direction, Bytes>>;

Script conversation() {
    using enum Direction;
    const std::string payload(1'000, 'p');
    return {
        {ToServer, packet::connect({.clientId = "c1"})},
        {ToClient, packet::connack()},
        {ToServer, packet::subscribe(1, {{"a/#", 1}})},
        {ToClient, packet::answer(mqtt::PacketType::Suback, 1, {1})},
        {ToServer, packet::publish({.topic = "a/b", .payload = "21.5", .qos = 1, .packetIdentifier = 2})},
        {ToClient, packet::acknowledge(mqtt::PacketType::Puback, 2)},
        {ToClient, packet::publish({.topic = "a/b", .payload = payload, .qos = 0})},
        {ToServer, packet::publish({.topic = "a/c", .payload = payload, .qos = 0})},
        {ToServer, packet::pingreq()},
        {ToClient, packet::pingresp()},
    };
}

/// How messages of WebSocket are made from a stream of MQTT.
struct Wrapping {
    std::size_t frame = 0;  ///< bytes of MQTT in a frame; 0: each packet has its own
    bool fragments = false; ///< those frames are fragments of one message for each packet
    bool deflate = false;
    bool takeover = true;
};

class Wrapper {
public:
    explicit Wrapper(const Wrapping& how)
        : m_how(how)
        , m_deflaters{websocket::Deflater(how.takeover), websocket::Deflater(how.takeover)} {}

    Bytes wrap(Direction direction, const Bytes& bytes) {
        Bytes wire;
        Bytes message = bytes;
        if (m_how.deflate) message = m_deflaters[static_cast<std::size_t>(direction)].message(bytes);
        const bool split = m_how.frame != 0 && (m_how.fragments || !m_how.deflate);
        const auto size = split ? m_how.frame : message.size();
        for (std::size_t at = 0; at < message.size(); at += size) {
            const bool first = at == 0 || !m_how.fragments;
            const bool last = at + size >= message.size() || !m_how.fragments;
            const auto piece = base::ByteView(message).subspan(at, std::min(size, message.size() - at));
            packet::append(wire,
                           websocket::frame(piece, {.opcode = first ? websocket::kBinary : websocket::kContinuation,
                                                    .fin = last,
                                                    .reserved = first && m_how.deflate ? kRsv1 : std::uint8_t{0},
                                                    .masked = direction == Direction::ToServer}));
            if (!last)
                packet::append(
                    wire, websocket::frame(std::string_view("?"),
                                           {.opcode = websocket::kPing, .masked = direction == Direction::ToServer}));
        }
        return wire;
    }

private:
    Wrapping m_how;
    std::array<websocket::Deflater, 2> m_deflaters;
};

void sendPlain(Capture& capture, const Script& script) {
    auto& connection = capture.client("plain").handshake();
    for (const auto& [direction, bytes] : script) connection.send(direction, bytes);
    connection.close();
}

Connection& upgraded(Capture& capture, const ConnectionOptions& options, std::string_view extension = {}) {
    const auto fields =
        "Sec-WebSocket-Protocol: mqtt\r\n" +
        (extension.empty() ? std::string() : "Sec-WebSocket-Extensions: " + std::string(extension) + "\r\n");
    return capture.client("web", options)
        .handshake()
        .toServer(websocket::request())
        .toClient(websocket::accept(fields));
}

void sendWrapped(Capture& capture, const Script& script, const Wrapping& how, const ConnectionOptions& options) {
    const auto extension = !how.deflate   ? ""
                           : how.takeover ? "permessage-deflate"
                                          : "permessage-deflate; server_no_context_takeover; "
                                            "client_no_context_takeover";
    auto& connection = upgraded(capture, options, extension);
    Wrapper wrapper(how);
    for (const auto& [direction, bytes] : script) connection.send(direction, wrapper.wrap(direction, bytes));
    connection.close();
}

/// Every packet: direction, type, topic, bytes.
std::vector<std::string> packetsOf(Inspection& inspection) {
    std::vector<std::string> found;
    const auto snapshot = inspection.snapshot();
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
        const auto packet = inspection.packet(snapshot, base::RowId(i));
        if (store::isEvent(packet.row)) continue;
        found.push_back(fmt::format("{} {} {} {:02x}", store::direction(packet.row) == Direction::ToServer ? ">" : "<",
                                    format::typeText(packet.row), packet.resolvedTopic,
                                    fmt::join(packet.copy(0, packet.length), "")));
    }
    return found;
}

std::vector<std::uint16_t> rulesOf(Inspection& inspection) {
    std::vector<std::uint16_t> rules;
    const auto snapshot = inspection.snapshot();
    for (std::uint32_t i = 0; i < snapshot.findings(); ++i)
        rules.push_back(snapshot.finding(base::FindingId(i)).rule.value);
    return rules;
}

PortSet oddPort() {
    PortSet ports;
    EXPECT_TRUE(ports.addText("tcp.port==4321,websocket"));
    return ports;
}

TEST(WebSocket, GivesThePacketsOfPlainTcpHoweverItIsWrapped) {
    const auto script = conversation();
    Capture plain;
    sendPlain(plain, script);
    Inspected expected(plain);
    const auto packets = packetsOf(expected.inspection());
    ASSERT_EQ(packets.size(), script.size());
    const std::vector<Wrapping> all{
        {},
        {.frame = 1},
        {.frame = 7},
        {.frame = 5, .fragments = true},
        {.deflate = true},
        {.deflate = true, .takeover = false},
        {.frame = 3, .fragments = true, .deflate = true},
    };
    for (const auto& how : all) {
        for (const auto& cut : {Segmentation::whole(), Segmentation::every(1), Segmentation::every(11)}) {
            Capture wrapped;
            sendWrapped(wrapped, script, how, {.serverPort = kOddPort, .segmentation = cut});
            Inspected seen(wrapped, {.ports = oddPort()});
            EXPECT_EQ(packetsOf(seen.inspection()), packets) << how.frame << how.fragments << how.deflate;
            EXPECT_TRUE(rulesOf(seen.inspection()).empty()) << seen.text();
        }
    }
}

TEST(WebSocket, ManyPacketsMayShareOneFrame) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort});
    auto bytes = packet::connect({.clientId = "c1"});
    packet::append(bytes, packet::publish({.topic = "a", .payload = "1"}));
    packet::append(bytes, packet::pingreq());
    connection.toServer(websocket::clientFrame(bytes));
    Inspected seen(capture);
    EXPECT_EQ(seen.types(), "[WebSocket] [WebSocket] CONNECT PUBLISH PINGREQ");
}

TEST(WebSocket, TellsTheHandshakeAndTheClose) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort}, "permessage-deflate");
    connection.toServer(websocket::clientFrame(packet::connect({.clientId = "c1"})));
    connection.toClient(websocket::frame(websocket::closeBody(1001, "going"), {.opcode = websocket::kClose}));
    Inspected seen(capture);
    const auto snapshot = seen.inspection().snapshot();
    const auto text = [&](std::uint32_t row) { return format::eventText(snapshot, snapshot.row(base::RowId(row))); };
    ASSERT_EQ(seen.types(), "[WebSocket] [WebSocket] CONNECT [WebSocket close]");
    EXPECT_EQ(text(0), "the client asks for WebSocket: mqtt at /mqtt");
    EXPECT_EQ(text(1), "the server accepts WebSocket: mqtt, permessage-deflate");
    EXPECT_EQ(text(3), "the server closes the WebSocket: 1001 going");
}

TEST(WebSocket, ShowsNoTokenOfTheRequest) {
    Capture capture;
    const auto fields = "Sec-WebSocket-Protocol: mqtt, " + std::string(200, 't') + "\r\n";
    capture.client("web", {.serverPort = kOddPort})
        .handshake()
        .toServer(websocket::request(fields, "/mqtt?X-Amz-Signature=abc"));
    Inspected seen(capture);
    const auto snapshot = seen.inspection().snapshot();
    EXPECT_EQ(format::eventText(snapshot, snapshot.row(base::RowId(0))),
              "the client asks for WebSocket: mqtt, … at /mqtt?…");
    for (const auto field : {net::WebSocketField::Payload, net::WebSocketField::MaskedPayload}) {
        EXPECT_TRUE(net::webSocketFields()[static_cast<std::size_t>(field)].secret);
    }
}

TEST(WebSocket, TellsARefusal) {
    Capture capture;
    const std::string refusal = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";
    capture.client("web", {.serverPort = kOddPort})
        .handshake()
        .toServer(websocket::request())
        .toClient(base::asBytes(refusal))
        .close();
    Inspected seen(capture);
    const auto snapshot = seen.inspection().snapshot();
    ASSERT_EQ(seen.types(), "[WebSocket] [WebSocket] [FIN] [FIN]");
    EXPECT_EQ(format::eventText(snapshot, snapshot.row(base::RowId(1))), "the server refuses WebSocket: 403 Forbidden");
}

TEST(WebSocket, RulesOfMqttAreToldOnceItIsMqtt) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = 1883}).handshake();
    connection.toServer(websocket::request("")).toClient(websocket::accept(""));
    connection.toServer(websocket::clientFrame(packet::connect({.clientId = "c1"}), {.opcode = websocket::kText}));
    Inspected seen(capture);
    auto rules = rulesOf(seen.inspection());
    std::ranges::sort(rules);
    EXPECT_EQ(rules, (std::vector<std::uint16_t>{219, 221}));
    const auto snapshot = seen.inspection().snapshot();
    EXPECT_EQ(snapshot.finding(base::FindingId(0)).severity, base::Severity::Error);
    EXPECT_EQ(snapshot.finding(base::FindingId(0)).row, base::RowId(0)); // the request
}

TEST(WebSocket, WhatIsNotMqttBreaksNoRuleOfMqtt) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = 1883}).handshake();
    connection.toServer(websocket::request("")).toClient(websocket::accept(""));
    connection.toServer(websocket::clientFrame("{\"hello\":1}", {.opcode = websocket::kText})).close();
    Inspected seen(capture);
    for (const auto rule : rulesOf(seen.inspection())) EXPECT_GE(rule, base::kOwnRules) << seen.text();
}

TEST(WebSocket, AGapIsOneInMqttToo) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort, .acknowledge = true});
    const auto send = [&](const Bytes& bytes) { connection.toServer(websocket::clientFrame(bytes)); };
    send(packet::connect({.clientId = "c1"}));
    connection.toClient(websocket::frame(packet::connack()));
    send(packet::publish({.topic = "a", .payload = "1"}));
    connection.loseNext();
    send(packet::publish({.topic = "lost", .payload = "2"}));
    send(packet::publish({.topic = "b", .payload = "3"}));
    send(packet::publish({.topic = "c", .payload = "4"}));
    connection.close();
    Inspected seen(capture);
    const auto packets = packetsOf(seen.inspection());
    ASSERT_EQ(packets.size(), 5U) << seen.text();
    EXPECT_TRUE(packets[3].starts_with("> PUBLISH b ")) << seen.text();
    EXPECT_TRUE(packets[4].starts_with("> PUBLISH c ")) << seen.text();
}

/// The WebSocket part of the details of a packet: "key=value", "(…)" where it lies in another captured frame.
std::string details(Inspection& inspection, base::RowId row, std::size_t part = 0) {
    const auto snapshot = inspection.snapshot();
    const auto packet = inspection.packet(snapshot, row);
    const auto frame = inspection.frame(snapshot, packet.parts.at(part).extent, packet.row.connection);
    const auto tree = frame.decode();
    std::string text;
    for (const auto& node : tree.nodes) {
        if (node.field < net::idOf(net::WebSocketField::Frame)) continue;
        EXPECT_LE(node.range.end(), frame.frame.bytes.size());
        const auto& info = net::webSocketFields()[node.field.value - net::kWebSocketFields];
        if (info.type == base::FieldType::Group) continue;
        const auto value = info.type == base::FieldType::Binary ? node.range.size : node.number;
        const auto key = info.key.substr(sizeof("websocket.") - 1);
        text += node.generated ? fmt::format("({}={})", key, value) : fmt::format(" {}={}", key, value);
    }
    return text;
}

TEST(WebSocket, ShowsTheFrameThatAPacketCameIn) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort});
    connection.toServer(websocket::clientFrame(packet::connect({.clientId = "c1"}), {.mask = {0, 0, 1, 2}}));
    connection.toClient(websocket::frame(packet::connack()));
    Inspected seen(capture);
    EXPECT_EQ(details(seen.inspection(), base::RowId(2)),
              " fin=1 rsv=0 pmc=0 opcode=2 mask=1 payload_length=16 masking_key=258(frame_length=22) "
              "masked_payload=16");
    EXPECT_EQ(details(seen.inspection(), base::RowId(3)),
              " fin=1 rsv=0 pmc=0 opcode=2 mask=0 payload_length=4(frame_length=6) payload=4");
}

TEST(WebSocket, ShowsTheFrameAlsoWhereItsHeaderLiesElsewhere) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort});
    connection.segmentation(Segmentation::every(10));
    connection.toServer(websocket::clientFrame(packet::connect({.clientId = "c1"}), {.mask = {0, 0, 1, 2}}));
    connection.segmentation(Segmentation::every(1));
    connection.toClient(websocket::frame(packet::connack()));
    Inspected seen(capture);
    EXPECT_EQ(details(seen.inspection(), base::RowId(2), 1),
              "(fin=1)(rsv=0)(pmc=0)(opcode=2)(mask=1)(payload_length=16)(masking_key=258)(frame_length=22) "
              "masked_payload=10");
    EXPECT_EQ(details(seen.inspection(), base::RowId(3), 2),
              "(fin=1)(rsv=0)(pmc=0)(opcode=2)(mask=0)(payload_length=4)(frame_length=6) payload=1");
}

TEST(WebSocket, ShowsWireAndInflatedSizes) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort}, "permessage-deflate");
    websocket::Deflater deflater;
    connection.toServer(websocket::clientFrame(packet::connect({.clientId = "c1"})));
    const auto publish = packet::publish({.topic = "a", .payload = std::string(500, 'x')});
    const auto small = deflater.message(publish);
    connection.toClient(websocket::frame(small, {.reserved = kRsv1}));
    Inspected seen(capture);
    EXPECT_EQ(details(seen.inspection(), base::RowId(3)),
              fmt::format(" fin=1 rsv=4 pmc=1 opcode=2 mask=0 payload_length={0}(frame_length={1}) payload={0}"
                          "(inflated_length={2})",
                          small.size(), small.size() + 2, publish.size()));
}

TEST(WebSocket, WhereNothingCanBeKeptThatIsTold) {
    Capture capture;
    auto& connection = upgraded(capture, {.serverPort = kOddPort});
    connection.toServer(websocket::clientFrame(packet::connect({.clientId = "c1"})));
    connection.toClient(websocket::frame(packet::connack()));
    Inspected seen(capture, {.spoolDirectory = "/nowhere/at/all"});
    EXPECT_EQ(rulesOf(seen.inspection()), std::vector<std::uint16_t>{net::kWebSocketNotKept.value}) << seen.text();
    // What lies in the capture as it was sent needs no place of its own.
    EXPECT_EQ(packetsOf(seen.inspection()).size(), 1U);
}

TEST(WebSocket, TheMiddleOfOneIsReadWhereThePortSaysSo) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort});
    for (const auto& [direction, bytes] : conversation()) {
        connection.send(direction, websocket::frame(bytes, {.masked = direction == Direction::ToServer}));
    }
    Inspected seen(capture, {.ports = oddPort()});
    EXPECT_EQ(packetsOf(seen.inspection()).size(), conversation().size()) << seen.text();
}

TEST(WebSocket, TellsHowManyBytesWereSkippedUntilAFrameBegan) {
    Capture capture;
    auto& connection = capture.client("web", {.serverPort = kOddPort});
    const auto large = websocket::frame(packet::publish({.topic = "a", .payload = std::string(1'000, 'x')}));
    connection.toClient(base::ByteView(large).subspan(400));
    for (int i = 0; i < 3; ++i) {
        connection.toClient(websocket::frame(packet::publish({.topic = "house/cellar/pump", .payload = "21.5 bar"})));
    }
    Inspected seen(capture, {.ports = oddPort()});
    ASSERT_EQ(seen.types(), "[Skipped] PUBLISH PUBLISH PUBLISH") << seen.text();
    const auto snapshot = seen.inspection().snapshot();
    EXPECT_EQ(snapshot.row(base::RowId(0)).length, large.size() - 400);
}

TEST(WebSocket, TheCraftedCaptureGivesThePacketsInside) {
    const auto path = test::sharedCaptures() / "crafted" / "E.pcap";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not here";
    Inspection inspection({.paths = {path.string()}});
    while (inspection.wait()) {
    }
    EXPECT_EQ(packetsOf(inspection),
              (std::vector<std::string>{"> CONNECT  100f00044d5154540402003c0003636c69", "< CONNACK  20020000",
                                        "> PUBLISH ws/t 3008000477732f746869"}));
}

} // namespace
} // namespace mqttscope::engine
