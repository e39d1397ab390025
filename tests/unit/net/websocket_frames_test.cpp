// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/websocket_fixture.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>

namespace mqttscope::test {
namespace {

using base::Direction;
using websocket::Bytes;
using websocket::clientFrame;
using websocket::frame;

Bytes operator+(Bytes a, const Bytes& b) {
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

std::string text(std::size_t size) {
    std::string made;
    for (std::size_t i = 0; i < size; ++i) made += static_cast<char>('a' + i % 23);
    return made;
}

/// Everything of RFC 6455 that a client may send.
Bytes busyClient() {
    return clientFrame("one") + clientFrame("tw", {.fin = false}) + clientFrame("ping", {.opcode = websocket::kPing}) +
           clientFrame("o", {.opcode = websocket::kContinuation, .fin = false}) +
           clientFrame("", {.opcode = websocket::kPong}) + clientFrame("", {.opcode = websocket::kContinuation}) +
           clientFrame("") + clientFrame(text(126)) + clientFrame(text(65'536), {.mask = {0, 0xFF, 0, 1}}) +
           clientFrame(websocket::closeBody(1001, "bye"), {.opcode = websocket::kClose});
}

std::string busyText() {
    return "onetwo" + text(126) + text(65'536);
}

TEST(WebSocketFrames, YieldThePayloadsWhateverTheFrames) {
    WebSocketRun run;
    run.upgraded().client(busyClient());
    EXPECT_TRUE(run.toServer == busyText());
    EXPECT_EQ(run.events, "ping pong close:1001:bye");
    EXPECT_EQ(run.lost, 0U);
}

TEST(WebSocketFrames, AreTheSameByteByByteAndInPiecesOfAnySize) {
    for (const std::size_t size : {1U, 2U, 3U, 5U, 7U, 13U, 64U, 1460U, 70'000U}) {
        WebSocketRun run;
        run.client(websocket::request(), size).server(websocket::accept(), size).client(busyClient(), size);
        EXPECT_TRUE(run.toServer == busyText()) << size;
        EXPECT_EQ(run.events, "request:/mqtt response:101 ping pong close:1001:bye") << size;
        EXPECT_EQ(run.lost, 0U) << size;
    }
}

TEST(WebSocketFrames, AreTheSameWhereverTheyAreSplit) {
    const auto stream = websocket::request() + clientFrame("one") + clientFrame(text(200)) +
                        clientFrame(websocket::closeBody(1000), {.opcode = websocket::kClose});
    for (std::size_t at = 0; at <= stream.size(); ++at) {
        WebSocketRun run;
        run.client(base::ByteView(stream).first(at)).client(base::ByteView(stream).subspan(at));
        EXPECT_EQ(run.toServer, "one" + text(200)) << at;
        EXPECT_EQ(run.events, "request:/mqtt close:1000:") << at;
        EXPECT_EQ(run.lost, 0U) << at;
    }
}

TEST(WebSocketFrames, OfTheServerAreGivenWhereTheyLie) {
    WebSocketRun run;
    run.upgraded().server(frame("hello") + frame(text(70'000)));
    EXPECT_TRUE(run.toClient == "hello" + text(70'000));
    EXPECT_EQ(run.inPlace, run.toClient.size());
}

TEST(WebSocketFrames, TellWhichCapturedBytesTheyWereMadeFrom) {
    WebSocketRun run;
    const auto stream = clientFrame("first") + clientFrame("second");
    run.upgraded().client(stream);
    ASSERT_EQ(run.data.size(), 2U);
    EXPECT_EQ(run.data[0].rawOffset, 0U);
    EXPECT_EQ(run.data[0].rawSize, 6 + 5U);
    EXPECT_EQ(run.data[1].rawOffset, 6 + 5U);
    EXPECT_EQ(run.data[1].rawSize, 6 + 6U);
    for (const auto& data : run.data) EXPECT_TRUE(data.beginsFrame && data.headerInPlace && !data.inPlace);
}

TEST(WebSocketFrames, GiveTheHeaderItselfWhereItWasSplit) {
    WebSocketRun run;
    const auto stream = clientFrame("payload");
    run.upgraded().client(base::ByteView(stream).first(3)).client(base::ByteView(stream).subspan(3, 5));
    ASSERT_EQ(run.data.size(), 1U);
    EXPECT_TRUE(run.data[0].beginsFrame);
    EXPECT_FALSE(run.data[0].headerInPlace);
    EXPECT_EQ(run.data[0].header.size(), 6U);
    EXPECT_EQ(run.data[0].rawOffset, 3U);
    EXPECT_EQ(run.data[0].rawSize, 2U);
    run.client(base::ByteView(stream).subspan(8));
    ASSERT_EQ(run.data.size(), 2U);
    EXPECT_FALSE(run.data[1].beginsFrame);
}

TEST(WebSocketFrames, UndoEveryMaskAtEveryPhase) {
    for (unsigned i = 0; i < 256; i += 17) {
        const auto m = static_cast<std::uint8_t>(i);
        WebSocketRun run;
        const auto stream =
            clientFrame(text(37), {.mask = {m, static_cast<std::uint8_t>(m + 1), 0, static_cast<std::uint8_t>(~m)}});
        run.upgraded().client(stream, i % 11 + 1);
        EXPECT_EQ(run.toServer, text(37));
    }
}

TEST(WebSocketFrames, CloseWithoutACodeHasNone) {
    WebSocketRun run;
    run.upgraded().server(frame("", {.opcode = websocket::kClose}));
    EXPECT_EQ(run.events, "close:0:");
}

// What is wrong is told once for each direction, and what can be understood is given.

TEST(WebSocketProblems, TextFramesAreToldAndRead) {
    WebSocketRun run;
    run.upgraded().client(clientFrame("a", {.opcode = websocket::kText}) +
                          clientFrame("b", {.opcode = websocket::kText}));
    EXPECT_EQ(run.toServer, "ab");
    EXPECT_EQ(run.events, "!219");
}

TEST(WebSocketProblems, ClientsMustMaskAndServersMustNot) {
    WebSocketRun run;
    run.upgraded().client(frame("a")).server(clientFrame("b"));
    EXPECT_EQ(run.toServer, "a");
    EXPECT_EQ(run.toClient, "b");
    EXPECT_EQ(run.events, "!1200 !1201");
}

TEST(WebSocketProblems, ReservedBitsMakeAFrameUnreadableButNotTheNext) {
    WebSocketRun run;
    run.upgraded().client(clientFrame("abc", {.reserved = 1}) + clientFrame("de", {.reserved = 4}) + clientFrame("f"));
    EXPECT_EQ(run.toServer, "f");
    EXPECT_EQ(run.events, "!1202");
    EXPECT_EQ(run.lost, 5U);
}

TEST(WebSocketProblems, ReservedOpcodesAreSkipped) {
    WebSocketRun run;
    run.upgraded().client(clientFrame("ab", {.fin = false}) + clientFrame("??", {.opcode = 3}) +
                          clientFrame("??", {.opcode = 11}) + clientFrame("c", {.opcode = websocket::kContinuation}));
    EXPECT_EQ(run.toServer, "abc");
    EXPECT_EQ(run.events, "!1203");
    EXPECT_EQ(run.lost, 0U); // of the message
}

TEST(WebSocketProblems, ControlFramesKeepToTheirBounds) {
    WebSocketRun run;
    run.upgraded().client(clientFrame(text(126), {.opcode = websocket::kPing}) + clientFrame("a"));
    run.server(frame("x", {.opcode = websocket::kPing, .fin = false}) + frame("b"));
    EXPECT_EQ(run.toServer, "a");
    EXPECT_EQ(run.toClient, "b");
    EXPECT_EQ(run.events, "!1204 !1204");
    WebSocketRun longest;
    longest.upgraded().client(clientFrame(text(125), {.opcode = websocket::kPing}));
    EXPECT_EQ(longest.events, "ping");
}

TEST(WebSocketProblems, LengthsAreWrittenShortest) {
    WebSocketRun run;
    run.upgraded().client(clientFrame("ab", {.lengthSize = 2})).server(frame(text(300), {.lengthSize = 8}));
    EXPECT_EQ(run.toServer, "ab");
    EXPECT_EQ(run.toClient, text(300));
    EXPECT_EQ(run.events, "!1205 !1205");
}

TEST(WebSocketProblems, ALengthBeyondAllLengthsDoesNotSwallowTheRest) {
    WebSocketRun run;
    const Bytes wrong{0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4};
    run.upgraded().client(wrong + Bytes{9, 9, 9}).client(clientFrame("after"));
    EXPECT_EQ(run.toServer, "after");
    EXPECT_EQ(run.events, "!1205");
    EXPECT_EQ(run.lost, 3U);
}

TEST(WebSocketProblems, FragmentsBelongTogether) {
    WebSocketRun run;
    run.upgraded().client(clientFrame("a", {.opcode = websocket::kContinuation}) + clientFrame("b"));
    run.server(frame("c", {.fin = false}) + frame("d"));
    EXPECT_EQ(run.toServer, "ab");
    EXPECT_EQ(run.toClient, "cd");
    EXPECT_EQ(run.events, "!1206 !1206");
}

// Where bytes are missing.

TEST(WebSocketGaps, InsideOfAPayloadTheNextFrameStaysKnown) {
    WebSocketRun run;
    const auto first = clientFrame("0123456789");
    run.upgraded().client(base::ByteView(first).first(9)); // three bytes of payload
    run.gap(Direction::ToServer, 4).client(base::ByteView(first).subspan(13)).client(clientFrame("next"));
    EXPECT_EQ(run.toServer, "012789next");
}

TEST(WebSocketGaps, ThatEndWithThePayloadEndTheFrame) {
    WebSocketRun run;
    const auto first = clientFrame("0123456789");
    run.upgraded().client(base::ByteView(first).first(9)).gap(Direction::ToServer, 7).client(clientFrame("next"));
    EXPECT_EQ(run.toServer, "012next");
}

TEST(WebSocketGaps, BeyondThePayloadTheNextFrameIsFoundAgain) {
    WebSocketRun run;
    const auto first = clientFrame("0123456789");
    run.upgraded().client(base::ByteView(first).first(9)).gap(Direction::ToServer, 100);
    // The rest of some other frame, then two whole ones in one segment.
    const auto rest = Bytes{0x55, 0x66, 0x77, 0x11} + clientFrame("found") + clientFrame("again");
    run.client(rest).client(clientFrame("and on"));
    EXPECT_EQ(run.toServer, "012foundagainand on");
    EXPECT_EQ(run.lost, 4U);
}

TEST(WebSocketGaps, InTheHandshakeHideItAndNothingElse) {
    WebSocketRun run;
    run.gap(Direction::ToServer, 200).server(websocket::accept()).client(clientFrame("a")).server(frame("b"));
    EXPECT_EQ(run.toServer, "a");
    EXPECT_EQ(run.toClient, "b");
    EXPECT_EQ(run.events, "response:101");
}

TEST(WebSocketGaps, AFrameThatRunsBeyondItsSegmentIsFoundAtTheSegmentsBeginning) {
    WebSocketRun run;
    const auto large = frame(text(3'000));
    run.upgraded().gap(Direction::ToClient, 50);
    run.server(base::ByteView(large).first(1'460)).server(base::ByteView(large).subspan(1'460));
    EXPECT_EQ(run.toClient, text(3'000));
}

TEST(WebSocketMiddle, FramesAreRecognisedWithoutTheHandshake) {
    WebSocketRun run;
    run.client(clientFrame("a")).server(frame("b")).client(clientFrame("c") + clientFrame("d"));
    EXPECT_EQ(run.toServer, "acd");
    EXPECT_EQ(run.toClient, "b");
    EXPECT_EQ(run.events, "");
}

TEST(WebSocketMiddle, TheRestOfAFrameIsSkipped) {
    WebSocketRun run;
    const auto first = frame(text(2'000));
    run.server(base::ByteView(first).subspan(1'000)).server(frame("whole")).server(frame("again"));
    EXPECT_EQ(run.toClient, "wholeagain");
    EXPECT_EQ(run.lost, first.size() - 1'000);
}

TEST(WebSocketMiddle, ABoundaryThatWasNoneIsGivenUpQuietly) {
    WebSocketRun run;
    // Looks like a frame of 16 bytes that goes on in the next segment, where nothing fits.
    run.server(Bytes{0x82, 0x10, 'x'}).server(Bytes(15, 'y') + Bytes(40, 'z')).server(frame("true") + frame("ones"));
    EXPECT_EQ(run.events, "");
    EXPECT_TRUE(run.toClient.ends_with("trueones")) << run.toClient;
}

} // namespace
} // namespace mqttscope::test
