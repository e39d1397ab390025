// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/csv.h"

#include <algorithm>
#include <array>

namespace mqttscope::exporter {
namespace {

/// "-4.5", "+7": what sensors send, and no formula.
bool isSignedNumber(std::string_view text) {
    if (text.size() < 2 || (text.front() != '-' && text.front() != '+')) return false;
    const auto digits = text.substr(1);
    const bool plain = digits.find_first_not_of("0123456789.") == std::string_view::npos;
    return plain && std::ranges::count(digits, '.') <= 1 && digits != ".";
}

/// What formulas begin with: the ASCII signs, their full-width forms, and white space that is taken off first.
bool beginsLikeFormula(std::string_view text) {
    constexpr std::string_view kStarts = "=+-@\t\r\n";
    constexpr std::array<std::string_view, 4> kFullWidth{"\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
    if (text.empty()) return false;
    return kStarts.find(text.front()) != std::string_view::npos ||
           std::ranges::any_of(kFullWidth, [text](std::string_view sign) { return text.starts_with(sign); });
}

} // namespace

bool looksLikeFormula(std::string_view text) {
    const auto first = std::min(text.find_first_not_of(' '), text.size());
    return beginsLikeFormula(text.substr(first)) && !isSignedNumber(text);
}

void appendCsvCell(std::string& out, std::string_view text) {
    const bool formula = looksLikeFormula(text);
    // Some spreadsheets take a semicolon or a tab for the end of a cell.
    const bool quoted = text.find_first_of("\",;\t\r\n") != std::string_view::npos;
    if (quoted) out += '"';
    if (formula) out += '\'';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    if (quoted) out += '"';
}

} // namespace mqttscope::exporter
