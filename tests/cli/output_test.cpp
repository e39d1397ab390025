// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli.h"
#include "tests/support/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <set>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string fileText(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

TEST(Packets, textIsOneLineAPacket) {
    const auto result = cli({"packets", sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.err, "");
    EXPECT_THAT(result.out, HasSubstr("PUBLISH"));
    EXPECT_THAT(result.out, HasSubstr("→"));
    EXPECT_THAT(result.out, Not(HasSubstr("[FIN]"))) << "events only where they are asked for";
    const auto info = cli({"info", "-T", "json", sample("qos-levels.pcapng")});
    rapidjson::Document json;
    ASSERT_FALSE(json.Parse(info.out.c_str()).HasParseError()) << info.out;
    EXPECT_EQ(lines(result.out).size(), json["packets"].GetUint64());
    EXPECT_THAT(cli({"packets", "--events", sample("qos-levels.pcapng")}).out, HasSubstr("[FIN]"));
}

TEST(Packets, ndjsonHasTheSameKeysOnEveryLine) {
    const auto result = cli({"packets", "-T", "ndjson", sample("mqtt5-properties.pcapng")});
    ASSERT_EQ(result.status, 0) << result.err;
    const std::set<std::string> always{"number",    "time",   "frame",       "first_frame", "connection",
                                       "client_id", "source", "destination", "direction",   "version",
                                       "type",      "length", "mqtt"};
    for (const auto& line : lines(result.out)) {
        rapidjson::Document json;
        ASSERT_FALSE(json.Parse(line.c_str()).HasParseError()) << line;
        std::set<std::string> keys;
        for (const auto& member : json.GetObject()) keys.insert(member.name.GetString());
        keys.erase("findings");
        keys.erase("exchange");
        EXPECT_EQ(keys, always) << line;
    }
}

TEST(Packets, ndjsonTellsWhatBelongsTogether) {
    const auto path = scratch("exchanges.pcapng");
    Capture capture;
    Conversation client(capture, "c1");
    client.connect().publish("a", "1").publish("b", "2", 2);
    client.connection().toServer(packet::publish({.topic = "c", .payload = "3", .qos = 1, .packetIdentifier = 9}));
    client.disconnect();
    for (int i = 0; i < 500; ++i) Conversation(capture, "c" + std::to_string(i)).connect().publish("d", "4", 1);
    capture.write(path);
    const auto read = cli({"packets", "-T", "ndjson", path}).out;
    EXPECT_THAT(lines(read)[3],
                HasSubstr(R"("exchange":{"packets":[4,5,6,7],"state":"complete","latency_ns":3000000})"));
    EXPECT_EQ(lines(read)[4].substr(lines(read)[4].find("\"exchange\"")),
              lines(read)[3].substr(lines(read)[3].find("\"exchange\"")))
        << "the same for each of its packets";
    EXPECT_THAT(lines(read)[2], Not(HasSubstr("exchange")));
    EXPECT_THAT(lines(read)[7], HasSubstr(R"("exchange":{"packets":[8],"state":"unanswered"})"));
    // A filter that asks for exchanges waits until all is read: what is told must be the same without.
    EXPECT_EQ(read, cli({"packets", "-T", "ndjson", "-Y", "mqtt or exchange", path}).out);
    EXPECT_EQ(lines(cli({"packets", "-T", "fields", "-e", "mqtt.exchange.state", "-e", "mqtt.exchange.packet", "-e",
                         "mqtt.latency", path})
                        .out)[3],
              "1\t4,5,6,7\t0.003000000");
    fs::remove(path);
}

TEST(Packets, jsonIsOneArray) {
    const auto result = cli({"packets", "-T", "json", "-c", "3", sample("qos-levels.pcapng")});
    rapidjson::Document json;
    ASSERT_FALSE(json.Parse(result.out.c_str()).HasParseError()) << result.out;
    ASSERT_TRUE(json.IsArray());
    EXPECT_EQ(json.Size(), 3U);
}

TEST(Packets, jsonOfACaptureWithoutMqttIsAnEmptyArray) {
    const auto path = scratch("empty.pcap");
    Capture capture;
    capture.client("c", {.serverPort = 80}).handshake().close();
    capture.write(path);
    const auto result = cli({"packets", "-T", "json", path});
    rapidjson::Document json;
    ASSERT_FALSE(json.Parse(result.out.c_str()).HasParseError()) << result.out;
    EXPECT_EQ(json.Size(), 0U);
    EXPECT_THAT(cli({"info", path}).out, HasSubstr("80 (1)")) << "says what is inside instead";
    fs::remove(path);
}

TEST(Packets, csvIsOneRowAPacketUnderAHeader) {
    const auto result = cli({"packets", "-T", "csv", sample("mqtt31.pcap")});
    EXPECT_THAT(result.out, StartsWith("number,time,frame,"));
    EXPECT_THAT(result.out, HasSubstr("\r\n"));
    EXPECT_EQ(lines(result.out).size(), lines(cli({"packets", sample("mqtt31.pcap")}).out).size() + 1);
}

TEST(Packets, fieldsAreTabSeparatedInTheOrderOfTheKeys) {
    const auto result = cli({"packets", "-T", "fields", "-e", "mqtt.number", "-e", "mqtt.msgtype", "-e", "mqtt.topic",
                             "-E", "header=y", "-c", "2", sample("qos-levels.pcapng")});
    const auto all = lines(result.out);
    ASSERT_EQ(all.size(), 3U) << result.out << result.err;
    EXPECT_EQ(all[0], "mqtt.number\tmqtt.msgtype\tmqtt.topic");
    EXPECT_EQ(all[1], "1\t1\t");
    EXPECT_EQ(all[2], "2\t2\t");
}

TEST(Packets, fieldValuesAreEscaped) {
    const auto path = scratch("escape.pcap");
    Capture capture;
    auto publish = fromHex("30 0c 0007 61 09 62 0a 63 2c 5c");
    publish.resize(14, 'x');
    capture.client("c").handshake().toServer(fromHex("10 0d 0004 4d515454 04 02 003c 0001 63")).toServer(publish);
    capture.write(path);
    const auto result = cli({"packets", "-T", "fields", "-e", "mqtt.topic", path});
    EXPECT_EQ(result.out, "\na\\tb\\nc\\,\\\\\n") << result.err;
    fs::remove(path);
}

TEST(Packets, timesAreWrittenAsAskedFor) {
    const auto relative = cli({"packets", "-t", "r", "-c", "1", sample("qos-levels.pcapng")});
    EXPECT_THAT(relative.out, HasSubstr(" 0.000071 ")) << "since the first frame, which is the SYN";
    const auto utc = cli({"packets", "-t", "ud", "-c", "1", sample("qos-levels.pcapng")});
    EXPECT_THAT(utc.out, HasSubstr("  2026-"));
}

TEST(Packets, secretsAreMaskedUnlessAskedFor) {
    for (const auto* form : {"text", "ndjson", "json", "csv"}) {
        EXPECT_THAT(cli({"packets", "-T", form, sample("refused-login.pcapng")}).out,
                    Not(HasSubstr("example-password")))
            << form;
    }
    const auto masked = cli({"packets", "-T", "fields", "-e", "mqtt.passwd", sample("refused-login.pcapng")});
    EXPECT_THAT(masked.out, HasSubstr("••••••"));
    const auto shown =
        cli({"packets", "-T", "fields", "-e", "mqtt.passwd", "--secrets", sample("refused-login.pcapng")});
    EXPECT_THAT(shown.out, Not(HasSubstr("••••••")));
}

TEST(Packets, standardInputIsReadAsItArrives) {
    Capture capture;
    capture.client("c").handshake().toServer(fromHex("10 0d 0004 4d515454 04 02 003c 0001 63"));
    const auto first = capture.file();
    capture.client("c").toServer(fromHex("c0 00"));
    const auto all = capture.file();
    RunningProcess process({MQTTSCOPE_CLI, "packets", "-"});
    process.write({first.begin(), first.end()});
    EXPECT_THAT(process.readUntil("CONNECT"), HasSubstr("CONNECT")) << "the first packet, while the pipe is open";
    process.write({all.begin() + static_cast<std::ptrdiff_t>(first.size()), all.end()});
    EXPECT_THAT(process.readUntil("PINGREQ"), HasSubstr("PINGREQ"));
    const auto result = process.finish();
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(lines(result.out).size(), 2U);
}

TEST(Packets, aFollowedFileIsReadUntilInterrupted) {
    const auto path = scratch("follow.pcapng");
    fs::copy_file(sample("qos-levels.pcapng"), path, fs::copy_options::overwrite_existing);
    for (const int number : {SIGINT, SIGTERM}) {
        RunningProcess process({MQTTSCOPE_CLI, "packets", "--follow", path});
        process.readUntil("DISCONNECT");
        process.signal(number);
        const auto result = process.finish();
        EXPECT_EQ(result.status, 0) << result.err;
        EXPECT_EQ(result.out, cli({"packets", path}).out);
    }
    fs::remove(path);
}

TEST(Packets, aReaderThatGoesAwayIsNoError) {
    const auto result =
        run({"bash", "-c", "'" MQTTSCOPE_CLI "' packets -T ndjson \"$0\" | head -n 1 >/dev/null; exit ${PIPESTATUS[0]}",
             sample("will-and-retained.pcapng")});
    EXPECT_EQ(result.status, 0);
    EXPECT_EQ(result.err, "");
}

TEST(Output, aFileIsWholeOrNotThere) {
    const auto path = scratch("out.ndjson");
    const auto result = cli({"packets", "-T", "ndjson", "-o", path, sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(fileText(path), cli({"packets", "-T", "ndjson", sample("qos-levels.pcapng")}).out);
    fs::remove(path);

    const auto failed = cli({"packets", "-o", path, sample("README.md")});
    EXPECT_EQ(failed.status, 1);
    EXPECT_FALSE(fs::exists(path)) << "no partial result";
}

TEST(Output, whatIsReplacedStaysAsPrivateAsItWasAndWhereItWas) {
    const auto target = scratch("private.txt");
    const auto link = scratch("link.txt");
    std::ofstream(target) << "before";
    fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write);
    fs::remove(link);
    fs::create_symlink(target, link);
    ASSERT_EQ(cli({"packets", "--force", "-o", link, sample("qos-levels.pcapng")}).status, 0);
    EXPECT_TRUE(fs::is_symlink(link));
    EXPECT_THAT(fileText(target), HasSubstr("CONNECT"));
    EXPECT_EQ(fs::status(target).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    fs::remove(link);
    fs::remove(target);
}

TEST(Output, nothingIsOverwrittenUnasked) {
    const auto path = scratch("precious.txt");
    std::ofstream(path) << "precious";
    const auto refused = cli({"packets", "-o", path, sample("qos-levels.pcapng")});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, HasSubstr("--force"));
    EXPECT_EQ(fileText(path), "precious");
    EXPECT_EQ(cli({"packets", "--force", "-o", path, sample("qos-levels.pcapng")}).status, 0);
    EXPECT_THAT(fileText(path), HasSubstr("CONNECT"));
    fs::remove(path);
}

TEST(Output, theCaptureItselfIsNeverOverwritten) {
    const auto path = scratch("input.pcapng");
    fs::copy_file(sample("qos-levels.pcapng"), path, fs::copy_options::overwrite_existing);
    const auto size = fs::file_size(path);
    EXPECT_EQ(cli({"packets", "--force", "-o", path, path}).status, 1);
    EXPECT_EQ(fs::file_size(path), size);
    fs::remove(path);
}

TEST(Output, aFullDiskIsSaidAndLeavesNothing) {
    const auto result = cli({"packets", "-o", "/dev/full", sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("No space left on device"));
}

TEST(Connections, areListedInEveryForm) {
    const auto text = cli({"connections", sample("session-takeover.pcapng")});
    EXPECT_EQ(text.status, 0) << text.err;
    const auto ndjson = lines(cli({"connections", "-T", "ndjson", sample("session-takeover.pcapng")}).out);
    EXPECT_EQ(lines(text.out).size(), ndjson.size() + 1);
    rapidjson::Document json;
    ASSERT_FALSE(json.Parse(ndjson.front().c_str()).HasParseError());
    EXPECT_TRUE(json["client_id"].IsString());
    EXPECT_TRUE(json["packets_to_server"].IsUint64());
    EXPECT_THAT(cli({"connections", "-T", "csv", sample("session-takeover.pcapng")}).out,
                StartsWith("connection,client_id,"));
}

TEST(Info, saysWhatIsInACapture) {
    const auto result = cli({"info", sample("mqtt31.pcap")});
    EXPECT_EQ(result.status, 0) << result.err;
    for (const auto* word : {"Format", "pcap", "Link type", "Time span", "Frames", "TCP segments", "Connections",
                             "MQTT 3.1 ", "MQTT 3.1.1", "CONNECT", "Gaps"}) {
        EXPECT_THAT(result.out, HasSubstr(word));
    }
}

TEST(Fields, listEveryKeyWithWhatItMeans) {
    const auto result = cli({"fields"});
    EXPECT_EQ(result.status, 0) << result.err;
    for (const auto* key :
         {"mqtt.prop.receive_maximum", "mqtt.publish.topic", "mqtt.client", "tcp.stream", "frame.number"}) {
        EXPECT_THAT(result.out, HasSubstr(key));
    }
    rapidjson::Document json;
    ASSERT_FALSE(json.Parse(cli({"fields", "-T", "json"}).out.c_str()).HasParseError());
    EXPECT_GT(json.Size(), 150U);
}

} // namespace
} // namespace mqttscope::test
