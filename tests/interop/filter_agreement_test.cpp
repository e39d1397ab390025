// SPDX-License-Identifier: GPL-3.0-or-later
// Display filters beside tshark's. Its filters act on frames, ours on packets: compared are frames that hold one whole
// packet, where the two mean the same.
#include "tests/cli/process.h"
#include "tests/interop/known_disagreements.h"
#include "tests/support/shared_captures.h"
#include "tests/support/tshark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <sstream>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;
using Frames = std::set<unsigned long>;

constexpr std::array kFilters{"mqtt.qos == 1 || mqtt.retain == 1 || mqtt.conack.val == 0",
                              "mqtt.topic contains \"e\" and not mqtt.topic matches \"^[a-m]\"",
                              "mqtt.topic_len > 10 or len(mqtt.clientid) < 9",
                              "mqtt.msgid > 1 or mqtt.kalive != 60",
                              "mqtt.msg[0:1] == 7b or mqtt.len in {2, 10..40}",
                              "tcp.srcport == 1883 and ip.addr == 127.0.0.0/8 and frame.len > 70"};

/// The largest captures that are compared, in bytes: tshark reads each once for a filter.
constexpr std::uintmax_t kLargest = 40'000;

Frames mqttscopeFrames(const fs::path& capture, const std::string& filter) {
    Frames frames;
    const auto result =
        run({MQTTSCOPE_CLI, "packets", "-Y", filter, "-T", "fields", "-e", "frame.number", capture.string()});
    EXPECT_EQ(result.status, 0) << filter << ": " << result.err;
    std::istringstream lines(result.out);
    for (unsigned long frame = 0; lines >> frame;) frames.insert(frame);
    return frames;
}

/// Frames with one packet, all of which lies in them.
Frames framesOfOnePacket(const fs::path& capture) {
    std::map<unsigned long, int> packets;
    Frames others;
    const auto result = run(
        {MQTTSCOPE_CLI, "packets", "-T", "fields", "-e", "frame.number", "-e", "mqtt.first_frame", capture.string()});
    std::istringstream lines(result.out);
    unsigned long first = 0;
    for (unsigned long frame = 0; lines >> frame >> first;) {
        ++packets[frame];
        if (first == frame) continue;
        others.insert(first);
        others.insert(frame);
    }
    Frames frames;
    for (const auto& [frame, count] : packets)
        if (count == 1 && !others.contains(frame)) frames.insert(frame);
    return frames;
}

Frames both(const Frames& some, const Frames& others) {
    Frames common;
    std::ranges::set_intersection(some, others, std::inserter(common, common.end()));
    return common;
}

std::string told(const Frames& frames) {
    std::string text;
    for (const auto frame : frames) text += (text.empty() ? "" : " ") + std::to_string(frame);
    return text;
}

/// Captures that the two decode differently are told of in known_disagreements.h, with the section that says who is
/// right. On other ports than MQTT's tshark finds nothing; without a CONNECT it reads a CONNACK of MQTT 3.1.1 as one of
/// a version that it does not know.
bool isDecodedDifferently(const fs::path& capture) {
    const auto name = capture.parent_path().filename().string() + "/" + capture.filename().string();
    if (name == "alivcor-presill/mqtt.pcap" || name == "crafted/G.pcap") return true;
    if (name.ends_with("/mqtt-events-missing-connect_input.pcap")) return true;
    const auto& known = knownDisagreements();
    return std::ranges::any_of(known, [&](const auto& each) { return name.ends_with(each.capture); });
}

void compare(const fs::path& capture, const char* filter) {
    const auto single = framesOfOnePacket(capture);
    if (single.empty()) return;
    Frames theirs;
    const auto quoted = "-Y 'mqtt and (" + std::string(filter) + ")' -T fields -e frame.number";
    for (const auto& line : tshark(capture, quoted)) theirs.insert(std::stoul(line));
    EXPECT_EQ(told(both(mqttscopeFrames(capture, filter), single)), told(both(theirs, single)))
        << capture.filename() << ": " << filter;
}

class FilterAgreement : public testing::TestWithParam<const char*> {};

TEST_P(FilterAgreement, takesTheFramesThatTsharkTakes) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    auto captures = allSharedCaptures("mqtt");
    for (const auto& capture : allSharedCaptures("crafted")) captures.push_back(capture);
    for (const auto& entry : fs::directory_iterator(fs::path(MQTTSCOPE_SOURCE_DIR) / "resources/samples"))
        if (entry.path().extension() == ".pcapng") captures.push_back(entry.path());
    for (const auto& capture : captures)
        if (fs::file_size(capture) <= kLargest && !isDecodedDifferently(capture)) compare(capture, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Filters, FilterAgreement, testing::ValuesIn(kFilters),
                         [](const auto& param) { return "number" + std::to_string(param.index); });

} // namespace
} // namespace mqttscope::test
