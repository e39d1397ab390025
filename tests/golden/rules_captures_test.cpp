// SPDX-License-Identifier: GPL-3.0-or-later
// The rules over captures that others made: crafted ones break what they were crafted to break and nothing else, real
// clients and brokers break nothing but what is listed here with its reason.
#include "core/exporter/packet_record.h"
#include "core/mqtt/check.h"
#include "core/mqtt/fields.h"
#include "tests/golden/dump.h"
#include "tests/support/shared_captures.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <set>
#include <string>
#include <vector>

namespace mqttscope::test {
namespace {

using base::Severity;

using Take = std::function<void(const exporter::PacketRecord&, const std::vector<mqtt::Breach>&)>;

void checkAll(const std::filesystem::path& path, const Take& take) {
    auto ports = engine::PortSet::standard();
    ports.add(1884);
    ports.add(1337);
    engine::Inspection inspection({.paths = {path.string()}, .ports = ports});
    while (inspection.wait()) {
    }
    const auto snapshot = inspection.snapshot();
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
        const exporter::PacketRecord record(inspection, snapshot, base::RowId(i));
        if (store::isEvent(record.row())) continue;
        const auto& packet = record.packet();
        std::vector<mqtt::Breach> breaches;
        mqtt::checkPacket(packet.head(), packet.length, packet.available,
                          {.version = packet.version.version,
                           .inferred = packet.version.inferred,
                           .bridge = packet.version.bridge,
                           .direction = store::direction(record.row()),
                           .directionSure = packet.directionSure},
                          breaches);
        take(record, breaches);
    }
}

/// "8 PUBLISH 3.3.1-2 mqtt.dup@0+1", by frame number.
std::vector<std::string> worseThanInformation(const std::filesystem::path& path) {
    std::vector<std::string> all;
    checkAll(path, [&](const exporter::PacketRecord& record, const std::vector<mqtt::Breach>& breaches) {
        for (const auto& breach : breaches) {
            if (breach.severity == Severity::Information) continue;
            const auto number = mqtt::ruleNumber(*mqtt::findRule(breach.rule), record.packet().version.version,
                                                 mqtt::packetType(record.row().head), breach.field);
            all.push_back(fmt::format("{} {} {} {}@{}+{}", record.row().frame.value + 1,
                                      breach.severity == Severity::Warning ? "warning" : "error", number,
                                      mqtt::field(breach.field).key, breach.range.offset, breach.range.size));
        }
    });
    return all;
}

std::filesystem::path crafted(const char* name) {
    return sharedCaptures() / "crafted" / name;
}

TEST(RulesOverCaptures, manyViolationsAreToldEachAtItsBytes) {
    if (allSharedCaptures("crafted").empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    // Its other violations, a second CONNECT and an acknowledgement of nothing, are not those of one packet.
    EXPECT_THAT(worseThanInformation(crafted("I.pcap")),
                testing::ElementsAre("4 error 3.1.2-3 mqtt.connect.reserved@9+1", "4 error 3.1.2-9 mqtt.will.topic@1+1",
                                     "6 error 3.3.2-2 mqtt.publish.topic@6+1", "7 error 3.3.1-4 mqtt.qos@0+1",
                                     "8 error 2.3.1-1 mqtt.packet_identifier@5+2", "9 error 3.3.1-2 mqtt.dup@0+1",
                                     "10 error 3.8.1-1 mqtt.reserved_flags@0+1",
                                     "10 error 4.7.1-2 mqtt.subscribe.filter@8+1",
                                     "11 error 3.8.3-3 mqtt.subscribe.filter@1+1",
                                     "14 error 2.2.2-1 mqtt.reserved_flags@0+1", "15 error §2.2.1 mqtt.type@0+1",
                                     "16 warning §2.2.3 mqtt.len@1+2", "16 error 3.3.2-1 mqtt.publish.topic@1+2",
                                     "17 error 3.3.2-1 mqtt.publish.topic@4+1", "18 error §3 mqtt.undecoded@2+4"));
}

TEST(RulesOverCaptures, propertiesAreToldEachAtItsBytes) {
    if (allSharedCaptures("crafted").empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    EXPECT_THAT(worseThanInformation(crafted("J.pcap")),
                testing::ElementsAre("4 error §3.1.2.11.2 mqtt.prop.session_expiry_interval@18+1",
                                     "4 error §2.2.2.2 mqtt.prop.topic_alias@23+1",
                                     "5 error §3.2.2.3.4 mqtt.prop.maximum_qos@6+1"));
    EXPECT_THAT(worseThanInformation(crafted("K.pcap")), testing::IsEmpty()) << "rare codes, but legal ones";
}

struct Excuse {
    const char* file;
    const char* number;
    const char* why;
};

/// What real captures, and crafted ones that are about something else, do break.
constexpr std::array kExcuses{
    Excuse{"mqtt-events-invalid-qos_input.pcap", "3.3.1-4", "made by its authors to hold QoS 3"},
    Excuse{"mqtt5-excessiveproplen_input.pcap", "§3", "made by its authors: a property length past the packet"},
    Excuse{"mqtt5-sub-mosquittoprops_input.pcap", "§3.1.3.2.3",
           "mosquitto_sub was told to give its will a payload format indicator that is neither 0 nor 1"},
    Excuse{"C.pcap", "§2.2.3", "made with a remaining length of five bytes"},
    Excuse{"I.pcap", "", "made to break rules"},
    Excuse{"J.pcap", "", "made to break rules"},
};

TEST(RulesOverCaptures, realTrafficBreaksNoneButWhatIsListed) {
    const auto all = allSharedCaptures();
    if (all.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& path : all) {
        for (const auto& told : worseThanInformation(path)) {
            if (told.find(" error ") == std::string::npos) continue;
            const auto excused = std::ranges::any_of(kExcuses, [&](const Excuse& excuse) {
                return path.filename() == excuse.file &&
                       told.find(std::string(" error ") + excuse.number) != std::string::npos;
            });
            EXPECT_TRUE(excused) << path << ": " << told;
        }
    }
}

TEST(RulesOverCaptures, whatIsNotSuspiciousBreaksNone) {
    const auto all = allSharedCaptures();
    if (all.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    std::size_t suspicious = 0;
    std::size_t broken = 0;
    for (const auto& path : all) {
        checkAll(path, [&](const exporter::PacketRecord& record, const std::vector<mqtt::Breach>& breaches) {
            suspicious += record.summary().suspicious ? 1U : 0U;
            broken += breaches.empty() ? 0U : 1U;
            EXPECT_TRUE(record.summary().suspicious || breaches.empty()) << path << " row " << record.id().value;
        });
    }
    EXPECT_GT(broken, 0U);
    EXPECT_GE(suspicious, broken);
}

TEST(RulesOverCaptures, detailsTellWhatTheCheckTells) {
    for (const auto& path : allSharedCaptures("crafted")) {
        checkAll(path, [&](const exporter::PacketRecord& record, const std::vector<mqtt::Breach>& breaches) {
            std::set<std::uint16_t> inTree;
            for (const auto& problem : record.tree().problems) {
                if (!problem.rule.valid()) continue;
                inTree.insert(problem.rule.value);
                EXPECT_NE(problem.node, base::FieldNode::kNone) << path << " " << problem.text;
            }
            for (const auto& breach : breaches) EXPECT_TRUE(inTree.contains(breach.rule.value)) << path;
        });
    }
}

} // namespace
} // namespace mqttscope::test
