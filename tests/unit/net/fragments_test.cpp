// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/net/net_fixture.h"

namespace mqttscope::net::test {
namespace {

constexpr std::uint16_t kMore = 0x2000;

/// 24 bytes of payload behind a header of 20: pieces of 8 cut the TCP header, too.
Bytes wholeSegment() {
    return tcp({.sequence = 1, .payload = "abcdefghijklmnopqrstuvwx"});
}

Bytes slice(const Bytes& bytes, std::size_t from, std::size_t to) {
    return {bytes.begin() + static_cast<std::ptrdiff_t>(from), bytes.begin() + static_cast<std::ptrdiff_t>(to)};
}

void feedPiece(Net& net, std::size_t from, std::size_t to, std::uint16_t identification = 9) {
    const auto all = wholeSegment();
    const auto more = to < all.size() ? kMore : std::uint16_t{0};
    const auto fragmentation = static_cast<std::uint16_t>(more | from / 8);
    net.feed(ethernet(0x0800,
                      ipv4({.identification = identification, .fragmentation = fragmentation}, slice(all, from, to))));
}

void feedPiece6(Net& net, std::size_t from, std::size_t to, std::uint32_t identification = 9) {
    const auto all = wholeSegment();
    Bytes header{6, 0};
    put16(header, static_cast<std::uint32_t>(from) | (to < all.size() ? 1 : 0));
    put32(header, identification);
    net.feed(ethernet(0x86DD, ipv6(true, 44, joined(header, slice(all, from, to)))));
}

TEST(Fragments, EachPieceKeepsItsFrame) {
    Net net;
    feedPiece(net, 0, 24);
    feedPiece(net, 24, 44);
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
    ASSERT_EQ(net.recorder.pieces.size(), 2U);
    EXPECT_EQ(net.recorder.pieces[0].origin.frame.value, 0U);
    EXPECT_EQ(net.recorder.pieces[0].origin.offsetInFrame, 14U + 20U + 20U);
    EXPECT_EQ(net.recorder.pieces[0].now.frame.value, 1U);
    EXPECT_EQ(net.recorder.pieces[1].origin.frame.value, 1U);
    EXPECT_EQ(net.recorder.pieces[1].origin.offsetInFrame, 14U + 20U);
}

TEST(Fragments, AnyOrderAndTinyPiecesThatCutTheTcpHeader) {
    Net net;
    for (const std::size_t from : {40U, 8U, 24U, 0U, 32U, 16U})
        feedPiece(net, from, std::min<std::size_t>(from + 8, 44));
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
    EXPECT_EQ(net.statistics().datagramsReassembled, 1U);
}

TEST(Fragments, OfIpv6) {
    Net net;
    feedPiece6(net, 16, 44);
    feedPiece6(net, 0, 16);
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
}

TEST(Fragments, OverlapsKeepTheBytesCapturedFirstAndAreCounted) {
    Net net;
    feedPiece(net, 0, 32);
    feedPiece(net, 16, 40);
    feedPiece(net, 24, 44);
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
    EXPECT_EQ(net.statistics().fragmentOverlaps, 2U);
}

TEST(Fragments, DatagramsAreToldApartByIdentification) {
    Net net;
    feedPiece(net, 0, 24, 1);
    feedPiece(net, 24, 44, 2);
    EXPECT_EQ(net.clientStream(), "");
    feedPiece(net, 24, 44, 1);
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
}

TEST(Fragments, FragmentsCapturedTwiceDoNotSpoilTheNextDatagramOfThatIdentification) {
    Net net;
    for (int copy = 0; copy < 2; ++copy) feedPiece(net, 0, 24);
    for (int copy = 0; copy < 2; ++copy) feedPiece(net, 24, 44);
    EXPECT_EQ(net.statistics().datagramsReassembled, 1U);
    net.time += base::kNanosecondsPerSecond;
    feedPiece(net, 0, 24);
    feedPiece(net, 24, 44);
    EXPECT_EQ(net.statistics().datagramsReassembled, 2U);
}

TEST(Fragments, APieceThatNeverComesGivesTheDatagramUp) {
    Net net;
    feedPiece(net, 0, 24);
    net.time += NetOptions{}.fragmentTimeout;
    feedPiece(net, 24, 44);
    EXPECT_EQ(net.clientStream(), "");
    EXPECT_EQ(net.statistics().datagramsExpired, 1U);
    net.stack.finish();
    EXPECT_EQ(net.statistics().datagramsExpired, 2U);
}

TEST(Fragments, AClockThatIsSetBackMeanwhileGivesNothingUp) {
    Net net;
    feedPiece(net, 0, 24);
    net.time -= 100 * NetOptions{}.fragmentTimeout;
    feedPiece(net, 24, 44);
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
    net.stack.finish();
    EXPECT_EQ(net.statistics().datagramsExpired, 0U);
}

TEST(Fragments, TheOldestGoesWhenTooManyWait) {
    NetOptions options;
    options.fragmentedDatagrams = 2;
    Net net(options);
    for (std::uint16_t identification = 1; identification <= 3; ++identification) feedPiece(net, 0, 24, identification);
    EXPECT_EQ(net.statistics().datagramsExpired, 1U);
    feedPiece(net, 24, 44, 3);
    EXPECT_EQ(net.clientStream(), "abcdefghijklmnopqrstuvwx");
}

TEST(Fragments, TheOldestGoesWhenTooManyBytesWait) {
    NetOptions options;
    options.fragmentBytes = 48;
    Net net(options);
    for (std::uint16_t identification = 1; identification <= 3; ++identification) feedPiece(net, 0, 24, identification);
    EXPECT_EQ(net.statistics().datagramsExpired, 1U);
}

TEST(Fragments, PiecesThatCannotBeAreCounted) {
    Net net;
    net.feed(ipv4({.fragmentation = 0x1FFF}, Bytes(100)), 101); // beyond 65,535 bytes
    net.feed(ipv4({.fragmentation = kMore}, {}), 101);
    net.feed(ipv4({.fragmentation = 4}, Bytes(8)), 101);         // the last: 40 bytes
    net.feed(ipv4({.fragmentation = kMore | 5}, Bytes(8)), 101); // beyond the last
    net.feed(ipv4({.fragmentation = 2}, Bytes(8)), 101);         // another last
    EXPECT_EQ(net.statistics().fragmentsBad, 4U);
}

TEST(Fragments, AClippedFragmentLeavesAGapOfItsOwn) {
    Net net;
    const auto all = wholeSegment();
    net.feed(ipv4({.fragmentation = kMore}, slice(all, 0, 32)), 101, 20 + 26);
    net.feed(ipv4({.fragmentation = 4}, slice(all, 32, 44)), 101);
    EXPECT_EQ(net.clientStream(), "abcdef[6]mnopqrstuvwx");
}

TEST(Fragments, OtherProtocolsTakeNoRoom) {
    Net net;
    net.feed(ipv4({.fragmentation = kMore, .protocol = 89}, Bytes(8)), 101);
    EXPECT_EQ(net.statistics().fragments, 0U);
    EXPECT_EQ(net.statistics().framesWithoutTcp, 1U);
}

} // namespace
} // namespace mqttscope::net::test
