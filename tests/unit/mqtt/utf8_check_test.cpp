// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/plain_text.h"
#include "core/mqtt/utf8_check.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>

namespace mqttscope::mqtt {
namespace {

/// What a check says of a text that comes in two pieces.
std::optional<std::uint64_t> inTwo(std::string_view text, std::size_t cut) {
    Utf8Check check;
    check.feed(base::asBytes(text.substr(0, cut)));
    check.feed(base::asBytes(text.substr(cut)));
    return check.finish();
}

std::optional<std::uint64_t> atOnce(std::string_view text) {
    const auto fault = findNotUtf8(base::asBytes(text));
    return fault.size == 0 ? std::nullopt : std::optional<std::uint64_t>(fault.offset);
}

TEST(Utf8Check, SaysTheSameHoweverTheBytesCome) {
    const auto texts = std::to_array<std::string>(
        {"", "plain", "gr\xC3\xBC\xC3\x9F", "\xE2\x82\xAC", "a\xF0\x9F\x98\x80z", "a\xFFz", "\xC3", "ab\xE2\x82",
         "\xE2\x28\xA1", "\xED\xA0\x80", "\xC0\xAF", "x\xF4\x90\x80\x80", "\x80", "\xF0\x9F\x98\x80\xF0\x9F"});
    for (const auto& text : texts) {
        SCOPED_TRACE(text);
        const auto expected = atOnce(text);
        for (std::size_t cut = 0; cut <= text.size(); ++cut) EXPECT_EQ(inTwo(text, cut), expected) << cut;
        Utf8Check bytewise;
        for (const char c : text) bytewise.feed(base::asBytes({&c, 1}));
        EXPECT_EQ(bytewise.finish(), expected);
    }
}

TEST(Utf8Check, SaysTheSameOfAnyBytes) {
    std::mt19937 random(3);
    constexpr auto kBytes =
        std::to_array<unsigned char>({'a', 0x80, 0xBF, 0xC3, 0xE2, 0x82, 0xED, 0xA0, 0xF0, 0x9F, 0xFF});
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto left = random() % 9; left-- > 0;) text += static_cast<char>(kBytes[random() % kBytes.size()]);
        ASSERT_EQ(inTwo(text, random() % (text.size() + 1)), atOnce(text)) << round;
    }
}

TEST(Utf8Check, ACharacterThatHasOnlyBegunIsNoFaultUntilTheEnd) {
    Utf8Check check;
    check.feed(base::asBytes("ab\xE2\x82"));
    EXPECT_EQ(check.fault(), std::nullopt);
    EXPECT_EQ(check.finish(), 2U);
    check.feed(base::asBytes("\xAC"));
    EXPECT_EQ(check.finish(), std::nullopt);
}

TEST(PlainText, EachByteAtEachPlace) {
    for (unsigned value = 0; value < 256; ++value) {
        for (std::size_t at = 0; at < 19; ++at) {
            std::string text(19, 'x');
            text[at] = static_cast<char>(value);
            const auto plain = value >= 0x20 && value < 0x7F;
            const auto wildcard = value == '+' || value == '#';
            EXPECT_EQ(isPlainText(text), plain) << value << " " << at;
            EXPECT_EQ(isPlainTopic(text), plain && !wildcard && !(value == '$' && at == 0)) << value << " " << at;
            EXPECT_EQ(isPlainInQuotes(text), plain && value != '"' && value != '\\') << value << " " << at;
            EXPECT_EQ(isAscii(text), value < 0x80) << value << " " << at;
        }
    }
    EXPECT_TRUE(isPlainText(""));
    EXPECT_TRUE(isPlainTopic(""));
}

} // namespace
} // namespace mqttscope::mqtt
