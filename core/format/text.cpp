// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/text.h"

#include "core/mqtt/plain_text.h"

#include <fmt/format.h>
#include <utf8.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace mqttscope::format {
namespace {

constexpr std::string_view kEllipsis = "…";

/// Characters that would move, hide or reorder what stands around them.
bool isInvisible(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c <= 0x9F);
    const bool bidirectional =
        (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F || c == 0x061C;
    const bool separator = c == 0x2028 || c == 0x2029;
    const bool zeroWidth = c == 0x200B || c == 0x2060 || c == 0xFEFF;
    return control || bidirectional || separator || zeroWidth;
}

void appendEscaped(std::string& out, char32_t c) {
    switch (c) {
    case '\n':
        out += "\\n";
        return;
    case '\r':
        out += "\\r";
        return;
    case '\t':
        out += "\\t";
        return;
    default:
        break; // any other character
    }
    const auto number = static_cast<std::uint32_t>(c);
    if (c < 0x80) {
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", number);
    } else {
        fmt::format_to(std::back_inserter(out), "\\u{{{:x}}}", number);
    }
}

} // namespace

std::string visibleText(std::string_view captured, std::size_t maxLength) {
    const char* at = captured.data();
    // No character takes more than four bytes: whatever is behind that cannot be shown.
    const auto looked = maxLength == 0 ? captured.size() : std::min(captured.size(), 4 * maxLength + 1);
    const char* const end = at + looked;
    const char* valid = utf8::find_invalid(at, end);
    std::string out;
    out.reserve(looked);
    for (std::size_t characters = 0; at != end; ++characters) {
        if (maxLength != 0 && characters == maxLength) return out.append(kEllipsis);
        if (at == valid) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<std::uint8_t>(*at));
            valid = utf8::find_invalid(++at, end);
            continue;
        }
        const char* const before = at;
        const char32_t c = utf8::unchecked::next(at);
        if (isInvisible(c)) {
            appendEscaped(out, c);
        } else {
            out.append(before, at);
        }
    }
    return out;
}

bool isUtf8(std::string_view bytes) {
    // Nearly all text is ASCII, which needs no look at characters.
    return mqtt::isAscii(bytes) || utf8::is_valid(bytes.begin(), bytes.end());
}

bool isText(std::string_view bytes) {
    const bool plain = std::ranges::none_of(bytes, [](char c) {
        const auto byte = static_cast<std::uint8_t>(c);
        return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7F;
    });
    return plain && isUtf8(bytes);
}

std::string_view wholeCharacters(std::string_view text) {
    // RFC 3629: a character has at most three bytes after its first.
    for (std::size_t back = 1; back <= std::min<std::size_t>(4, text.size()); ++back) {
        const auto byte = static_cast<std::uint8_t>(text[text.size() - back]);
        if ((byte & 0xC0U) == 0x80U) continue;
        const std::size_t size = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
        return size > back ? text.substr(0, text.size() - back) : text;
    }
    return text;
}

std::string hexText(base::ByteView bytes, std::size_t maxBytes) {
    const auto shown = maxBytes == 0 ? bytes : bytes.first(std::min(bytes.size(), maxBytes));
    auto text = fmt::format("{:02x}", fmt::join(shown, " "));
    if (shown.size() < bytes.size()) text += std::string(" ").append(kEllipsis);
    return text;
}

std::string numberText(std::uint64_t number) {
    auto text = std::to_string(number);
    for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3) {
        text.insert(static_cast<std::size_t>(at), 1, ',');
    }
    return text;
}

std::string byteCountText(std::uint64_t bytes) {
    return numberText(bytes) + (bytes == 1 ? " byte" : " bytes");
}

std::string durationText(std::int64_t nanoseconds) {
    if (nanoseconds < 0) return "-" + durationText(nanoseconds == INT64_MIN ? INT64_MAX : -nanoseconds);
    const auto value = static_cast<double>(nanoseconds);
    if (nanoseconds < 1'000) return fmt::format("{} ns", nanoseconds);
    if (nanoseconds < 1'000'000) return fmt::format("{:.2f} µs", value / 1e3);
    if (nanoseconds < 1'000'000'000) return fmt::format("{:.2f} ms", value / 1e6);
    if (nanoseconds < 60'000'000'000) return fmt::format("{:.3f} s", value / 1e9);
    const auto seconds = nanoseconds / 1'000'000'000;
    if (seconds < 3'600) return fmt::format("{} min {:02} s", seconds / 60, seconds % 60);
    if (seconds < 86'400) return fmt::format("{} h {:02} min", seconds / 3'600, seconds % 3'600 / 60);
    return fmt::format("{} d {:02} h", seconds / 86'400, seconds % 86'400 / 3'600);
}

} // namespace mqttscope::format
