// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/capture_builder.h"
#include "tests/support/conversation.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

namespace mqttscope::test {
namespace {

using base::Direction;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const Bytes kConnect = fromHex("10 0e 0004 4d515454 04 02 003c 0002 6331");
const Bytes kConnack = fromHex("20 02 00 00");
const Bytes kPublish = fromHex("30 09 0003 612f62 32312e35");
const Bytes kPingreq = fromHex("c0 00");
const Bytes kPingresp = fromHex("d0 00");

constexpr std::size_t kHeaders = 14 + 20 + 20; // Ethernet, IPv4, TCP

std::vector<std::size_t> payloadSizes(Capture& capture) {
    std::vector<std::size_t> sizes;
    for (const auto& frame : capture.frames()) sizes.push_back(frame.bytes.size() - kHeaders);
    return sizes;
}

/// Writes the capture and asks tshark; the file is gone afterwards.
class WithTshark : public testing::Test {
protected:
    void SetUp() override {
        if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    }

    std::vector<std::string> ask(Capture& capture, const std::string& arguments, FileFormat format = FileFormat::Pcapng,
                                 ByteOrder order = ByteOrder::Little) {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        const auto path = std::filesystem::temp_directory_path() /
                          ("mqttscope-" + std::string(test->name()) + std::to_string(::getpid()) + ".capture");
        capture.write(path, format, order);
        auto lines = tshark(path, "-o tcp.check_checksum:TRUE -o ip.check_checksum:TRUE " + arguments);
        std::filesystem::remove(path);
        return lines;
    }
};

const std::string kWrong = "-Y '_ws.malformed || tcp.checksum.status==0 || ip.checksum.status==0 || "
                           "tcp.analysis.flags || _ws.expert.severity==8388608'";
const std::string kPackets = "-Y mqtt -T fields -e frame.number -e mqtt.msgtype";

TEST(FromHex, takesDigitsAndIgnoresTheRest) {
    EXPECT_EQ(fromHex("c0 00-Ff"), (Bytes{0xC0, 0x00, 0xFF}));
}

TEST(CaptureBuilder, aWholePacketIsOneSegment) {
    Capture capture;
    capture.client("c1").handshake().toServer(kConnect).toClient(kConnack).close();
    EXPECT_THAT(payloadSizes(capture), ElementsAre(0, 0, 0, 16, 4, 0, 0, 0, 0));
}

TEST(CaptureBuilder, everyByteMayHaveItsOwnSegment) {
    Capture capture;
    capture.client("c1", {.segmentation = Segmentation::every(1)}).toServer(kConnect);
    EXPECT_THAT(payloadSizes(capture), SizeIs(16));
    EXPECT_THAT(payloadSizes(capture), testing::Each(1));
}

TEST(CaptureBuilder, packetsOfOneDirectionMayShareASegment) {
    Capture capture;
    auto& client = capture.client("c1", {.segmentation = Segmentation::together()});
    client.toServer(kConnect).toServer(kPublish).toServer(kPingreq).toClient(kConnack).toClient(kPingresp);
    EXPECT_THAT(payloadSizes(capture), ElementsAre(16 + 11 + 2, 4 + 2));
}

TEST(CaptureBuilder, aLostSegmentIsMissingFromTheCaptureButNotFromTheStream) {
    Capture capture;
    auto& client = capture.client("c1").loseNext().toServer(kConnect).toServer(kPingreq);
    EXPECT_THAT(payloadSizes(capture), ElementsAre(2));
    EXPECT_EQ(client.sent(Direction::ToServer), 18U);
    client.retransmit(Direction::ToServer);
    EXPECT_THAT(payloadSizes(capture), ElementsAre(2, 2));
}

TEST(CaptureBuilder, segmentsMaySwapAndRepeat) {
    Capture capture;
    capture.client("c1").swapNext().toServer(kConnect).toServer(kPingreq);
    capture.client("c2").duplicateNext().toServer(kPublish);
    EXPECT_THAT(payloadSizes(capture), ElementsAre(2, 16, 11, 11));
}

TEST(CaptureBuilder, framesMayBeMovedRepeatedAndDropped) {
    Capture capture;
    capture.client("c1").toServer(kConnect).toServer(kPublish).toServer(kPingreq);
    capture.moveFrame(0, 2).repeatFrame(1).dropFrame(0);
    EXPECT_THAT(payloadSizes(capture), ElementsAre(2, 2, 16));
}

TEST(CaptureBuilder, timeGoesOnInStepsAndJumps) {
    Capture capture({0});
    capture.step(10);
    auto& client = capture.client("c1").toServer(kConnect).toServer(kPingreq);
    capture.wait(-100);
    client.toServer(kPingreq);
    std::vector<std::int64_t> times;
    for (const auto& frame : capture.frames()) times.push_back(frame.time.nanoseconds);
    EXPECT_THAT(times, ElementsAre(0, 10, -80));
}

TEST(CaptureBuilder, aSnappedFrameKeepsItsOriginalSize) {
    Capture capture;
    capture.snapLength(60).client("c1").toServer(kConnect);
    EXPECT_EQ(capture.frames().at(0).bytes.size(), 60U);
    EXPECT_EQ(capture.frames().at(0).originalSize, kHeaders + 16);
}

TEST_F(WithTshark, seesThePacketsOfEveryFormatAndNothingWrong) {
    for (const auto format : {FileFormat::PcapMicroseconds, FileFormat::PcapNanoseconds, FileFormat::Pcapng}) {
        for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
            Capture capture;
            auto& client = capture.client("c1", {.acknowledge = true}).handshake();
            client.toServer(kConnect).toClient(kConnack).toServer(kPublish).close();
            EXPECT_THAT(ask(capture, kWrong, format, order), IsEmpty());
            EXPECT_THAT(ask(capture, kPackets, format, order), ElementsAre("4\t1", "6\t2", "8\t3"));
            EXPECT_THAT(ask(capture, "-T fields -e frame.time_epoch -c 1", format, order),
                        ElementsAre(testing::StartsWith("1767323045.000000")));
        }
    }
}

TEST_F(WithTshark, readsIpv6BehindTwoVlanTags) {
    Capture capture;
    auto& client = capture.client("c1", {.ipv6 = true, .vlans = {7, 42}}).handshake();
    client.toServer(kConnect).toClient(kConnack).close();
    EXPECT_THAT(ask(capture, kWrong), IsEmpty());
    EXPECT_THAT(ask(capture, "-Y mqtt -T fields -e vlan.id -e ipv6.src"),
                ElementsAre("7,42\t2001:db8::100", "7,42\t2001:db8::1"));
}

TEST_F(WithTshark, putsSplitPacketsTogetherAcrossASequenceWrap) {
    Capture capture;
    auto& client = capture.client("c1", {.clientSequence = 0xFFFF'FFF0, .segmentation = Segmentation::every(3)});
    client.handshake().toServer(kConnect).toServer(kPublish).close();
    EXPECT_THAT(ask(capture, kWrong), IsEmpty());
    EXPECT_THAT(ask(capture, "-Y mqtt -T fields -e mqtt.msgtype"), ElementsAre("1", "3"));
}

TEST_F(WithTshark, followsAConversationInEveryVersion) {
    for (const auto version : {mqtt::Version::V31, mqtt::Version::V311, mqtt::Version::V5}) {
        Capture capture;
        Conversation talk(capture, "c1", version);
        talk.connect().subscribe("a/#", 1).publish("a/b", "21.5", 2).deliver("a/b", "21.5", 1).ping().disconnect();
        EXPECT_THAT(ask(capture, kWrong), IsEmpty());
        EXPECT_THAT(ask(capture, "-Y mqtt -T fields -e mqtt.msgtype"),
                    ElementsAre("1", "2", "8", "9", "3", "5", "6", "7", "3", "4", "12", "13", "14"));
    }
}

TEST_F(WithTshark, noticesALostSegmentAndAReset) {
    Capture capture;
    auto& client = capture.client("c1").handshake().toServer(kConnect);
    client.loseNext().toServer(kPublish).toServer(kPingreq).reset(Direction::ToClient);
    EXPECT_THAT(ask(capture, "-Y tcp.analysis.lost_segment"), SizeIs(1));
    EXPECT_THAT(ask(capture, "-Y tcp.flags.reset==1"), SizeIs(1));
}

} // namespace
} // namespace mqttscope::test
