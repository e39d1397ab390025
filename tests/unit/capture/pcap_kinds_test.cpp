// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/capture/capture_files.h"

#include <gmock/gmock.h>
#include <pcap/pcap.h>

#include <array>
#include <memory>
#include <tuple>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

struct Header {
    std::uint32_t magic = 0xA1B2'C3D4;
    std::uint16_t major = 2;
    std::uint16_t minor = 4;
    std::uint32_t snapLength = 262'144;
    std::uint32_t linkType = 1;
};

Bytes pcap(const Header& header, ByteOrder order = ByteOrder::Little) {
    Bytes file;
    ByteWriter(file, order)
        .u32(header.magic)
        .u16(header.major)
        .u16(header.minor)
        .zeros(8)
        .u32(header.snapLength)
        .u32(header.linkType);
    return file;
}

ByteWriter record(Bytes& file, std::uint32_t captured, std::uint32_t original, ByteOrder order = ByteOrder::Little) {
    ByteWriter out(file, order);
    out.u32(1'700'000'000).u32(250).u32(captured).u32(original);
    return out;
}

/// Captured and original length of the only frame, as libpcap understands it.
std::pair<std::uint32_t, std::uint32_t> libpcapLengths(const Bytes& bytes) {
    const Folder folder;
    std::array<char, PCAP_ERRBUF_SIZE> cause{};
    const std::unique_ptr<pcap_t, void (*)(pcap_t*)> handle(
        ::pcap_open_offline(folder.file(bytes).c_str(), cause.data()), ::pcap_close);
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    if (!handle || ::pcap_next_ex(handle.get(), &header, &data) != 1) return {};
    return {header->caplen, header->len};
}

class PcapKinds : public testing::TestWithParam<std::tuple<FileFormat, ByteOrder>> {};

TEST_P(PcapKinds, GiveTheSameFrames) {
    const auto [format, order] = GetParam();
    Capture built({1'700'000'000'123'456'789});
    built.snapLength(4).frame({1, 2, 3}).frame({4, 5, 6, 7, 8, 9});
    const Folder folder;
    capture::SourceTable sources;
    const auto outcome = readAll(sources, {folder.file(built.file(format, order))});
    ASSERT_EQ(outcome.frames.size(), 2U);
    EXPECT_EQ(outcome.error, "");
    EXPECT_TRUE(outcome.warnings.empty());
    const bool micro = format == FileFormat::PcapMicroseconds;
    EXPECT_EQ(outcome.frames[0].time.nanoseconds, micro ? 1'700'000'000'123'456'000 : 1'700'000'000'123'456'789);
    EXPECT_EQ(outcome.frames[0].capturedLength, 3U);
    EXPECT_EQ(outcome.frames[1].capturedLength, 4U);
    EXPECT_EQ(outcome.frames[1].originalLength, 6U);
    EXPECT_EQ(outcome.frames[1].linkType, 1U);
    EXPECT_EQ(sources.view(outcome.frames[1].place, 4)[3], 7);
}

INSTANTIATE_TEST_SUITE_P(All, PcapKinds,
                         testing::Combine(testing::Values(FileFormat::PcapMicroseconds, FileFormat::PcapNanoseconds,
                                                          FileFormat::Pcapng),
                                          testing::Values(ByteOrder::Little, ByteOrder::Big)));

TEST(PcapFile, NamesItsFormat) {
    EXPECT_EQ(readBytes(pcap({})).formats.at(0), "pcap, microseconds, little endian");
    EXPECT_EQ(readBytes(pcap({.magic = 0xA1B2'3C4D}, ByteOrder::Big)).formats.at(0), "pcap, nanoseconds, big endian");
    EXPECT_EQ(readBytes(pcap({.magic = 0xA1B2'CD34})).formats.at(0), "pcap (modified), microseconds, little endian");
}

TEST(PcapFile, WithoutFramesIsNoError) {
    const auto outcome = readBytes(pcap({}));
    EXPECT_TRUE(outcome.frames.empty());
    EXPECT_EQ(outcome.error, "");
    EXPECT_TRUE(outcome.warnings.empty());
}

TEST(PcapFile, ModifiedRecordsAreEightBytesLonger) {
    for (const auto order : {ByteOrder::Little, ByteOrder::Big}) {
        auto file = pcap({.magic = 0xA1B2'CD34}, order);
        record(file, 2, 9, order).zeros(8).u8(0xAA).u8(0xBB);
        record(file, 1, 1, order).zeros(8).u8(0xCC);
        const auto outcome = readBytes(file);
        ASSERT_EQ(outcome.frames.size(), 2U);
        EXPECT_EQ(outcome.frames[0].place.offset(), 48U);
        EXPECT_EQ(outcome.frames[0].originalLength, 9U);
        EXPECT_EQ(outcome.frames[1].place.offset(), 74U);
    }
}

TEST(PcapFile, OldVersionsSwapTheLengths) {
    struct Case {
        std::uint16_t major, minor;
        std::uint32_t first, second, captured;
    };

    // 2.2 and what DG/UX wrote always swap; 2.3 only where the first is larger.
    for (const auto& c :
         {Case{2, 2, 9, 2, 2}, Case{2, 3, 9, 2, 2}, Case{2, 3, 2, 9, 2}, Case{2, 4, 2, 9, 2}, Case{543, 0, 9, 2, 2}}) {
        SCOPED_TRACE(testing::Message() << c.major << '.' << c.minor);
        auto file = pcap({.major = c.major, .minor = c.minor});
        record(file, c.first, c.second).zeros(2);
        const auto outcome = readBytes(file);
        ASSERT_EQ(outcome.frames.size(), 1U);
        EXPECT_EQ(outcome.frames[0].capturedLength, c.captured);
        EXPECT_EQ(outcome.frames[0].originalLength, 9U);
        EXPECT_EQ(libpcapLengths(file), std::pair(2U, 9U));
    }
}

TEST(PcapFile, TheLinkTypeIsWithoutTheBitsOfTheFrameCheckSequence) {
    auto file = pcap({.linkType = 0x1400'0000U | 113U});
    record(file, 0, 0);
    const auto outcome = readBytes(file);
    ASSERT_EQ(outcome.frames.size(), 1U);
    EXPECT_EQ(outcome.frames[0].linkType, 113U);
    EXPECT_EQ(outcome.interfaces.at(0).linkType, 113U);
}

TEST(PcapFile, AnUnknownVersionIsAnErrorWithItsPlace) {
    const Folder folder;
    capture::SourceTable sources;
    const auto path = folder.file(pcap({.major = 3, .minor = 1}));
    EXPECT_EQ(readAll(sources, {path}).error,
              "Cannot read " + path +
                  ": pcap version 3.1 is not known (at byte 4). Convert it with the tool that wrote it, or with "
                  "editcap");
}

TEST(PcapFile, ALengthBeyondReasonEndsTheCaptureWithItsPlace) {
    for (const auto length : {262'145U, 0x7FFF'FFFFU, 0xFFFF'FFFFU}) {
        auto file = pcap({});
        record(file, 1, 1).u8(7);
        record(file, length, length).zeros(100);
        const auto outcome = readBytes(file);
        EXPECT_EQ(outcome.frames.size(), 1U);
        EXPECT_THAT(outcome.error, HasSubstr("captured bytes, more than any frame has (at byte 49)"));
    }
}

TEST(PcapFile, ALongSnapshotLengthAllowsLongRecords) {
    auto file = pcap({.snapLength = 1U << 20});
    record(file, 300'000, 300'000).zeros(300'000);
    EXPECT_EQ(readBytes(file).frames.size(), 1U);
}

TEST(PcapFile, TimesBeyond2038StayPositive) {
    auto file = pcap({});
    ByteWriter(file, ByteOrder::Little).u32(0xFFFF'FFFF).u32(0xFFFF'FFFF).zeros(8);
    const auto outcome = readBytes(file);
    ASSERT_EQ(outcome.frames.size(), 1U);
    EXPECT_EQ(outcome.frames[0].time.nanoseconds, 0xFFFF'FFFFLL * 1'000'000'000 + 0xFFFF'FFFFLL * 1'000);
}

} // namespace
} // namespace mqttscope::test
