// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/websocket_fixture.h"

#include <gmock/gmock.h>

namespace mqttscope::test {
namespace {

using testing::ElementsAre;
using websocket::Bytes;
using websocket::clientFrame;
using websocket::frame;

Bytes bytesOf(std::string_view text) {
    return {text.begin(), text.end()};
}

TEST(WebSocketHandshake, OffersAndSelectsASubProtocol) {
    WebSocketRun run;
    run.client(websocket::request("Sec-WebSocket-Protocol: mqtt, mqttv3.1\r\n")).server(websocket::accept());
    EXPECT_EQ(run.events, "request:/mqtt response:101");
    EXPECT_TRUE(run.stream().request().upgrade);
    EXPECT_THAT(run.stream().request().protocols, ElementsAre("mqtt", "mqttv3.1"));
    EXPECT_TRUE(run.stream().response().upgrade);
    EXPECT_EQ(run.stream().response().protocol, "mqtt");
}

TEST(WebSocketHandshake, NamesComeInAnyCaseOnSeveralLinesAndFolded) {
    WebSocketRun run;
    run.client(bytesOf("GET /ws?x=1 HTTP/1.1\r\nUPGRADE:\tWebSocket\r\nsec-websocket-protocol: other ,\r\n  third\r\n"
                       "SEC-WEBSOCKET-PROTOCOL:mqtt\r\n\r\n"));
    EXPECT_TRUE(run.stream().request().upgrade);
    EXPECT_EQ(run.stream().request().target, "/ws?x=1");
    EXPECT_THAT(run.stream().request().protocols, ElementsAre("other", "third", "mqtt"));
}

TEST(WebSocketHandshake, LinesMayEndWithoutCarriageReturn) {
    WebSocketRun run;
    run.client(bytesOf("\r\nGET / HTTP/1.1\nUpgrade: websocket\nSec-WebSocket-Protocol: mqtt\n\n"));
    EXPECT_TRUE(run.stream().request().upgrade);
    EXPECT_THAT(run.stream().request().protocols, ElementsAre("mqtt"));
}

TEST(WebSocketHandshake, TheClientMustOfferMqtt) {
    WebSocketRun run;
    run.client(websocket::request("Sec-WebSocket-Protocol: chat\r\n")).server(websocket::accept(""));
    EXPECT_EQ(run.events, "request:/mqtt response:101 !221");
    WebSocketRun none;
    none.client(websocket::request("")).server(websocket::accept(""));
    EXPECT_EQ(none.events, "request:/mqtt response:101 !221");
}

TEST(WebSocketHandshake, TheServerMustSelectIt) {
    WebSocketRun run;
    run.client(websocket::request()).server(websocket::accept(""));
    EXPECT_EQ(run.events, "request:/mqtt response:101 !222");
    WebSocketRun other;
    other.client(websocket::request()).server(websocket::accept("Sec-WebSocket-Protocol: chat\r\n"));
    EXPECT_EQ(other.events, "request:/mqtt response:101 !222");
}

TEST(WebSocketHandshake, TheNameOfMqtt31IsFine) {
    WebSocketRun run;
    run.client(websocket::request("Sec-WebSocket-Protocol: mqttv3.1\r\n"))
        .server(websocket::accept("Sec-WebSocket-Protocol: mqttv3.1\r\n"));
    EXPECT_EQ(run.events, "request:/mqtt response:101");
}

TEST(WebSocketHandshake, ParametersOfCompressionAreRead) {
    WebSocketRun run;
    run.upgraded("permessage-deflate; server_no_context_takeover; client_max_window_bits=\"10\"");
    const auto& deflate = run.stream().response().deflate;
    EXPECT_TRUE(deflate.present && deflate.serverNoTakeover && !deflate.clientNoTakeover);
    EXPECT_EQ(deflate.clientBits, 10);
    EXPECT_EQ(deflate.serverBits, 15);
}

TEST(WebSocketHandshake, RefusalsAreToldAndTheClientMayAskAgain) {
    WebSocketRun run;
    run.client(websocket::request())
        .server(bytesOf("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nno..."))
        .client(websocket::request("Sec-WebSocket-Protocol: mqtt\r\nAuthorization: Basic x\r\n"))
        .server(websocket::accept())
        .client(clientFrame("a"))
        .server(frame("b"));
    EXPECT_EQ(run.events, "request:/mqtt response:401 request:/mqtt response:101");
    EXPECT_EQ(run.toServer, "a");
    EXPECT_EQ(run.toClient, "b");
}

TEST(WebSocketHandshake, OtherRequestsMayComeFirst) {
    for (const std::size_t size : {0U, 1U, 7U}) {
        WebSocketRun run;
        run.client(
            bytesOf("GET /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 4\r\n\r\nbodyHEAD /c HTTP/1.1\r\n\r\n"),
            size);
        run.client(websocket::request(), size);
        run.server(bytesOf("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nHTTP/\r\n0\r\nT: x\r\n\r\n"
                           "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc"
                           "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n"),
                   size);
        run.server(websocket::accept(), size).client(clientFrame("a"), size).server(frame("b"), size);
        EXPECT_EQ(run.toServer, "a") << size << run.events;
        EXPECT_EQ(run.toClient, "b") << size << run.events;
        EXPECT_TRUE(run.events.ends_with("response:101")) << run.events;
    }
}

TEST(WebSocketHandshake, AHeadHasABound) {
    WebSocketRun run;
    run.client(bytesOf("GET /mqtt HTTP/1.1\r\nX: " + std::string(net::kMostHead, 'x')));
    EXPECT_EQ(run.events, "!1210");
    run.client(clientFrame("still read"));
    EXPECT_EQ(run.toServer, "still read");
}

TEST(WebSocketHandshake, AHeadThatIsNoneIsTold) {
    WebSocketRun run;
    run.client(bytesOf("GETTING\r\n\r\n"));
    EXPECT_EQ(run.events, "!1210");
}

TEST(WebSocketHandshake, TheClientMayBeCapturedAheadOfTheAnswer) {
    WebSocketRun run;
    auto stream = websocket::request();
    const auto more = clientFrame("early");
    stream.insert(stream.end(), more.begin(), more.end());
    run.client(stream).server(websocket::accept());
    EXPECT_EQ(run.toServer, "early");
}

} // namespace
} // namespace mqttscope::test
