// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/capture/capture_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

std::string errorOf(const std::string& path) {
    capture::SourceTable sources;
    return readAll(sources, {path}).error;
}

TEST(RefusedFile, AnEmptyFileSaysSo) {
    const Folder folder;
    const auto path = folder.file({});
    EXPECT_EQ(errorOf(path), "Cannot read " + path + ": it is empty");
}

TEST(RefusedFile, ADirectorySaysSo) {
    const Folder folder;
    EXPECT_EQ(errorOf(folder.path()),
              "Cannot open the capture " + folder.path() + ": it is a directory. Name the capture files in it");
}

TEST(RefusedFile, AMissingFileSaysSo) {
    EXPECT_EQ(errorOf("/nowhere/at/all.pcap"),
              "Cannot open the capture /nowhere/at/all.pcap: No such file or directory");
}

TEST(RefusedFile, AFileWithoutPermissionSaysSo) {
    const Folder folder;
    const auto path = folder.file(smallCapture(1));
    ASSERT_EQ(::chmod(path.c_str(), 0), 0);
    // Root may read everything, so it is nobody who tries.
    const auto self = ::geteuid();
    ASSERT_EQ(::seteuid(self == 0 ? 65'534 : self), 0);
    const auto error = errorOf(path);
    ASSERT_EQ(::seteuid(self), 0);
    EXPECT_EQ(error,
              "Cannot open the capture " + path + ": Permission denied. Ask its owner for permission to read it");
}

TEST(RefusedFile, WhatIsNoCaptureSaysSo) {
    const Folder folder;
    const std::string advice =
        " (at byte 0). Captures are pcap or pcapng files, as tcpdump -w and Wireshark write them";
    const auto text = folder.file(base::asBytes("12:00:01 IP 10.0.0.1.1883 > 10.0.0.2.5000\n"), "text");
    EXPECT_EQ(errorOf(text), "Cannot read " + text + ": it is not a capture file, but text" + advice);
    const auto binary = folder.file(Bytes(100, 0), "binary");
    EXPECT_EQ(errorOf(binary), "Cannot read " + binary + ": it is not a capture file" + advice);
    const auto tiny = folder.file(Bytes(1, 0), "tiny");
    EXPECT_EQ(errorOf(tiny), "Cannot read " + tiny + ": it is not a capture file" + advice);
}

TEST(RefusedFile, NoFileAtAllSaysSo) {
    capture::SourceTable sources;
    EXPECT_THAT(readAll(sources, {}).error, HasSubstr("no file was named"));
}

class CutFile : public testing::TestWithParam<std::tuple<FileFormat, ByteOrder>> {};

TEST_P(CutFile, IsReadUpToTheCutWhereverThatIs) {
    const auto [format, order] = GetParam();
    const auto whole = smallCapture(6, format, order);
    const auto all = readBytes(whole);
    ASSERT_EQ(all.frames.size(), 6U);
    // Where records end: only there a file may end without a warning.
    const bool pcapng = format == FileFormat::Pcapng;
    std::vector<std::size_t> ends = pcapng ? std::vector<std::size_t>{28, 60} : std::vector<std::size_t>{24};
    for (const auto& frame : all.frames) {
        const auto size = pcapng ? (frame.capturedLength + 3) / 4 * 4 + 4 : frame.capturedLength;
        ends.push_back(frame.place.offset() + size);
    }
    for (std::size_t size = 4; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        const auto outcome = readBytes(base::ByteView(whole).first(size));
        if (size < 24 && !pcapng) {
            EXPECT_THAT(outcome.error,
                        HasSubstr("it ends in the middle of its file header (at byte " + std::to_string(size) + ")"));
            continue;
        }
        EXPECT_EQ(outcome.error, "");
        const auto after = std::ranges::upper_bound(ends, size);
        const auto readTo = after == ends.begin() ? 0 : *(after - 1);
        const auto records = static_cast<std::size_t>(after - ends.begin());
        const std::size_t before = pcapng ? 2 : 1;
        EXPECT_EQ(outcome.frames.size(), records > before ? records - before : 0);
        ASSERT_EQ(outcome.warnings.size(), readTo == size ? 0U : 1U);
        if (readTo == size) continue;
        EXPECT_EQ(outcome.warnings[0].offset, readTo);
        EXPECT_THAT(outcome.warnings[0].text, HasSubstr("at byte " + std::to_string(readTo)));
    }
}

INSTANTIATE_TEST_SUITE_P(All, CutFile,
                         testing::Combine(testing::Values(FileFormat::PcapMicroseconds, FileFormat::PcapNanoseconds,
                                                          FileFormat::Pcapng),
                                          testing::Values(ByteOrder::Little, ByteOrder::Big)));

long residentKilobytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

TEST(Memory, ALengthOfGigabytesAllocatesNothing) {
    // Sparse files of 4 GiB whose only record claims to fill them, as a packet and as a block to be skipped.
    const Folder folder;
    for (const std::uint32_t type : {6U, 0x0BAD'0BADU}) {
        Bytes bytes = smallCapture(0);
        ByteWriter(bytes, ByteOrder::Little).u32(type).u32(0xF000'0000).zeros(20);
        const auto path = folder.file(bytes, "sparse");
        ASSERT_EQ(::truncate(path.c_str(), std::int64_t{4} << 30), 0);
        const auto before = residentKilobytes();
        capture::SourceTable sources;
        const auto outcome = readAll(sources, {path});
        EXPECT_TRUE(outcome.frames.empty());
        EXPECT_THAT(outcome.error, HasSubstr("(at byte "));
        EXPECT_LT(residentKilobytes() - before, 4'096);
    }
}

TEST(Memory, ASkippedBlockMayBeLargerThanAnyPacket) {
    const Folder folder;
    constexpr std::uint32_t kBlock = 200U << 20;
    auto bytes = smallCapture(1);
    const auto begin = bytes.size();
    ByteWriter(bytes, ByteOrder::Little).u32(0x0BAD'0BAD).u32(kBlock);
    const auto path = folder.file(bytes);
    Bytes end;
    ByteWriter(end, ByteOrder::Little).u32(kBlock);
    const auto packet = smallCapture(1);
    end.insert(end.end(), packet.begin() + 60, packet.end());
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(begin + kBlock - 4));
    file.write(base::asText(end).data(), static_cast<std::streamsize>(end.size()));
    file.close();
    const auto before = residentKilobytes();
    capture::SourceTable sources;
    const auto outcome = readAll(sources, {path});
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames.size(), 2U);
    EXPECT_LT(residentKilobytes() - before, 4'096);
}

} // namespace
} // namespace mqttscope::test
