// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/column.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <string>
#include <thread>

namespace mqttscope::base {
namespace {

TEST(Column, entriesNeverMove) {
    Column<std::uint64_t> column;
    const auto* first = &column.append(1U);
    for (std::uint64_t i = 2; i <= 200'000; ++i) column.append(i);
    EXPECT_EQ(&column[0], first);
    EXPECT_EQ(column[199'999], 200'000U);
    EXPECT_EQ(column.first(3).back(), 3U);
}

TEST(Column, staysWholeWhenItOutgrowsPlainMemory) {
    // 64 MiB: most of it lies in the unlinked file, and its cold part has left the resident set.
    Column<std::uint64_t> column;
    constexpr std::uint64_t kEntries = std::uint64_t{8} << 20;
    for (std::uint64_t i = 0; i < kEntries; ++i) column.append(i * 3);
    for (std::uint64_t i = 0; i < kEntries; i += 997) ASSERT_EQ(column[i], i * 3) << i;
}

TEST(Column, staysWholeWhereNoFileCanBeMade) {
    const char* before = std::getenv("TMPDIR");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("TMPDIR", "/nonexistent", 1);
    Column<std::uint64_t> column;
    constexpr std::uint64_t kEntries = std::uint64_t{4} << 20;
    for (std::uint64_t i = 0; i < kEntries; ++i) column.append(~i);
    for (std::uint64_t i = 0; i < kEntries; i += 997) ASSERT_EQ(column[i], ~i) << i;
    before == nullptr ? ::unsetenv("TMPDIR") : ::setenv("TMPDIR", kept.c_str(), 1);
}

TEST(Column, aFullRangeIsAnExceptionNotACrash) {
    GrowingMemory memory(1);
    EXPECT_THROW(memory.commit(memory.capacity() + 1), std::bad_alloc);
}

TEST(Column, readersBelowThePublishedCountNeedNoLock) {
    Column<std::uint32_t> column;
    std::atomic<std::uint32_t> published{0};
    constexpr std::uint32_t kEntries = 300'000;
    std::jthread writer([&] {
        for (std::uint32_t i = 0; i < kEntries; ++i) {
            column.append(i);
            if (i % 64 == 63) published.store(i + 1, std::memory_order_release);
        }
        published.store(kEntries, std::memory_order_release);
    });
    for (std::uint32_t count = 0; count < kEntries;) {
        count = published.load(std::memory_order_acquire);
        if (count == 0) continue;
        ASSERT_EQ(column[count - 1], count - 1);
    }
}

} // namespace
} // namespace mqttscope::base
