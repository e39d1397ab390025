// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/json.h"

#include <gtest/gtest.h>

#include <string>

namespace mqttscope::exporter {
namespace {

std::string compactJson(std::string_view text) {
    return std::string(CompactJson().of(text));
}

TEST(CompactJson, keepsNumbersDigitForDigitAndRepeatedKeys) {
    EXPECT_EQ(compactJson(" { \"a\" : 1.50 ,\n \"a\": 12345678901234567890123, \"b\": [1e300, -0] } "),
              R"({"a":1.50,"a":12345678901234567890123,"b":[1e300,-0]})");
}

TEST(CompactJson, aBareValueIsJson) {
    EXPECT_EQ(compactJson("21.5"), "21.5");
    EXPECT_EQ(compactJson("\"on\""), "\"on\"");
    EXPECT_EQ(compactJson("true"), "true");
}

TEST(CompactJson, whatIsNoJsonIsNotTakenForIt) {
    for (const auto* text : {"", " ", "on", "{", "{\"a\":1}x", "21.5 C", "{'a':1}", "nul", "01", "\"\xff\""}) {
        EXPECT_EQ(compactJson(text), "") << text;
    }
    EXPECT_EQ(compactJson(std::string_view("1\0", 2)), "");
    EXPECT_EQ(compactJson(std::string_view("{}\0{}", 5)), "");
}

TEST(CompactJson, oneTextLeavesNothingForTheNext) {
    CompactJson json;
    EXPECT_EQ(json.of("{\"a\": [1, 2]}"), "{\"a\":[1,2]}");
    EXPECT_EQ(json.of("{\"a\": [1,"), "");
    EXPECT_EQ(json.of(" 7"), "7");
}

TEST(CompactJson, aMillionBracketsCostNoStack) {
    const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
    EXPECT_EQ(compactJson(deep), deep);
    EXPECT_EQ(compactJson(std::string(1'000'000, '[')), "");
}

TEST(JsonWriter, textMayBeNoText) {
    JsonWriter json;
    json.beginArray();
    json.text({});
    json.text(std::string_view(""));
    json.endArray();
    EXPECT_EQ(json.finish(), R"(["",""])");
}

TEST(JsonWriter, quotesWhatMustBeQuoted) {
    JsonWriter json;
    json.beginObject();
    json.member("a\"b", std::string_view("x\n\0y", 4));
    json.endObject();
    EXPECT_EQ(json.finish(), R"({"a\"b":"x\n\u0000y"})");
}

TEST(JsonWriter, bytesThatAreNoUtf8AreMended) {
    JsonWriter json;
    json.text("a\xff"
              "b");
    EXPECT_EQ(json.finish(), "\"a\xef\xbf\xbd"
                             "b\"");
}

TEST(JsonWriter, writesOneValueAfterTheOther) {
    JsonWriter json;
    json.number(std::uint64_t{18446744073709551615U});
    EXPECT_EQ(json.finish(), "18446744073709551615");
    json.clear();
    json.boolean(true);
    EXPECT_EQ(json.finish(), "true");
}

TEST(Base64, followsTheExamplesOfRfc4648) {
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foob"), "Zm9vYg==");
    EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64(std::string_view("\xff\xff\xff", 3)), "////");
}

} // namespace
} // namespace mqttscope::exporter
