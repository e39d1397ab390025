// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mqttscope::format {

/// What may be shown. Secrets are masked until the user asks (DESIGN.md §6).
struct TextOptions {
    bool secrets = false;
    bool userNames = true;     ///< of CONNECT: masked too where they are not wanted
    std::size_t maxLength = 0; ///< longest value text in characters, cut with an ellipsis; 0 = whole
};

/// What stands for a masked secret: its length is a secret too.
inline constexpr std::string_view kMask = "••••••";

/// Captured bytes as one line of plain text for people: valid UTF-8 stays, control characters (C0, C1, bidirectional
/// overrides, line separators) become visible escapes (`\n`, `\x1b`, `\u{202e}`), invalid bytes become `\xNN`.
[[nodiscard]] std::string visibleText(std::string_view captured, std::size_t maxLength = 0);

/// Whether the bytes are UTF-8 without control characters other than tab, line feed and carriage return.
[[nodiscard]] bool isText(std::string_view bytes);
/// Whether the bytes are well-formed UTF-8 (RFC 3629).
[[nodiscard]] bool isUtf8(std::string_view bytes);

/// Without the first bytes of a character that a cut went through.
[[nodiscard]] std::string_view wholeCharacters(std::string_view text);

/// "de ad be ef", at most `maxBytes` of them (0 = all), then an ellipsis.
[[nodiscard]] std::string hexText(base::ByteView bytes, std::size_t maxBytes = 0);
/// "1,234,567".
[[nodiscard]] std::string numberText(std::uint64_t number);
/// "1 byte", "1,460 bytes".
[[nodiscard]] std::string byteCountText(std::uint64_t bytes);
/// "41.25 µs", "1.500 s", "2 min 03 s": three or four significant digits.
[[nodiscard]] std::string durationText(std::int64_t nanoseconds);

} // namespace mqttscope::format
