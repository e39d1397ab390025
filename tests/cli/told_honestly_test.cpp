// SPDX-License-Identifier: GPL-3.0-or-later
// What is printed of secrets that are cut, of refused subscriptions, of times, of clipped frames and of nothing.
#include "tests/cli/cli.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <filesystem>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

/// A capture in a file of its own while a test looks at it.
class Written {
public:
    explicit Written(Capture& capture)
        : m_path(scratch("told.pcapng")) {
        capture.write(m_path);
    }

    ~Written() { fs::remove(m_path); }

    Written(const Written&) = delete;
    Written& operator=(const Written&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

TEST(Secrets, stayMaskedWhereTheCaptureCutsThem) {
    constexpr std::string_view kPassword = "s3cret-words";
    auto connect = packet::connect({.clientId = "c", .userName = "u", .password = kPassword});
    connect.resize(connect.size() - 2);
    Capture capture;
    capture.client("c").handshake().toServer(connect);
    const Written file(capture);
    const std::string plain = "s3cret-wor";
    const std::string hex = "7333637265742d776f72";
    const std::vector<std::string> keys{
        "packets", "-T",          "fields", "-e",         "mqtt.undecoded", "-e", "mqtt.undecoded_secret",
        "-e",      "mqtt.passwd", "-e",     "tcp.payload"};
    auto fields = keys;
    fields.push_back(file.path());
    EXPECT_THAT(cli(fields).out, AllOf(Not(HasSubstr(plain)), Not(HasSubstr(hex)), HasSubstr("••••••")));
    fields.emplace_back("--secrets");
    EXPECT_THAT(cli(fields).out, HasSubstr(hex));
    for (const auto* form : {"text", "ndjson", "json", "csv"})
        EXPECT_THAT(cli({"packets", "-T", form, file.path()}).out, AllOf(Not(HasSubstr(plain)), Not(HasSubstr(hex))));
}

TEST(Codes, ofAllTopicFiltersAreShown) {
    Capture capture;
    auto& client = capture.client("c").handshake();
    client.toServer(packet::connect({.clientId = "c", .version = mqtt::Version::V5}));
    client.toClient(packet::connack(0, false, packet::Properties{}));
    client.toClient(fromHex("90 05 0001 00 02 9e"));
    client.toClient(fromHex("b0 05 0002 00 00 11"));
    client.toClient(fromHex("90 09 0003 00 01 01 01 87 01 87"));
    const Written file(capture);
    const auto text = cli({"packets", file.path()}).out;
    EXPECT_THAT(text, HasSubstr("granted QoS 2, shared subscriptions not supported"));
    EXPECT_THAT(text, HasSubstr("success, no subscription existed"));
    EXPECT_THAT(text, HasSubstr("2 × not authorized, 4 × granted QoS 1"));
    rapidjson::Document json;
    json.Parse(lines(cli({"packets", "-T", "ndjson", file.path()}).out)[2].c_str());
    ASSERT_FALSE(json.HasParseError());
    EXPECT_EQ(json["mqtt"]["reason_codes"][1].GetInt(), 0x9E);
    EXPECT_STREQ(json["mqtt"]["reasons"][1].GetString(), "shared subscriptions not supported");
}

TEST(Publish, cutBeforeItsPayloadTellsNoneThatItHasNot) {
    Capture capture;
    auto& client = capture.client("c").handshake();
    client.toServer(packet::connect({.clientId = "c"}));
    const auto whole = packet::publish({.topic = "plant/line2/temperature", .payload = "21.5"});
    client.toServer(base::ByteView(whole).first(12)); // the capture ends inside the topic
    const Written file(capture);
    const auto line = lines(cli({"packets", "-T", "ndjson", file.path()}).out)[1];
    rapidjson::Document json;
    json.Parse(line.c_str());
    ASSERT_FALSE(json.HasParseError());
    EXPECT_TRUE(json["mqtt"]["topic"].IsNull()) << line;
    EXPECT_TRUE(json["mqtt"]["payload"].IsNull()) << line;
    const auto text = lines(cli({"packets", file.path()}).out)[1];
    EXPECT_THAT(text, AllOf(HasSubstr("(topic unknown)  (payload unknown)"), Not(HasSubstr("plant")))) << text;
    EXPECT_THAT(lines(cli({"packets", "-T", "csv", file.path()}).out)[2], testing::EndsWith(",,,\r"));
}

TEST(Exports, sayWhatTheirFormatCannotHold) {
    Capture capture;
    auto& client = capture.client("c").handshake();
    client.toServer(packet::connect(
        {.clientId = "c", .version = mqtt::Version::V5, .userName = "the-user", .password = "the-secret"}));
    client.toClient(packet::connack(0, false, packet::Properties()));
    constexpr std::string_view kCorrelation("\xFF\x00\x63", 3);
    client.toServer(
        packet::publish({.topic = "a", .payload = "1", .properties = packet::Properties().text(0x09, kCorrelation)}));
    client.toServer(packet::publish({.topic = "", .payload = "2", .properties = packet::Properties()}));
    const Written file(capture);
    const auto eve = lines(cli({"export", "--as", "eve", file.path()}).out);
    EXPECT_THAT(eve[0], HasSubstr(R"("mqttscope":{"masked":["password"]})"));
    EXPECT_THAT(eve[1], HasSubstr(R"("mqttscope":{"correlation_data_base64":"/wBj"})"));
    EXPECT_THAT(lines(cli({"export", "--as", "eve", "--secrets", file.path()}).out)[0], Not(HasSubstr("masked")));
    EXPECT_THAT(cli({"export", "--as", "replay", file.path()}).out,
                HasSubstr("# its correlation-data is left out: mosquitto_pub takes readable text alone\n"));
    const auto folder = scratch("zeek-empty");
    fs::remove_all(folder);
    ASSERT_EQ(cli({"export", "--as", "zeek", file.path(), "-o", folder}).status, 0);
    EXPECT_THAT(run({"cat", folder + "/mqtt_publish.log"}).out, HasSubstr("\t(empty)\t2\t1\n"));
    fs::remove_all(folder);
}

TEST(Version, isMarkedAsInferredWhereNoConnectWasCaptured) {
    Capture capture;
    auto& client = capture.client("c");
    for (std::uint16_t i = 1; i < 20; ++i) {
        client.toServer(packet::publish({.topic = "plant/line1/temperature",
                                         .payload = "21.5",
                                         .qos = 1,
                                         .packetIdentifier = i,
                                         .properties = packet::Properties().u32(0x02, 60)}));
        client.toClient(packet::acknowledge(mqtt::PacketType::Puback, i));
    }
    const Written file(capture);
    EXPECT_THAT(lines(cli({"packets", "-T", "ndjson", file.path()}).out)[1],
                HasSubstr(R"("version":"5.0","version_inferred":true)"));
    EXPECT_THAT(lines(cli({"packets", "-T", "csv", file.path()}).out)[2], HasSubstr(",5.0,true,"));
    EXPECT_EQ(lines(cli({"packets", "-T", "fields", "-e", "mqtt.version_inferred", file.path()}).out)[1], "1");
    EXPECT_THAT(cli({"connections", "-T", "ndjson", file.path()}).out, HasSubstr(R"("version_inferred":true)"));
    EXPECT_THAT(cli({"connections", file.path()}).out, HasSubstr("5.0 (inferred)"));
    // Where a CONNECT tells the version, there is nothing to mark.
    const auto sure = cli({"packets", "-T", "ndjson", sample("mqtt5-properties.pcapng")}).out;
    EXPECT_THAT(sure, Not(HasSubstr("version_inferred")));
}

TEST(Times, areThoseOfTshark) {
    if (run({"sh", "-c", "command -v tshark"}).status != 0) GTEST_SKIP() << "tshark is not installed";
    const auto file = sample("qos-levels.pcapng");
    for (const auto* letters : {"a", "ad", "u", "ud", "r", "e"}) {
        const auto theirs = lines(run({"tshark", "-n", "-r", file, "-Y", "mqtt", "-c", "50", "-t", letters, "-o",
                                       "gui.column.format:\"T\",\"%t\""})
                                      .out);
        ASSERT_FALSE(theirs.empty());
        const auto ours = lines(cli({"packets", "-t", letters, "-c", "1", file}).out);
        // Theirs has nine digits, and ours six.
        const auto time = theirs.front().substr(theirs.front().find_first_not_of(' '));
        EXPECT_THAT(ours.front(), HasSubstr("  " + time.substr(0, time.size() - 3) + "  ")) << letters;
    }
    const auto ours = cli({"packets", "-T", "fields", "-e", "frame.time_relative", "-c", "1", file}).out;
    const auto theirs =
        run({"tshark", "-n", "-r", file, "-Y", "mqtt", "-T", "fields", "-e", "frame.time_relative"}).out;
    EXPECT_EQ(lines(ours).front(), lines(theirs).front());
}

TEST(Times, thatTheCaptureDoesNotTellAreNot1970) {
    Capture capture(base::Timestamp{0});
    capture.step(0);
    capture.client("c").handshake().toServer(packet::connect({.clientId = "c"}));
    const Written file(capture);
    for (const auto* letters : {"a", "ad", "r", "d", "e", "u", "ud"})
        EXPECT_THAT(cli({"packets", "-t", letters, file.path()}).out, StartsWith("     1  —  ")) << letters;
    EXPECT_THAT(cli({"packets", "-T", "ndjson", file.path()}).out, HasSubstr("\"time\":null"));
    EXPECT_THAT(cli({"info", file.path()}).out, AllOf(Not(HasSubstr("1970-01")), Not(HasSubstr("Time span"))));
    EXPECT_THAT(cli({"connections", file.path()}).out, Not(HasSubstr("1970-01")));
}

TEST(ClippedFrames, areAWarningAndNoFaultOfTheSender) {
    Capture capture;
    auto& client = capture.client("c").handshake().toServer(packet::connect({.clientId = "c"}));
    capture.snapLength(80);
    client.toServer(packet::publish({.topic = "a/b", .payload = std::string(200, 'x')}));
    const Written file(capture);
    const auto result = cli({"packets", "-T", "ndjson", file.path()});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.err, HasSubstr("clipped 1 of 5 frames"));
    EXPECT_THAT(result.out, Not(HasSubstr("\"severity\":\"error\"")));
}

TEST(Alias, hasNoTopicLengthOfItsOwn) {
    Capture capture;
    auto& client = capture.client("c").handshake();
    client.toServer(packet::connect({.clientId = "c", .version = mqtt::Version::V5}));
    client.toServer(packet::publish({.topic = "a/b", .properties = packet::Properties().u16(0x23, 1)}));
    client.toServer(packet::publish({.topic = "", .properties = packet::Properties().u16(0x23, 1)}));
    const Written file(capture);
    const auto out = cli({"packets", "-T", "fields", "-e", "mqtt.topic_len", "-e", "mqtt.topic", file.path()}).out;
    EXPECT_EQ(lines(out)[1], "3\ta/b");
    EXPECT_EQ(lines(out)[2], "0\ta/b");
}

TEST(Hints, sayWhatIsInsideACaptureWithoutMqtt) {
    Capture capture;
    capture.client("c", {.serverPort = 8080}).handshake().close();
    const Written file(capture);
    const auto result = cli({"packets", file.path()});
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.err, AllOf(HasSubstr("no MQTT packet"), HasSubstr("8080"), HasSubstr("-d PORT")));
}

TEST(Hints, nameWhatWasWrongInFewWords) {
    EXPECT_THAT(cli({"paquets", "x.pcap"}).err, HasSubstr("there is no command 'paquets'"));
    EXPECT_THAT(cli({"packets"}).err, AllOf(HasSubstr("FILE"), Not(HasSubstr("-r is required"))));
    const auto zero = cli({"packets", "-c", "0", "x.pcap"});
    EXPECT_EQ(zero.status, 2);
    EXPECT_LT(zero.err.size(), 120U) << zero.err;
}

/// One PUBLISH of 24 MiB: long enough for a copy of it to be seen in the memory that was used.
TEST(LongPayloads, areNotHeldInMemory) {
    constexpr std::size_t kSize = std::size_t{24} << 20;
    std::string payload(kSize, 'x');
    for (std::size_t i = 0; i + 3 < kSize; i += 1'001) payload.replace(i, 3, "€"); // characters that pieces cut
    Capture capture;
    auto& client = capture.client("c", {.segmentation = Segmentation::every(1'460)}).handshake();
    client.toServer(packet::connect({.clientId = "c"})).toServer(packet::publish({.topic = "a", .payload = payload}));
    const Written file(capture);
    const auto text = cli({"packets", file.path()});
    EXPECT_LT(text.out.size(), 1'000U);
    rapidjson::Document json;
    const auto object = lines(cli({"packets", "-T", "ndjson", file.path()}).out);
    ASSERT_EQ(object.size(), 2U);
    ASSERT_FALSE(json.Parse(object[1].c_str()).HasParseError());
    EXPECT_TRUE(json["mqtt"]["payload"]["data"].GetString() == payload);
    EXPECT_STREQ(json["mqtt"]["payload"]["encoding"].GetString(), "utf-8");
    const auto hex = lines(cli({"packets", "-T", "fields", "-e", "mqtt.msg", file.path()}).out);
    ASSERT_EQ(hex.size(), 2U);
    EXPECT_EQ(hex[1].size(), 2 * kSize);
    EXPECT_THAT(hex[1].substr(0, 8), "e282ac78");
}

} // namespace
} // namespace mqttscope::test
