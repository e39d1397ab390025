// SPDX-License-Identifier: GPL-3.0-or-later
// Captures that nobody here wrote: none may break anything, and each gives the packets that its index promises.
#include "tests/golden/dump.h"
#include "tests/support/shared_captures.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <numeric>
#include <string>

namespace mqttscope::test {
namespace {

struct Expectation {
    const char* file;
    std::uint64_t packets;
};

/// Packets in captures with MQTT on port 1883, as the index of these captures counts them with another tool.
constexpr std::array kCounts{
    Expectation{"mqtt/zeek-zeek/mqtt.pcap", 20},
    Expectation{"mqtt/OISF-suricata-verify/mqtt5_pub_jpeg.pcap", 4},
    Expectation{"mqtt/OISF-suricata-verify/mqtt-events-invalid-qos_input.pcap", 4},
    Expectation{"mqtt/OISF-suricata-verify/mqtt-events-missing-connect_input.pcap", 21},
    Expectation{"mqtt/OISF-suricata-verify/mqtt-events-unintroduced_input.pcap", 2},
    Expectation{"mqtt/OISF-suricata-verify/mqtt-limit-2_input.pcap", 12},
    Expectation{"mqtt/OISF-suricata-verify/mqtt-midstream-split.pcap", 3},
    Expectation{"mqtt/OISF-suricata-verify/mqtt-ping_input.pcap", 2},
    Expectation{"mqtt/OISF-suricata-verify/mqtt31-unsub-qos2_input.pcap", 9},
    Expectation{"mqtt/OISF-suricata-verify/mqtt311-pub-qos2_input.pcap", 7},
    Expectation{"mqtt/OISF-suricata-verify/mqtt5-excessiveproplen_input.pcap", 4},
    Expectation{"mqtt/OISF-suricata-verify/mqtt5-sub-mosquittoprops_input.pcap", 5},
    Expectation{"mqtt/OISF-suricata-verify/mqtt5-unsub-qos2_input.pcap", 9},
    Expectation{"mqtt/arkime-arkime/mqtt_big.pcap", 23},
    Expectation{"mqtt/ArsyaDin-dist_sys/MQTT.pcap", 32},
    Expectation{"mqtt/Riskyduha-Distributed-System/mqtt.pcap", 338},
    Expectation{"mqtt/auliamghfr-dist1/mqtt.pcap", 45},
    Expectation{"mqtt/nadanadhira09-dist_sys/mqtt.pcap", 54},
    Expectation{"mqtt/rinaldikomber27-tugas_lk_01/MQTT.pcap", 45},
};

std::uint64_t packetsIn(engine::Inspection& inspection) {
    while (inspection.wait()) {
    }
    std::uint64_t total = 0;
    for (const auto& types : inspection.report().packets) total = std::accumulate(types.begin(), types.end(), total);
    return total;
}

TEST(SharedCaptures, holdThePacketsThatTheirIndexCounts) {
    if (allSharedCaptures("mqtt").empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& expected : kCounts) {
        engine::Inspection inspection({.paths = {(sharedCaptures() / expected.file).string()}});
        EXPECT_EQ(packetsIn(inspection), expected.packets) << expected.file;
        EXPECT_FALSE(inspection.error()) << expected.file;
    }
}

TEST(SharedCaptures, mqttOnAnotherPortIsReadWhenThePortIsNamed) {
    if (allSharedCaptures("crafted").empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& [file, port] :
         std::map<std::string, std::uint16_t>{{"crafted/G.pcap", 1884}, {"mqtt/alivcor-presill/mqtt.pcap", 1337}}) {
        auto ports = engine::PortSet::standard();
        ports.add(port);
        engine::Inspection inspection({.paths = {(sharedCaptures() / file).string()}, .ports = ports});
        EXPECT_GT(packetsIn(inspection), 2U) << file;
    }
}

TEST(SharedCaptures, aliasesResolveByDirectionAndMoment) {
    if (allSharedCaptures("crafted").empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto* file : {"crafted/A.pcap", "crafted/B.pcap"}) {
        const auto text = dumpFiles({sharedCaptures() / file}, {.fields = false});
        EXPECT_EQ(text.find("unknown]"), std::string::npos) << text;
    }
}

TEST(SharedCaptures, everyCaptureIsReadToItsEndAndDecodesTwiceTheSame) {
    const auto all = allSharedCaptures();
    if (all.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& path : all) EXPECT_EQ(dumpFiles({path}), dumpFiles({path})) << path;
}

TEST(SharedCaptures, secretsAreMasked) {
    const auto path = sharedCaptures() / "crafted/cred.pcap";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no captures at " << sharedCaptures();
    const auto text = dumpFiles({path});
    EXPECT_NE(text.find("Password: ••••••"), std::string::npos) << text;
}

} // namespace
} // namespace mqttscope::test
