// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody cuts the file short while it is open.
#include "tests/unit/capture/capture_files.h"

#include <gmock/gmock.h>

#include <array>
#include <csignal>
#include <thread>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

constexpr std::size_t kFrames = 3'000; // some megabytes: many pages

class Truncation : public testing::TestWithParam<std::tuple<FileFormat, bool>> {};

TEST_P(Truncation, EndsInAWarningAndInventsNoFrame) {
    const auto [format, follow] = GetParam();
    const auto bytes = smallCapture(kFrames, format);
    // In the middle of a page, at its edge, within the file header, and to nothing.
    for (const std::int64_t cut : {100'123, 98'304, 90'000, 17, 0}) {
        SCOPED_TRACE(cut);
        const Folder folder;
        const auto path = folder.file(bytes);
        capture::SourceTable sources;
        auto reader = capture::CaptureReader::open(sources, {path}, {.follow = follow, .spoolDirectory = {}});
        ASSERT_TRUE(reader);
        capture::Frame frame;
        for (int i = 0; i < 10; ++i) ASSERT_EQ((*reader)->next(frame), capture::Step::Frame);
        const auto last = frame.time;
        ASSERT_EQ(::truncate(path.c_str(), cut), 0);
        Outcome outcome;
        for (;;) {
            const auto step = (*reader)->next(frame);
            ASSERT_TRUE(step) << step.error().message();
            if (*step == capture::Step::End) break;
            if (*step != capture::Step::Frame) continue;
            outcome.frames.push_back(frame);
            for (const auto byte : sources.view(frame.place, frame.capturedLength)) static_cast<void>(byte + 0);
        }
        // Whatever came was captured: in order, a millisecond apart, and of the right length.
        std::int64_t expected = last.nanoseconds;
        for (const auto& got : outcome.frames) {
            expected += 1'000'000;
            ASSERT_EQ(got.time.nanoseconds, expected);
            ASSERT_NE(got.capturedLength, 0U);
        }
        const auto warnings = (*reader)->warnings();
        ASSERT_EQ(warnings.size(), 1U);
        EXPECT_THAT(warnings[0].text, HasSubstr("cut short"));
        EXPECT_EQ((*reader)->next(frame), capture::Step::End);
        EXPECT_EQ((*reader)->warnings().size(), 1U);
    }
}

INSTANTIATE_TEST_SUITE_P(All, Truncation,
                         testing::Combine(testing::Values(FileFormat::PcapMicroseconds, FileFormat::Pcapng),
                                          testing::Bool()));

TEST(TruncatedWhileRead, ByTwoThreadsIsNoCrash) {
    const Folder folder;
    const auto path = folder.file(smallCapture(kFrames));
    capture::SourceTable sources;
    auto reader = capture::CaptureReader::open(sources, {path}, {});
    ASSERT_TRUE(reader);
    capture::Frame frame;
    ASSERT_EQ((*reader)->next(frame), capture::Step::Frame);
    std::array<std::uint64_t, 2> sums{};
    {
        const auto touch = [&](std::uint64_t& sum) {
            for (const auto byte : sources.view({base::SourceId(0), 0}, sources[base::SourceId(0)].size())) sum += byte;
        };
        const std::jthread cutter([&] { static_cast<void>(::truncate(path.c_str(), 5'000)); });
        const std::jthread first(touch, std::ref(sums[0]));
        const std::jthread second(touch, std::ref(sums[1]));
    }
    std::uint64_t sum = 0;
    for (const auto byte : sources.view({base::SourceId(0), 0}, sources[base::SourceId(0)].size())) sum += byte;
    EXPECT_LE(sum, sums[0]);
    EXPECT_TRUE(sources[base::SourceId(0)].truncated());
    auto step = (*reader)->next(frame);
    while (step && *step == capture::Step::Frame) step = (*reader)->next(frame);
    EXPECT_EQ(step, capture::Step::End);
    EXPECT_FALSE((*reader)->warnings().empty());
}

TEST(BusErrorDeathTest, OfOthersStillEndsTheProcess) {
    const Folder folder;
    capture::SourceTable sources;
    ASSERT_EQ(readAll(sources, {folder.file(smallCapture(1))}).frames.size(), 1U); // the handler is installed
    EXPECT_DEATH(::raise(SIGBUS), "");
}

} // namespace
} // namespace mqttscope::test
