// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/direct_spool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <vector>

namespace mqttscope::capture {
namespace {

std::vector<std::uint8_t> bytesFrom(std::uint8_t first, std::size_t size) {
    std::vector<std::uint8_t> bytes(size);
    for (auto& byte : bytes) byte = first++;
    return bytes;
}

TEST(DirectSpool, WhatWasAppendedCanBeReadAtOnceAndStays) {
    auto spool = DirectSpool::create("test", std::filesystem::temp_directory_path().string());
    ASSERT_TRUE(spool) << spool.error().message();
    const auto source = spool->takeSource();
    std::vector<std::uint64_t> places;
    // Sizes that meet the ends of windows in every way, one larger than a first window.
    const std::vector<std::size_t> sizes{1, 65'535, 3, 0, 200'000, 4'096, 1'000'000, 7};
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto place = spool->append(bytesFrom(static_cast<std::uint8_t>(i), sizes[i]));
        ASSERT_TRUE(place) << place.error().message();
        places.push_back(*place);
        ASSERT_GE(source->size(), *place + sizes[i]);
    }
    for (std::size_t i = 0; i < sizes.size(); ++i) {
        const auto expected = bytesFrom(static_cast<std::uint8_t>(i), sizes[i]);
        EXPECT_TRUE(std::equal(expected.begin(), expected.end(), source->data() + places[i])) << i;
    }
}

TEST(DirectSpool, MovesWithWhatItHolds) {
    auto made = DirectSpool::create("test", std::filesystem::temp_directory_path().string());
    ASSERT_TRUE(made);
    const auto source = made->takeSource();
    ASSERT_TRUE(made->append(bytesFrom(1, 10)));
    DirectSpool spool = std::move(*made);
    const auto place = spool.append(bytesFrom(11, 10));
    ASSERT_TRUE(place);
    EXPECT_EQ(*place, 10U);
    EXPECT_EQ(source->data()[0], 1);
    EXPECT_EQ(source->data()[19], 20);
}

TEST(DirectSpool, AFolderThatIsNotThereIsAnError) {
    const auto spool = DirectSpool::create("test", "/nowhere/at/all");
    ASSERT_FALSE(spool);
    EXPECT_FALSE(spool.error().message().empty());
}

} // namespace
} // namespace mqttscope::capture
