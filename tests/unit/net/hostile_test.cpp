// SPDX-License-Identifier: GPL-3.0-or-later
// Traffic made to hurt: the time for twice as many frames may be about twice as long, not four times.
#include "tests/unit/net/net_fixture.h"

#include <chrono>
#include <functional>

namespace mqttscope::net::test {
namespace {

using Feed = std::function<void(Net&, std::uint32_t frames)>;

double secondsFor(const Feed& feed, std::uint32_t frames) {
    Net net;
    net.recorder.keep = false;
    const auto start = std::chrono::steady_clock::now();
    feed(net, frames);
    net.stack.finish();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void expectLinear(const Feed& feed) {
    // The best of three keeps other programs on the machine out of the measurement.
    double small = 1e9;
    double large = 1e9;
    for (int i = 0; i < 3; ++i) {
        small = std::min(small, secondsFor(feed, 25'000));
        large = std::min(large, secondsFor(feed, 100'000));
    }
    EXPECT_LT(large, 4 * small * 2.5 + 0.05) << small << " s for a quarter of the frames";
}

TEST(Hostile, SegmentsOfOneByteOutOfOrder) {
    expectLinear([](Net& net, std::uint32_t frames) {
        net.handshake();
        for (std::uint32_t i = 0; i < frames; ++i) net.client(2 * (frames - i), "x");
    });
}

TEST(Hostile, SegmentsThatOverlapEverythingThatWaits) {
    expectLinear([](Net& net, std::uint32_t frames) {
        net.handshake();
        const std::string wide(1400, 'y');
        for (std::uint32_t i = 0; i < frames; ++i) net.client(2 + 2 * (i % 700), i % 3 == 0 ? wide : "x");
    });
}

TEST(Hostile, OneSynForEachPort) {
    expectLinear([](Net& net, std::uint32_t frames) {
        for (std::uint32_t i = 0; i < frames; ++i) {
            auto packet = ipv4({}, tcp({.sequence = i, .flags = kSyn, .clientPort = static_cast<std::uint16_t>(i)}));
            packet[13] = static_cast<std::uint8_t>(i >> 16);
            net.feed(ethernet(0x0800, packet));
        }
        EXPECT_EQ(net.statistics().connections, frames);
    });
}

TEST(Hostile, ManyConnectionsThatEachHoldDataBack) {
    expectLinear([](Net& net, std::uint32_t frames) {
        for (std::uint32_t i = 0; i < frames / 2; ++i) {
            net.send({.sequence = 1, .flags = kSyn, .clientPort = static_cast<std::uint16_t>(i)});
            net.send({.sequence = 9, .payload = "x", .clientPort = static_cast<std::uint16_t>(i)});
        }
    });
}

TEST(Hostile, TheBoundOverAllConnectionsUnderPressure) {
    expectLinear([](Net&, std::uint32_t frames) {
        NetOptions options;
        options.waitingPieces = 2000;
        Net net(options);
        net.recorder.keep = false;
        for (std::uint32_t i = 0; i < frames; ++i)
            net.send({.sequence = 1000 + 2 * i, .payload = "x", .clientPort = static_cast<std::uint16_t>(i % 1999)});
    });
}

TEST(Hostile, FragmentsThatOverlap) {
    expectLinear([](Net& net, std::uint32_t frames) {
        for (std::uint32_t i = 0; i < frames; ++i) {
            const auto offset = (i * 7) % 4000;
            net.feed(ipv4({.identification = 1, .fragmentation = static_cast<std::uint16_t>(0x2000 | offset)},
                          Bytes(64 + i % 512)),
                     101);
        }
    });
}

TEST(Hostile, FragmentsOfDatagramsThatNeverEnd) {
    expectLinear([](Net& net, std::uint32_t frames) {
        for (std::uint32_t i = 0; i < frames; ++i)
            net.feed(ipv4({.identification = static_cast<std::uint16_t>(i), .fragmentation = 0x2000}, Bytes(8)), 101);
    });
}

TEST(Hostile, ARecordOfAConnectionIsSmall) {
    EXPECT_LE(sizeof(ConnectionRecord), 200U);
}

} // namespace
} // namespace mqttscope::net::test
