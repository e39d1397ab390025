// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/syntax.h"
#include "core/filter/value.h"

#include <expected>
#include <string>

namespace mqttscope::filter {

/// Why a literal is no value of a field, and what may have been meant.
struct NoValue {
    std::string cause;
    std::string better;
};

template <class T>
using Read = std::expected<T, NoValue>;

/// What a word, string or character means beside a field, which messages call `key`. A duration without a unit sets
/// `unitless`.
[[nodiscard]] Read<Constant> readLiteral(const Part& literal, const session::KeyMeaning& meaning, std::string_view key,
                                         bool& unitless);

/// The same beside something that is no field: the result of a function, a slice, a payload.
[[nodiscard]] Read<Constant> readLiteral(const Part& literal, Kind kind);

/// Beside a value of JSON: what its spelling says. Quotes make text; numbers, true, false and null stand without.
[[nodiscard]] Read<Constant> readJsonLiteral(const Part& literal);

/// 12, -3, 0x1f, 0b101, 017 (octal, as in Wireshark), 21.5, 1e3; nothing if it is no number.
[[nodiscard]] std::optional<Quantity> readNumber(std::string_view text);
/// 250ms, 1.5s, 2min, 3h, 1d, or seconds; nothing if it is none. `unitless` tells the latter.
[[nodiscard]] std::optional<Quantity> readDuration(std::string_view text, bool& unitless);
/// A date and a time of day as ISO 8601 has them, as Wireshark has them ("Jan 2, 2026 03:04:05"), or seconds since
/// 1970. Without a zone it is local time. Nanoseconds.
[[nodiscard]] std::optional<Quantity> readTime(std::string_view text);
/// 0a:0b, 0a-0b, 0a.0b, 0a0b; nothing if it is none.
[[nodiscard]] std::optional<std::string> readBytes(std::string_view text);

} // namespace mqttscope::filter
