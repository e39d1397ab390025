// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli.h"
#include "tests/support/conversation.h"
#include "tests/support/shared_captures.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string crafted(const std::string& name) {
    return (sharedCaptures() / "crafted" / (name + ".pcap")).string();
}

#define SKIP_WITHOUT(name)                                                                                             \
    if (!fs::exists(crafted(name))) GTEST_SKIP() << "no captures at " << sharedCaptures()

/// "rule severity" of each finding of a crafted capture, by packet number.
std::multimap<std::uint64_t, std::string> findingsOf(const std::string& name) {
    std::multimap<std::uint64_t, std::string> found;
    for (const auto& line : lines(cli({"findings", "-T", "ndjson", crafted(name)}).out)) {
        rapidjson::Document json;
        if (json.Parse(line.c_str()).HasParseError()) continue;
        const std::string rule = json["rule"].IsString() ? json["rule"].GetString() : "?";
        found.emplace(json["number"].GetUint64(), rule + " " + json["severity"].GetString());
    }
    return found;
}

class FindingsCommand : public testing::Test {
protected:
    FindingsCommand() {
        Capture capture;
        Conversation conversation(capture, "c1", mqtt::Version::V5);
        conversation.connect().publish("a/#", "1").publish("a", "2");
        conversation.connection().toServer(fromHex("31 8400 0001 61 00"));
        capture.write(m_path);
        Capture honest;
        Conversation(honest, "c1").connect().publish("a", "1", 1).disconnect();
        honest.write(m_honest);
    }

    ~FindingsCommand() override {
        fs::remove(m_path);
        fs::remove(m_honest);
    }

    std::string m_path = scratch("findings.pcap");
    std::string m_honest = scratch("honest.pcap");
};

TEST_F(FindingsCommand, textIsOneLineAFindingAndASummary) {
    const auto result = cli({"findings", m_path});
    EXPECT_EQ(result.status, 0) << result.err;
    const auto all = lines(result.out);
    ASSERT_EQ(all.size(), 3U) << result.out;
    EXPECT_THAT(all[0], HasSubstr("3.3.2-2 (5.0)"));
    EXPECT_THAT(all[0], HasSubstr("[mqtt.publish.topic 6+1]"));
    EXPECT_THAT(all[1], HasSubstr("1.5.5-1 (5.0)"));
    EXPECT_EQ(all[2], "2 errors, 0 warnings, 0 for information");
    EXPECT_EQ(cli({"findings", m_honest}).out, "No findings\n");
}

TEST_F(FindingsCommand, ndjsonHasTheSameKeysOnEveryLine) {
    const auto result = cli({"findings", "-T", "ndjson", m_path});
    const std::set<std::string> always{"number",    "time", "frame",  "connection", "client_id",
                                       "direction", "type", "length", "rule",       "standard",
                                       "severity",  "text", "field",  "offset",     "size"};
    ASSERT_EQ(lines(result.out).size(), 2U);
    for (const auto& line : lines(result.out)) {
        rapidjson::Document json;
        ASSERT_FALSE(json.Parse(line.c_str()).HasParseError()) << line;
        std::set<std::string> keys;
        for (const auto& member : json.GetObject()) keys.insert(member.name.GetString());
        EXPECT_EQ(keys, always) << line;
        EXPECT_STREQ(json["standard"].GetString(), "5.0");
    }
}

TEST_F(FindingsCommand, jsonIsOneArrayAndCsvHasAHeader) {
    rapidjson::Document json;
    const auto result = cli({"findings", "-T", "json", m_path});
    ASSERT_FALSE(json.Parse(result.out.c_str()).HasParseError()) << result.out;
    EXPECT_EQ(json.Size(), 2U);
    EXPECT_EQ(cli({"findings", "-T", "json", m_honest}).out, "[\n]\n");
    const auto csv = cli({"findings", "-T", "csv", m_path}).out;
    EXPECT_THAT(csv, StartsWith("number,time,frame,"));
    EXPECT_EQ(lines(csv).size(), 3U);
    EXPECT_EQ(cli({"findings", "-T", "fields", m_path}).status, 2);
}

TEST_F(FindingsCommand, stopsAfterAsManyAsAsked) {
    EXPECT_EQ(lines(cli({"findings", "-T", "ndjson", "-c", "1", m_path}).out).size(), 1U);
}

TEST_F(FindingsCommand, endsWithStatus3WhereScriptsAskForIt) {
    EXPECT_EQ(cli({"findings", "--fail-on", "error", m_path}).status, 3);
    EXPECT_EQ(cli({"findings", "--fail-on", "warning", m_path}).status, 3);
    EXPECT_EQ(cli({"findings", "--fail-on", "error", m_honest}).status, 0);
    EXPECT_EQ(cli({"findings", "--fail-on", "anything", m_path}).status, 2);
    EXPECT_EQ(cli({"findings", "--fail-on", "error", "/nonexistent"}).status, 1);
}

TEST_F(FindingsCommand, aWarningIsNoError) {
    Capture capture;
    Conversation conversation(capture, "c1", mqtt::Version::V311, {.acknowledge = true});
    conversation.connect().publish("a", "1");
    conversation.connection().loseNext();
    conversation.publish("a", "2").publish("a", "3");
    const auto path = scratch("gap.pcap");
    capture.write(path);
    EXPECT_EQ(cli({"findings", "--fail-on", "error", path}).status, 0);
    EXPECT_EQ(cli({"findings", "--fail-on", "warning", path}).status, 3);
    fs::remove(path);
}

TEST_F(FindingsCommand, packetsCarryTheirFindings) {
    const auto all = lines(cli({"packets", "-T", "ndjson", m_path}).out);
    ASSERT_EQ(all.size(), 5U);
    rapidjson::Document json;
    ASSERT_FALSE(json.Parse(all[4].c_str()).HasParseError()) << all[4];
    ASSERT_TRUE(json.HasMember("findings")) << all[4];
    EXPECT_THAT(all[4], HasSubstr(R"("findings":[{"rule":"1.5.5-1","standard":"5.0","severity":"error",)"
                                  R"("text":"Remaining Length is written in more bytes than it needs",)"
                                  R"("field":"mqtt.len","offset":1,"size":2}])"));
    EXPECT_THAT(all[3], Not(HasSubstr("findings"))) << "only where there are some";
    EXPECT_THAT(cli({"packets", m_path}).out, HasSubstr("[error: "));
}

TEST_F(FindingsCommand, infoCountsThemByRule) {
    const auto text = cli({"info", m_path}).out;
    EXPECT_THAT(text, HasSubstr("Findings        2 errors, 0 warnings, 0 for information"));
    EXPECT_THAT(text, HasSubstr("3.3.2-2 (5.0)"));
    rapidjson::Document json;
    const auto result = cli({"info", "-T", "json", m_path});
    ASSERT_FALSE(json.Parse(result.out.c_str()).HasParseError()) << result.out;
    EXPECT_EQ(json["findings"]["error"].GetUint64(), 2U);
    EXPECT_EQ(json["findings_by_rule"].Size(), 2U);
    EXPECT_THAT(cli({"info", m_honest}).out, HasSubstr("Findings        none"));
}

TEST(Detection, findsMqttOnAnyPortUnlessToldNotTo) {
    SKIP_WITHOUT("G");
    EXPECT_EQ(lines(cli({"packets", crafted("G")}).out).size(), 3U);
    EXPECT_EQ(cli({"packets", "--no-detect", crafted("G")}).out, "");
    EXPECT_EQ(lines(cli({"packets", "--no-detect", "-d", "1884", crafted("G")}).out).size(), 3U);
    EXPECT_EQ(cli({"packets", "-d", "tcp.port==1884,none", crafted("G")}).out, "");
}

TEST(Detection, findsMqttInWebSocket) {
    SKIP_WITHOUT("E");
    const auto all = lines(cli({"packets", crafted("E")}).out);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_THAT(all[0], HasSubstr("CONNECT"));
    EXPECT_THAT(all[2], HasSubstr("ws/t"));
    EXPECT_EQ(cli({"findings", crafted("E")}).out, "No findings\n");
}

TEST(CraftedCaptures, aStreamWithoutConnectHasAVersionThatIsMarked) {
    SKIP_WITHOUT("F");
    const auto all = lines(cli({"packets", crafted("F")}).out);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[0], HasSubstr("mid/stream  hello")) << "properties are no payload";
    const auto connections = cli({"connections", crafted("F")}).out;
    EXPECT_TRUE(connections.find("(inferred)") != std::string::npos || connections.find("unknown") != std::string::npos)
        << connections;
}

TEST(CraftedCaptures, aBridgeIsMarked) {
    SKIP_WITHOUT("H");
    EXPECT_THAT(cli({"connections", crafted("H")}).out, HasSubstr("3.1.1 (bridge)"));
}

TEST(CraftedCaptures, everyViolationHasItsRule) {
    SKIP_WITHOUT("I");
    const auto found = findingsOf("I");
    const std::multimap<std::uint64_t, std::string> expected{
        {1, "3.1.2-3 error"},  {1, "3.1.2-9 error"},  {3, "3.3.2-2 error"}, {4, "3.3.1-4 error"},
        {5, "2.3.1-1 error"},  {6, "3.3.1-2 error"},  {7, "3.8.1-1 error"}, {7, "4.7.1-2 error"},
        {8, "3.8.3-3 error"},  {11, "2.2.2-1 error"}, {12, "§2.2.1 error"}, {13, "§2.2.3 warning"},
        {13, "3.3.2-1 error"}, {14, "3.3.2-1 error"}, {15, "§3 error"},
    };
    EXPECT_EQ(found, expected) << "the orphan PUBACK (9) and the second CONNECT (10) take more than one packet";
}

TEST(CraftedCaptures, propertiesInWrongPlacesHaveFindings) {
    SKIP_WITHOUT("J");
    const auto found = findingsOf("J");
    EXPECT_EQ(found.size(), 3U);
    for (const auto& [number, text] : found) EXPECT_THAT(text, EndsWith("error")) << number;
}

TEST(CraftedCaptures, reasonCodesAreNamed) {
    SKIP_WITHOUT("K");
    const auto text = cli({"packets", crafted("K")}).out;
    EXPECT_THAT(text, HasSubstr("payload format invalid"));
    EXPECT_THAT(text, HasSubstr("unspecified error"));
}

TEST(SequenceNumbers, areRelativeAsTsharkShowsThem) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    Capture capture;
    Conversation(capture, "c1", mqtt::Version::V311, {.clientSequence = 0xFFFF'FFF0}).connect().publish("a", "1", 2);
    auto& middle = capture.client("c2"); // its start is missing
    for (int i = 0; i < 4; ++i) {
        middle.toServer(packet::publish({.topic = "plant/line1/temperature", .payload = "21.5", .qos = 1}));
        middle.toClient(packet::acknowledge(mqtt::PacketType::Puback, 1));
    }
    const auto path = scratch("sequence.pcap");
    capture.write(path);
    const auto expected = tshark(path, "-Y mqtt -T fields -e frame.number -e tcp.seq -e tcp.ack");
    const auto actual = cli({"packets", "-T", "fields", "-e", "frame.number", "-e", "tcp.seq", "-e", "tcp.ack", path});
    EXPECT_EQ(lines(actual.out), expected);
    EXPECT_EQ(expected.size(), 14U);
    fs::remove(path);
}

} // namespace
} // namespace mqttscope::test
