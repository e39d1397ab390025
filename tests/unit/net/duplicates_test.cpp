// SPDX-License-Identifier: GPL-3.0-or-later
// One frame captured twice, and one segment sent twice (duplicates.h).
#include "tests/unit/net/net_fixture.h"
#include "tests/unit/net/tunnel_builder.h"

#include <functional>

namespace mqttscope::net::test {
namespace {

constexpr std::int64_t kMicrosecond = 1000;
constexpr std::int64_t kMillisecond = 1'000'000;

/// The IP packet of a segment; identification 0 stays 0.
Bytes packetOf(const Seg& seg) {
    return ipv4({.fromClient = seg.fromClient, .identification = seg.identification}, tcp(seg));
}

Bytes withTimestamp(std::uint32_t value) {
    Bytes options{1, 1, 8, 10};
    put32(options, value);
    put32(options, 77);
    return options;
}

const Seg kData{.sequence = 1001, .acknowledgment = 5001, .payload = "abc", .identification = 77};

class Duplicates : public ::testing::Test {
protected:
    Net net;

    void SetUp() override {
        net.handshake();
        net.told();
    }

    /// Feeds a frame this long after the one before.
    void feedAfter(std::int64_t gap, const Bytes& frame, std::uint32_t linkType = 1) {
        net.time += gap - kMillisecond; // the fixture's clock went on by a millisecond
        net.feed(frame, linkType);
    }

    void feedTwice(const Bytes& packet, std::int64_t gap) {
        net.feed(ethernet(0x0800, packet));
        feedAfter(gap, ethernet(0x0800, packet));
    }

    std::uint64_t count() const { return net.statistics().duplicateFrames; }
};

TEST_F(Duplicates, OfDataAreDropped) {
    feedTwice(packetOf(kData), 20 * kMicrosecond);
    EXPECT_THAT(net.told(), ElementsAre("0> data abc"));
    EXPECT_EQ(count(), 1U);
}

TEST_F(Duplicates, ManyCopiesOfOneAreDropped) {
    for (int i = 0; i < 6; ++i) feedAfter(30 * kMicrosecond, ethernet(0x0800, packetOf(kData)));
    EXPECT_THAT(net.told(), ElementsAre("0> data abc"));
    EXPECT_EQ(count(), 5U);
}

TEST_F(Duplicates, AreTheSamePacketInWhateverCarriesIt) {
    const auto packet = packetOf(kData);
    net.feed(ethernet(0x0800, packet));
    const auto tunnels = everyTunnel(packet);
    for (const auto& [name, frame] : tunnels) {
        feedAfter(30 * kMicrosecond, frame);
        EXPECT_THAT(net.told(), ::testing::Not(::testing::Contains("0> retransmission 3"))) << name;
    }
    feedAfter(30 * kMicrosecond, packet, 101);
    EXPECT_EQ(count(), tunnels.size() + 1);
    EXPECT_EQ(net.clientStream(), "abc");
}

TEST_F(Duplicates, OfAnotherHopHaveAnotherTtlAndHeaderChecksum) {
    auto packet = packetOf(kData);
    net.feed(ethernet(0x0800, packet));
    packet[8] -= 1;
    packet[11] += 1;
    feedAfter(100 * kMicrosecond, ethernet(0x0800, packet));
    EXPECT_EQ(count(), 1U);
}

TEST_F(Duplicates, FromBeforeAndAfterTheNetworkCardFilledInTheChecksum) {
    auto packet = packetOf(kData);
    net.feed(ethernet(0x0800, packet));
    packet[20 + 16] = 0x5A;
    feedAfter(100 * kMicrosecond, ethernet(0x0800, packet));
    EXPECT_EQ(count(), 1U);
}

TEST_F(Duplicates, ComeALotLaterOnABusyLine) {
    std::vector<Bytes> frames;
    for (std::uint32_t i = 0; i < 40; ++i)
        frames.push_back(ethernet(0x0800, packetOf({.sequence = 1001 + 3 * i,
                                                    .acknowledgment = 5001,
                                                    .payload = "abc",
                                                    .identification = static_cast<std::uint16_t>(500 + i)})));
    for (int copy = 0; copy < 2; ++copy)
        for (const auto& frame : frames) feedAfter(10 * kMicrosecond, frame);
    EXPECT_EQ(count(), 40U);
    for (const auto& line : net.told()) EXPECT_EQ(line, "0> data abc");
}

TEST_F(Duplicates, MakeNoSecondEvent) {
    const std::vector<std::pair<std::string, Seg>> marks = {
        {"0< zero-window", {.fromClient = false, .sequence = 5001, .acknowledgment = 1001, .window = 0}},
        {"0> keep-alive", {.sequence = 1000, .acknowledgment = 5001}},
        {"0> fin", {.sequence = 1001, .acknowledgment = 5001, .flags = kFin | kAck}},
        {"0< reset", {.fromClient = false, .sequence = 5001, .flags = kRst}},
    };
    for (const bool identified : {true, false}) {
        Net fresh;
        fresh.handshake();
        fresh.told();
        std::uint16_t identification = 900;
        std::uint64_t expected = 0;
        for (const auto& [line, mark] : marks) {
            auto seg = mark;
            seg.identification = identified ? ++identification : std::uint16_t{0};
            for (int copy = 0; copy < 3; ++copy) {
                fresh.feed(ethernet(0x0800, packetOf(seg)));
                fresh.time -= kMillisecond - 50 * kMicrosecond;
            }
            EXPECT_THAT(fresh.told(), ElementsAre(line)) << identified;
            expected += 2;
            EXPECT_EQ(fresh.statistics().duplicateFrames, expected) << line;
            fresh.time += 500 * kMillisecond;
        }
    }
}

TEST_F(Duplicates, OfAZeroWindowThatIsOpenAgainMakeNoSecondEvent) {
    const Seg closed{.fromClient = false, .sequence = 5001, .acknowledgment = 1001, .window = 0, .identification = 50};
    const Seg open{.fromClient = false, .sequence = 5001, .acknowledgment = 1001, .identification = 51};
    for (int copy = 0; copy < 2; ++copy) {
        net.feed(ethernet(0x0800, packetOf(closed)));
        net.feed(ethernet(0x0800, packetOf(open)));
    }
    EXPECT_THAT(net.told(), ElementsAre("0< zero-window"));
}

TEST_F(Duplicates, OfASynBeginNoConnection) {
    Net fresh;
    const auto syn = packetOf({.sequence = 10, .flags = kSyn, .identification = 3});
    const auto answer = packetOf({.fromClient = false, .sequence = 90, .acknowledgment = 11, .flags = kSyn | kAck});
    for (const auto& packet : {syn, answer}) {
        fresh.feed(ethernet(0x0800, packet));
        fresh.time -= kMillisecond - 50 * kMicrosecond;
        fresh.feed(ethernet(0x8100, joined({0, 5, 8, 0}, packet)));
    }
    EXPECT_THAT(fresh.told(), ElementsAre("0 open 50000>1883"));
    EXPECT_EQ(fresh.statistics().duplicateFrames, 2U);
}

TEST_F(Duplicates, OfAWholeConnectionBeginNone) {
    Net fresh;
    std::vector<Bytes> frames;
    std::uint16_t identification = 40;
    for (const auto& seg : std::vector<Seg>{
             {.sequence = 10, .flags = kSyn},
             {.fromClient = false, .sequence = 90, .acknowledgment = 11, .flags = kSyn | kAck},
             {.sequence = 11, .acknowledgment = 91, .payload = "abc"},
             {.sequence = 14, .acknowledgment = 91, .flags = kFin | kAck},
             {.fromClient = false, .sequence = 91, .acknowledgment = 15, .flags = kFin | kAck},
             {.sequence = 15, .acknowledgment = 92},
         }) {
        auto numbered = seg;
        numbered.identification = ++identification;
        frames.push_back(ethernet(0x0800, packetOf(numbered)));
    }
    for (int copy = 0; copy < 2; ++copy)
        for (const auto& frame : frames) fresh.feed(frame);
    EXPECT_THAT(fresh.told(), ElementsAre("0 open 50000>1883", "0> data abc", "0> fin", "0< fin", "0 closed"));
    EXPECT_EQ(fresh.statistics().duplicateFrames, 6U);
}

TEST_F(Duplicates, OfFragmentsAreDropped) {
    const auto whole = tcp(kData);
    const Bytes front = ipv4({.identification = 7, .fragmentation = 0x2000}, Bytes(whole.begin(), whole.begin() + 16));
    const Bytes back = ipv4({.identification = 7, .fragmentation = 2}, Bytes(whole.begin() + 16, whole.end()));
    for (const auto& packet : {front, back, front, back}) net.feed(packet, 101);
    EXPECT_THAT(net.told(), ElementsAre("0> data abc"));
    EXPECT_EQ(count(), 2U);
}

TEST_F(Duplicates, WithoutIdentificationComeAtOnce) {
    auto seg = kData;
    seg.identification = 0;
    feedTwice(packetOf(seg), 300 * kMicrosecond);
    EXPECT_EQ(count(), 1U);
    feedAfter(200 * kMillisecond, ethernet(0x0800, packetOf(seg)));
    EXPECT_THAT(net.told(), ElementsAre("0> data abc", "0> retransmission 3"));
}

TEST_F(Duplicates, OfIpv6ComeAtOnce) {
    const auto frame = ethernet(0x86DD, ipv6(true, 6, tcp(kData)));
    net.feed(frame);
    feedAfter(100 * kMicrosecond, frame);
    EXPECT_EQ(count(), 1U);
    feedAfter(20 * kMillisecond, frame);
    EXPECT_EQ(net.told().back(), "1> retransmission 3");
}

// From here on: what was sent twice.

TEST_F(Duplicates, ARetransmissionHasAnotherIdentification) {
    auto again = kData;
    again.identification = 78;
    net.feed(ethernet(0x0800, packetOf(kData)));
    feedAfter(50 * kMicrosecond, ethernet(0x0800, packetOf(again)));
    EXPECT_THAT(net.told(), ElementsAre("0> data abc", "0> retransmission 3"));
    EXPECT_EQ(count(), 0U);
}

TEST_F(Duplicates, ARetransmissionWithoutIdentificationHasALaterTimestamp) {
    auto seg = kData;
    seg.identification = 0;
    seg.options = withTimestamp(1000);
    net.feed(ethernet(0x0800, packetOf(seg)));
    seg.options = withTimestamp(1001);
    feedAfter(kMillisecond, ethernet(0x0800, packetOf(seg)));
    EXPECT_THAT(net.told(), ElementsAre("0> data abc", "0> retransmission 3"));
    EXPECT_EQ(count(), 0U);
}

TEST_F(Duplicates, ARetransmissionOfAnOldSegmentIsToldWhateverCameSince) {
    auto first = kData;
    first.identification = 0;
    auto second = first;
    second.sequence += 3;
    net.feed(ethernet(0x0800, packetOf(first)));
    feedAfter(300 * kMillisecond, ethernet(0x0800, packetOf(second)));
    feedAfter(kMillisecond, ethernet(0x0800, packetOf(first)));
    EXPECT_THAT(net.told(), ElementsAre("0> data abc", "0> data abc", "0> retransmission 3"));
}

TEST_F(Duplicates, ASynThatIsSentAgainIsNoCopy) {
    Net fresh;
    for (std::uint16_t identification = 1; identification <= 3; ++identification)
        fresh.feed(ethernet(0x0800, packetOf({.sequence = 10, .flags = kSyn, .identification = identification})));
    EXPECT_THAT(fresh.told(), ElementsAre("0 open 50000>1883"));
    EXPECT_EQ(fresh.statistics().duplicateFrames, 0U);
}

TEST_F(Duplicates, EveryFieldThatDiffersTellsThemApart) {
    const std::vector<std::function<void(Seg&)>> changes = {
        [](Seg& seg) { seg.sequence += 1; },   [](Seg& seg) { seg.acknowledgment += 1; },
        [](Seg& seg) { seg.flags |= 8; },      [](Seg& seg) { seg.window += 1; },
        [](Seg& seg) { seg.payload += "d"; },  [](Seg& seg) { seg.identification += 1; },
        [](Seg& seg) { seg.clientPort += 1; }, [](Seg& seg) { seg.fromClient = false; },
    };
    for (std::size_t i = 0; i < changes.size(); ++i) {
        Net fresh;
        auto other = kData;
        changes[i](other);
        fresh.feed(ethernet(0x0800, packetOf(kData)));
        fresh.feed(ethernet(0x0800, packetOf(other)));
        EXPECT_EQ(fresh.statistics().duplicateFrames, 0U) << i;
    }
}

TEST_F(Duplicates, AcknowledgmentsSentAgainAreNotCounted) {
    const Seg acknowledgment{.fromClient = false, .sequence = 5001, .acknowledgment = 1001};
    for (int i = 0; i < 4; ++i) feedAfter(50 * kMicrosecond, ethernet(0x0800, packetOf(acknowledgment)));
    EXPECT_EQ(count(), 0U);
}

} // namespace
} // namespace mqttscope::net::test
