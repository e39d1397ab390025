// SPDX-License-Identifier: GPL-3.0-or-later
// What the writer of live captures makes is what our reader, libpcap and tshark read.
#include "core/capture/capture_reader.h"
#include "core/capture/live/pcapng_writer.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include <array>
#include <fstream>

namespace mqttscope::capture::live {
namespace {

using test::tshark;
using testing::ElementsAre;
using testing::SizeIs;

constexpr std::uint32_t kEthernet = 1;
constexpr std::uint32_t kRaw = 101;
constexpr base::Timestamp kTime{1'700'000'000'123'456'789};

/// A file of two interfaces, one with nanoseconds and one with microseconds, three frames, and statistics.
class PcapngWriterTest : public testing::Test {
protected:
    PcapngWriterTest() {
        PcapngWriter writer;
        writer.section("mqttscope test");
        writer.interface({.name = "eth7",
                          .description = "the first",
                          .filter = "tcp port 1883",
                          .linkType = kEthernet,
                          .snapLength = 96,
                          .nanoseconds = true});
        writer.interface(
            {.name = "tun0", .description = {}, .filter = {}, .linkType = kRaw, .snapLength = 0, .nanoseconds = false});
        writer.packet(0, kTime, m_frames[0], 1500);
        writer.packet(1, {kTime.nanoseconds + 1'000'000}, m_frames[1], 61);
        writer.packet(0, {kTime.nanoseconds + 2'000'000}, m_frames[2], 0);
        writer.statistics(0, kTime, {kTime.nanoseconds + 3'000'000},
                          {.received = 12, .droppedByKernel = 3, .droppedByInterface = 1});
        writer.statistics(1, kTime, {kTime.nanoseconds + 3'000'000}, {.received = 1});
        const auto bytes = writer.bytes();
        std::ofstream(m_path, std::ios::binary) << base::asText(bytes);
        EXPECT_EQ(bytes.size() % 4, 0U);
    }

    ~PcapngWriterTest() override { ::unlink(m_path.c_str()); }

    const std::string m_path = "/tmp/mqttscope-writer-" + std::to_string(::getpid()) + ".pcapng";
    // Lengths that need one, three and no bytes of padding.
    const std::array<std::vector<std::uint8_t>, 3> m_frames{
        std::vector<std::uint8_t>(95, 0xAB), std::vector<std::uint8_t>(61, 0x45), {}};
};

TEST_F(PcapngWriterTest, OurReaderReadsWhatWasWritten) {
    SourceTable sources;
    const auto reader = CaptureReader::open(sources, {m_path}, {});
    ASSERT_TRUE(reader) << reader.error().message();
    std::vector<Frame> frames;
    for (Frame frame; (*reader)->next(frame).value() == Step::Frame;) frames.push_back(frame);

    ASSERT_THAT(frames, SizeIs(3));
    EXPECT_EQ(frames[0].time, kTime);
    EXPECT_EQ(frames[0].originalLength, 1500U);
    EXPECT_EQ(frames[0].linkType, kEthernet);
    EXPECT_EQ(frames[1].linkType, kRaw);
    EXPECT_EQ(frames[1].time.nanoseconds, 1'700'000'000'124'456'000) << "microseconds are all that it has";
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const auto bytes = sources.view(frames[i].place, frames[i].capturedLength);
        EXPECT_TRUE(std::ranges::equal(bytes, m_frames[i])) << "frame " << i;
    }
    const auto interfaces = (*reader)->interfaces();
    ASSERT_THAT(interfaces, SizeIs(2));
    EXPECT_EQ(interfaces[0].name, "eth7");
    EXPECT_EQ(interfaces[0].description, "the first");
    EXPECT_EQ(interfaces[0].filter, "tcp port 1883");
    EXPECT_EQ(interfaces[0].snapLength, 96U);
    EXPECT_EQ(interfaces[0].received, 12U);
    EXPECT_EQ(interfaces[0].dropped, 4U) << "by the kernel and by the interface";
    EXPECT_EQ(interfaces[1].dropped, 0U);
    EXPECT_THAT((*reader)->warnings(), SizeIs(0));
}

TEST_F(PcapngWriterTest, TsharkReadsWhatWasWritten) {
    if (!test::hasTshark()) GTEST_SKIP() << "tshark is not installed";
    EXPECT_THAT(tshark(m_path, "-T fields -e frame.time_epoch -e frame.cap_len -e frame.len -e frame.interface_name"),
                ElementsAre("1700000000.123456789\t95\t1500\teth7", "1700000000.124456000\t61\t61\ttun0",
                            "1700000000.125456789\t0\t0\teth7"));
}

TEST(PcapngWriter, LibpcapReadsWhatWasWritten) {
    const auto path = "/tmp/mqttscope-writer-libpcap-" + std::to_string(::getpid()) + ".pcapng";
    PcapngWriter writer;
    writer.section("mqttscope test");
    writer.interface({.name = "lo", .description = {}, .filter = {}, .linkType = kEthernet, .snapLength = 262'144});
    const std::vector<std::uint8_t> frame(61, 0x11);
    writer.packet(0, kTime, frame, 70);
    writer.statistics(0, kTime, kTime, {});
    std::ofstream(path, std::ios::binary) << base::asText(writer.bytes());

    std::array<char, PCAP_ERRBUF_SIZE> error{};
    auto* const handle =
        ::pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, error.data());
    ::unlink(path.c_str());
    ASSERT_NE(handle, nullptr) << error.data();
    pcap_pkthdr* header = nullptr;
    const std::uint8_t* bytes = nullptr;
    ASSERT_EQ(::pcap_next_ex(handle, &header, &bytes), 1) << ::pcap_geterr(handle);
    EXPECT_EQ(header->ts.tv_sec, 1'700'000'000);
    EXPECT_EQ(header->ts.tv_usec, 123'456'789);
    EXPECT_EQ(header->len, 70U);
    EXPECT_TRUE(std::ranges::equal(std::span(bytes, header->caplen), frame));
    EXPECT_EQ(::pcap_next_ex(handle, &header, &bytes), PCAP_ERROR_BREAK);
    ::pcap_close(handle);
}

TEST(PcapngWriter, CutsWhatIsTooLongForAnOption) {
    PcapngWriter writer;
    writer.section(std::string(70'000, 'x'));
    EXPECT_EQ(writer.bytes().size(), 28U + 4U + PcapngWriter::kLongestOption + 4U);
}

} // namespace
} // namespace mqttscope::capture::live
