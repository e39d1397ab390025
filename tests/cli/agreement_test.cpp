// SPDX-License-Identifier: GPL-3.0-or-later
// Field by field beside tshark, over our samples and over captures made by others.
#include "tests/cli/cli.h"
#include "tests/support/shared_captures.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kKeys{"mqtt.msgtype", "mqtt.len",   "mqtt.qos",      "mqtt.dupflag", "mqtt.retain",
                                     "mqtt.msgid",   "mqtt.topic", "mqtt.clientid", "mqtt.ver",     "mqtt.kalive"};

/// Captures where tshark is wrong, and why.
const std::map<std::string, std::string> kTsharkIsWrong{
    {"A.pcap", "one alias table for both directions (MQTT 5.0 §3.3.2.3.4 numbers them separately)"},
    {"C.pcap", "a remaining length of five bytes is taken (MQTT 5.0 §1.5.5 allows four)"},
    {"D.pcap", "a remaining length split between segments loses the stream"},
    {"H.pcap", "protocol level 0x84 is shown with its bridge bit, and decoded as version 5.0"},
    {"I.pcap", "a topic that is no UTF-8 is printed with replacement characters"},
    {"mqtt-events-missing-connect_input.pcap",
     "told to reassemble out of order, it waits for the segment that was removed, and shows nothing behind it"},
};

using Values = std::map<std::string, std::string>; // frame number to the values of one key

bool haveTshark() {
    return run({"sh", "-c", "command -v tshark"}).status == 0;
}

/// Joins the lines of one frame: a line is a packet with us and a frame with tshark.
Values byFrame(const std::string& output, std::size_t column) {
    Values values;
    for (const auto& line : lines(output)) {
        std::vector<std::string> cells;
        std::istringstream stream(line);
        for (std::string cell; std::getline(stream, cell, '\t');) cells.push_back(cell);
        if (cells.empty()) continue;
        const auto value = column < cells.size() ? cells[column] : std::string();
        auto& joined = values[cells[0]];
        if (value.empty()) continue;
        if (!joined.empty()) joined += ',';
        joined += value;
    }
    return values;
}

void compare(const fs::path& capture) {
    std::vector<std::string> ours{"packets", "-T", "fields", "-e", "frame.number"};
    std::vector<std::string> theirs{
        "tshark", "-n", "-o", "tcp.reassemble_out_of_order:TRUE", "-Y", "mqtt", "-T", "fields", "-e", "frame.number"};
    for (const auto& key : kKeys) {
        ours.insert(ours.end(), {"-e", key});
        theirs.insert(theirs.end(), {"-e", key});
    }
    ours.push_back(capture.string());
    theirs.insert(theirs.end(), {"-r", capture.string()});
    const auto our = cli(ours);
    const auto their = run(theirs);
    ASSERT_EQ(our.status, 0) << our.err;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        EXPECT_EQ(byFrame(our.out, i + 1), byFrame(their.out, i + 1)) << capture << " " << kKeys[i];
    }
}

TEST(Agreement, samplesReadAsInTshark) {
    if (!haveTshark()) GTEST_SKIP() << "tshark is not installed";
    for (const auto& entry : fs::directory_iterator(sample(""))) {
        if (!entry.path().extension().string().starts_with(".pcap")) continue;
        if (!kTsharkIsWrong.contains(entry.path().filename())) compare(entry.path());
    }
}

TEST(Agreement, capturesOfOthersReadAsInTshark) {
    if (!haveTshark()) GTEST_SKIP() << "tshark is not installed";
    const auto all = allSharedCaptures();
    if (all.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& capture : all) {
        if (!kTsharkIsWrong.contains(capture.filename())) compare(capture);
    }
}

} // namespace
} // namespace mqttscope::test
