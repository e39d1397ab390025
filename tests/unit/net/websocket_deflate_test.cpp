// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/websocket_fixture.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

namespace mqttscope::test {
namespace {

using base::Direction;
using websocket::Bytes;
using websocket::clientFrame;
using websocket::Deflater;
using websocket::frame;

constexpr std::uint8_t kRsv1 = 4;
constexpr std::string_view kDeflate = "permessage-deflate";
constexpr std::string_view kNoTakeover = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

TEST(WebSocketDeflate, ReadsTheExamplesOfTheStandard) {
    // RFC 7692 §7.2.3: "Hello" in one block, with a shared window, in a stored block, as a last block.
    WebSocketRun run;
    run.upgraded(kDeflate);
    run.server(frame(Bytes{0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00}, {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "Hello");
    run.server(frame(Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}, {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "HelloHello");
    run.server(frame(Bytes{0x00, 0x05, 0x00, 0xfa, 0xff, 0x48, 0x65, 0x6c, 0x6c, 0x6f, 0x00}, {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "HelloHelloHello");
    run.server(frame(Bytes{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00}, {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "HelloHelloHelloHello");
    // Two blocks of one message.
    run.server(frame(Bytes{0xf2, 0x48, 0x05, 0x00, 0x00, 0x00, 0xff, 0xff, 0xca, 0xc9, 0xc9, 0x07, 0x00},
                     {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "HelloHelloHelloHelloHello");
    EXPECT_EQ(run.events, "");
}

TEST(WebSocketDeflate, WindowsAreKeptBehindALastBlock) {
    WebSocketRun run;
    run.upgraded(kDeflate);
    run.server(frame(Bytes{0xf3, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00, 0x00}, {.reserved = kRsv1}));
    run.server(frame(Bytes{0xf2, 0x00, 0x11, 0x00, 0x00}, {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "HelloHello");
}

TEST(WebSocketDeflate, MessagesAreExpandedInAnyPiecesWithAndWithoutTakeover) {
    for (const bool takeover : {true, false}) {
        for (const std::size_t size : {0U, 1U, 3U, 100U}) {
            WebSocketRun run;
            run.upgraded(takeover ? kDeflate : kNoTakeover);
            Deflater deflater(takeover);
            std::string expected;
            for (int i = 0; i < 50; ++i) {
                const auto text = fmt::format("{{\"sensor\":{},\"value\":\"abcdefgh\"}}", i);
                expected += text;
                run.client(clientFrame(deflater.message(text), {.reserved = kRsv1}), size);
            }
            EXPECT_EQ(run.toServer, expected) << takeover << size;
            EXPECT_EQ(run.events, "");
            EXPECT_EQ(run.lost, 0U);
        }
    }
}

TEST(WebSocketDeflate, FragmentsAreOneMessageAndOthersMayBePlain) {
    WebSocketRun run;
    run.upgraded(kDeflate);
    Deflater deflater;
    const auto message = deflater.message(std::string_view("fragmented fragments of fragments"));
    const base::ByteView bytes(message);
    run.client(clientFrame(bytes.first(5), {.fin = false, .reserved = kRsv1}))
        .client(clientFrame("p", {.opcode = websocket::kPing}))
        .client(clientFrame(bytes.subspan(5), {.opcode = websocket::kContinuation}))
        .client(clientFrame(" plain "))
        .client(clientFrame(deflater.message(std::string_view("fragments")), {.reserved = kRsv1}));
    EXPECT_EQ(run.toServer, "fragmented fragments of fragments plain fragments");
    EXPECT_EQ(run.events, "ping");
}

TEST(WebSocketDeflate, EmptyMessagesAreNothing) {
    WebSocketRun run;
    run.upgraded(kDeflate).server(frame(Bytes{0x00}, {.reserved = kRsv1})).server(frame("x"));
    EXPECT_EQ(run.toClient, "x");
    EXPECT_EQ(run.events, "");
}

TEST(WebSocketDeflate, SmallWindowsAreReadToo) {
    WebSocketRun run;
    run.upgraded("permessage-deflate; server_max_window_bits=9");
    Deflater deflater(true, 9);
    std::string text;
    for (int i = 0; i < 5'000; ++i) text += std::to_string(i * 7919);
    run.server(frame(deflater.message(text), {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, text);
}

TEST(WebSocketDeflate, WithoutNegotiationTheBitMeansNothing) {
    WebSocketRun run;
    Deflater deflater;
    run.upgraded().server(frame(deflater.message(std::string_view("x")), {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "");
    EXPECT_EQ(run.events, "!1202");
}

TEST(WebSocketDeflate, BrokenBytesAreToldAndTheNextMessageIsTried) {
    WebSocketRun run;
    run.upgraded(kNoTakeover);
    Deflater deflater(false);
    run.server(frame(Bytes{0x07, 0xFF, 0xFF}, {.reserved = kRsv1}));
    EXPECT_EQ(run.events, "!1207");
    run.server(frame(deflater.message(std::string_view("fine")), {.reserved = kRsv1}));
    EXPECT_EQ(run.toClient, "fine");
}

TEST(WebSocketDeflate, AGapTakesTheContextAwayUnlessMessagesStandForThemselves) {
    for (const bool takeover : {true, false}) {
        WebSocketRun run;
        run.upgraded(takeover ? kDeflate : kNoTakeover);
        Deflater deflater(takeover);
        const std::string text = "the same long text again and again and again";
        const auto first = frame(deflater.message(text), {.reserved = kRsv1});
        run.server(base::ByteView(first).first(first.size() - 4)).gap(Direction::ToClient, 4);
        run.toClient.clear();
        run.server(frame(deflater.message(text), {.reserved = kRsv1}));
        // Up to the first reference what comes is known.
        EXPECT_EQ(run.toClient, takeover ? text.substr(0, 1) : text);
        EXPECT_EQ(run.events, takeover ? "!1208" : "");
        // What refers to nothing that is missing can be read.
        Deflater another(false);
        run.toClient.clear();
        run.server(frame(another.message(std::string_view("QXYZ")), {.reserved = kRsv1}));
        EXPECT_EQ(run.toClient, "QXYZ");
    }
}

TEST(WebSocketDeflate, TheMiddleOfAConnectionMayBeCompressed) {
    WebSocketRun run;
    Deflater deflater(false);
    run.server(frame(deflater.message(std::string_view("one")), {.reserved = kRsv1})).server(frame("two"));
    EXPECT_EQ(run.toClient, "onetwo");
}

/// What grows 1,000 times.
Bytes bomb(std::size_t size) {
    Deflater deflater;
    return deflater.message(std::string(size, '\0'));
}

TEST(WebSocketDeflate, ABombIsStoppedAndTold) {
    WebSocketRun run;
    run.upgraded(kDeflate).server(frame(bomb(std::size_t{100} << 20), {.reserved = kRsv1}));
    EXPECT_EQ(run.events, "!1209");
    EXPECT_GT(run.lost, 0U);
    EXPECT_LT(run.toClient.size(), std::size_t{40} << 20);
    run.server(frame("on"));
    EXPECT_TRUE(run.toClient.ends_with("on"));
}

TEST(WebSocketDeflate, ManyBombsInManyMessagesAreStoppedToo) {
    WebSocketRun run;
    run.upgraded(kNoTakeover);
    const auto one = frame(bomb(std::size_t{1} << 20), {.reserved = kRsv1});
    for (int i = 0; i < 100; ++i) run.server(one);
    EXPECT_EQ(run.events, "!1209");
    EXPECT_LT(run.toClient.size(), std::size_t{24} << 20);
}

TEST(WebSocketDeflate, OneLongTextAgainAndAgainIsNoBomb) {
    WebSocketRun run;
    run.upgraded(kDeflate);
    Deflater deflater;
    std::string text;
    for (int i = 0; text.size() < 30'000; ++i) text += std::to_string(i * 104'729);
    for (int i = 0; i < 2'000; ++i) run.server(frame(deflater.message(text), {.reserved = kRsv1}));
    EXPECT_EQ(run.events, "");
    EXPECT_EQ(run.toClient.size(), 2'000 * text.size());
}

TEST(WebSocketDeflate, ContextsAreBoundedAndTheOldestGoesFirst) {
    net::WebSocketWorkspace workspace;
    const std::string text = "a text that refers to itself, a text that refers to itself";
    std::vector<std::unique_ptr<WebSocketRun>> runs;
    const auto count = net::InflatePool::kMostContexts + 1;
    for (std::size_t i = 0; i < count; ++i) {
        runs.push_back(std::make_unique<WebSocketRun>(workspace));
        runs.back()->upgraded(kDeflate);
        Deflater deflater;
        runs.back()->server(frame(deflater.message(text), {.reserved = kRsv1}));
        EXPECT_EQ(runs.back()->toClient, text);
    }
    EXPECT_EQ(workspace.inflate.contexts(), net::InflatePool::kMostContexts);
    // Distance 58, what the second message of a Deflater would refer to.
    Deflater again;
    static_cast<void>(again.message(text));
    const auto second = frame(again.message(text), {.reserved = kRsv1});
    runs.back()->server(second);
    EXPECT_EQ(runs.back()->toClient, text + text);
    runs.front()->server(second);
    EXPECT_EQ(runs.front()->toClient, text + text.substr(0, 1));
    EXPECT_EQ(runs.front()->events, "!1208");
    runs.clear();
    EXPECT_EQ(workspace.inflate.contexts(), 0U);
}

} // namespace
} // namespace mqttscope::test
