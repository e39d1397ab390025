// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/bytes.h"
#include "core/base/time.h"

#include <gtest/gtest.h>

#include <limits>

namespace mqttscope::base {
namespace {

TEST(SourceOffset, keepsSourceAndOffsetApart) {
    constexpr std::uint64_t kLastOffset = (std::uint64_t{1} << 48) - 1;
    const SourceOffset place(SourceId(0xFFFE), kLastOffset - 1);
    EXPECT_EQ(place.source(), SourceId(0xFFFE));
    EXPECT_EQ(place.offset(), kLastOffset - 1);
    EXPECT_EQ((place + 1).offset(), kLastOffset);
    EXPECT_EQ((place + 1).source(), SourceId(0xFFFE));
    EXPECT_EQ(place - 5 + 5, place);
}

TEST(ByteRange, holdsItsBytesAndNoOthers) {
    const ByteRange range{.offset = 3, .size = 2};
    EXPECT_FALSE(range.contains(2));
    EXPECT_TRUE(range.contains(3));
    EXPECT_TRUE(range.contains(4));
    EXPECT_FALSE(range.contains(5));
    EXPECT_FALSE((ByteRange{.offset = 3, .size = 0}.contains(3)));
}

TEST(Timestamp, differencesOfAbsurdTimesAreDefined) {
    const Timestamp earliest{std::numeric_limits<std::int64_t>::min()};
    const Timestamp latest{std::numeric_limits<std::int64_t>::max()};
    EXPECT_EQ(latest - earliest, -1);
    EXPECT_EQ((Timestamp{7} - Timestamp{10}), -3);
}

} // namespace
} // namespace mqttscope::base
