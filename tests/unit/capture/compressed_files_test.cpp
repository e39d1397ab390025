// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/capture/capture_files.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <random>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

Bytes gzip(base::ByteView bytes) {
    z_stream stream{};
    ::deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    Bytes out(::deflateBound(&stream, bytes.size()));
    stream.next_in = const_cast<Bytef*>(bytes.data());
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    ::deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    ::deflateEnd(&stream);
    return out;
}

Bytes zstd(base::ByteView bytes) {
    Bytes out(::ZSTD_compressBound(bytes.size()));
    out.resize(::ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
    return out;
}

using Compress = Bytes (*)(base::ByteView);

Bytes joined(std::initializer_list<Bytes> parts) {
    Bytes all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

Outcome readCompressed(base::ByteView bytes) {
    const Folder folder;
    capture::SourceTable sources;
    return readAll(sources, {folder.file(bytes)}, {.follow = false, .spoolDirectory = folder.path()});
}

class CompressedFile : public testing::TestWithParam<Compress> {};

TEST_P(CompressedFile, GivesTheSameFrames) {
    const auto outcome = readCompressed(GetParam()(smallCapture(50)));
    EXPECT_EQ(outcome.frames.size(), 50U);
    EXPECT_EQ(outcome.error, "");
    EXPECT_TRUE(outcome.warnings.empty());
    EXPECT_THAT(outcome.formats.at(0), HasSubstr("bytes on disk), pcapng"));
}

TEST_P(CompressedFile, MayBeInSeveralPieces) {
    const auto capture = smallCapture(50);
    const base::ByteView all(capture);
    const auto outcome =
        readCompressed(joined({GetParam()(all.first(777)), GetParam()({}), GetParam()(all.subspan(777))}));
    EXPECT_EQ(outcome.frames.size(), 50U);
    EXPECT_TRUE(outcome.warnings.empty());
}

TEST_P(CompressedFile, ZerosBehindTheEndMeanNothing) {
    const auto outcome = readCompressed(joined({GetParam()(smallCapture(5)), Bytes(512)}));
    EXPECT_EQ(outcome.frames.size(), 5U);
    EXPECT_TRUE(outcome.warnings.empty());
}

TEST_P(CompressedFile, OtherDataBehindTheEndHidesNoFrame) {
    const auto outcome = readCompressed(joined({GetParam()(smallCapture(5)), Bytes(20, 'x')}));
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames.size(), 5U);
}

TEST_P(CompressedFile, CutAnywhereItIsReadUpToThereWithAWarning) {
    const auto whole = GetParam()(smallCapture(20));
    for (std::size_t size = 4; size < whole.size(); ++size) {
        SCOPED_TRACE(size);
        const auto outcome = readCompressed(base::ByteView(whole).first(size));
        EXPECT_LE(outcome.frames.size(), 20U);
        EXPECT_FALSE(outcome.warnings.empty() && outcome.error.empty());
    }
}

TEST_P(CompressedFile, DamagedAnywhereItIsNoCrash) {
    const auto whole = GetParam()(smallCapture(20));
    for (std::size_t at = 0; at < whole.size(); ++at) {
        auto damaged = whole;
        damaged[at] ^= 0x55;
        const auto outcome = readCompressed(damaged);
        EXPECT_LE(outcome.frames.size(), 30U);
    }
}

TEST_P(CompressedFile, TheFirstFrameComesLongBeforeTheEnd) {
    Capture built;
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same bytes every time
    for (int i = 0; i < 6'000; ++i) {
        Bytes bytes(1'400);
        for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
        built.frame(std::move(bytes));
    }
    const Folder folder;
    const auto path = folder.file(GetParam()(built.file()));
    capture::SourceTable sources;
    auto reader = capture::CaptureReader::open(sources, {path}, {.follow = false, .spoolDirectory = folder.path()});
    ASSERT_TRUE(reader);
    capture::Frame frame;
    ASSERT_EQ((*reader)->next(frame), capture::Step::Frame);
    EXPECT_GT((*reader)->bytesTotal(), 8'000'000U);
    EXPECT_LT((*reader)->bytesRead(), (*reader)->bytesTotal() / 2);
    Outcome outcome;
    readOn(**reader, outcome);
    EXPECT_EQ(outcome.frames.size(), 5'999U);
    EXPECT_EQ((*reader)->bytesRead(), (*reader)->bytesTotal());
}

TEST_P(CompressedFile, WhatIsNoCaptureInsideIsAnError) {
    EXPECT_THAT(readCompressed(GetParam()(base::asBytes("just some text"))).error, HasSubstr("but text"));
    EXPECT_THAT(readCompressed(GetParam()({})).error, HasSubstr("it is empty"));
}

TEST_P(CompressedFile, WithinCompressedFileDataIsAnErrorThatHelps) {
    EXPECT_THAT(readCompressed(GetParam()(GetParam()(smallCapture(5)))).error, HasSubstr("zcat"));
}

TEST_P(CompressedFile, ThroughAPipeItIsExpandedToo) {
    const Folder folder;
    const auto path = folder.path("fifo");
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const auto command = "cat '" + folder.file(GetParam()(smallCapture(50)), "whole") + "' > '" + path + "' &";
    capture::SourceTable sources;
    auto reader = capture::CaptureReader::open(sources, {path}, {.follow = false, .spoolDirectory = folder.path()});
    ASSERT_TRUE(reader);
    ASSERT_EQ(std::system(command.c_str()), 0); // NOLINT(cert-env33-c,concurrency-mt-unsafe): a test
    Outcome outcome;
    readOn(**reader, outcome);
    EXPECT_EQ(outcome.error, "");
    EXPECT_EQ(outcome.frames.size(), 50U);
}

TEST_P(CompressedFile, ADiskThatIsNearlyFullIsAnErrorBeforeItIsFull) {
    const Folder folder;
    const auto disk = folder.path("disk");
    std::filesystem::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=1m") != 0) GTEST_SKIP() << "no small disk can be mounted here";
    capture::SourceTable sources;
    const auto outcome =
        readAll(sources, {folder.file(GetParam()(smallCapture(5)))}, {.follow = false, .spoolDirectory = disk});
    ::umount(disk.c_str());
    EXPECT_THAT(outcome.error, HasSubstr("1 MiB are free in " + disk));
    EXPECT_THAT(outcome.error, HasSubstr("Make room"));
}

INSTANTIATE_TEST_SUITE_P(All, CompressedFile, testing::Values(&gzip, &zstd),
                         [](const auto& one) { return one.index == 0 ? "Gzip" : "Zstd"; });

TEST(ZstdFile, SkippableFramesAreSkipped) {
    const Bytes skippable{0x50, 0x2A, 0x4D, 0x18, 4, 0, 0, 0, 1, 2, 3, 4}; // RFC 8878 §3.1.2
    const auto outcome = readCompressed(joined({skippable, zstd(smallCapture(5)), skippable}));
    EXPECT_EQ(outcome.frames.size(), 5U);
    EXPECT_TRUE(outcome.warnings.empty());
}

} // namespace
} // namespace mqttscope::test
