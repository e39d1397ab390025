// SPDX-License-Identifier: GPL-3.0-or-later
// What a crash left behind: which files are one capture, and which are still in use.
#include "core/capture/file_sequence.h"
#include "core/capture/spool_files.h"
#include "tests/unit/capture/capture_files.h"

#include <gmock/gmock.h>

#include <array>

namespace mqttscope::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::array<std::uint8_t, 3> kBytes{1, 2, 3};

TEST(LeftCaptures, TheFilesOfARingAreOne) {
    const Folder folder;
    const auto second = folder.file(kBytes, "live-20260102-030405_100000_20260102030500.pcapng");
    const auto first = folder.file(kBytes, "live-20260102-030405_99999_20260102030405.pcapng");
    const auto single = folder.file(kBytes, "live-20260101-000000.pcapng");
    (void)folder.file(kBytes, "another.pcapng");
    const auto left = capture::leftCaptures(folder.path());
    ASSERT_THAT(left, SizeIs(2));
    EXPECT_THAT(left[0].paths, ElementsAre(first, second)) << "in the order in which they were written";
    EXPECT_EQ(left[0].bytes, 6U);
    EXPECT_GT(left[0].begun, left[1].begun);
    EXPECT_THAT(left[1].paths, ElementsAre(single));
}

TEST(LeftCaptures, ARingOfWhichOneFileIsInUseIsNoLeftCapture) {
    const Folder folder;
    (void)folder.file(kBytes, "live-20260102-030405_00001_20260102030405.pcapng");
    const auto used = folder.file(kBytes, "live-20260102-030405_00002_20260102030500.pcapng");
    const auto held = capture::FileSequence::hold(used);
    ASSERT_TRUE(held);
    EXPECT_THAT(capture::leftCaptures(folder.path()), IsEmpty());
}

TEST(FileSequence, KeepsItsLatestFilesAndTheirNumbers) {
    const Folder folder;
    capture::FileSequence files;
    for (const auto* name : {"0", "1", "2"}) {
        auto file = capture::FileSequence::hold(folder.file(kBytes, name));
        ASSERT_TRUE(file);
        files.add(std::move(*file));
    }
    EXPECT_FALSE(files.dropOldest(3)) << "as many as are kept";
    const auto dropped = files.dropOldest(2);
    ASSERT_TRUE(dropped);
    EXPECT_EQ(dropped->path, folder.path("0"));
    EXPECT_TRUE(dropped->reading->valid()) << "who holds it may read on";
    EXPECT_EQ(files.first(), 1U);
    EXPECT_EQ(files.begun(), 3U);
    EXPECT_FALSE(files.file(0));
    EXPECT_EQ(files.file(2)->path, folder.path("2"));
    EXPECT_FALSE(files.file(3)) << "has not begun";
    EXPECT_THAT(files.paths(), ElementsAre(folder.path("1"), folder.path("2")));
}

} // namespace
} // namespace mqttscope::test
