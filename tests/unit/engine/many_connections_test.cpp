// SPDX-License-Identifier: GPL-3.0-or-later
// A capture may hold a million connections that never say what they are.
#include "core/engine/pipeline.h"
#include "tests/support/capture_builder.h"

#include <gtest/gtest.h>
#include <malloc.h>

#include <chrono>
#include <ctime>

namespace mqttscope::engine {
namespace {

constexpr std::uint32_t kConnections = 1'000'000;
constexpr std::size_t kSourceAddress = 14 + 12; // behind the Ethernet header

/// Takes what net yields and forgets it.
class Nobody final : public net::StreamListener {
public:
    void opened(const net::TcpConnection& /*connection*/, const net::Origin& /*origin*/) override {}

    void data(const net::TcpConnection& /*connection*/, net::Side /*side*/, base::ByteView /*bytes*/,
              const net::Origin& /*origin*/, const net::Origin& /*now*/) override {}

    void event(const net::TcpConnection& /*connection*/, const net::TcpEvent& /*event*/,
               const net::Origin& /*origin*/) override {}

    void closed(const net::TcpConnection& /*connection*/) override {}
};

/// One frame of a client, from another address each time.
class Frames {
public:
    explicit Frames(test::Bytes frame)
        : m_bytes(std::move(frame)) {}

    base::ByteView at(std::uint32_t number) {
        for (std::size_t i = 0; i < 4; ++i)
            m_bytes[kSourceAddress + i] = static_cast<std::uint8_t>((0x0B00'0000U + number) >> (24 - 8 * i) & 0xFF);
        return m_bytes;
    }

private:
    test::Bytes m_bytes;
};

Frames syn() {
    test::Capture capture;
    capture.client("c", {.serverPort = 8080}).handshake();
    return Frames(capture.frames().at(0).bytes);
}

/// One byte that may begin anything.
Frames oneByte() {
    test::Capture capture;
    capture.client("c", {.serverPort = 8080}).toServer(test::fromHex("10"));
    return Frames(capture.frames().at(0).bytes);
}

std::size_t heap() {
    const auto info = ::mallinfo2();
    return info.uordblks + info.hblkhd;
}

/// Heap bytes a connection, and seconds of this thread for all of them.
struct Cost {
    double bytes = 0;
    double seconds = 0;
};

double threadSeconds() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Feed>
Cost measure(Frames frames, std::uint32_t count, const Feed& feed) {
    const auto before = heap();
    const auto from = threadSeconds();
    for (std::uint32_t i = 0; i < count; ++i) feed(i, frames.at(i));
    return {.bytes = static_cast<double>(heap() - before) / count, .seconds = threadSeconds() - from};
}

Cost costOfNet(Frames frames, std::uint32_t count) {
    Nobody nobody;
    net::NetStack stack(nobody);
    return measure(std::move(frames), count, [&](std::uint32_t i, base::ByteView bytes) {
        stack.frame({.id = base::FrameId(i),
                     .time = {i},
                     .linkType = 1,
                     .originalLength = static_cast<std::uint32_t>(bytes.size()),
                     .bytes = bytes});
    });
}

Cost costOfAll(Frames frames, std::uint32_t count) {
    store::Store store;
    Report report;
    capture::SourceTable sources;
    Pipeline pipeline(store, report, sources, {}, {});
    const auto cost = measure(std::move(frames), count, [&](std::uint32_t i, base::ByteView bytes) {
        capture::Frame frame;
        frame.time = {i};
        frame.linkType = 1;
        frame.capturedLength = frame.originalLength = static_cast<std::uint32_t>(bytes.size());
        pipeline.frame(frame, bytes);
    });
    EXPECT_EQ(store.connections.size(), 0U);
    pipeline.finish();
    EXPECT_EQ(store.connections.size(), 0U);
    return cost;
}

TEST(ManyConnections, costLittleWhileNothingComes) {
    const auto net = costOfNet(syn(), kConnections);
    if (net.bytes <= 0) GTEST_SKIP() << "this allocator does not tell what it gave out";
    const auto all = costOfAll(syn(), kConnections);
    RecordProperty("bytes", static_cast<int>(all.bytes - net.bytes));
    EXPECT_LE(all.bytes - net.bytes, 200.0) << "of " << all.bytes << " bytes a connection";
}

TEST(ManyConnections, costAFairMultipleOfTheirSizeWhileUndecided) {
    const auto net = costOfNet(oneByte(), kConnections / 10);
    if (net.bytes <= 0) GTEST_SKIP() << "this allocator does not tell what it gave out";
    const auto all = costOfAll(oneByte(), kConnections / 10);
    RecordProperty("bytes", static_cast<int>(all.bytes - net.bytes));
    EXPECT_LE(all.bytes - net.bytes, 1'500.0);
}

TEST(ManyConnections, takeTimeInProportion) {
    static_cast<void>(costOfAll(oneByte(), kConnections / 20)); // memory is warm
    const auto few = costOfAll(oneByte(), kConnections / 20);
    const auto many = costOfAll(oneByte(), kConnections / 5);
    EXPECT_LT(many.seconds, few.seconds * 4 * 3) << few.seconds << " s for a quarter of them";
}

} // namespace
} // namespace mqttscope::engine
