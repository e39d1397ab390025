// SPDX-License-Identifier: GPL-3.0-or-later
// The decoder on any bytes in any version: ranges lie in what was captured, children in their parents, and the summary
// tells what the tree tells.
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
