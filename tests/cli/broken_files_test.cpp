// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are cut while they are shown, and files of which one among several is bad.
#include "tests/cli/cli.h"
#include "tests/support/capture_builder.h"
#include "tests/support/packet_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/document.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ScratchFile {
public:
    explicit ScratchFile(const std::string& name)
        : m_path(scratch(name)) {}

    ~ScratchFile() { fs::remove(m_path); }

    ScratchFile(const ScratchFile&) = delete;
    ScratchFile& operator=(const ScratchFile&) = delete;

    [[nodiscard]] const std::string& path() const { return m_path; }

private:
    std::string m_path;
};

std::string fileText(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class CutWhilePrinted : public testing::TestWithParam<const char*> {};

TEST_P(CutWhilePrinted, WhatIsGoneIsToldAndNeverPrintedAsZeros) {
    const ScratchFile file("cut-while-printed.pcapng");
    Capture capture;
    auto& client = capture.client("c").handshake().toServer(packet::connect({.clientId = "c"}));
    const std::string payload(900, 'x');
    for (int i = 0; i < 4'000; ++i) client.toServer(packet::publish({.topic = "a/b", .payload = payload}));
    capture.write(file.path());
    RunningProcess process({MQTTSCOPE_CLI, "packets", "-T", GetParam(), file.path()});
    EXPECT_THAT(process.readUntil("PUBLISH"), HasSubstr("PUBLISH"));
    std::this_thread::sleep_for(1s); // all is read by now, and the pipe is full
    const auto left = fs::file_size(file.path()) / 2 + 1;
    fs::resize_file(file.path(), left);
    const auto result = process.finish();
    EXPECT_EQ(result.status, 0);
    EXPECT_THAT(result.err, AllOf(HasSubstr(file.path()), HasSubstr("cut short"), HasSubstr(std::to_string(left))));
    const auto all = lines(result.out);
    EXPECT_EQ(all.size(), 4'001U) << "each packet is there, as far as it is";
    EXPECT_THAT(result.out, Not(HasSubstr("RESERVED")));
    EXPECT_THAT(result.out, Not(HasSubstr("\\u0000")));
    EXPECT_THAT(result.out, Not(HasSubstr("\\x00")));
    EXPECT_THAT(result.out, Not(HasSubstr("AAAA"))) << "zeros in base64";
    EXPECT_THAT(result.out, Not(HasSubstr("rror")));
    const bool text = std::string(GetParam()) == "text";
    EXPECT_THAT(all.back(), HasSubstr(text ? "[gone: " : "\"gone\":true"));
    EXPECT_THAT(all.front(), Not(HasSubstr("gone")));
}

INSTANTIATE_TEST_SUITE_P(Forms, CutWhilePrinted, testing::Values("ndjson", "text"));

TEST(SeveralFiles, OneThatIsBadIsAWarningAndFailsInTheEnd) {
    const ScratchFile empty("empty.pcap");
    std::ofstream(empty.path()).close();
    const auto good = sample("qos-levels.pcapng");
    const auto whole = cli({"packets", good});
    for (const auto& bad : {empty.path(), sample("README.md"), std::string("/nonexistent.pcap"), std::string("/tmp")}) {
        SCOPED_TRACE(bad);
        for (const auto& files : {std::vector{good, bad}, std::vector{bad, good}}) {
            auto words = files;
            words.insert(words.begin(), "packets");
            const auto result = cli(words);
            EXPECT_EQ(result.status, 1);
            EXPECT_EQ(result.out, whole.out) << "the other one is read";
            ASSERT_EQ(lines(result.err).size(), 1U) << result.err;
            EXPECT_THAT(result.err, HasSubstr("warning: " + bad + ": The file was not read: "));
            EXPECT_EQ(result.err.find(bad), result.err.rfind(bad)) << "named once: " << result.err;
        }
    }
    const auto none = cli({"packets", empty.path(), sample("README.md")});
    EXPECT_EQ(none.status, 1);
    EXPECT_THAT(none.err, HasSubstr("empty"));
}

TEST(SeveralFiles, InfoSaysWhichWasNotRead) {
    const auto result = cli({"info", sample("README.md"), sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.out, AllOf(HasSubstr("not read"), HasSubstr("pcapng")));
}

TEST(DamagedFile, WhatWasReadIsKeptInTheOutputFile) {
    const ScratchFile damaged("damaged.pcap");
    const ScratchFile output("kept.txt");
    Capture capture;
    auto& client = capture.client("c").handshake().toServer(packet::connect({.clientId = "c"}));
    client.toServer(packet::publish({.topic = "a/b", .payload = "21"}));
    auto bytes = capture.file(FileFormat::PcapMicroseconds);
    bytes.insert(bytes.end(), 16, 0xFF); // a record with a length beyond reason
    bytes.resize(bytes.size() + 100);
    std::ofstream(damaged.path(), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    const auto shown = cli({"packets", damaged.path()});
    EXPECT_EQ(shown.status, 1) << shown.err;
    EXPECT_THAT(shown.out, HasSubstr("PUBLISH"));
    const auto kept = cli({"packets", damaged.path(), "-o", output.path()});
    EXPECT_EQ(kept.status, 1);
    EXPECT_EQ(fileText(output.path()), shown.out);
    EXPECT_EQ(cli({"packets", "-T", "json", "--force", damaged.path(), "-o", output.path()}).status, 1);
    rapidjson::Document json;
    EXPECT_FALSE(json.Parse(fileText(output.path()).c_str()).HasParseError()) << "whole, as far as it goes";
    fs::remove(output.path());
    EXPECT_EQ(cli({"packets", sample("README.md"), "-o", output.path()}).status, 1);
    EXPECT_FALSE(fs::exists(output.path())) << "of what is no capture there is nothing to keep";
}

} // namespace
} // namespace mqttscope::test
