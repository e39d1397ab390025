// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/awaited_answers.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace mqttscope::session {
namespace {

TEST(AwaitedAnswers, knowNothingAtFirst) {
    AwaitedAnswers awaited;
    EXPECT_EQ(awaited.find(1), nullptr);
    EXPECT_EQ(awaited.size(), 0U);
}

TEST(AwaitedAnswers, keepWhatIsToldOfEachKey) {
    AwaitedAnswers awaited;
    for (std::uint32_t key = 1; key <= 1000; ++key) awaited.insert(key).last = base::LinkId(key * 3);
    for (std::uint32_t key = 1; key <= 1000; ++key) {
        ASSERT_NE(awaited.find(key), nullptr) << key;
        EXPECT_EQ(awaited.find(key)->last, base::LinkId(key * 3));
    }
    EXPECT_EQ(awaited.find(1001), nullptr);
}

/// Erasing closes up what stands behind: nothing that is still awaited may get lost by it.
TEST(AwaitedAnswers, areAMapWhateverComesAndGoes) {
    std::mt19937 random(7); // NOLINT(cert-msc51-cpp): the same every time
    AwaitedAnswers awaited;
    std::map<std::uint32_t, std::uint32_t> obvious;
    for (std::uint32_t step = 0; step < 100'000; ++step) {
        const auto key = static_cast<std::uint32_t>(random() % 300 + 1);
        auto* const found = awaited.find(key);
        ASSERT_EQ(found != nullptr, obvious.contains(key)) << step;
        if (found == nullptr) {
            awaited.insert(key).last = base::LinkId(step);
            obvious[key] = step;
        } else {
            ASSERT_EQ(found->last.value, obvious[key]) << step;
            awaited.erase(found);
            obvious.erase(key);
        }
        ASSERT_EQ(awaited.size(), obvious.size());
    }
    std::size_t seen = 0;
    awaited.each([&](const AwaitedAnswers::Entry& entry) {
        EXPECT_TRUE(obvious.contains(entry.key));
        ++seen;
    });
    EXPECT_EQ(seen, obvious.size());
    awaited.clear();
    for (const auto& [key, step] : obvious) EXPECT_EQ(awaited.find(key), nullptr);
}

TEST(AwaitedAnswers, holdEveryIdentifierOfBothSides) {
    AwaitedAnswers awaited;
    for (std::uint32_t key = 1; key < 0x2'0000; ++key) awaited.insert(key);
    for (std::uint32_t key = 1; key < 0x2'0000; ++key) ASSERT_NE(awaited.find(key), nullptr) << key;
    for (std::uint32_t key = 1; key < 0x2'0000; ++key) awaited.erase(awaited.find(key));
    EXPECT_EQ(awaited.size(), 0U);
}

} // namespace
} // namespace mqttscope::session
