// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/check.h"
#include "core/mqtt/head.h"
#include "core/mqtt/summary.h"
#include "core/mqtt/variable_byte_integer.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <random>
#include <string>
#include <vector>

namespace mqttscope::mqtt {
namespace {

using test::Bytes;

/// The summary as the tree would give it.
struct FromTree {
    std::string topic;
    std::string clientId;
    std::uint64_t packetIdentifier = 0;
    std::uint64_t topicAlias = 0;
    std::uint64_t protocolLevel = 0;
    std::uint64_t reasonCode = 0;
    std::uint64_t keepAlive = 0;
    bool hasReasonCode = false;
    bool malformed = false;
};

FromTree fromTree(const base::FieldTree& tree, base::ByteView bytes) {
    FromTree result;
    auto topicSeen = false;
    for (const auto& node : tree.nodes) {
        const auto key = field(node.field).key;
        const auto text = std::string(base::asText(bytes.subspan(node.content.offset, node.content.size)));
        if (key == "mqtt.publish.topic" || key == "mqtt.subscribe.filter" || key == "mqtt.unsubscribe.filter") {
            if (!topicSeen) result.topic = text;
            topicSeen = true;
        }
        if (key == "mqtt.connect.client_id" || key == "mqtt.prop.assigned_client_identifier") result.clientId = text;
        if (key == "mqtt.packet_identifier") result.packetIdentifier = node.number;
        if (key == "mqtt.prop.topic_alias") result.topicAlias = node.number;
        if (key == "mqtt.connect.protocol_level") result.protocolLevel |= node.number;
        if (key == "mqtt.connect.bridge") result.protocolLevel |= node.number << 7;
        if (key == "mqtt.connect.keep_alive") result.keepAlive = node.number;
        if ((key.ends_with(".reason_code") || key.ends_with(".return_code")) && !result.hasReasonCode) {
            result.reasonCode = node.number;
            result.hasReasonCode = true;
        }
    }
    for (const auto& problem : tree.problems) result.malformed |= breaksLayout(static_cast<Problem>(problem.kind));
    return result;
}

void expectSameAsTree(const Bytes& bytes, Version version) {
    const auto tree = treeOf(bytes, version);
    const auto expected = fromTree(tree, bytes);
    const auto summary = summarise(bytes, static_cast<std::uint32_t>(bytes.size()), version);
    ASSERT_EQ(summary.firstByte, bytes[0]);
    ASSERT_EQ(summary.topic, expected.topic);
    ASSERT_EQ(summary.clientId, expected.clientId);
    ASSERT_EQ(summary.packetIdentifier, expected.packetIdentifier);
    ASSERT_EQ(summary.topicAlias, expected.topicAlias);
    ASSERT_EQ(summary.protocolLevel, expected.protocolLevel);
    ASSERT_EQ(summary.reasonCode, expected.reasonCode);
    ASSERT_EQ(summary.hasReasonCode, expected.hasReasonCode);
    ASSERT_EQ(summary.keepAlive, expected.keepAlive);
    ASSERT_EQ(summary.malformed, expected.malformed);
    for (const auto& node : tree.nodes) {
        if (field(node.field).key == "mqtt.publish.payload") {
            ASSERT_EQ(summary.payloadOffset, node.range.offset);
        }
    }
}

/// The captured bytes of a packet are just those that it announces.
Bytes clipped(Bytes bytes) {
    if (bytes.empty()) return {0xC0, 0};
    const auto remaining = readVariableByteInteger(base::ByteView(bytes).subspan(1));
    const auto length = std::size_t{1} + remaining.size + remaining.value;
    if (remaining.whole() && length < bytes.size()) bytes.resize(length);
    return bytes;
}

TEST(RandomPackets, SummaryAndTreeAgree) {
    std::mt19937 random(1);
    const auto samples = samplePackets();
    for (const auto& sample : samples) expectSameAsTree(sample.bytes, sample.version);
    for (int round = 0; round < 60'000; ++round) {
        const auto& sample = samples[random() % samples.size()];
        auto bytes = sample.bytes;
        for (auto changes = random() % 4; changes-- > 0;)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        if (random() % 4 == 0) bytes.resize(1 + random() % bytes.size());
        const auto version = random() % 4 == 0 ? Version::V5 : sample.version;
        SCOPED_TRACE(round);
        expectSameAsTree(clipped(std::move(bytes)), version);
        if (HasFatalFailure()) return;
    }
}

/// Whoever sends it, and however sure that is.
void expectNothingToTell(const Bytes& bytes, Version version) {
    const auto size = static_cast<std::uint32_t>(bytes.size());
    std::vector<Breach> breaches;
    for (const auto direction : {base::Direction::ToServer, base::Direction::ToClient}) {
        for (const bool sure : {false, true}) {
            checkPacket(bytes, size, size,
                        {.version = version, .inferred = !sure, .direction = direction, .directionSure = sure},
                        breaches);
        }
    }
    for (const auto& breach : breaches) ADD_FAILURE() << describe(breach);
}

TEST(RandomPackets, WhatIsNotSuspiciousBreaksNoRule) {
    std::mt19937 random(4);
    const auto samples = samplePackets();
    auto unsuspicious = 0;
    for (int round = 0; round < 60'000 && !testing::Test::HasFailure(); ++round) {
        const auto& sample = samples[random() % samples.size()];
        auto bytes = sample.bytes;
        for (auto changes = random() % 3; changes-- > 0;)
            bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
        bytes = clipped(std::move(bytes));
        constexpr std::array kVersions{Version::Unknown, Version::V31, Version::V311, Version::V5};
        const auto version = random() % 4 == 0 ? kVersions[random() % 4] : sample.version;
        const auto size = static_cast<std::uint32_t>(bytes.size());
        if (summarise(bytes, size, version).suspicious) continue;
        SCOPED_TRACE(round);
        ++unsuspicious;
        expectNothingToTell(bytes, version);
    }
    EXPECT_GT(unsuspicious, 5'000);
}

TEST(RandomPackets, HeadEndsWhereThePayloadBegins) {
    std::mt19937 random(2);
    const auto samples = samplePackets();
    for (int round = 0; round < 60'000; ++round) {
        const auto& sample = samples[random() % samples.size()];
        auto bytes = sample.bytes;
        if (packetType(bytes[0]) != PacketType::Publish) continue;
        for (auto changes = random() % 3; changes-- > 0;)
            bytes[1 + random() % (bytes.size() - 1)] = static_cast<std::uint8_t>(random());
        bytes = clipped(std::move(bytes));
        const auto remaining = readVariableByteInteger(base::ByteView(bytes).subspan(1));
        if (!remaining.whole() || 1 + remaining.size + remaining.value != bytes.size()) continue;
        const auto length = static_cast<std::uint32_t>(bytes.size());
        const auto head = headLength(bytes, sample.version);
        ASSERT_NE(head, 0U);
        const auto summary = summarise(bytes, length, sample.version);
        if (!summary.malformed) {
            ASSERT_EQ(head, summary.payloadOffset) << round;
        }
        // The head alone gives the same summary; less than that is not taken for a head.
        const auto alone = summarise(base::ByteView(bytes).first(head), length, sample.version);
        ASSERT_EQ(alone.topic, summary.topic);
        ASSERT_EQ(alone.malformed, summary.malformed);
        ASSERT_EQ(headLength(base::ByteView(bytes).first(head), sample.version), head);
        for (std::uint32_t size = 0; size < head; ++size)
            ASSERT_EQ(headLength(base::ByteView(bytes).first(size), sample.version), 0U) << size;
    }
}

TEST(RandomPackets, TreeOfTheHeadIsTheTreeOfThePacket) {
    for (const auto& sample : samplePackets()) {
        SCOPED_TRACE(sample.what);
        const auto head = headLength(sample.bytes, sample.version);
        const auto length = static_cast<std::uint32_t>(sample.bytes.size());
        base::FieldTree fromHead;
        decodeTree(base::ByteView(sample.bytes).first(head), length, length, {.version = sample.version}, fromHead);
        const auto whole = treeOf(sample.bytes, sample.version);
        ASSERT_EQ(fromHead.nodes.size(), whole.nodes.size());
        for (std::size_t i = 0; i < whole.nodes.size(); ++i) {
            EXPECT_EQ(fromHead.nodes[i].field, whole.nodes[i].field);
            EXPECT_EQ(fromHead.nodes[i].range, whole.nodes[i].range);
        }
    }
}

} // namespace
} // namespace mqttscope::mqtt
