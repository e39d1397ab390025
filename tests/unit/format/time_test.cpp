// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/time.h"

#include <gtest/gtest.h>

#include <limits>

namespace mqttscope::format {
namespace {

constexpr base::Timestamp kTime{1'795'391'921'012'068'345};

TEST(Time, isoIsUtcWithAllNanoseconds) {
    EXPECT_EQ(isoText(kTime), "2026-11-22T23:58:41.012068345Z");
    EXPECT_EQ(isoText({-1}), "1969-12-31T23:59:59.999999999Z");
}

TEST(Time, everyFormatOfTheCommandLine) {
    EXPECT_EQ(timeText(kTime, TimeFormat::UtcDateAndTime, {}), "2026-11-22 23:58:41.012068");
    EXPECT_EQ(timeText(kTime, TimeFormat::UtcTimeOfDay, {}), "23:58:41.012068");
    EXPECT_EQ(timeText(kTime, TimeFormat::Epoch, {}), "1795391921.012068");
    EXPECT_EQ(timeText(kTime, TimeFormat::Epoch, {}, 9), "1795391921.012068345");
    EXPECT_EQ(timeText(kTime, TimeFormat::SinceFirst, {kTime.nanoseconds - 1'500'000'000}), "1.500000");
    EXPECT_EQ(timeText({1'000'000}, TimeFormat::SincePrevious, {2'000'000}), "-0.001000");
    EXPECT_EQ(timeText(kTime, TimeFormat::UtcDateAndTime, {}, 0), "2026-11-22 23:58:41");
}

TEST(Time, thatIsNotKnownIsNoTime) {
    for (const auto format : {TimeFormat::TimeOfDay, TimeFormat::DateAndTime, TimeFormat::UtcTimeOfDay,
                              TimeFormat::UtcDateAndTime, TimeFormat::Epoch, TimeFormat::SinceFirst}) {
        EXPECT_EQ(timeText({}, format, kTime), kNoTime);
    }
    EXPECT_EQ(timeText(kTime, TimeFormat::SinceFirst, {}), kNoTime);
    EXPECT_EQ(isoText({}), "");
}

TEST(Time, isCutNotRounded) {
    EXPECT_EQ(timeText({999'999'999}, TimeFormat::Epoch, {}, 3), "0.999");
}

TEST(Time, absurdTimesAreShownNotFeared) {
    for (const auto ns : {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
        EXPECT_FALSE(isoText({ns}).empty());
        EXPECT_FALSE(timeText({ns}, TimeFormat::TimeOfDay, {}).empty());
        EXPECT_FALSE(timeText({ns}, TimeFormat::SinceFirst, {1}).empty());
    }
}

TEST(Time, lettersAreTsharks) {
    EXPECT_EQ(timeFormatFromLetters("ad"), TimeFormat::DateAndTime);
    EXPECT_EQ(timeFormatFromLetters("r"), TimeFormat::SinceFirst);
    EXPECT_EQ(timeFormatFromLetters("x"), std::nullopt);
}

} // namespace
} // namespace mqttscope::format
