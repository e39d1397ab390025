// SPDX-License-Identifier: GPL-3.0-or-later
// Letters of ASCII, whatever the locale says.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mqttscope::filter {

[[nodiscard]] constexpr bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

[[nodiscard]] constexpr bool isSpace(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

[[nodiscard]] constexpr char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

[[nodiscard]] constexpr char raised(char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

[[nodiscard]] constexpr std::optional<unsigned> hexDigit(char c) {
    if (isDigit(c)) return static_cast<unsigned>(c - '0');
    const auto low = lowered(c);
    if (low >= 'a' && low <= 'f') return static_cast<unsigned>(low - 'a' + 10);
    return std::nullopt;
}

[[nodiscard]] inline bool equalIgnoringCase(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lowered, lowered);
}

[[nodiscard]] inline std::string lowercase(std::string_view text) {
    std::string made(text);
    std::ranges::transform(made, made.begin(), lowered);
    return made;
}

} // namespace mqttscope::filter
