// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/capture/capture_files.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kSecond = base::kNanosecondsPerSecond;

/// A file whose frames have these times in seconds, and their one byte says which file it is.
std::string fileWith(const Folder& folder, const std::string& name, std::uint8_t mark,
                     const std::vector<std::int64_t>& seconds) {
    Capture built({0});
    built.step(0);
    std::int64_t now = 0;
    for (const auto second : seconds) {
        built.wait((second - now) * kSecond).frame({mark});
        now = second;
    }
    return folder.file(built.file(), name);
}

/// "1@10 2@11": which file, and when.
std::string order(const capture::SourceTable& sources, const Outcome& outcome) {
    std::string text;
    for (const auto& frame : outcome.frames) {
        text += fmt::format("{}{}@{}", text.empty() ? "" : " ", sources.view(frame.place, 1)[0],
                            frame.time.nanoseconds / kSecond);
    }
    return text;
}

TEST(MergedFiles, IsByTimeAndStableForEqualTimes) {
    const Folder folder;
    capture::SourceTable sources;
    const auto outcome = readAll(sources, {fileWith(folder, "1", 1, {10, 20, 20, 30}),
                                           fileWith(folder, "2", 2, {5, 20, 40}), fileWith(folder, "3", 3, {10, 20})});
    EXPECT_EQ(order(sources, outcome), "2@5 1@10 3@10 1@20 1@20 2@20 3@20 1@30 2@40");
    EXPECT_EQ(outcome.formats.size(), 3U);
}

TEST(MergedFiles, AClockThatJumpsBackLosesNothingAndKeepsItsFilesOrder) {
    const Folder folder;
    capture::SourceTable sources;
    const auto outcome =
        readAll(sources, {fileWith(folder, "1", 1, {10, 3, 4, 30}), fileWith(folder, "2", 2, {9, 11, 20})});
    EXPECT_EQ(order(sources, outcome), "2@9 1@10 1@3 1@4 2@11 2@20 1@30");
}

TEST(MergedFiles, FifteenHundredFilesAreOneCapture) {
    const Folder folder;
    capture::SourceTable sources;
    std::vector<std::string> paths;
    // The last file is the first in time.
    for (int i = 0; i < 1'500; ++i) {
        paths.push_back(fileWith(folder, std::to_string(i), 0, {2'000 - i, 10'000 - i}));
    }
    const auto outcome = readAll(sources, paths);
    EXPECT_EQ(outcome.error, "");
    ASSERT_EQ(outcome.frames.size(), 3'000U);
    EXPECT_TRUE(std::ranges::is_sorted(outcome.frames, [](const auto& a, const auto& b) { return a.time < b.time; }));
}

TEST(MergedFiles, ADamagedFileDoesNotHideTheOthers) {
    const Folder folder;
    capture::SourceTable sources;
    auto damaged = smallCapture(3, FileFormat::PcapMicroseconds);
    const auto at = damaged.size();
    ByteWriter(damaged, ByteOrder::Little).zeros(8).u32(0xFFFF'FFFF).zeros(100);
    const auto path = folder.file(damaged, "damaged");
    const auto outcome = readAll(sources, {path, folder.file(smallCapture(5), "good")});
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames.size(), 8U);
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_EQ(outcome.warnings[0].file, path);
    EXPECT_EQ(outcome.warnings[0].offset, at + 8);
    EXPECT_THAT(outcome.warnings[0].text, HasSubstr("claims 4294967295 captured bytes"));
}

TEST(MergedFiles, WhatIsNoCaptureIsToldOfAmongOthersAndAnErrorAlone) {
    const Folder folder;
    capture::SourceTable sources;
    const auto text = folder.file(base::asBytes("not a capture"), "text");
    const auto outcome = readAll(sources, {folder.file(smallCapture(2), "good"), text});
    EXPECT_EQ(outcome.frames.size(), 2U);
    ASSERT_EQ(outcome.warnings.size(), 1U);
    EXPECT_THAT(outcome.warnings[0].text, HasSubstr("not a capture file, but text"));
    EXPECT_THAT(readAll(sources, {text, text}).error, HasSubstr("not a capture file, but text"));
}

} // namespace
} // namespace mqttscope::test
