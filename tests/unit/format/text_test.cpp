// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/text.h"

#include <gtest/gtest.h>

#include <limits>

namespace mqttscope::format {
namespace {

TEST(VisibleText, leavesWhatPeopleCanReadAlone) {
    EXPECT_EQ(visibleText("plant/línea 2/温度"), "plant/línea 2/温度");
    EXPECT_EQ(visibleText(""), "");
}

TEST(VisibleText, showsControlCharactersInsteadOfObeyingThem) {
    EXPECT_EQ(visibleText("a\nb\tc\r"), "a\\nb\\tc\\r");
    EXPECT_EQ(visibleText("\x1b[31mred"), "\\x1b[31mred") << "no captured byte controls a terminal";
    EXPECT_EQ(visibleText(std::string_view("a\0b", 3)), "a\\x00b");
    EXPECT_EQ(visibleText("\xc2\x9b"), "\\u{9b}") << "C1 controls are escape sequences for some terminals";
}

TEST(VisibleText, showsWhatWouldReorderTheLine) {
    EXPECT_EQ(visibleText("a\xe2\x80\xae"
                          "b"),
              "a\\u{202e}b");
    EXPECT_EQ(visibleText("\xef\xbb\xbf"
                          "x"),
              "\\u{feff}x");
}

TEST(VisibleText, showsBytesThatAreNoUtf8) {
    EXPECT_EQ(visibleText("\xff\xfe"), "\\xff\\xfe");
    EXPECT_EQ(visibleText("ok\xc3"), "ok\\xc3");
    EXPECT_EQ(visibleText("\xed\xa0\x80"), "\\xed\\xa0\\x80") << "a surrogate is no character";
}

TEST(VisibleText, cutsByCharactersNotBytes) {
    EXPECT_EQ(visibleText("äöü", 2), "äö…");
    EXPECT_EQ(visibleText("äöü", 3), "äöü");
}

TEST(Text, isTextOnlyWhereNothingIsHidden) {
    EXPECT_TRUE(isText("{\"a\": 1}\n"));
    EXPECT_FALSE(isText(std::string_view("a\0", 2)));
    EXPECT_FALSE(isText("\x1b"));
    EXPECT_FALSE(isText("\xff"));
}

TEST(Numbers, areGroupedByThousands) {
    EXPECT_EQ(numberText(0), "0");
    EXPECT_EQ(numberText(999), "999");
    EXPECT_EQ(numberText(1000), "1,000");
    EXPECT_EQ(numberText(268435460), "268,435,460");
    EXPECT_EQ(byteCountText(1), "1 byte");
    EXPECT_EQ(byteCountText(1460), "1,460 bytes");
}

TEST(Hex, isCutWithAnEllipsis) {
    constexpr std::uint8_t kBytes[] = {0xde, 0xad, 0xbe, 0xef};
    EXPECT_EQ(hexText(kBytes), "de ad be ef");
    EXPECT_EQ(hexText(kBytes, 2), "de ad …");
}

TEST(Durations, useTheUnitThatReadsBest) {
    EXPECT_EQ(durationText(999), "999 ns");
    EXPECT_EQ(durationText(41'250), "41.25 µs");
    EXPECT_EQ(durationText(1'500'000), "1.50 ms");
    EXPECT_EQ(durationText(75'000'000'000), "1 min 15 s");
    EXPECT_EQ(durationText(-1'500'000'000), "-1.500 s");
    EXPECT_EQ(durationText(std::numeric_limits<std::int64_t>::min()).front(), '-');
}

} // namespace
} // namespace mqttscope::format
