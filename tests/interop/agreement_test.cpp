// SPDX-License-Identifier: GPL-3.0-or-later
// Packet by packet and field by field beside tshark: over our samples, over our recordings, and over captures made by
// others. Where the two disagree, known_disagreements.h says why, and who is right by which section.
#include "tests/interop/known_disagreements.h"
#include "tests/interop/recordings.h"
#include "tests/interop/tshark_packets.h"
#include "tests/support/shared_captures.h"
#include "tests/support/tshark.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;

/// How the names of captures end of whose ports tshark must be told; we find them by ourselves.
const std::map<std::string, std::string> kPorts{
    {"alivcor-presill/mqtt.pcap", "1337"}, {"crafted/G.pcap", "1884"}, {"/mosquitto-ipv6-port-1884.pcapng.gz", "1884"}};

struct Disagreement {
    unsigned long frame;
    std::string key; ///< or "packets" where their types differ, "frame" where the frame that completed one does
    std::string ours;
    std::string theirs;
};

using Packets = std::vector<TsharkPacket>;

/// One direction of a connection at a time: between them order is a matter of frames, which are compared as well.
std::map<std::string, Packets> byDirection(const Packets& packets) {
    std::map<std::string, Packets> directions;
    for (const auto& packet : packets) directions[packet.ports].push_back(packet);
    return directions;
}

std::string valueOf(const TsharkPacket& packet, const std::string& key) {
    const auto found = packet.values.find(key);
    return found == packet.values.end() ? std::string() : found->second;
}

std::string typeAt(const Packets& packets, std::size_t at) {
    return at < packets.size() ? valueOf(packets[at], "mqtt.msgtype") : "nothing";
}

unsigned long frameAt(const Packets& packets, std::size_t at) {
    return at < packets.size() ? packets[at].frame : 0;
}

void comparePacket(const TsharkPacket& our, const TsharkPacket& their, std::vector<Disagreement>& found) {
    if (our.frame != their.frame) {
        found.push_back({our.frame, "frame", std::to_string(our.frame), std::to_string(their.frame)});
    }
    for (const auto& [key, telling] : comparedKeys()) {
        const auto ours = valueOf(our, key);
        const auto theirs = valueOf(their, key);
        if (ours != theirs) found.push_back({our.frame, key, ours, theirs});
    }
}

/// Up to where their types part, which is a disagreement about the packets themselves.
void compareDirection(const Packets& ours, const Packets& theirs, std::vector<Disagreement>& found) {
    for (std::size_t at = 0; at < std::max(ours.size(), theirs.size()); ++at) {
        if (typeAt(ours, at) != typeAt(theirs, at)) {
            const auto frame = at < ours.size() ? frameAt(ours, at) : frameAt(theirs, at);
            found.push_back({frame, "packets", typeAt(ours, at), typeAt(theirs, at)});
            return;
        }
        comparePacket(ours[at], theirs[at], found);
    }
}

std::vector<Disagreement> disagreements(const fs::path& capture, const std::string& name) {
    std::vector<std::string> ourOptions;
    std::vector<std::string> theirOptions;
    const auto port = std::ranges::find_if(kPorts, [&](const auto& each) { return name.ends_with(each.first); });
    if (port != kPorts.end()) {
        ourOptions = {"-d", port->second};
        theirOptions = {"-d", "tcp.port==" + port->second + ",mqtt"};
    }
    auto ours = byDirection(packetsOfMqttscope(capture, ourOptions));
    auto theirs = byDirection(packetsOfTshark(capture, theirOptions));
    std::set<std::string> directions;
    for (const auto& [ports, packets] : ours) directions.insert(ports);
    for (const auto& [ports, packets] : theirs) directions.insert(ports);
    std::vector<Disagreement> found;
    for (const auto& ports : directions) compareDirection(ours[ports], theirs[ports], found);
    return found;
}

bool covers(const KnownDisagreement& known, const std::string& name, const Disagreement& found) {
    return name.ends_with(known.capture) &&
           std::find(known.keys.begin(), known.keys.end(), found.key) != known.keys.end();
}

std::string shortened(const std::string& value) {
    return value.size() <= 120 ? value : value.substr(0, 120) + "...";
}

/// The name of a capture as the table of disagreements has it: its folder and file.
std::string shortName(const fs::path& capture) {
    return capture.parent_path().filename().string() + "/" + capture.filename().string();
}

void compare(const fs::path& capture) {
    const auto name = shortName(capture);
    SCOPED_TRACE(name);
    const auto found = disagreements(capture, name);
    for (const auto& each : found) {
        if (std::none_of(knownDisagreements().begin(), knownDisagreements().end(),
                         [&](const auto& known) { return covers(known, name, each); })) {
            ADD_FAILURE() << name << " frame " << each.frame << " " << each.key
                          << "\n  mqttscope: " << shortened(each.ours) << "\n  tshark:    " << shortened(each.theirs);
        }
    }
    // What no longer differs must leave the table; fresh recordings have other accidents, other releases of tshark
    // other faults.
    if (isFresh() || !linesOf("tshark --version")[0].starts_with("TShark (Wireshark) 4.0.")) return;
    for (const auto& known : knownDisagreements()) {
        if (!name.ends_with(known.capture)) continue;
        for (const auto& key : known.keys) {
            EXPECT_TRUE(std::any_of(found.begin(), found.end(), [&](const auto& each) { return each.key == key; }))
                << "no longer a disagreement about " << key << ": " << known.why;
        }
    }
}

TEST(Agreement, samplesReadAsInTshark) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    for (const auto& capture : capturesIn(fs::path(sample("")).parent_path())) compare(capture);
}

TEST(Agreement, recordingsOfSeveralMakersReadAsInTshark) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    for (const auto& capture : capturesIn(recordingsFolder())) {
        // tshark 4.0 has no MQTT inside WebSocket: there the truth alone is the judge.
        if (!nameOf(capture).starts_with("websocket-")) compare(capture);
    }
}

class AgreementOverOthers : public testing::TestWithParam<const char*> {};

TEST_P(AgreementOverOthers, readsAsInTshark) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    const auto all = allSharedCaptures(GetParam());
    if (all.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& capture : all) compare(capture);
}

INSTANTIATE_TEST_SUITE_P(Captures, AgreementOverOthers, testing::Values("crafted", "mqtt", "robust"),
                         [](const auto& param) { return param.param; });

/// A table that names recordings nobody reads any more would hide that they are gone.
TEST(Agreement, everyKnownDisagreementIsAboutARecordingOfOursOrOfOthers) {
    for (const auto& known : knownDisagreements()) {
        EXPECT_FALSE(known.why.empty() || known.section.empty() || known.keys.empty()) << known.capture;
        static const std::string kOurs = "interop/";
        if (!isFresh() && known.capture.starts_with(kOurs)) {
            EXPECT_TRUE(fs::exists(recordingsFolder() / known.capture.substr(kOurs.size()))) << known.capture;
        }
    }
}

} // namespace
} // namespace mqttscope::test
