// SPDX-License-Identifier: GPL-3.0-or-later
// Traffic made to hurt: the time for twice as many frames may be about twice as long, not four times; and a byte of it
// costs no more than a fair multiple of a byte of honest traffic.
#include "tests/unit/net/net_fixture.h"
#include "tests/unit/net/tunnel_builder.h"

#include <ctime>
#include <functional>

namespace mqttscope::net::test {
namespace {

using Feed = std::function<void(Net&, std::uint32_t frames)>;

/// Time that this process ran: how busy the machine is does not count.
double processorSeconds() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
}

double secondsFor(const Feed& feed, std::uint32_t frames) {
    Net net;
    net.recorder.keep = false;
    const auto start = processorSeconds();
    feed(net, frames);
    net.stack.finish();
    return processorSeconds() - start;
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

/// Frames of raw IP, made beforehand.
double secondsForByte(const std::vector<Bytes>& frames) {
    std::size_t bytes = 0;
    for (const auto& frame : frames) bytes += frame.size();
    double best = 1e9;
    for (int i = 0; i < 3; ++i) {
        Recorder recorder;
        recorder.keep = false;
        NetStack stack(recorder);
        std::uint32_t number = 0;
        const auto start = processorSeconds();
        for (const auto& frame : frames) {
            const auto size = static_cast<std::uint32_t>(frame.size());
            stack.frame({base::FrameId(number), {std::int64_t{number} * 1000}, 101, size, frame, {}});
            ++number;
        }
        stack.finish();
        best = std::min(best, processorSeconds() - start);
    }
    return best / static_cast<double>(bytes);
}

std::vector<Bytes> manyFrames(const std::function<Bytes(std::uint32_t)>& make, std::uint32_t count = 20'000) {
    std::vector<Bytes> frames;
    for (std::uint32_t i = 0; i < count; ++i) frames.push_back(make(i));
    return frames;
}

/// No more than this many times what honest segments with one byte of payload cost.
void expectFair(const std::vector<Bytes>& frames) {
    static const double kHonest = secondsForByte(manyFrames([](std::uint32_t i) {
        return ipv4({.identification = static_cast<std::uint16_t>(i)}, tcp({.sequence = 1000 + i, .payload = "x"}));
    }));
    EXPECT_LT(secondsForByte(frames) / kHonest, 25);
}

TEST(Hostile, FragmentsThatClaimToCoverThousandsOfOthers) {
    for (const std::uint32_t stride : {1U, 2U}) {
        expectFair(manyFrames([stride](std::uint32_t i) {
            const auto offset = static_cast<std::uint16_t>(i < 8000 / stride ? 1 + i * stride : 1);
            return ipv4({.identification = 1,
                         .fragmentation = static_cast<std::uint16_t>(0x2000 | offset),
                         .totalLength = i < 8000 / stride ? -1 : 64'020},
                        Bytes(8));
        }));
    }
}

TEST(Hostile, SegmentsThatClaimToCoverThousandsOfOthers) {
    expectFair(manyFrames([](std::uint32_t i) {
        const auto identification = static_cast<std::uint16_t>(i + 1);
        if (i == 0) return ipv4({.identification = identification}, tcp({.sequence = 1000, .payload = "x"}));
        const bool piece = i < 1900;
        return ipv4({.identification = identification, .totalLength = piece ? -1 : 40 + 3800},
                    tcp({.sequence = 1002 + (piece ? 2 * i : 0), .payload = "x"}));
    }));
}

TEST(Hostile, TunnelsInTunnels) {
    const auto nest = [](std::uint32_t i, int depth) {
        auto packet = ipv4({.identification = static_cast<std::uint16_t>(i)}, tcp({.sequence = i, .payload = "x"}));
        for (int k = 0; k < depth; ++k) packet = between(4, packet);
        return packet;
    };
    for (const int depth : {1, 10, 29, 100})
        expectFair(manyFrames([&](std::uint32_t i) { return nest(i, depth); }, 5000));
    expectFair(manyFrames([](std::uint32_t) {
        Bytes labels;
        for (int k = 0; k < 300; ++k) put32(labels, 16U << 12);
        return between(137, labels);
    }));
}

TEST(Hostile, TunnelsThatAreCut) {
    const auto tunnels = everyTunnel(ipv4({}, tcp({.payload = "abc"})));
    expectFair(manyFrames([&](std::uint32_t i) {
        const auto& frame = tunnels[i % tunnels.size()].second;
        const auto size = 14 + 20 + i / tunnels.size() % (frame.size() - 34);
        return Bytes(frame.begin() + 14, frame.begin() + static_cast<std::ptrdiff_t>(size));
    }));
}

TEST(Hostile, FragmentsInFragmentsInFragments) {
    // Each datagram comes in two fragments, each of them in a tunnel that comes in two fragments, and so on.
    std::uint16_t identification = 0;
    const std::function<void(const Bytes&, int, std::vector<Bytes>&)> split = [&](const Bytes& payload, int depth,
                                                                                  std::vector<Bytes>& to) {
        ++identification;
        const auto half = payload.begin() + static_cast<std::ptrdiff_t>(payload.size() / 16 * 8);
        const auto at = static_cast<std::uint16_t>((half - payload.begin()) / 8);
        const auto own = identification;
        for (const bool front : {true, false}) {
            const auto packet = between(4, front ? Bytes(payload.begin(), half) : Bytes(half, payload.end()),
                                        {.identification = own, .fragmentation = front ? std::uint16_t{0x2000} : at});
            if (depth > 1) {
                split(packet, depth - 1, to);
            } else {
                to.push_back(packet);
            }
        }
    };
    std::vector<Bytes> frames;
    for (std::uint32_t i = 0; i < 600; ++i)
        split(ipv4({}, tcp({.sequence = 1000 * i, .payload = std::string(900, 'x')})), 4, frames);
    expectFair(frames);
}

} // namespace
} // namespace mqttscope::net::test
