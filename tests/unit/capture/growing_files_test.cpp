// SPDX-License-Identifier: GPL-3.0-or-later
// Captures that still grow: followed files, pipes.
#include "tests/unit/capture/capture_files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <array>
#include <chrono>
#include <thread>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

constexpr std::size_t kFrames = 40;

void writeAll(int file, base::ByteView bytes) {
    while (!bytes.empty()) {
        const auto written = ::write(file, bytes.data(), bytes.size());
        if (written <= 0) return;
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
}

TEST(GrowingFile, AFileThatGrowsByteByByteGivesTheSameFrames) {
    for (const auto format : {FileFormat::PcapMicroseconds, FileFormat::Pcapng}) {
        const Folder folder;
        const auto bytes = smallCapture(kFrames, format);
        const auto path = folder.file({});
        capture::SourceTable sources;
        auto reader = capture::CaptureReader::open(sources, {path}, {.follow = true, .spoolDirectory = {}});
        ASSERT_TRUE(reader);
        const std::jthread writer([&] {
            const int file = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
            for (std::size_t i = 0; i < bytes.size(); ++i) writeAll(file, base::ByteView(bytes).subspan(i, 1));
            ::close(file);
        });
        std::size_t count = 0;
        for (const auto deadline = std::chrono::steady_clock::now() + 30s;
             count < kFrames && std::chrono::steady_clock::now() < deadline;) {
            capture::Frame frame;
            const auto step = (*reader)->next(frame);
            ASSERT_TRUE(step) << step.error().message();
            if (*step == capture::Step::Waiting) continue;
            ASSERT_EQ(*step, capture::Step::Frame);
            ASSERT_EQ(frame.capturedLength, count + 1);
            for (const auto byte : sources.view(frame.place, frame.capturedLength)) ASSERT_EQ(byte, count);
            ASSERT_TRUE((*reader)->frameAt(frame.place));
            ++count;
        }
        EXPECT_EQ(count, kFrames);
        EXPECT_TRUE((*reader)->warnings().empty());
    }
}

TEST(GrowingFile, FramesCanBeAskedAgainFromOtherThreads) {
    const Folder folder;
    const auto path = folder.file(smallCapture(1));
    capture::SourceTable sources;
    auto reader = capture::CaptureReader::open(sources, {path}, {.follow = true, .spoolDirectory = {}});
    ASSERT_TRUE(reader);
    capture::Frame first;
    ASSERT_EQ((*reader)->next(first), capture::Step::Frame);
    const std::jthread asking([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
            EXPECT_TRUE((*reader)->frameAt(first.place));
            EXPECT_FALSE((*reader)->frameAt(first.place + 1));
        }
    });
    const auto more = smallCapture(200);
    std::ofstream(path, std::ios::binary | std::ios::app)
        .write(base::asText(more).data(), static_cast<std::streamsize>(more.size())); // a section of its own
    for (std::size_t count = 1; count < 201;) {
        capture::Frame frame;
        const auto step = (*reader)->next(frame);
        ASSERT_TRUE(step);
        if (*step == capture::Step::Frame) ++count;
    }
}

TEST(GrowingFile, AFileThatStaysSilentDoesNotHoldUpTheOthers) {
    const Folder folder;
    capture::SourceTable sources;
    auto reader =
        capture::CaptureReader::open(sources, {folder.file(smallCapture(2), "1"), folder.file(smallCapture(3), "2")},
                                     {.follow = true, .spoolDirectory = {}});
    ASSERT_TRUE(reader);
    std::size_t count = 0;
    capture::Frame frame;
    auto step = (*reader)->next(frame);
    for (; step == capture::Step::Frame; step = (*reader)->next(frame)) ++count;
    EXPECT_EQ(step, capture::Step::Waiting);
    EXPECT_EQ(count, 5U);
}

TEST(GrowingFile, NeedsNoMoreAddressSpaceThanThereIs) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    GTEST_SKIP() << "sanitizers need more address space than that";
#endif
    rlimit before{};
    ASSERT_EQ(::getrlimit(RLIMIT_AS, &before), 0);
    auto limited = before;
    limited.rlim_cur = rlim_t{4} << 30;
    const Folder folder;
    const auto path = folder.file(smallCapture(3));
    ASSERT_EQ(::setrlimit(RLIMIT_AS, &limited), 0);
    capture::SourceTable sources;
    auto reader = capture::CaptureReader::open(sources, {path}, {.follow = true, .spoolDirectory = {}});
    ::setrlimit(RLIMIT_AS, &before);
    ASSERT_TRUE(reader) << reader.error().message();
    capture::Frame frame;
    EXPECT_EQ((*reader)->next(frame), capture::Step::Frame);
}

TEST(GrowingFile, WaitingEndsSoonWhenItIsStopped) {
    const Folder folder;
    capture::SourceTable sources;
    auto reader =
        capture::CaptureReader::open(sources, {folder.file(smallCapture(0))}, {.follow = true, .spoolDirectory = {}});
    ASSERT_TRUE(reader);
    capture::Frame frame;
    ASSERT_EQ((*reader)->next(frame), capture::Step::Waiting);
    const auto before = std::chrono::steady_clock::now();
    std::jthread waiting([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) (*reader)->waitForMore(stop);
    });
    waiting.request_stop();
    waiting.join();
    EXPECT_LT(std::chrono::steady_clock::now() - before, 1s);
}

TEST(PipedFile, AFifoGivesTheSameFramesAndEnds) {
    const Folder folder;
    const auto path = folder.path("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto bytes = smallCapture(kFrames);
    capture::SourceTable sources;
    auto reader = capture::CaptureReader::open(sources, {path}, {.follow = false, .spoolDirectory = folder.path()});
    ASSERT_TRUE(reader) << reader.error().message();
    capture::Frame frame;
    EXPECT_EQ((*reader)->next(frame), capture::Step::Waiting); // nobody writes yet
    const std::jthread writer([&] {
        const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        for (std::size_t i = 0; i < bytes.size(); i += 7) {
            writeAll(file, base::ByteView(bytes).subspan(i, std::min<std::size_t>(7, bytes.size() - i)));
        }
        ::close(file);
    });
    Outcome outcome;
    readOn(**reader, outcome);
    EXPECT_EQ(outcome.frames.size(), kFrames);
    EXPECT_EQ(outcome.error, "");
    EXPECT_TRUE(outcome.warnings.empty());
    EXPECT_EQ((*reader)->bytesTotal(), 0U);
}

/// Reads "-" with `input` as standard input.
Outcome readStandardInput(int input, const std::string& spool) {
    const int saved = ::dup(STDIN_FILENO);
    ::dup2(input, STDIN_FILENO);
    capture::SourceTable sources;
    auto outcome = readAll(sources, {"-"}, {.follow = false, .spoolDirectory = spool});
    ::dup2(saved, STDIN_FILENO);
    ::close(saved);
    return outcome;
}

TEST(PipedFile, StandardInputIsAPipeOrAFile) {
    const Folder folder;
    const auto bytes = smallCapture(kFrames);
    std::array<int, 2> ends{};
    ASSERT_EQ(::pipe2(ends.data(), O_CLOEXEC), 0);
    {
        const std::jthread writer([&] {
            writeAll(ends[1], bytes);
            ::close(ends[1]);
        });
        EXPECT_EQ(readStandardInput(ends[0], folder.path()).frames.size(), kFrames);
    }
    ::close(ends[0]);
    const int file = ::open(folder.file(bytes).c_str(), O_RDONLY | O_CLOEXEC);
    EXPECT_EQ(readStandardInput(file, folder.path()).frames.size(), kFrames);
    ::close(file);
}

TEST(SpooledFile, AFolderThatCannotBeWrittenIsNamed) {
    const Folder folder;
    const auto path = folder.path("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    capture::SourceTable sources;
    const auto outcome = readAll(sources, {path}, {.follow = false, .spoolDirectory = folder.path("absent")});
    EXPECT_THAT(outcome.error, HasSubstr(folder.path("absent") + ": No such file or directory"));
    EXPECT_THAT(outcome.error, HasSubstr("XDG_CACHE_HOME"));
}

} // namespace
} // namespace mqttscope::test
