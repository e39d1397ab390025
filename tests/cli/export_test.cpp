// SPDX-License-Identifier: GPL-3.0-or-later
// `mqttscope-cli export`: each format is read by somebody else's reader, and what was captured comes back.
#include "tests/cli/cli.h"
#include "tests/support/conversation.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::string contentOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool isInstalled(const std::string& program) {
    return !linesOf("command -v " + program).empty();
}

const std::vector<std::string>& samples() {
    static const std::vector<std::string> kAll{
        "mqtt31.pcap",         "mqtt5-properties.pcapng", "qos-levels.pcapng",        "refused-login.pcapng",
        "split-packet.pcapng", "topic-aliases.pcapng",    "will-and-retained.pcapng", "session-takeover.pcapng"};
    return kAll;
}

/// What formats choke on, as topics and as payloads.
const std::vector<std::string>& hostileTexts() {
    static const std::vector<std::string> kAll{"=HYPERLINK(\"http://x\",\"y\")",
                                               "+1+1",
                                               "-2+3+cmd|' /C calc'!A0",
                                               "@SUM(A1)",
                                               "-4.5",
                                               "a,b;c\"d\"e",
                                               "line\r\nfeed",
                                               "tab\there",
                                               "$(touch /tmp/x)`x`",
                                               "'quote' \\ ; & |",
                                               "<script>alert(1)</script>",
                                               "\xff\xfe\x80",
                                               "Grüße 🌡",
                                               "(empty)",
                                               "-",
                                               "\x1b[31mred",
                                               "%d %s \\x41",
                                               " leading",
                                               "\xEF\xBC\x9D\x31",
                                               "end\n\n"};
    return kAll;
}

class ExportTest : public testing::Test {
protected:
    void SetUp() override {
        auto name = fs::temp_directory_path().string() + "/mqttscope-export-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_folder = name;
    }

    void TearDown() override {
        std::error_code ignored;
        fs::remove_all(m_folder, ignored);
    }

    [[nodiscard]] std::string path(const std::string& name) const { return (m_folder / name).string(); }

    /// Exports to a new file or folder and gives its path.
    std::string write(const std::string& capture, const std::string& format, std::vector<std::string> more = {}) {
        auto out = path("out-" + std::to_string(++m_written));
        more.insert(more.begin(), {"export", capture, "--as", format, "-o", out});
        const auto result = cli(more);
        EXPECT_EQ(result.status, 0) << result.err;
        m_told = result.err;
        return out;
    }

    /// Messages with hostile topics and payloads, sent by a client and delivered by the server.
    std::string hostileCapture() {
        Capture capture;
        Conversation client(capture, "=client", mqtt::Version::V5);
        client.connect();
        for (const auto& text : hostileTexts()) client.publish(text, text, 1);
        client.disconnect();
        capture.write(path("hostile.pcap"));
        return path("hostile.pcap");
    }

    /// A login with checksums that are right.
    std::string loginCapture() {
        Capture capture;
        auto& connection = capture.client("c").handshake();
        connection.toServer(packet::connect({.clientId = "c", .userName = "the-user", .password = "the-secret"}));
        connection.toClient(packet::connack(0, false, {}));
        connection.close();
        capture.write(path("login.pcap"));
        return path("login.pcap");
    }

    fs::path m_folder;
    std::string m_told;
    int m_written = 0;
};

TEST_F(ExportTest, ndjsonAndJsonAreWhatPacketsPrints) {
    for (const auto& name : samples()) {
        EXPECT_EQ(contentOf(write(sample(name), "ndjson")), cli({"packets", "-T", "ndjson", sample(name)}).out);
        rapidjson::Document json;
        ASSERT_FALSE(json.Parse(contentOf(write(sample(name), "json")).c_str()).HasParseError());
        EXPECT_EQ(json.Size(), lines(cli({"packets", sample(name)}).out).size());
    }
}

TEST_F(ExportTest, csvGivesTopicsAndPayloadsBackAndNoCellIsAFormula) {
    if (!isInstalled("python3")) GTEST_SKIP() << "python3 is not installed";
    const auto csv = write(hostileCapture(), "csv");
    const auto read = run({"python3", "-c", R"(
import base64, csv, sys
for row in csv.DictReader(open(sys.argv[1], newline='', encoding='utf-8')):
    for cell in row.values():
        signed = cell[1:].replace('.', '', 1).isdigit()
        assert not cell.lstrip(' ').startswith(('=', '+', '-', '@', '\t', '\r', '\n', '\uff1d')) or signed, cell
    if row['type'] != 'PUBLISH': continue
    topic = base64.b64decode(row['topic_base64']) if row['topic_base64'] else row['topic'].encode()
    payload = row['payload'].encode() if row['payload_encoding'] == 'utf-8' else base64.b64decode(row['payload'])
    print(topic.hex(), payload.hex())
)",
                           csv});
    ASSERT_EQ(read.status, 0) << read.err;
    const auto back = lines(read.out);
    ASSERT_EQ(back.size(), hostileTexts().size());
    for (std::size_t i = 0; i < back.size(); ++i) {
        std::string hex;
        for (const char c : hostileTexts()[i]) {
            constexpr auto* kDigits = "0123456789abcdef";
            hex += {kDigits[static_cast<std::uint8_t>(c) >> 4], kDigits[static_cast<std::uint8_t>(c) & 15]};
        }
        EXPECT_EQ(back[i], hex + ' ' + hex) << hostileTexts()[i];
    }
}

TEST_F(ExportTest, csvHasTheColumnsThatAreAskedFor) {
    const auto csv = contentOf(
        write(sample("qos-levels.pcapng"), "csv", {"-e", "mqtt.number", "-e", "mqtt.topic", "-Y", "mqtt.qos == 2"}));
    const auto all = lines(csv);
    ASSERT_GT(all.size(), 1U);
    EXPECT_EQ(all[0], "mqtt.number,mqtt.topic\r");
    EXPECT_THAT(all[1], MatchesRegex("[0-9]+,[a-z0-9/-]+\r"));
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "ndjson", "-e", "mqtt.topic"}).status, 2);
}

TEST_F(ExportTest, textHasEveryFieldAndSaysWhatIsMasked) {
    const auto text = contentOf(write(sample("refused-login.pcapng"), "text"));
    EXPECT_THAT(text, HasSubstr("Keep Alive: 60"));
    EXPECT_THAT(text, HasSubstr("Password: ••••••"));
    EXPECT_THAT(text, HasSubstr("Masked (••••••): what is secret in"));
    EXPECT_THAT(text, Not(HasSubstr("example-password")));
    EXPECT_THAT(contentOf(write(sample("refused-login.pcapng"), "text", {"--secrets"})), HasSubstr("example-password"));
}

TEST_F(ExportTest, noFormatTellsASecretUnlessAskedTo) {
    const auto capture = loginCapture();
    for (const auto* format : {"ndjson", "json", "csv", "text", "html", "mermaid", "eve", "pcapng", "replay"}) {
        const auto content = contentOf(write(capture, format, {"--mask-user-names"}));
        EXPECT_THAT(content, Not(HasSubstr("the-secret"))) << format;
        EXPECT_THAT(content, Not(HasSubstr("the-user"))) << format;
    }
    for (const auto* format : {"ndjson", "json", "text", "eve", "pcapng"}) {
        const auto content = contentOf(write(capture, format, {"--secrets"}));
        EXPECT_THAT(content, HasSubstr("the-secret")) << format;
        EXPECT_THAT(content, HasSubstr("the-user")) << format;
    }
    EXPECT_THAT(contentOf(write(capture, "ndjson")), HasSubstr(R"("masked":["password"])"));
}

TEST_F(ExportTest, htmlIsOnePageWithoutScriptOrForeignMarkup) {
    const auto html = contentOf(write(hostileCapture(), "html"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
    EXPECT_THAT(html, Not(HasSubstr("\x1b")));
    for (const auto* part : {"id=\"connections\"", "id=\"findings\"", "id=\"ladder\"", "id=\"packets\"", "<svg"}) {
        EXPECT_THAT(html, HasSubstr(part));
    }
}

TEST_F(ExportTest, htmlTellsHowEachConnectionEndedThoughNoEventWasChosen) {
    const auto html = contentOf(write(sample("refused-login.pcapng"), "html"));
    EXPECT_THAT(html, HasSubstr("the client sends no more"));
    EXPECT_THAT(html, HasSubstr("DISCONNECT from the client"));
    EXPECT_THAT(contentOf(write(sample("mqtt5-properties.pcapng"), "html")), HasSubstr("only information."));
}

TEST_F(ExportTest, aBrowserShowsThePage) {
    if (!isInstalled("chromium")) GTEST_SKIP() << "chromium is not installed";
    const auto capture = hostileCapture();
    const auto html = write(capture, "html");
    fs::rename(html, html + ".html");
    const auto shown = run({"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                            "--user-data-dir=" + path("browser"), "--dump-dom", "file://" + html + ".html"});
    ASSERT_EQ(shown.status, 0) << shown.err;
    std::size_t rows = 0;
    for (auto at = shown.out.find("<tr"); at != std::string::npos; at = shown.out.find("<tr", at + 1)) ++rows;
    // A heading each of three tables with rows, one connection, the findings, and the packets.
    EXPECT_GT(rows, lines(cli({"packets", capture}).out).size());
    EXPECT_THAT(shown.out, HasSubstr("</svg>"));
    EXPECT_THAT(shown.out, HasSubstr("Grüße 🌡"));
}

TEST_F(ExportTest, mermaidHoldsNothingButItsOwnLanguage) {
    const auto diagram = lines(contentOf(write(hostileCapture(), "mermaid")));
    ASSERT_FALSE(diagram.empty());
    EXPECT_EQ(diagram[0], "sequenceDiagram");
    for (std::size_t i = 1; i < diagram.size(); ++i) {
        EXPECT_THAT(diagram[i], MatchesRegex("    (participant [cs][0-9]+ as |[cs][0-9]+->>[cs][0-9]+: |Note over "
                                             "c[0-9]+,s[0-9]+: ).*"));
        EXPECT_THAT(diagram[i].substr(diagram[i].find(": ") + 1), Not(HasSubstr("%%")));
    }
}

/// The members that Suricata's published schema allows for each packet; it allows no others.
const std::map<std::string, std::set<std::string>>& eveMembers() {
    static const std::map<std::string, std::set<std::string>> kMembers{
        {"connect",
         {"client_id", "password", "protocol_string", "protocol_version", "username", "flags", "properties", "will"}},
        {"connack", {"return_code", "session_present", "properties"}},
        {"publish", {"message", "message_id", "skipped_length", "topic", "truncated", "properties"}},
        {"puback", {"message_id", "reason_code"}},
        {"pubrec", {"message_id", "reason_code"}},
        {"pubrel", {"message_id", "reason_code"}},
        {"pubcomp", {"message_id", "reason_code"}},
        {"subscribe", {"message_id", "topics"}},
        {"suback", {"message_id", "qos_granted"}},
        {"unsubscribe", {"message_id", "topics"}},
        {"unsuback", {"message_id", "reason_codes"}},
        {"pingreq", {}},
        {"pingresp", {}},
        {"disconnect", {"reason_code", "properties"}},
    };
    return kMembers;
}

void expectSchema(const rapidjson::Value& record) {
    std::set<std::string> envelope;
    for (const auto& member : record.GetObject()) EXPECT_TRUE(envelope.insert(member.name.GetString()).second);
    envelope.erase("mqttscope");
    EXPECT_THAT(envelope, ElementsAre("dest_ip", "dest_port", "event_type", "flow_id", "mqtt", "pcap_cnt", "proto",
                                      "src_ip", "src_port", "timestamp"));
    EXPECT_TRUE(record["flow_id"].IsInt64());
    EXPECT_THAT(record["timestamp"].GetString(), MatchesRegex("....-..-..T..:..:..[.]......[+]0000"));
    std::set<std::string> packets;
    for (const auto& packet : record["mqtt"].GetObject()) {
        const std::string name = packet.name.GetString();
        ASSERT_TRUE(eveMembers().contains(name)) << name;
        EXPECT_TRUE(packets.insert(name).second) << name << " stands twice";
        EXPECT_TRUE(packet.value["qos"].IsUint() && packet.value["retain"].IsBool() && packet.value["dup"].IsBool());
        std::set<std::string> seen;
        for (const auto& member : packet.value.GetObject()) {
            const std::string key = member.name.GetString();
            EXPECT_TRUE(seen.insert(key).second) << key << " stands twice";
            const bool common = key == "qos" || key == "retain" || key == "dup";
            EXPECT_TRUE(common || eveMembers().at(name).contains(key)) << name << '.' << key;
        }
    }
}

TEST_F(ExportTest, eveKeepsToSuricatasSchema) {
    auto captures = samples();
    for (auto& name : captures) name = sample(name);
    captures.push_back(hostileCapture());
    for (const auto& capture : captures) {
        for (const auto& line : lines(contentOf(write(capture, "eve", {"-Y", "mqtt.type != AUTH"})))) {
            rapidjson::Document record;
            ASSERT_FALSE(record.Parse(line.c_str()).HasParseError()) << line;
            expectSchema(record);
        }
    }
}

TEST_F(ExportTest, eveHasOneRecordForAnExchangeAndThePropertiesOf5) {
    const auto all = lines(contentOf(write(sample("mqtt5-properties.pcapng"), "eve")));
    EXPECT_THAT(all, testing::Contains(testing::AllOf(HasSubstr(R"("publish":{"qos":2)"), HasSubstr(R"("pubrec":)"),
                                                      HasSubstr(R"("pubrel":)"), HasSubstr(R"("pubcomp":)"))));
    EXPECT_THAT(all, testing::Contains(HasSubstr(R"("line":["2","two"])"))) << "two user properties of one name";
    EXPECT_THAT(all, testing::Contains(HasSubstr(R"("session_expiry_interval":3600)")));
}

TEST_F(ExportTest, zeekLogsHaveItsHeadersAndColumns) {
    const auto folder = write(sample("mqtt5-properties.pcapng"), "zeek");
    const auto connect = lines(contentOf(folder + "/mqtt_connect.log"));
    ASSERT_GT(connect.size(), 8U);
    EXPECT_EQ(connect[0], "#separator \\x09");
    EXPECT_EQ(connect[4], "#path\tmqtt_connect");
    EXPECT_EQ(connect[6], "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto_name\tproto_version\t"
                          "client_id\tconnect_status\twill_topic\twill_payload");
    EXPECT_EQ(connect[7],
              "#types\ttime\tstring\taddr\tport\taddr\tport\tstring\tstring\tstring\tstring\tstring\tstring");
    EXPECT_THAT(connect.back(), StartsWith("#close\t"));
    EXPECT_THAT(connect[8],
                MatchesRegex("[0-9]+[.][0-9]{6}\tC[0-9A-Za-z]{17}\t127.0.0.1\t[0-9]+\t127.0.0.1\t1883\tMQTT\t"
                             "5.0\tdashboard\tConnection Accepted\t-\t-"));
    const auto publish = contentOf(folder + "/mqtt_publish.log");
    EXPECT_THAT(publish, HasSubstr("\tT\tF\texactly once\tok\tplant/valve/state\tclosed\t6\n"));
    EXPECT_THAT(contentOf(folder + "/mqtt_subscribe.log"), HasSubstr("\tMQTT::SUBSCRIBE\tplant/+/state\t1\t1\tT\n"));
}

TEST_F(ExportTest, zeekEscapesWhatWouldBreakALine) {
    const auto log = contentOf(write(hostileCapture(), "zeek") + "/mqtt_publish.log");
    for (const auto& line : lines(log)) {
        if (line.starts_with("#")) continue;
        EXPECT_EQ(std::ranges::count(line, '\t'), 12) << line;
    }
    EXPECT_THAT(log, HasSubstr("\t\\x28empty)\t"));
    EXPECT_THAT(log, HasSubstr("\t\\x2d\t"));
    EXPECT_THAT(log, HasSubstr("\t\\xff\\xfe\\x80\t"));
    EXPECT_THAT(log, HasSubstr("tab\\x09here"));
}

TEST_F(ExportTest, zeekJsonIsJson) {
    const auto folder = write(hostileCapture(), "zeek-json");
    std::size_t count = 0;
    for (const auto& line : lines(contentOf(folder + "/mqtt_publish.log"))) {
        rapidjson::Document record;
        ASSERT_FALSE(record.Parse(line.c_str()).HasParseError()) << line;
        EXPECT_TRUE(record["ts"].IsDouble() && record["id.orig_p"].IsUint() && record["from_client"].IsBool());
        EXPECT_STREQ(record["status"].GetString(), "ok");
        ++count;
    }
    EXPECT_EQ(count, hostileTexts().size());
}

TEST_F(ExportTest, zeekTellsWhatBecameOfAMessageWhateverWasChosen) {
    const auto folder = write(sample("qos-levels.pcapng"), "zeek", {"-Y", "mqtt.type == PUBLISH"});
    EXPECT_THAT(contentOf(folder + "/mqtt_publish.log"), Not(HasSubstr("incomplete_qos")));
    EXPECT_THAT(contentOf(folder + "/mqtt_connect.log"), Not(HasSubstr("Connection Accepted"))) << "none was chosen";
}

TEST_F(ExportTest, pcapngDecodesToTheSamePacketsInTshark) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    const std::string fields = "-n -o tcp.reassemble_out_of_order:TRUE -Y mqtt -T fields -e mqtt.msgtype -e mqtt.topic "
                               "-e mqtt.msgid -e mqtt.msg -e mqtt.len -e mqtt.clientid";
    for (const auto& name : samples()) {
        const auto out = write(sample(name), "pcapng");
        EXPECT_EQ(tshark(out, fields), tshark(sample(name), fields)) << name;
    }
}

TEST_F(ExportTest, pcapngOfAFewPacketsDecodesToThose) {
    const auto out = write(sample("qos-levels.pcapng"), "pcapng", {"-Y", "mqtt.qos == 2"});
    const std::vector<std::string> fields{"-T", "fields",     "-e", "mqtt.type",
                                          "-e", "mqtt.topic", "-e", "mqtt.packet_identifier"};
    auto before = std::vector<std::string>{"packets", sample("qos-levels.pcapng"), "-Y", "mqtt.qos == 2"};
    auto after = std::vector<std::string>{"packets", out, "-Y", "mqtt.qos == 2"};
    before.insert(before.end(), fields.begin(), fields.end());
    after.insert(after.end(), fields.begin(), fields.end());
    // What follows a hole is known only when nothing fills it any more: the order may be another.
    EXPECT_THAT(lines(cli(after).out), testing::UnorderedElementsAreArray(lines(cli(before).out)));
    EXPECT_LT(fs::file_size(out), fs::file_size(sample("qos-levels.pcapng")));
    const auto whole = write(sample("qos-levels.pcapng"), "pcapng", {"-Y", "mqtt.qos == 2", "--whole-connections"});
    EXPECT_GT(fs::file_size(whole), fs::file_size(out));
}

TEST_F(ExportTest, pcapngOverwritesSecretsAndMendsChecksums) {
    const auto out = write(sample("refused-login.pcapng"), "pcapng");
    EXPECT_THAT(m_told, HasSubstr("what is secret was overwritten in"));
    EXPECT_THAT(
        cli({"packets", "-T", "fields", "-e", "mqtt.passwd_len", out}).out,
        testing::Eq(cli({"packets", "-T", "fields", "-e", "mqtt.passwd_len", sample("refused-login.pcapng")}).out));
    if (!hasTshark()) return;
    const auto login = loginCapture();
    const std::string check = "-n -o tcp.check_checksum:TRUE -T fields -e tcp.checksum.status";
    EXPECT_EQ(tshark(write(login, "pcapng", {"--whole-connections"}), check), tshark(login, check));
    EXPECT_THAT(tshark(login, check), Each("1")) << "right before, or the test shows nothing";
    EXPECT_THAT(linesOf("capinfos -k '" + out + "' 2>/dev/null"), testing::Contains(HasSubstr("overwritten with 'x'")));
}

TEST_F(ExportTest, pcapngKeepsComments) {
    if (!isInstalled("editcap") || !hasTshark()) GTEST_SKIP() << "editcap and tshark are not installed";
    const auto commented = path("commented.pcapng");
    ASSERT_EQ(run({"editcap", "-a", "4:what the engineer saw", sample("qos-levels.pcapng"), commented}).status, 0);
    EXPECT_THAT(tshark(write(commented, "pcapng"), "-T fields -e frame.comment -Y frame.comment"),
                ElementsAre("what the engineer saw"));
}

TEST_F(ExportTest, payloadsAreFilesWithSafeNames) {
    const auto folder = write(hostileCapture(), "payloads");
    std::multiset<std::string> contents;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const auto name = entry.path().filename().string();
        EXPECT_THAT(name, MatchesRegex("index[.]csv|[0-9]{6}-[A-Za-z0-9_-]*[.](txt|bin|json)"));
        if (name != "index.csv") contents.insert(contentOf(entry.path()));
    }
    EXPECT_EQ(contents, std::multiset<std::string>(hostileTexts().begin(), hostileTexts().end()));
}

TEST_F(ExportTest, nothingIsOverwrittenUnasked) {
    const auto out = path("kept");
    std::ofstream(out) << "mine";
    for (const auto* format : {"ndjson", "pcapng", "html", "replay", "zeek", "payloads"}) {
        const auto result = cli({"export", sample("qos-levels.pcapng"), "--as", format, "-o", out});
        EXPECT_EQ(result.status, 1) << format;
        EXPECT_EQ(contentOf(out), "mine") << format;
    }
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "ndjson", "-o", out, "--force"}).status, 0);
    fs::create_directory(path("full"));
    std::ofstream(path("full/mine")) << "mine";
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "zeek", "-o", path("full"), "--force"}).status, 1);
    const auto copy = path("copy.pcapng");
    fs::copy_file(sample("qos-levels.pcapng"), copy);
    EXPECT_EQ(cli({"export", copy, "--as", "pcapng", "-o", copy, "--force"}).status, 1) << "the capture itself";
    EXPECT_EQ(contentOf(copy), contentOf(sample("qos-levels.pcapng")));
}

TEST_F(ExportTest, nothingIsLeftWhereItCannotBeWritten) {
    const auto result = cli({"export", sample("qos-levels.pcapng"), "--as", "ndjson", "-o", "/dev/full"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("/dev/full"));
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "zeek", "-o", path("no/such/folder")}).status, 1);
    EXPECT_EQ(cli({"export", path("no.pcap"), "--as", "html", "-o", path("page.html")}).status, 1);
    EXPECT_TRUE(fs::is_empty(m_folder));
}

/// What is written takes a while.
std::string longCapture(const std::string& path) {
    Capture capture;
    Conversation client(capture, "busy");
    client.connect();
    for (int i = 0; i < 150'000; ++i) client.publish("plant/line/temperature", "21.5");
    capture.write(path);
    return path;
}

TEST_F(ExportTest, nothingIsLeftWhenItIsInterrupted) {
    const auto capture = longCapture(path("long.pcap"));
    RunningProcess process({MQTTSCOPE_CLI, "export", capture, "--as", "text", "-o", path("out.txt")});
    const auto begun = [&] {
        return std::ranges::any_of(fs::directory_iterator(m_folder), [](const auto& entry) {
            return entry.path().filename().string().starts_with("out.txt.");
        });
    };
    for (int tries = 0; tries < 3000 && !begun(); ++tries) ::usleep(5'000);
    ASSERT_TRUE(begun());
    process.signal(SIGINT);
    const auto ended = process.finish();
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, HasSubstr("cancelled"));
    fs::remove(capture);
    EXPECT_TRUE(fs::is_empty(m_folder));
}

TEST_F(ExportTest, nothingIsLeftWhenThereIsNoRoom) {
    const auto capture = hostileCapture();
    for (const auto* format : {"ndjson", "html", "pcapng", "zeek"}) {
        // A limit on the size of files stands for a full disk: write() fails half-way.
        const auto result = run({"bash", "-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "bash", MQTTSCOPE_CLI,
                                 "export", capture, "--as", format, "-o", path("out")});
        EXPECT_EQ(result.status, 1) << format << result.err;
        EXPECT_EQ(std::ranges::distance(fs::directory_iterator(m_folder)), 1) << format << ": only the capture";
    }
}

TEST_F(ExportTest, wrongUsageIsSaid) {
    EXPECT_THAT(cli({"export", sample("qos-levels.pcapng"), "--as", "yaml"}).err, HasSubstr("ndjson, json, csv"));
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "zeek"}).status, 2) << "a folder needs a name";
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "csv", "--whole-connections"}).status, 2);
    EXPECT_EQ(cli({"export", sample("qos-levels.pcapng"), "--as", "ndjson"}).out,
              cli({"packets", "-T", "ndjson", sample("qos-levels.pcapng")}).out)
        << "without -o, to standard output";
}

} // namespace
} // namespace mqttscope::test
