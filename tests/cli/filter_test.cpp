// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttscope::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

TEST(DisplayFilter, printsOnlyWhatItTakes) {
    const auto capture = sample("qos-levels.pcapng");
    const auto numbers = [&](const std::string& filter) {
        const auto result = cli({"packets", "-Y", filter, "-T", "fields", "-e", "mqtt.number", capture});
        EXPECT_EQ(result.status, 0) << result.err;
        return lines(result.out);
    };
    EXPECT_THAT(numbers("mqtt.qos == 1"), ElementsAre("16", "17", "38", "39"));
    EXPECT_THAT(numbers("client == gateway && mqtt.type == CONNECT"), ElementsAre("1"));
    EXPECT_THAT(numbers("no such word"), IsEmpty());
    EXPECT_EQ(numbers(""), numbers("mqtt"));
}

TEST(DisplayFilter, countsWhatItTakes) {
    const auto result = cli({"packets", "-c", "2", "-Y", "mqtt.qos == 1", sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(lines(result.out), SizeIs(2));
    EXPECT_THAT(result.err, IsEmpty());
}

TEST(DisplayFilter, seesClientsThatAreOnlyNamedByTheServer) {
    for (const auto& name : {"mqtt5-properties.pcapng", "will-and-retained.pcapng", "session-takeover.pcapng"}) {
        const auto clients = lines(cli({"connections", "-T", "csv", sample(name)}).out);
        ASSERT_FALSE(clients.empty());
        const auto all = cli({"packets", "-Y", "client", sample(name)});
        EXPECT_EQ(all.out, cli({"packets", sample(name)}).out) << name;
    }
}

TEST(DisplayFilter, choosesConnectionsFindingsAndCounts) {
    const auto capture = sample("session-takeover.pcapng");
    const auto all = lines(cli({"connections", "-T", "csv", capture}).out);
    const auto some = lines(cli({"connections", "-Y", "connection == 1", "-T", "csv", capture}).out);
    ASSERT_THAT(some, SizeIs(2));
    EXPECT_EQ(some[1], all[2]);

    const auto findings = cli({"findings", "-Y", "finding.severity == information", "-T", "ndjson", capture});
    for (const auto& line : lines(findings.out)) EXPECT_THAT(line, HasSubstr("\"information\""));

    const auto info = cli({"info", "-T", "json", "-Y", "mqtt.type == CONNECT", capture});
    EXPECT_THAT(info.out, HasSubstr("\"filter\":\"mqtt.type == CONNECT\""));
    EXPECT_THAT(info.out, Not(HasSubstr("\"PUBLISH\"")));
    EXPECT_THAT(info.out, HasSubstr("\"CONNECT\""));
}

TEST(DisplayFilter, thatIsWrongEndsWithTwoAndACaret) {
    for (const auto* command : {"packets", "findings", "connections", "info"}) {
        const auto result = cli({command, "-Y", "mqtt.qos == 1 and mqtt.topci", sample("qos-levels.pcapng")});
        EXPECT_EQ(result.status, 2);
        EXPECT_THAT(result.out, IsEmpty());
        EXPECT_THAT(result.err, HasSubstr("there is no field mqtt.topci"));
        EXPECT_THAT(result.err, HasSubstr("mqtt.qos == 1 and mqtt.topci\n"
                                          "                  ^~~~~~~~~~\n"
                                          "Did you mean mqtt.topic?"));
    }
}

TEST(DisplayFilter, thatIsSuspiciousIsTold) {
    const auto result = cli({"packets", "-Y", "frame.time_relative > 250", sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.err, HasSubstr("warning: -Y: a number without a unit counts seconds"));
    EXPECT_THAT(result.err, HasSubstr("Did you mean 250ms?"));
}

} // namespace
} // namespace mqttscope::test
