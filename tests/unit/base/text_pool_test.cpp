// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_pool.h"

#include <gtest/gtest.h>

#include <string>

namespace mqttscope::base {
namespace {

TEST(TextPool, keepsEachTextOnce) {
    TextPool pool;
    const auto a = pool.intern("plant/1");
    const auto b = pool.intern("plant/2");
    EXPECT_NE(a, b);
    EXPECT_EQ(pool.intern("plant/1"), a);
    EXPECT_EQ(pool.text(b), "plant/2");
    EXPECT_EQ(pool.size(), 2U);
}

TEST(TextPool, takesAnyBytes) {
    TextPool pool;
    const std::string withNul("a\0b", 3);
    EXPECT_EQ(pool.text(pool.intern(withNul)), withNul);
    EXPECT_EQ(pool.text(pool.intern("")), "");
    EXPECT_EQ(pool.text(pool.intern("\xff\xfe")), "\xff\xfe");
    EXPECT_NE(pool.intern("a"), pool.intern(withNul));
}

TEST(TextPool, findsEveryTextAgainAfterGrowing) {
    TextPool pool;
    constexpr std::uint32_t kTexts = 50'000;
    for (std::uint32_t i = 0; i < kTexts; ++i) ASSERT_EQ(pool.intern("topic/" + std::to_string(i)).value, i);
    for (std::uint32_t i = 0; i < kTexts; ++i) ASSERT_EQ(pool.intern("topic/" + std::to_string(i)).value, i);
}

} // namespace
} // namespace mqttscope::base
