// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/session/catalogue.h"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace mqttscope::filter {

/// What a value is when it is compared. Values of different kinds are never equal, but for text and bytes.
enum class Kind : std::uint8_t {
    Number,    ///< numbers and flags of packets
    Truth,     ///< true and false of JSON, which are no numbers
    Null,      ///< of JSON
    Structure, ///< an object or array of JSON, which equals nothing
    Text,      ///< as captured
    Bytes,     ///< also groups: the bytes that they cover
    Address,   ///< 4 or 16 bytes
    Mac,
    Time,     ///< nanoseconds since 1970
    Duration, ///< nanoseconds
};

/// Every integer of 64 bits and every double is one of these (64 bits of mantissa or more).
using Quantity = long double;

/// One value of a row.
struct Value {
    Kind kind{};
    std::uint8_t meaning = 0; ///< which of the meanings of its key it has
    Quantity number = 0;
    std::string_view bytes{}; ///< lives as long as the row is looked at
};

/// A value that the filter names.
struct Constant {
    Kind kind{};
    Quantity number = 0;
    std::string bytes{};
    int prefix = -1; ///< of an address: how many bits count; -1 = all

    [[nodiscard]] Value value() const { return {.kind = kind, .number = number, .bytes = bytes}; }
};

/// Unordered where the kinds do not compare.
[[nodiscard]] std::partial_ordering order(const Value& a, const Value& b);

/// The same; an address within the prefix of the constant equals it.
[[nodiscard]] std::partial_ordering order(const Value& value, const Constant& constant);

/// The kind of the values of a key's meaning.
[[nodiscard]] Kind kindOf(const session::KeyMeaning& meaning);

/// "a number", "text", "an IPv4 address": for messages.
[[nodiscard]] std::string_view describe(Kind kind);

} // namespace mqttscope::filter
