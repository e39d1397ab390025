// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

namespace mqttscope::store {
namespace {

Row rowNumber(std::uint32_t i) {
    return {.time = {std::int64_t{i} * 1000},
            .connection = base::ConnectionId(i % 7),
            .first = base::ExtentId(i),
            .firstOffset = i * 2,
            .frame = base::FrameId(i / 9),
            .length = i * 3,
            .text = base::TextId(i % 100),
            .packetIdentifier = static_cast<std::uint16_t>(i),
            .head = static_cast<std::uint8_t>(i),
            .flags = static_cast<std::uint8_t>(i & 0x0F)};
}

bool same(const Row& a, const Row& b) {
    return a.time == b.time && a.connection == b.connection && a.first == b.first && a.firstOffset == b.firstOffset &&
           a.frame == b.frame && a.length == b.length && a.text == b.text && a.packetIdentifier == b.packetIdentifier &&
           a.head == b.head && a.flags == b.flags;
}

TEST(Store, aRowComesBackAsItWasAppended) {
    Store store;
    for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_EQ(store.rows.append(rowNumber(i)), base::RowId(i));
    for (std::uint32_t i = 0; i < 1000; ++i) EXPECT_TRUE(same(store.rows[base::RowId(i)], rowNumber(i))) << i;
}

TEST(Store, aRowTakesNoMoreThanItsBudget) {
    EXPECT_LE(Rows::kBytesPerRow, 40U);
    EXPECT_LE(sizeof(Extent), 24U);
    Store store;
    const auto empty = store.memory();
    store.rows.append({});
    EXPECT_EQ(store.memory() - empty, Rows::kBytesPerRow);
}

TEST(Findings, hangOnTheirRowLatestFirst) {
    auto store = std::make_shared<Store>();
    for (std::uint32_t i = 0; i < 3; ++i) store->rows.append(rowNumber(i));
    const base::RowId row(1);
    const auto first = store->addFinding({.row = row, .rule = {93}, .severity = base::Severity::Error});
    const auto second = store->addFinding({.row = row, .rule = {106}, .severity = base::Severity::Warning});
    store->publish(1);
    const Snapshot snapshot(store);
    EXPECT_EQ(snapshot.findings(), 2U);
    EXPECT_EQ(snapshot.latestFinding(row), second);
    EXPECT_EQ(snapshot.finding(second).previous, first);
    EXPECT_EQ(snapshot.finding(second).worst, base::Severity::Error) << "the mark of the row is the worst of all";
    EXPECT_FALSE(snapshot.finding(first).previous.valid());
    EXPECT_FALSE(snapshot.latestFinding(base::RowId(0)).valid());
    EXPECT_FALSE(snapshot.latestFinding(base::RowId(2)).valid());
}

TEST(Findings, thatCameLaterAreNotInAnEarlierSnapshot) {
    auto store = std::make_shared<Store>();
    store->rows.append(rowNumber(0));
    const auto first = store->addFinding({.row = base::RowId(0), .rule = {93}});
    store->publish(1);
    const Snapshot before(store);
    const auto second = store->addFinding({.row = base::RowId(0), .rule = {94}});
    store->publish(1);
    EXPECT_EQ(before.latestFinding(base::RowId(0)), first);
    EXPECT_EQ(Snapshot(store).latestFinding(base::RowId(0)), second);
}

/// Frames are numbered so that nine rows belong to one.
std::shared_ptr<Store> filled(std::uint32_t rows) {
    auto store = std::make_shared<Store>();
    for (std::uint32_t i = 0; i < rows; ++i) {
        store->rows.append(rowNumber(i));
        store->extents.append(Extent{.length = i, .frame = base::FrameId(i / 9)});
    }
    return store;
}

TEST(Leaving, takesTheRowsOfEarlierFrames) {
    auto store = filled(100);
    const auto gone = store->addFinding({.row = base::RowId(3), .rule = {93}});
    const auto kept = store->addFinding({.row = base::RowId(50), .rule = {93}});
    store->publish(12);
    const Snapshot before(store);
    store->leave(base::FrameId(4), {.nanoseconds = 7});
    EXPECT_EQ(Snapshot(store).firstRow(), 0U) << "not before it is published";
    store->publish(12);
    const Snapshot after(store);
    EXPECT_EQ(after.firstRow(), 36U);
    EXPECT_EQ(after.rows(), 100U) << "the end stays: numbers of rows never change";
    EXPECT_EQ(after.rowCount(), 64U);
    EXPECT_FALSE(after.has(base::RowId(35)));
    EXPECT_TRUE(after.has(base::RowId(36)));
    EXPECT_EQ(after.counts().since.nanoseconds, 7);
    EXPECT_EQ(after.counts().firstFinding, kept.value);
    EXPECT_TRUE(after.extent(base::ExtentId(35)).isGone());
    EXPECT_EQ(after.extent(base::ExtentId(36)).length, 36U);
    EXPECT_FALSE(store->addFinding({.row = base::RowId(3), .rule = {94}}).valid()) << "nobody would see it";

    EXPECT_EQ(before.firstRow(), 0U);
    EXPECT_EQ(before.extent(base::ExtentId(35)).length, 35U);
    EXPECT_EQ(before.latestFinding(base::RowId(3)), gone);
}

TEST(Leaving, givesMemoryBackOnceNoSnapshotShowsIt) {
    constexpr std::uint32_t kMany = 200'000;
    auto store = filled(kMany);
    store->publish(1);
    const auto whole = store->memory();
    std::optional<Snapshot> before(store);
    auto copy = before;
    store->leave(base::FrameId(kMany / 9 / 2), {});
    store->publish(1);
    EXPECT_EQ(store->release(), 0U);
    EXPECT_EQ(store->memory(), whole + sizeof(Counts));
    before.reset();
    EXPECT_EQ(store->release(), 0U) << "a copy still shows it";
    for (std::uint32_t i = 0; i < kMany; ++i) ASSERT_TRUE(same(copy->row(base::RowId(i)), rowNumber(i)));
    copy.reset();
    EXPECT_EQ(store->release(), kMany / 9 / 2);
    EXPECT_LT(store->memory(), whole * 6 / 10);
    const Snapshot after(store);
    for (auto i = after.firstRow(); i < kMany; ++i) ASSERT_TRUE(same(after.row(base::RowId(i)), rowNumber(i)));
    for (std::uint32_t i = 0; i < 100; ++i)
        EXPECT_TRUE(after.extent(base::ExtentId(i)).isGone()) << "what reads as 0 is not taken for an extent";
}

TEST(Leaving, isSafeWhileOthersRead) {
    auto store = std::make_shared<Store>();
    std::atomic<bool> over = false;
    std::jthread reader([&] {
        while (!over) {
            const Snapshot snapshot(store);
            for (auto i = snapshot.firstRow(); i < snapshot.rows(); ++i)
                ASSERT_TRUE(same(snapshot.row(base::RowId(i)), rowNumber(i)));
        }
    });
    constexpr std::uint32_t kMany = 300'000;
    for (std::uint32_t i = 0; i < kMany; ++i) {
        store->rows.append(rowNumber(i));
        if (i % 1'000 != 999) continue;
        if (i > 40'000 && i % 10'000 == 9'999) store->leave(base::FrameId((i - 40'000) / 9), {});
        store->publish(i);
        store->release();
    }
    over = true;
}

TEST(Snapshot, showsWhatWasPublishedAndNothingElse) {
    auto store = std::make_shared<Store>();
    store->rows.append(rowNumber(0));
    const Snapshot before(store);
    EXPECT_EQ(before.rows(), 0U);
    store->publish(3);
    const Snapshot after(store);
    store->rows.append(rowNumber(1));
    EXPECT_EQ(before.rows(), 0U) << "a snapshot never changes";
    EXPECT_EQ(after.rows(), 1U);
    EXPECT_EQ(after.frames(), 3U);
}

TEST(Snapshot, outlivesWhoeverMadeTheStore) {
    auto store = std::make_shared<Store>();
    store->rows.append(rowNumber(5));
    store->publish(1);
    const Snapshot snapshot(store);
    store.reset();
    EXPECT_TRUE(same(snapshot.row(base::RowId(0)), rowNumber(5)));
}

TEST(Snapshot, aClientIdentifierLearnedLaterIsSeen) {
    auto store = std::make_shared<Store>();
    auto& connection = store->connections.append();
    store->publish(0);
    const Snapshot snapshot(store);
    EXPECT_EQ(snapshot.clientId(base::ConnectionId(0)), "");
    connection.clientId.store(store->texts.intern("dev-42").value, std::memory_order_release);
    EXPECT_EQ(snapshot.clientId(base::ConnectionId(0)), "dev-42");
}

TEST(Snapshot, readersNeedNoLockWhileTheWriterGoesOn) {
    auto store = std::make_shared<Store>();
    constexpr std::uint32_t kRows = 200'000;
    std::jthread writer([store] {
        for (std::uint32_t i = 0; i < kRows; ++i) {
            store->rows.append(rowNumber(i));
            if (i % 100 == 99) store->publish(i);
        }
    });
    for (std::uint32_t rows = 0; rows < kRows;) {
        const Snapshot snapshot(store);
        rows = snapshot.rows();
        if (rows == 0) continue;
        ASSERT_TRUE(same(snapshot.row(base::RowId(rows - 1)), rowNumber(rows - 1)));
        ASSERT_EQ(snapshot.frames(), rows - 1) << "counts of one state belong together";
    }
}

} // namespace
} // namespace mqttscope::store
