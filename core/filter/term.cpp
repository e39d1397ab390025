// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/term.h"

#include "core/base/bytes.h"
#include "core/filter/letters.h"
#include "core/mqtt/utf8_check.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace mqttscope::filter {
namespace {

constexpr std::size_t kLongestLiteral = 512; // bytes
constexpr std::size_t kBeginning = 64;       // bytes of a longer value that are compared

bool isControl(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool isText(std::string_view bytes) {
    return std::ranges::none_of(bytes, isControl) && mqtt::findNotUtf8(base::asBytes(bytes)).size == 0;
}

std::string hex(std::string_view bytes) {
    return fmt::format("{:02x}", fmt::join(base::asBytes(bytes), ":"));
}

/// Bytes stand as text where they are text, and where hex could be taken for something else.
std::string octets(std::string_view bytes) {
    return bytes.size() < 2 || isText(bytes) ? quoted(bytes) : hex(bytes);
}

std::string address(int family, std::string_view bytes) {
    if (bytes.size() != (family == AF_INET ? 4U : 16U)) return {};
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(family, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
    return text.data();
}

std::string code(const base::FieldInfo& field, std::uint64_t number) {
    const auto named = std::ranges::find_if(field.names, [&](const auto& name) { return name.code == number; });
    if (named == field.names.end())
        return field.hexadecimal ? fmt::format("0x{:02x}", number) : fmt::format("{}", number);
    const auto sameName = [&](const auto& name) { return equalIgnoringCase(name.name, named->name); };
    if (std::ranges::count_if(field.names, sameName) > 1) return fmt::format("{}", number);
    const bool word = !named->name.empty() && isLetter(named->name.front()) &&
                      std::ranges::all_of(named->name, [](char c) { return isLetter(c) || isDigit(c) || c == '_'; });
    return word ? std::string(named->name) : quoted(named->name);
}

std::string seconds(std::uint64_t nanoseconds) {
    const auto value = static_cast<std::int64_t>(nanoseconds);
    const auto whole = value / 1'000'000'000;
    const auto rest = value % 1'000'000'000;
    return fmt::format("{}{}.{:09}", value < 0 ? "-" : "", whole < 0 ? -whole : whole, rest < 0 ? -rest : rest);
}

} // namespace

std::string quoted(std::string_view bytes) {
    std::string text = "\"";
    const bool utf8 = mqtt::findNotUtf8(base::asBytes(bytes)).size == 0;
    for (const char c : bytes) {
        if (c == '"' || c == '\\') {
            text += '\\';
            text += c;
        } else if (isControl(c) || (!utf8 && static_cast<unsigned char>(c) >= 0x80)) {
            text += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
        } else {
            text += c;
        }
    }
    return text + '"';
}

std::string literalText(const base::FieldInfo& field, std::uint64_t number, std::string_view content) {
    switch (field.type) {
    case base::FieldType::Group:
        return {};
    case base::FieldType::Boolean:
        return number != 0 ? "1" : "0";
    case base::FieldType::Unsigned:
        return code(field, number);
    case base::FieldType::Text:
        return quoted(content);
    case base::FieldType::Binary:
        return octets(content);
    case base::FieldType::Ipv4:
        return address(AF_INET, content);
    case base::FieldType::Ipv6:
        return address(AF_INET6, content);
    case base::FieldType::Mac:
        return content.size() == 6 ? hex(content) : std::string();
    case base::FieldType::Time:
        return seconds(number);
    case base::FieldType::Duration:
        return fmt::format("{}ns", static_cast<std::int64_t>(number));
    }
    return {};
}

std::string term(const base::FieldInfo& field, std::uint64_t number, std::string_view content) {
    const bool bytes = field.type == base::FieldType::Text || field.type == base::FieldType::Binary;
    if (bytes && content.size() > kLongestLiteral)
        return fmt::format("len({0}) == {1} and {0}[:{2}] == {3}", field.key, content.size(), kBeginning,
                           hex(content.substr(0, kBeginning)));
    const auto value = literalText(field, number, content);
    return value.empty() ? std::string(field.key) : fmt::format("{} == {}", field.key, value);
}

} // namespace mqttscope::filter
