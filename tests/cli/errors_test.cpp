// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

TEST(Usage, wrongWordsEndWithTwoAndSayWhy) {
    for (const auto& words : std::vector<std::vector<std::string>>{
             {},
             {"nonsense"},
             {"packets"},
             {"packets", "--nonsense", "x.pcap"},
             {"packets", "-T", "yaml", "x.pcap"},
             {"packets", "-T", "fields", "x.pcap"},
             {"packets", "-e", "mqtt.topic", "x.pcap"},
             {"packets", "-t", "zz", "x.pcap"},
             {"packets", "-c", "0", "x.pcap"},
             {"packets", "-d", "99999", "x.pcap"},
             {"packets", "-T", "fields", "-e", "mqtt.topic", "-E", "separator=;", "x.pcap"},
             {"info", "-T", "csv", "x.pcap"},
         }) {
        const auto result = cli(words);
        EXPECT_EQ(result.status, 2) << testing::PrintToString(words) << result.err;
        EXPECT_THAT(result.err, Not(IsEmpty()));
        EXPECT_THAT(result.out, IsEmpty());
    }
}

TEST(Usage, helpAndVersionAreNoErrors) {
    for (const auto* word : {"--help", "--version"}) {
        const auto result = cli({word});
        EXPECT_EQ(result.status, 0);
        EXPECT_THAT(result.out, HasSubstr("mqttscope-cli"));
        EXPECT_THAT(result.err, IsEmpty());
    }
    EXPECT_THAT(cli({"packets", "--help"}).out, HasSubstr("-e"));
}

TEST(Usage, whatIsNotThereYetIsRefusedWithAHint) {
    const auto result = cli({"packets", "-V", "x.pcap"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("details of a packet"));
}

TEST(Interfaces, areListedWithWhatCanBeDoneOnThem) {
    const auto text = cli({"interfaces"});
    EXPECT_EQ(text.status, 0);
    EXPECT_THAT(text.out, testing::StartsWith("Name"));
    const auto json = cli({"interfaces", "-T", "ndjson"}).out;
    if (json.empty()) GTEST_SKIP() << "libpcap sees no network interfaces here";
    EXPECT_THAT(json, testing::StartsWith(R"({"name":")"));
    EXPECT_THAT(json, HasSubstr(R"("state":")"));
}

TEST(Usage, aMisspeltFieldIsGuessed) {
    const auto result = cli({"packets", "-T", "fields", "-e", "mqtt.topci", sample("qos-levels.pcapng")});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("mqtt.topic"));
}

TEST(Files, whatCannotBeReadIsNamedWithTheReason) {
    const auto folder = scratch("folder");
    const auto empty = scratch("empty");
    fs::create_directory(folder);
    std::ofstream(empty).close();
    for (const auto& [path, reason] :
         std::vector<std::pair<std::string, std::string>>{{"/nonexistent.pcap", "No such file"},
                                                          {folder, "directory"},
                                                          {empty, "empty"},
                                                          {sample("README.md"), "not a capture"}}) {
        const auto result = cli({"packets", path});
        EXPECT_EQ(result.status, 1) << path;
        EXPECT_THAT(result.err, HasSubstr(path));
        EXPECT_THAT(result.err, HasSubstr(reason));
    }
    fs::remove(folder);
    fs::remove(empty);
}

TEST(Files, aCaptureCutShortIsReadUpToTheCut) {
    const auto whole = sample("qos-levels.pcapng");
    const auto cut = scratch("cut.pcapng");
    fs::copy_file(whole, cut, fs::copy_options::overwrite_existing);
    fs::resize_file(cut, fs::file_size(whole) / 2);
    const auto result = cli({"packets", cut});
    EXPECT_EQ(result.status, 0) << result.err;
    EXPECT_THAT(result.err, HasSubstr("warning"));
    EXPECT_THAT(result.err, HasSubstr("byte"));
    EXPECT_THAT(result.out, HasSubstr("CONNECT"));
    fs::remove(cut);
}

TEST(Files, noPermissionIsSaid) {
    const auto path = scratch("secret.pcap");
    fs::copy_file(sample("qos-levels.pcapng"), path, fs::copy_options::overwrite_existing);
    ::chmod(path.c_str(), 0);
    if (::getuid() == 0) {
        fs::remove(path);
        GTEST_SKIP() << "root may read every file";
    }
    const auto result = cli({"packets", path});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("ermission denied"));
    fs::remove(path);
}

TEST(Files, anEmptyStandardInputIsAnError) {
    const auto result = cli({"packets", "-"});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("empty"));
}

} // namespace
} // namespace mqttscope::test
