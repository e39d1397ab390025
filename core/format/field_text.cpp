// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/field_text.h"

#include "core/format/time.h"
#include "core/mqtt/field_table.h"
#include "core/session/catalogue.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace mqttscope::format {
namespace {

base::ByteView contentOf(const base::FieldNode& node, base::ByteView view) {
    const auto from = std::min<std::size_t>(node.content.offset, view.size());
    const auto size = std::min<std::size_t>(node.content.size, view.size() - from);
    return view.subspan(from, size);
}

std::string addressText(int family, base::ByteView bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const std::size_t size = family == AF_INET ? 4 : 16;
    if (bytes.size() < size) return {};
    return ::inet_ntop(family, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
}

std::string_view codeName(const base::FieldInfo& info, std::uint64_t number) {
    const auto found = std::ranges::find(info.names, number, &base::CodeName::code);
    return found == info.names.end() ? std::string_view{} : found->name;
}

std::string numberValue(const base::FieldInfo& info, std::uint64_t number) {
    const auto name = codeName(info, number);
    const bool code =
        info.type == base::FieldType::Unsigned && !info.names.empty() && info.width == 1 && info.mask == 0;
    const bool hex = code || info.hexadecimal;
    const auto text =
        hex ? fmt::format("0x{:0{}x}", number, 2 * std::max<int>(info.width, 1)) : fmt::format("{}", number);
    return name.empty() ? text : fmt::format("{} ({})", name, text);
}

std::string binaryValue(const base::FieldNode& node, base::ByteView content, const TextOptions& options) {
    // A payload may be announced longer than what lies in front of us.
    const auto limit = options.maxLength == 0 ? content.size() : options.maxLength;
    if (node.content.size == 0) return "empty";
    const auto text = base::asText(content);
    if (!content.empty() && content.size() == node.content.size && isText(text)) {
        return visibleText(text, options.maxLength);
    }
    if (content.empty()) return byteCountText(node.content.size);
    return byteCountText(node.content.size) + ": " + hexText(content, limit / 3 + 1);
}

} // namespace

bool isMasked(const base::FieldInfo& field, const TextOptions& options) {
    return (field.secret && !options.secrets) ||
           (!options.userNames && field.id == mqtt::fieldId("mqtt.connect.user_name"));
}

std::string valueText(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                      const TextOptions& options) {
    const auto& info = session::fieldInfo(node.field);
    if (isMasked(info, options)) return std::string(kMask);
    if (node.text != base::FieldNode::kNone) return visibleText(tree.texts[node.text], options.maxLength);
    const auto content = contentOf(node, view);
    switch (info.type) {
    case base::FieldType::Group:
        return {};
    case base::FieldType::Boolean:
        if (!info.names.empty()) return numberValue(info, node.number);
        return node.number != 0 ? "yes (1)" : "no (0)";
    case base::FieldType::Unsigned:
        return numberValue(info, node.number);
    case base::FieldType::Text:
        return visibleText(base::asText(content), options.maxLength);
    case base::FieldType::Binary:
        return binaryValue(node, content, options);
    case base::FieldType::Ipv4:
        return addressText(AF_INET, content);
    case base::FieldType::Ipv6:
        return addressText(AF_INET6, content);
    case base::FieldType::Mac:
        return fmt::format("{:02x}", fmt::join(content, ":"));
    case base::FieldType::Time:
        return timeText({static_cast<std::int64_t>(node.number)}, TimeFormat::DateAndTime, {}, 9);
    case base::FieldType::Duration:
        return durationText(static_cast<std::int64_t>(node.number));
    }
    return {};
}

std::string nodeText(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                     const TextOptions& options) {
    const auto& info = session::fieldInfo(node.field);
    const auto value = valueText(tree, node, view, options);
    auto text = std::string(info.label);
    if (!value.empty() || info.type == base::FieldType::Text) text += ": " + value;
    return node.generated ? "[" + text + "]" : text;
}

std::string rawText(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView view,
                    const TextOptions& options) {
    const auto& info = session::fieldInfo(node.field);
    if (isMasked(info, options)) return std::string(kMask);
    if (node.text != base::FieldNode::kNone) return tree.texts[node.text];
    const auto content = contentOf(node, view);
    switch (info.type) {
    case base::FieldType::Group:
        return std::string(info.label);
    case base::FieldType::Boolean:
    case base::FieldType::Unsigned:
        return fmt::format("{}", node.number);
    case base::FieldType::Text:
        return std::string(base::asText(content));
    case base::FieldType::Binary:
        return fmt::format("{:02x}", fmt::join(content, ""));
    case base::FieldType::Ipv4:
        return addressText(AF_INET, content);
    case base::FieldType::Ipv6:
        return addressText(AF_INET6, content);
    case base::FieldType::Mac:
        return fmt::format("{:02x}", fmt::join(content, ":"));
    case base::FieldType::Time:
        if (node.number == 0) return {};
        return timeText({static_cast<std::int64_t>(node.number)}, TimeFormat::Epoch, {}, 9);
    case base::FieldType::Duration:
        return secondsText(static_cast<std::int64_t>(node.number));
    }
    return {};
}

std::string bitsText(std::uint64_t value, std::uint64_t mask, std::uint8_t width) {
    std::string text;
    for (int bit = width * 8 - 1; bit >= 0; --bit) {
        const auto one = std::uint64_t{1} << bit;
        text += (mask & one) == 0 ? '.' : (value & one) != 0 ? '1' : '0';
        if (bit % 4 == 0 && bit != 0) text += ' ';
    }
    return text;
}

} // namespace mqttscope::format
