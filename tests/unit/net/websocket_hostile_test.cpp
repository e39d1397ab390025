// SPDX-License-Identifier: GPL-3.0-or-later
// Streams made to hurt: four times as many bytes may take about four times as long, not sixteen times.
#include "tests/unit/net/websocket_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ctime>
#include <functional>

namespace mqttscope::test {
namespace {

using websocket::Bytes;
using websocket::clientFrame;
using websocket::frame;

using Feed = std::function<void(WebSocketRun&, std::size_t count)>;

constexpr std::uint8_t kRsv1 = 4;

double secondsFor(const Feed& feed, std::size_t count) {
    net::WebSocketWorkspace workspace;
    WebSocketRun run(workspace);
    run.upgraded("permessage-deflate");
    // Time that this process ran: how busy the machine is does not count.
    const auto start = std::clock();
    feed(run, count);
    return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void expectLinear(const Feed& feed) {
    double small = 1e9;
    double large = 1e9;
    for (int i = 0; i < 3; ++i) {
        small = std::min(small, secondsFor(feed, 50'000));
        large = std::min(large, secondsFor(feed, 200'000));
    }
    EXPECT_LT(large, 4 * small * 2.5 + 0.05) << small << " s for a quarter of it";
}

Bytes many(const Bytes& one, std::size_t count) {
    Bytes all;
    all.reserve(one.size() * count);
    for (std::size_t i = 0; i < count; ++i) all.insert(all.end(), one.begin(), one.end());
    return all;
}

TEST(WebSocketHostile, FramesOfOneByteEachByteInItsOwnSegment) {
    expectLinear([](WebSocketRun& run, std::size_t count) { run.client(many(clientFrame("x"), count / 7), 1); });
}

TEST(WebSocketHostile, OneMessageInAMillionEmptyFragments) {
    expectLinear([](WebSocketRun& run, std::size_t count) {
        run.server(frame("", {.fin = false}));
        run.server(many(frame("", {.opcode = websocket::kContinuation, .fin = false}), count * 5));
        EXPECT_EQ(run.lost, 0U);
    });
}

TEST(WebSocketHostile, CompressedBlocksThatEndAtOnce) {
    expectLinear([](WebSocketRun& run, std::size_t count) {
        // Each two bytes are a last block (RFC 1951 §3.2.3); zlib begins again behind it.
        auto blocks = many(Bytes{0x03, 0x00}, 30'000);
        blocks.push_back(0);
        const auto message = frame(blocks, {.reserved = kRsv1});
        for (std::size_t i = 0; i < count / 10'000; ++i) run.server(message);
        EXPECT_EQ(run.events, "");
    });
}

TEST(WebSocketHostile, NothingButBeginningsOfFrames) {
    expectLinear([](WebSocketRun& run, std::size_t count) {
        run.gap(base::Direction::ToClient, 1);
        // Three headers that fit, and then one that does not, again and again.
        run.server(many(Bytes{0x82, 0x00, 0x82, 0x00, 0x82, 0x00, 0xFF}, count / 7), 1'400);
    });
}

TEST(WebSocketHostile, LinesOfHttpThatNeverEnd) {
    expectLinear([](WebSocketRun& run, std::size_t count) {
        static_cast<void>(run);
        WebSocketRun other;
        for (std::size_t i = 0; i < count / 200; ++i) {
            other.client(websocket::request("A: b\r\n , ,,;;==\"\r\n"), 1);
            other.server(Bytes{'H', 'T', 'T', 'P', '/', '1', '.', '1', ' ', '4', '0', '3', '\n', '\n'});
        }
    });
}

TEST(WebSocketHostile, ConnectionsTakeLittleMemory) {
    EXPECT_LT(sizeof(net::WebSocketStream), 2'048U);
}

} // namespace
} // namespace mqttscope::test
