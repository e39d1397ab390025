// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a row is found while the capture is read, and marked on it.
#include "core/exporter/finding_record.h"
#include "core/format/row_text.h"
#include "core/session/rules.h"
#include "tests/support/conversation.h"
#include "tests/unit/engine/inspected.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace mqttscope::engine {
namespace {

using mqtt::Version;
using test::Bytes;
using test::Capture;
using test::Conversation;
using test::Segmentation;
namespace packet = test::packet;

/// "PUBLISH error 3.3.2-2 2+5, [Gap] warning capture.gap": every finding by its row.
std::string findingsOf(Inspection& inspection) {
    const auto snapshot = inspection.snapshot();
    std::string text;
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
        for (const auto& finding : exporter::findingsOf(snapshot, base::RowId(i))) {
            const auto told = exporter::describeFinding(snapshot, finding);
            const auto row = snapshot.row(base::RowId(i));
            if (!text.empty()) text += ", ";
            text += fmt::format("{} {} {}", format::typeText(row), told.severity, told.rule);
            if (told.range.size != 0) text += fmt::format(" {}+{}", told.range.offset, told.range.size);
        }
    }
    return text;
}

std::string findingsOf(Capture& capture) {
    return findingsOf(Inspected(capture).inspection());
}

TEST(Findings, honestTrafficHasNone) {
    for (const auto version : {Version::V31, Version::V311, Version::V5}) {
        Capture capture;
        Conversation(capture, "c1", version).connect().subscribe("a/#", 1).publish("a/b", "1", 2).ping().disconnect();
        EXPECT_EQ(findingsOf(capture), "") << mqtt::name(version);
    }
}

TEST(Findings, carryTheRuleOfTheVersionInForce) {
    const std::pair<Version, std::string> expected[] = {{Version::V311, "PUBLISH error 3.3.2-2 6+1"},
                                                        {Version::V5, "PUBLISH error 3.3.2-2 6+1"}};
    for (const auto& [version, text] : expected) {
        Capture capture;
        Conversation(capture, "c1", version).connect().publish("a/#/b", "1");
        EXPECT_EQ(findingsOf(capture), text);
    }
}

TEST(Findings, ofMqtt31AreWarningsAtMost) {
    Capture capture;
    Conversation(capture, "c1", Version::V31).connect().publish("a/#/b", "1");
    EXPECT_TRUE(findingsOf(capture).starts_with("PUBLISH warning 3.1 ")) << findingsOf(capture);
}

TEST(Findings, severalOfOneRowAreKeptInOrder) {
    Capture capture;
    Conversation conversation(capture, "c1");
    conversation.connect();
    conversation.connection().toServer(test::fromHex("3c 05 0001 23 0000")); // DUP, QoS 2, "#", identifier 0
    const auto text = findingsOf(capture);
    EXPECT_EQ(text, "PUBLISH error 3.3.2-2 4+1, PUBLISH error 2.3.1-1 5+2") << text;
}

TEST(Findings, aGapSaysThatBytesAreMissingAndNothingElse) {
    Capture capture;
    Conversation conversation(capture, "c1", Version::V311, {.acknowledge = true});
    conversation.connect().publish("plant/line1", "1");
    conversation.connection().loseNext();
    for (int i = 0; i < 6; ++i) conversation.publish("plant/line1", "21.5", 1);
    conversation.disconnect();
    EXPECT_EQ(findingsOf(capture), "[Gap] warning capture.gap");
}

TEST(Findings, aLateStartIsNoFaultOfAnybody) {
    Capture capture;
    auto& connection = capture.client("c1");
    auto publish = packet::publish({.topic = "plant/line1/temperature", .payload = "21.5", .qos = 1});
    connection.toServer(base::ByteView(publish).subspan(5));
    for (int i = 0; i < 4; ++i) connection.toServer(publish).toClient(packet::acknowledge(mqtt::PacketType::Puback, 1));
    const auto text = findingsOf(capture);
    EXPECT_EQ(text.find("error"), std::string::npos) << text;
    EXPECT_NE(text.find("[Skipped] information capture.late_start"), std::string::npos) << text;
}

TEST(Findings, aLengthOfFiveBytesBreaksTheRuleOfLengths) {
    Capture capture;
    Conversation conversation(capture, "c1", Version::V5);
    conversation.connect();
    conversation.connection().toServer(test::fromHex("30 ffffffff7f 0001 61"));
    for (int i = 0; i < 4; ++i) conversation.publish("plant/line1/temperature", "21.5", 1);
    EXPECT_TRUE(findingsOf(capture).starts_with("[Skipped] error §1.5.5 1+4")) << findingsOf(capture);
}

TEST(Findings, packetTypeZeroIsForbidden) {
    for (const auto& [version, text] :
         {std::pair{Version::V311, "[Skipped] error §2.2.1 0+1"}, std::pair{Version::V5, "[Skipped] error §2.1.2 0+1"},
          std::pair{Version::V31, "[Skipped] warning 3.1 0+1"}}) {
        Capture capture;
        Conversation conversation(capture, "c1", version);
        conversation.connect();
        conversation.connection().toServer(test::fromHex("0000"));
        for (int i = 0; i < 4; ++i) conversation.publish("plant/line1/temperature", "21.5", 1);
        EXPECT_EQ(findingsOf(capture), text);
    }
}

/// A PUBLISH of 5.0 that promises UTF-8, its payload in many segments.
std::string findingsOfPayload(std::string_view payload, std::size_t segment) {
    Capture capture;
    Conversation conversation(capture, "c1", Version::V5);
    conversation.connect();
    conversation.connection().segmentation(Segmentation::every(segment));
    conversation.connection().toServer(
        packet::publish({.topic = "a", .payload = payload, .properties = packet::Properties().u8(0x01, 1)}));
    return findingsOf(capture);
}

TEST(Findings, aPayloadThatPromisesTextIsCheckedWhereverItLies) {
    const auto good = std::string(3'000, 'x') + "\xE2\x82\xAC" + std::string(3'000, 'y');
    auto bad = good;
    bad[3'001] = 'z';
    // Fixed header 3, topic 3, property length 1, property 2.
    for (const std::size_t segment : {1U, 2U, 7U, 1'000U, 3'010U}) {
        EXPECT_EQ(findingsOfPayload(good, segment), "") << segment;
        const auto text = findingsOfPayload(bad, segment);
        EXPECT_TRUE(text.starts_with("PUBLISH warning §3.3.2.3.2 3009+")) << segment << ": " << text;
    }
    EXPECT_NE(findingsOfPayload(std::string(3'000, 'x') + "\xE2\x82", 1'000), "") << "a character that is cut";
}

TEST(Findings, aPacketTellsABoundedNumber) {
    Capture capture;
    Conversation conversation(capture, "c1");
    conversation.connect();
    Bytes body{0x00, 0x01};
    for (int i = 0; i < 1'000; ++i) {
        const Bytes filter{0x00, 0x02, '#', '/', 0xFF};
        body.insert(body.end(), filter.begin(), filter.end());
    }
    conversation.connection().toServer(packet::framed(0x82, body));
    Inspected seen(capture);
    EXPECT_LE(seen.inspection().snapshot().findings(), std::uint32_t{17});
    EXPECT_GE(seen.inspection().snapshot().findings(), std::uint32_t{16});
}

TEST(Findings, theIndexAndTheDetailsTellTheSame) {
    Capture capture;
    Conversation conversation(capture, "c1", Version::V5);
    conversation.connect();
    auto& connection = conversation.connection();
    connection.toServer(
        packet::publish({.topic = "a/+", .payload = "1", .qos = 3, .properties = packet::Properties()}));
    connection.toServer(packet::subscribe(0, {{"a/#/b", 0x43}}, packet::Properties().u8(0x01, 1)));
    connection.toClient(packet::reasoned(mqtt::PacketType::Disconnect, 0x04, packet::Properties().u32(0x11, 5)));
    Inspected seen(capture);
    const auto snapshot = seen.inspection().snapshot();
    EXPECT_GE(snapshot.findings(), 5U);
    for (std::uint32_t i = 0; i < snapshot.rows(); ++i) {
        const auto tree = seen.inspection().packet(snapshot, base::RowId(i)).decode();
        std::multiset<std::pair<std::uint32_t, std::string>> index;
        std::multiset<std::pair<std::uint32_t, std::string>> details;
        for (const auto& finding : exporter::findingsOf(snapshot, base::RowId(i)))
            index.emplace(finding.range.offset, session::findingText(finding));
        for (const auto& problem : tree.problems) details.emplace(problem.range.offset, problem.text);
        EXPECT_EQ(index, details) << i;
    }
}

TEST(Rules, haveIdsOfTheirOwn) {
    std::set<base::RuleId> seen;
    for (const auto* rule : session::allRules()) {
        EXPECT_TRUE(seen.insert(rule->id).second) << rule->id.value << " is there twice";
        EXPECT_EQ(&session::ruleOf(rule->id), rule) << rule->id.value;
        EXPECT_FALSE(rule->text.empty()) << rule->id.value;
        EXPECT_EQ(session::isOfStandard(*rule), !(rule->id311.empty() && rule->id5.empty())) << rule->id.value;
        EXPECT_EQ(rule->id.value >= base::kOwnRules, !session::isOfStandard(*rule)) << rule->id.value;
    }
    EXPECT_TRUE(seen.contains(session::rule::kGap));
}

} // namespace
} // namespace mqttscope::engine
