// SPDX-License-Identifier: GPL-3.0-or-later
// The decoder on any bytes in any version: ranges lie in what was captured, children in their parents, and the summary
// tells what the tree tells. The rules: bounded, at bytes that are there, and nothing of what is not suspicious.
#include "core/mqtt/check.h"
#include "core/mqtt/fields.h"
#include "core/mqtt/problem.h"
#include "core/mqtt/summary.h"
#include "core/mqtt/tree.h"
#include "core/mqtt/variable_byte_integer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

using namespace mqttscope;

void require(bool holds) {
    if (!holds) std::abort();
}

void checkSound(const base::FieldTree& tree, std::uint32_t available) {
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        require(node.range.end() <= available && node.content.end() <= available);
        require(node.end > i && node.end <= tree.nodes.size());
        require(mqtt::field(node.field).id == node.field);
        if (node.parent == base::FieldNode::kNone) continue;
        const auto& parent = tree.nodes[node.parent];
        require(node.parent < i && node.end <= parent.end);
        if (node.range.size == 0) continue;
        require(node.range.offset >= parent.range.offset && node.range.end() <= parent.range.end());
    }
    for (const auto& problem : tree.problems) {
        require(problem.range.end() <= available && !problem.text.empty());
        require(problem.node == base::FieldNode::kNone || problem.node < tree.nodes.size());
    }
}

void checkSummary(const base::FieldTree& tree, const mqtt::PacketSummary& summary) {
    auto malformed = false;
    for (const auto& problem : tree.problems) malformed |= mqtt::breaksLayout(static_cast<mqtt::Problem>(problem.kind));
    require(malformed == summary.malformed);
    for (const auto& node : tree.nodes) {
        const auto key = mqtt::field(node.field).key;
        if (key == "mqtt.packet_identifier") require(summary.packetIdentifier == node.number);
        if (key == "mqtt.publish.topic") require(summary.topic.size() == node.content.size);
        if (key == "mqtt.connect.keep_alive") require(summary.keepAlive == node.number);
        if (key == "mqtt.publish.payload") require(summary.payloadOffset == node.range.offset);
    }
}

std::vector<mqtt::Breach> checked(base::ByteView head, std::uint32_t length, std::uint32_t available,
                                  const mqtt::CheckContext& context) {
    std::vector<mqtt::Breach> breaches;
    mqtt::checkPacket(head, length, available, context, breaches);
    require(breaches.size() <= mqtt::kMostBreaches + 1);
    for (const auto& breach : breaches) {
        require(breach.range.end() <= available && breach.range.size != 0);
        require(mqtt::findRule(breach.rule) != nullptr && !mqtt::describe(breach).empty());
        require(mqtt::field(breach.field).id == breach.field);
        const auto sure = !context.inferred && context.version >= mqtt::Version::V311;
        const auto isConnect = mqtt::packetType(head[0]) == mqtt::PacketType::Connect;
        require(sure || isConnect || breach.severity != base::Severity::Error);
    }
    return breaches;
}

void checkRules(base::ByteView bytes, std::uint32_t length, std::uint32_t available, mqtt::Version version,
                std::uint8_t choice) {
    const mqtt::CheckContext context{.version = version,
                                     .inferred = (choice & 1U) != 0,
                                     .bridge = (choice & 2U) != 0,
                                     .direction = static_cast<base::Direction>(choice >> 2 & 1U),
                                     .directionSure = (choice & 8U) != 0};
    const auto breaches = checked(bytes, length, available, context);
    const auto summary = mqtt::summarise(bytes, length, version);
    require(summary.suspicious || breaches.empty());

    // The head alone tells the same but for the payload.
    const auto head = mqtt::headLength(bytes, version);
    if (head == 0 || head > available) return;
    auto ofHead = checked(bytes.first(head), length, available, context);
    const auto alone = mqtt::summarise(bytes.first(head), length, version);
    require(alone.suspicious || ofHead.empty());
    require(ofHead.size() <= breaches.size());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using mqtt::Version;
    static constexpr std::array<Version, 4> kVersions{Version::Unknown, Version::V31, Version::V311, Version::V5};
    if (size < 2) return 0;
    const auto version = kVersions[data[0] & 3U];
    // A copy of its own, so that a sanitizer sees a read beyond it.
    const std::vector<std::uint8_t> bytes(data + 1, data + size);
    const auto remaining = mqtt::readVariableByteInteger(base::ByteView(bytes).subspan(1));
    const auto length =
        remaining.whole() ? 1 + remaining.size + remaining.value : static_cast<std::uint32_t>(bytes.size());
    const auto available = std::min(length, static_cast<std::uint32_t>(bytes.size()));

    checkRules(bytes, length, available, version, data[0] >> 2);
    base::FieldTree tree;
    mqtt::decodeTree(bytes, length, available, {.version = version, .resolvedTopic = "resolved"}, tree);
    checkSound(tree, available);
    checkSummary(tree, mqtt::summarise(bytes, length, version));

    // A head without its payload gives the same nodes.
    const auto head = mqtt::headLength(bytes, version);
    if (head == 0 || head > bytes.size()) return 0;
    base::FieldTree fromHead;
    mqtt::decodeTree(base::ByteView(bytes).first(head), length, available,
                     {.version = version, .resolvedTopic = "resolved"}, fromHead);
    require(fromHead.nodes.size() == tree.nodes.size());
    require(std::ranges::equal(fromHead.nodes, tree.nodes, {}, &base::FieldNode::range, &base::FieldNode::range));
    return 0;
}
