// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <utility>
#include <vector>

namespace mqttscope::net::test {
namespace {

using Holes = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Holes cover(Runs& runs, std::uint64_t from, std::uint64_t to, std::uint64_t repeated) {
    Holes holes;
    EXPECT_EQ(runs.cover(from, to, [&](std::uint64_t start, std::uint64_t end) { holes.emplace_back(start, end); }),
              repeated);
    return holes;
}

TEST(Runs, OnlyWhatIsNewIsAHole) {
    Runs runs;
    EXPECT_THAT(cover(runs, 10, 20, 0), ElementsAre(Pair(10, 20)));
    EXPECT_THAT(cover(runs, 30, 40, 0), ElementsAre(Pair(30, 40)));
    EXPECT_THAT(cover(runs, 12, 18, 6), IsEmpty());
    EXPECT_THAT(cover(runs, 5, 45, 20), ElementsAre(Pair(5, 10), Pair(20, 30), Pair(40, 45)));
    EXPECT_THAT(cover(runs, 5, 45, 40), IsEmpty());
    EXPECT_THAT(cover(runs, 7, 7, 0), IsEmpty());
}

TEST(Runs, WhatTouchesIsOneRun) {
    Runs runs;
    cover(runs, 10, 20, 0);
    EXPECT_THAT(cover(runs, 20, 30, 0), ElementsAre(Pair(20, 30)));
    EXPECT_THAT(cover(runs, 0, 10, 0), ElementsAre(Pair(0, 10)));
    EXPECT_THAT(cover(runs, 0, 30, 30), IsEmpty());
}

TEST(Runs, WhatIsDroppedIsAHoleAgain) {
    Runs runs;
    cover(runs, 0, 10, 0);
    cover(runs, 20, 30, 0);
    runs.dropBefore(5);
    EXPECT_THAT(cover(runs, 0, 10, 5), ElementsAre(Pair(0, 5)));
    runs.dropBefore(25);
    EXPECT_THAT(cover(runs, 0, 30, 5), ElementsAre(Pair(0, 25)));
}

TEST(Runs, AnyOrderCoversWhatAListOfPositionsWould) {
    std::mt19937 random(7);
    for (int round = 0; round < 200; ++round) {
        Runs runs;
        std::vector<bool> positions(200);
        for (int step = 0; step < 40; ++step) {
            const auto from = random() % 200;
            const auto to = from + random() % (200 - from);
            std::uint64_t repeated = 0;
            for (std::size_t i = from; i < to; ++i) repeated += positions[i] ? 1U : 0U;
            const auto found = runs.cover(from, to, [&](std::uint64_t start, std::uint64_t end) {
                ASSERT_LT(start, end);
                for (auto i = start; i < end; ++i) {
                    EXPECT_FALSE(positions[i]);
                    positions[i] = true;
                }
            });
            EXPECT_EQ(found, repeated);
            for (std::size_t i = from; i < to; ++i) ASSERT_TRUE(positions[i]);
            if (step % 10 != 9) continue;
            const auto front = random() % 50;
            runs.dropBefore(front);
            for (std::size_t i = 0; i < front; ++i) positions[i] = false;
        }
    }
}

} // namespace
} // namespace mqttscope::net::test
