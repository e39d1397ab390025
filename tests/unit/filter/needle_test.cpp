// SPDX-License-Identifier: GPL-3.0-or-later
// What people look for in texts and bytes.
#include "core/filter/needle.h"

#include <gtest/gtest.h>

#include <string>

namespace mqttscope::filter {
namespace {

using base::ByteRange;
using namespace std::string_literals;

std::optional<ByteRange> look(std::string_view what, Needle::Form form, std::string_view in, bool matchCase = false,
                              std::uint32_t from = 0) {
    const auto needle = Needle::read(what, form, matchCase);
    EXPECT_TRUE(needle.has_value()) << what;
    return needle ? needle->in(in, from) : std::nullopt;
}

std::string causeOf(std::string_view what, Needle::Form form) {
    const auto needle = Needle::read(what, form, false);
    return needle ? "" : needle.error().cause;
}

TEST(Needle, textIsFoundInAnyCaseUnlessItMatters) {
    EXPECT_EQ(look("OVEN", Needle::Form::Text, "plant/Oven/1"), (ByteRange{6, 4}));
    EXPECT_EQ(look("OVEN", Needle::Form::Text, "plant/Oven/1", true), std::nullopt);
    EXPECT_EQ(look("grün", Needle::Form::Text, "x GRÜN"), (ByteRange{2, 5}));
}

TEST(Needle, textIsNoExpression) {
    EXPECT_EQ(look("a.c", Needle::Form::Text, "abc a.c"), (ByteRange{4, 3}));
    EXPECT_EQ(look("$SYS/(", Needle::Form::Text, "$SYS/("), (ByteRange{0, 6}));
}

TEST(Needle, textIsFoundBesideBytesThatAreNone) {
    EXPECT_EQ(look("temp", Needle::Form::Text, "\xff\xfe\0temp"s), (ByteRange{3, 4}));
}

TEST(Needle, expressionsMatchOverLines) {
    EXPECT_EQ(look("t[0-9]+.x", Needle::Form::Expression, "a t12\nx"), (ByteRange{2, 5}));
    EXPECT_EQ(look("^b", Needle::Form::Expression, "a b"), std::nullopt);
}

TEST(Needle, bytesAreFoundAsTheyAre) {
    const auto bytes = "\x30\x0a\xff\x00\x41"s;
    for (const auto* hex : {"ff:00", "ff 00", "ff00", "FF-00"})
        EXPECT_EQ(look(hex, Needle::Form::Hex, bytes), (ByteRange{2, 2})) << hex;
    EXPECT_EQ(look("41", Needle::Form::Hex, bytes), (ByteRange{4, 1}));
    EXPECT_EQ(look("61", Needle::Form::Hex, bytes), std::nullopt) << "letters of hex have no case";
}

TEST(Needle, theNextPlaceIsFoundFromWhereOneSays) {
    EXPECT_EQ(look("a", Needle::Form::Text, "aba", false, 1), (ByteRange{2, 1}));
    EXPECT_EQ(look("a", Needle::Form::Text, "aba", false, 3), std::nullopt);
    EXPECT_EQ(look("a", Needle::Form::Text, "aba", false, 4), std::nullopt);
}

TEST(Needle, whatCannotBeLookedForIsToldWhy) {
    EXPECT_EQ(causeOf("", Needle::Form::Text), "there is nothing to look for");
    EXPECT_EQ(causeOf("(", Needle::Form::Expression), "this is no regular expression: missing ): (");
    EXPECT_EQ(causeOf("xyz", Needle::Form::Hex), "xyz are no bytes, such as 0a:0b or 0a0b");
    EXPECT_EQ(causeOf("abc", Needle::Form::Hex), "abc are no bytes, such as 0a:0b or 0a0b");
}

TEST(Needle, noExpressionTakesForEver) {
    const std::string many(std::size_t{1} << 20, 'a');
    EXPECT_EQ(look("(a|aa|a*)*b", Needle::Form::Expression, many), std::nullopt);
}

} // namespace
} // namespace mqttscope::filter
