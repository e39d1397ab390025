// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/complaint.h"

#include <algorithm>

namespace mqttscope::filter {
namespace {

constexpr std::size_t kWidth = 100;

bool continues(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; // not the first byte of a character of UTF-8
}

std::size_t columns(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](char c) { return !continues(c); }));
}

} // namespace

std::string pointAt(std::string_view text, const Complaint& complaint) {
    const auto at = std::min<std::size_t>(complaint.range.offset, text.size());
    auto from = at > kWidth / 2 && text.size() > kWidth ? at - kWidth / 2 : 0;
    while (from > 0 && continues(text[from])) --from;
    auto end = std::min(text.size(), from + kWidth);
    while (end < text.size() && continues(text[end])) ++end;
    const auto markEnd = std::clamp<std::size_t>(complaint.range.end(), at, end);

    std::string line(text.substr(from, end - from));
    std::ranges::replace_if(line, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    const auto before = columns(text.substr(from, at - from));
    const auto marked = std::max<std::size_t>(columns(text.substr(at, markEnd - at)), 1);
    return line + '\n' + std::string(before, ' ') + '^' + std::string(marked - 1, '~');
}

} // namespace mqttscope::filter
