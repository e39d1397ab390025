// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field_tree.h"
#include "core/mqtt/fields.h"
#include "core/mqtt/problem.h"
#include "core/mqtt/tree.h"
#include "tests/support/packet_builder.h"

#include <array>
#include <cctype>
#include <string>
#include <string_view>

namespace mqttscope::mqtt {

/// Bytes from hexadecimal digits; spaces separate for the eye.
inline test::Bytes hex(std::string_view text) {
    test::Bytes bytes;
    unsigned value = 0;
    auto digits = 0;
    for (const char c : text) {
        if (c == ' ') continue;
        value = value << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : std::tolower(c) - 'a' + 10);
        if (++digits % 2 == 0) bytes.push_back(static_cast<std::uint8_t>(value & 0xFF));
    }
    return bytes;
}

inline base::FieldTree treeOf(base::ByteView bytes, Version version, std::string_view resolvedTopic = {}) {
    base::FieldTree tree;
    const auto size = static_cast<std::uint32_t>(bytes.size());
    decodeTree(bytes, size, size, {.version = version, .resolvedTopic = resolvedTopic}, tree);
    return tree;
}

inline std::string_view problemName(std::uint16_t kind) {
    static constexpr auto kNames = std::to_array<std::string_view>(
        {"Truncated", "NotCaptured", "LeftoverBytes", "BadLength", "LengthNotMinimal", "UnknownProperty",
         "PropertyNotAllowed", "PropertyRepeated", "ValueNotAllowed", "NotUtf8", "ReservedBits", "ReservedType",
         "LengthPastEnd", "WrongSender", "BrokenRule"});
    return kNames[kind];
}

inline std::string nodeText(const base::FieldTree& tree, std::uint32_t index, base::ByteView bytes) {
    const auto& node = tree.nodes[index];
    const auto& info = field(node.field);
    auto text = std::string(info.key.substr(std::string_view("mqtt.").size()));
    if (node.generated) return "[" + text + "=\"" + tree.texts[node.text] + "\"]";
    const auto content = base::asText(bytes.subspan(node.content.offset, node.content.size));
    switch (info.type) {
    case base::FieldType::Group:
        break;
    case base::FieldType::Boolean:
    case base::FieldType::Unsigned:
        text += "=" + std::to_string(node.number);
        break;
    case base::FieldType::Text:
    case base::FieldType::Binary:
        text += "=\"" + std::string(content) + "\"";
        break;
    case base::FieldType::Ipv4:
    case base::FieldType::Ipv6:
    case base::FieldType::Mac:
    case base::FieldType::Time:
    case base::FieldType::Duration:
        text += "?";
        break;
    }
    if (node.end == index + 1) return text;
    text += "{";
    for (auto child = index + 1; child < node.end; child = tree.nodes[child].end)
        text += (child == index + 1 ? "" : " ") + nodeText(tree, child, bytes);
    return text + "}";
}

inline std::string problemsText(const base::FieldTree& tree) {
    std::string text;
    for (const auto& problem : tree.problems) {
        text += text.empty() ? "" : " ";
        text += std::string(problemName(problem.kind)) + "@" + std::to_string(problem.range.offset) + "+" +
                std::to_string(problem.range.size);
    }
    return text;
}

/// A packet in one line: fields as key=value without "mqtt.", parts in braces. The fixed header is left out where
/// `from` is 1.
inline std::string treeText(base::ByteView bytes, Version version, std::size_t from = 0) {
    const auto tree = treeOf(bytes, version);
    std::string text;
    std::size_t top = 0;
    for (std::uint32_t i = 0; i < tree.nodes.size(); i = tree.nodes[i].end) {
        if (top++ < from) continue;
        text += (text.empty() ? "" : " ") + nodeText(tree, i, bytes);
    }
    if (!tree.problems.empty()) text += (text.empty() ? "! " : " ! ") + problemsText(tree);
    return text;
}

} // namespace mqttscope::mqtt
