// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong or suspicious, at its place, with what may have been meant.
#include "tests/unit/filter/filtered.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Complaints, nameThePlaceAndTheNearestRightSpelling) {
    for (const auto& [filter, complaint] : std::initializer_list<std::pair<const char*, const char*>>{
             {"mqtt.topci == \"x\"", "0+10 there is no field mqtt.topci [mqtt.topic]"},
             {"mqtt.qos == 1 && mqtt.retian == 1", "17+11 there is no field mqtt.retian [mqtt.retain]"},
             {"qos == 1", "0+3 there is no field qos [mqtt.qos]"},
             {"mqtt.type == PUBLSIH", "13+7 PUBLSIH is no value of mqtt.type [PUBLISH]"},
             {"mqtt.qos = 1", "9+1 a single = is no operator [==]"},
             {"mqtt.qos == 1 | mqtt.dup", "14+1 a single | is no operator [||]"},
             {"lenn(mqtt.topic) > 1",
              "0+4 there is no function lenn; there are len, count, lower, upper, string [len]"},
             {"mqtt.qos ==", "11+0 something is missing after =="},
             {"(mqtt.qos == 1", "0+1 this parenthesis is not closed"},
             {"mqtt.qos == 1)", "13+1 no parenthesis is open here"},
             {"mqtt.qos 1", "9+1 an operator is missing before 1"},
             {"mqtt.qos == 1 mqtt.dup", "14+8 an operator is missing before mqtt.dup"},
             {"mqtt.qos contains \"a\"", "9+8 contains asks text or bytes, not a number [==]"},
             {"ip.addr == 1.2.3", "11+5 1.2.3 is no IPv4 address"},
             {"ip.addr == ::1", "11+3 ip.addr holds addresses of IPv4 only"},
             {"ip.addr == 1.2.3.4/33", "11+10 a prefix length is 0 to 32"},
             {"mqtt.topic matches \"(\"", "19+3 this is no regular expression: missing ): ("},
             {"mqtt.topic == \"\\d\"", "15+2 \\d is no escape; a regular expression is best written r\"…\""},
             {"mqtt.topic == \"abc", "14+4 the string has no closing quote"},
             {"mqtt.topic covered_by \"a/#/b\"",
              "22+7 this is no topic filter: # stands at the end, + and # alone between slashes"},
             {"mqtt.subscribe.filter covers \"a/#\"", "29+5 a topic name has no wildcards"},
             {"mqtt.qos in {}", "12+2 the set is empty"},
             {"mqtt.qos in 1", "12+1 a set in braces follows 'in', such as {1, 3, 5..9}"},
             {"json[\"a\"] == 1", "5+3 a JSON pointer is written \"/a/0/b\", with ~1 for a slash in a name [\"/a\"]"},
             {"json[\"/a\"] == abc", "14+3 abc is no value of JSON; text stands in quotes [\"abc\"]"},
             {"frame.time_relative > soon", "22+4 soon is no duration, such as 250ms, 1.5s, 2min, 3h"},
             {"frame.time > yesterday",
              "13+9 yesterday is no time, such as \"2026-11-22 23:58:41\" or 2026-11-22T22:58:41Z"},
             {"1 == 2", "0+6 two values are compared, and no field"},
             {"mqtt.msg contains xyz", "18+3 xyz is no sequence of bytes, such as 0a:0b:0c [\"xyz\"]"},
             {"mqtt.topic == mqtt.qos", "0+22 text is not compared with a number"},
             {"mqtt.prop.user_property == \"v1\"",
              "0+23 mqtt.prop.user_property is a group of fields: compare one of those in it "
              "[mqtt.prop.user_property.name]"},
             {"tcp == 5", "0+3 tcp is a group of fields: compare one of those in it [tcp.stream]"},
             {"finding contains \"x\"",
              "0+7 finding is a group of fields: compare one of those in it [mqtt.finding.rule]"},
             {"mqtt.properties in {1}", "0+15 mqtt.properties is a group of fields: compare one of those in it"},
             {"mqtt.qos[0] == 1", "0+11 a number has no bytes to take a slice of"},
         })
        EXPECT_EQ(complaintOf(filter), complaint) << filter;
}

TEST(Complaints, hostileTextIsRefused) {
    EXPECT_THAT(complaintOf(std::string(100'000, 'a')), HasSubstr("a filter has at most"));
    EXPECT_THAT(complaintOf(std::string(1'000, '(') + "mqtt"), HasSubstr("parentheses are open"));
    EXPECT_EQ(complaintOf(std::string(1'001, '!') + "mqtt"), "");
    std::string chain = "mqtt";
    for (int i = 0; i < 5'000; ++i) chain += " or mqtt";
    EXPECT_EQ(complaintOf(chain), "");
    EXPECT_THAT(complaintOf("mqtt.topic matches \"((a{1000}){1000}){1000}\""), HasSubstr("regular expression"));
}

TEST(Doubts, sayWhatMayBeMeant) {
    for (const auto& [filter, doubt] : std::initializer_list<std::pair<const char*, const char*>>{
             {"frame.time_relative > 250", "22+3 a number without a unit counts seconds: 250 s [250ms]"},
             {"frame.time_relative > 250ms", ""},
             {"mqtt.retain", "0+11 this asks whether mqtt.retain is there, set or not [mqtt.retain == 1]"},
             {"mqtt.qos == 9", "12+1 mqtt.qos is never more than 3"},
             {"mqtt.publish.topic == \"a/#\"",
              "19+2 no topic has wildcards in its name; covered_by takes a topic filter [covered_by]"},
             {"mqtt.msg contains beef", "18+4 beef is taken for bytes; text stands in quotes [\"beef\"]"},
             {"retian", "0+6 no field is called retian: it is searched for as a word [mqtt.retain]"},
             {"pump", ""},
             {"mqtt.qos in {3..1}", "13+4 the first of these is greater than the last: there is nothing between"},
         })
        EXPECT_EQ(doubtOf(filter), doubt) << filter;
}

TEST(Complaints, areShownUnderTheText) {
    const auto shown = [](std::string_view text) { return filter::pointAt(text, filter::Filter::read(text).error()); };
    EXPECT_EQ(shown("mqtt.qso == 1"), "mqtt.qso == 1\n^~~~~~~~");
    EXPECT_EQ(shown("\"é\" or mqtt.qso == 1"), "\"é\" or mqtt.qso == 1\n       ^~~~~~~~");
    EXPECT_EQ(shown("mqtt.qos =="), "mqtt.qos ==\n           ^");
    EXPECT_THAT(shown("mqtt.qos ==\n\x1b[31m"), StartsWith("mqtt.qos ==  [31m\n"));
}

} // namespace
} // namespace mqttscope::test
