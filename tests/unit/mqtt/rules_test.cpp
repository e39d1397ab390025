// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/summary.h"
#include "core/mqtt/utf8_check.h"
#include "core/mqtt/variable_byte_integer.h"
#include "tests/unit/mqtt/rule_specs.h"
#include "tests/unit/mqtt/sample_packets.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace mqttscope::mqtt {
namespace {

using base::Severity;

bool isSuspicious(const test::Bytes& bytes, Version version) {
    return summarise(bytes, static_cast<std::uint32_t>(bytes.size()), version).suspicious;
}

TEST(Rules, EachIsBrokenByOnePacketAndNotByTheOneBesideIt) {
    for (const auto& spec : allSpecs()) {
        SCOPED_TRACE(spec.what);
        EXPECT_EQ(breachesText(spec.broken, spec.version, spec.from), spec.breaches);
        EXPECT_EQ(breachesText(spec.sound, spec.version, spec.from), "");
        EXPECT_TRUE(isSuspicious(spec.broken, spec.version));
    }
}

TEST(Rules, AllHaveATestThatBreaksThem) {
    std::set<std::uint16_t> broken;
    for (const auto& spec : allSpecs())
        for (const auto& breach : breachesOf(spec.broken, sureOf(spec.version, spec.from)))
            broken.insert(breach.rule.value);
    for (const auto& rule : rules()) {
        if (rule.id == kMoreBreaches) continue;
        EXPECT_TRUE(broken.contains(rule.id.value)) << rule.id.value;
    }
}

TEST(Rules, AreFoundByTheirNumber) {
    for (const auto& rule : rules()) EXPECT_EQ(findRule(rule.id), &rule);
    EXPECT_EQ(findRule(base::RuleId{}), nullptr);
    EXPECT_EQ(findRule(base::RuleId{92}), nullptr);
    EXPECT_EQ(findRule(base::RuleId{9999}), nullptr);
}

TEST(Rules, HaveTheNumberOfTheVersionInForce) {
    const auto& qos = *findRule(base::RuleId{107});
    EXPECT_EQ(ruleNumber(qos, k311), "2.3.1-1");
    EXPECT_EQ(ruleNumber(qos, k5), "2.2.1-3") << "the client's; the server's has a row of its own";
    EXPECT_EQ(ruleNumber(qos, k31), "3.1");
    EXPECT_EQ(ruleNumber(qos, Version::Unknown), "");
    EXPECT_EQ(ruleNumber(*findRule(base::RuleId{45}), k5), "") << "legal there";
}

TEST(Rules, AreToldInSentencesThatNameTheField) {
    EXPECT_EQ(describe(breachesOf(hex("2005 0000 02 24 02"), sureOf(k5, kServer))[0]), "Maximum QoS must be 0 or 1");
    for (const auto& spec : allSpecs()) {
        for (const auto& breach : breachesOf(spec.broken, sureOf(spec.version, spec.from))) {
            const auto text = describe(breach);
            EXPECT_THAT(text, testing::Not(testing::HasSubstr("{}")));
            EXPECT_THAT(text, testing::Not(testing::EndsWith(".")));
        }
    }
}

TEST(Rules, SoundPacketsBreakNone) {
    for (const auto& sample : samplePackets()) {
        SCOPED_TRACE(sample.what);
        for (const auto& breach : breachesOf(sample.bytes, {.version = sample.version}))
            EXPECT_EQ(breach.severity, Severity::Information) << describe(breach);
    }
}

TEST(Rules, Version31MakesWarningsOfErrors) {
    for (const auto& spec : allSpecs()) {
        SCOPED_TRACE(spec.what);
        if (packetType(spec.broken[0]) == PacketType::Connect) continue; // tells its version itself
        for (const auto& breach : breachesOf(spec.broken, sureOf(k31, spec.from)))
            EXPECT_LE(breach.severity, Severity::Warning);
    }
}

TEST(Rules, AnInferredVersionMakesWarningsOfErrors) {
    const auto dup = test::packet::publish({.topic = "a", .dup = true});
    EXPECT_EQ(breachesText(breachesOf(dup, {.version = k311, .inferred = true}), k311), "93W 3.3.1-2 dup@0+1");
    // 3.1 allows DUP here, and nothing but a CONNECT tells it from 3.1.1.
    const auto again = hex("8a06 0001 0001 61 00");
    EXPECT_EQ(breachesText(breachesOf(again, {.version = k311, .inferred = true}), k311), "");
    EXPECT_EQ(breachesText(breachesOf(again, {.version = k5, .inferred = true}), k5).substr(0, 3), "10W");
}

TEST(Rules, AnUnknownVersionLeavesWhatAllHaveInCommon) {
    const CheckContext unknown{};
    EXPECT_EQ(breachesText(breachesOf(hex("3803 0001 61"), unknown), {}), "93W  dup@0+1");
    // Not of 5.0: a property length would be missing. In 3.1 the flags are legal.
    EXPECT_EQ(breachesText(breachesOf(hex("8a06 0001 0001 61 00"), unknown), {}), "");
    // Of 5.0 only: 3.x has no such acknowledgement.
    EXPECT_EQ(breachesText(breachesOf(hex("4003 0001 01"), unknown), {}), "130W  puback.reason_code@4+1");
    // Malformed in each version, in different ways.
    EXPECT_THAT(breachesOf(hex("8204 0001 00ff"), unknown), testing::SizeIs(1));
    // A CONNECT tells its version itself.
    const auto bad = test::packet::connect({.clientId = "c", .will = test::packet::Will{"#", ""}});
    EXPECT_EQ(breachesOf(bad, unknown)[0].severity, Severity::Error);
}

TEST(Rules, APromisedTextBeyondTheHeadIsLeftToUtf8Check) {
    using namespace test::packet;
    const auto text =
        publish({.topic = "a", .payload = "gr\xC3\xBC\xC3\x9F\xFF", .properties = Properties().u8(0x01, 1)});
    const auto length = static_cast<std::uint32_t>(text.size());
    EXPECT_FALSE(summarise(text, length, k5).payloadIsText) << "checkPacket sees it all";
    const auto head = base::ByteView(text).first(8);
    const auto summary = summarise(head, length, k5);
    EXPECT_TRUE(summary.payloadIsText);
    EXPECT_FALSE(summary.suspicious);
    const auto unpromised = publish({.topic = "a", .payload = "text", .properties = Properties().u8(0x01, 0)});
    EXPECT_FALSE(summarise(base::ByteView(unpromised).first(8), static_cast<std::uint32_t>(unpromised.size()), k5)
                     .payloadIsText);

    Utf8Check check;
    check.feed(base::ByteView(text).subspan(8));
    ASSERT_TRUE(check.finish());
    const auto breach = payloadNotText(8 + static_cast<std::uint32_t>(*check.finish()));
    EXPECT_EQ(breachesText({breach}, k5), breachesText(text, k5, kClient));
}

TEST(Rules, FewOrdinaryPacketsAreSuspicious) {
    using namespace test::packet;
    const test::Bytes ordinary[] = {publish({.topic = "plant/line 2/temp", .payload = "21.5"}),
                                    publish({.topic = "a/b", .qos = 1}),
                                    acknowledge(PacketType::Puback, 1),
                                    acknowledge(PacketType::Pubrel, 1),
                                    pingreq(),
                                    pingresp()};
    for (const auto& bytes : ordinary) EXPECT_FALSE(isSuspicious(bytes, k311));
    const auto full = Properties()
                          .u8(0x01, 1)
                          .u32(0x02, 60)
                          .text(0x03, "text/plain")
                          .text(0x08, "r/1")
                          .text(0x09, "id")
                          .pair("a", "b");
    EXPECT_FALSE(isSuspicious(publish({.topic = "a/b", .payload = "21.5", .properties = full}), k5));
}

TEST(Rules, AboutSendersNeedASureDirection) {
    const auto spec =
        test::packet::publish({.topic = "$SYS/x", .properties = test::packet::Properties().variable(0x0B, 1)});
    EXPECT_THAT(breachesOf(spec, {.version = k5}), testing::IsEmpty());
    EXPECT_THAT(breachesOf(spec, sureOf(k5, kServer)), testing::IsEmpty());
    EXPECT_THAT(breachesOf(spec, sureOf(k5, kClient)), testing::SizeIs(2));
    auto bridge = sureOf(k311, kClient);
    bridge.bridge = true;
    EXPECT_EQ(breachesOf(test::packet::publish({.topic = "$SYS/x"}), bridge)[0].severity, Severity::Information)
        << "brokers tell each other the state of their bridges";
}

TEST(Rules, WhatWasNotCapturedIsNobodysFault) {
    for (const auto& sample : samplePackets()) {
        SCOPED_TRACE(sample.what);
        const auto length = static_cast<std::uint32_t>(sample.bytes.size());
        for (std::uint32_t size = 1; size < length; ++size) {
            const test::Bytes cut(sample.bytes.begin(), sample.bytes.begin() + size);
            std::vector<Breach> breaches;
            checkPacket(cut, length, size, {.version = sample.version}, breaches);
            for (const auto& breach : breaches)
                EXPECT_EQ(breach.severity, Severity::Information) << size << describe(breach);
        }
    }
    // A payload that the capture cuts inside a character.
    const auto text = test::packet::publish(
        {.topic = "a", .payload = "\xE2\x82\xAC", .properties = test::packet::Properties().u8(0x01, 1)});
    std::vector<Breach> breaches;
    const auto length = static_cast<std::uint32_t>(text.size());
    checkPacket(base::ByteView(text).first(length - 1), length, length - 1, {.version = k5}, breaches);
    EXPECT_THAT(breaches, testing::IsEmpty());
}

TEST(Rules, OnePacketTellsSixteenBreachesAndThatThereAreMore) {
    const auto many = [](std::size_t count) {
        test::Bytes body{0, 1};
        body.insert(body.end(), count, 0x55);
        return breachesOf(test::packet::framed(0x90, body), sureOf(k311, kServer));
    };
    EXPECT_THAT(many(kMostBreaches), testing::SizeIs(kMostBreaches));
    EXPECT_EQ(many(kMostBreaches).back().rule.value, 134);
    for (const std::size_t count : {kMostBreaches + 1, std::size_t{100'000}}) {
        const auto all = many(count);
        ASSERT_THAT(all, testing::SizeIs(kMostBreaches + 1));
        EXPECT_EQ(all.back().rule, kMoreBreaches);
        EXPECT_EQ(all.back().severity, Severity::Error) << "of the worst that is not told";
    }
}

TEST(Rules, TheEdgesOfEachPacketsReasonCodes) {
    struct Codes {
        PacketType type;
        base::Direction from;
        std::vector<int> legal;
    };

    const std::vector<int> failures{0x80, 0x83, 0x87};
    const Codes all[] = {
        {PacketType::Connack, kServer, {0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
                                        0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F}},
        {PacketType::Puback, kServer, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
        {PacketType::Puback, kClient, {0x00, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
        {PacketType::Pubrec, kServer, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
        {PacketType::Pubrel, kClient, {0x00, 0x92}},
        {PacketType::Pubcomp, kServer, {0x00, 0x92}},
        {PacketType::Suback, kServer, {0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2}},
        {PacketType::Unsuback, kServer, {0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91}},
        {PacketType::Disconnect, kServer, {0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E,
                                           0x8F, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A,
                                           0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2}},
        {PacketType::Disconnect,
         kClient,
         {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x8C, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99}},
        {PacketType::Auth, kServer, {0x00, 0x18}},
        {PacketType::Auth, kClient, {0x18, 0x19}},
    };
    using namespace test::packet;
    for (const auto& [type, from, legal] : all) {
        for (int code = 0; code < 256; ++code) {
            SCOPED_TRACE(testing::Message() << name(type) << " " << code);
            const auto byte = static_cast<std::uint8_t>(code);
            auto bytes = acknowledge(type, 1, byte);
            if (type == PacketType::Connack) bytes = connack(byte, false, Properties());
            if (type == PacketType::Suback || type == PacketType::Unsuback)
                bytes = answer(type, 1, {byte}, Properties());
            if (type == PacketType::Disconnect) bytes = reasoned(type, byte);
            if (type == PacketType::Auth) bytes = reasoned(type, byte, Properties().text(0x15, "m"));
            EXPECT_EQ(breachesOf(bytes, sureOf(k5, from)).empty(), std::ranges::find(legal, code) != legal.end());
        }
    }
}

TEST(Rules, LengthsAtTheirEdges) {
    for (const std::size_t remaining : {127U, 128U, 16'383U, 16'384U, 2'097'151U, 2'097'152U}) {
        test::Bytes body{0, 1, 'a'};
        body.resize(remaining, 'x');
        EXPECT_THAT(breachesOf(test::packet::framed(0x30, body), sureOf(k311, kClient)), testing::IsEmpty());
        const auto size = test::packet::variableByteInteger(static_cast<std::uint32_t>(remaining)).size();
        const auto padded = breachesOf(test::packet::framed(0x30, body, size + 1), sureOf(k5, kClient));
        EXPECT_EQ(padded[0].rule.value, size < kLongestVariableByteInteger ? 5 : 6);
        EXPECT_EQ(padded[0].range.size, std::min(size + 1, kLongestVariableByteInteger));
    }
    // The longest packet there is: its payload need not be at hand.
    const auto head = hex("30 ffffff7f 0001 61");
    std::vector<Breach> breaches;
    checkPacket(head, kMaxRemainingLength + 5, kMaxRemainingLength + 5, sureOf(k311, kClient), breaches);
    EXPECT_THAT(breaches, testing::IsEmpty());
    for (const std::size_t size : {1U, 65'535U}) {
        const std::string topic(size, 't');
        EXPECT_THAT(breachesOf(test::packet::publish({.topic = topic}), sureOf(k311, kClient)), testing::IsEmpty());
    }
}

} // namespace
} // namespace mqttscope::mqtt
