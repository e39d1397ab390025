// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/syntax.h"
#include "core/filter/value.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace mqttscope::filter {

/// What the payload of a PUBLISH is, beyond its bytes.
enum class PayloadView : std::uint8_t {
    Text,   ///< payload.text: all of it, where it is UTF-8
    Number, ///< payload.number: a bare number
    Size,   ///< payload.size: announced bytes
};

/// "payload.text" and its like; nothing for other words.
[[nodiscard]] std::optional<PayloadView> payloadViewNamed(std::string_view key);
/// Keys that stand for no field of the catalogue.
[[nodiscard]] std::span<const std::string_view> ownKeys();

enum class Function : std::uint8_t { Length, Count, Lower, Upper, String };

[[nodiscard]] std::optional<Function> functionNamed(std::string_view name);
/// Names of all functions.
[[nodiscard]] std::span<const std::string_view> functionNames();

/// What a filter asks a row for: none, one or several values.
struct Operand {
    enum class Source : std::uint8_t { Field, Payload, Json, Call, Slice, Bits };

    Source source{};
    std::string key{};                           ///< as it was written: Field
    std::vector<session::KeyMeaning> meanings{}; ///< Field
    PayloadView payload{};                       ///< Payload
    std::vector<std::string> pointer{};          ///< Json: reference tokens (RFC 6901 §4)
    Function function{};                         ///< Call
    std::vector<SlicePart> slice{};              ///< Slice
    std::uint64_t bits = 0;                      ///< Bits: the constant side
    std::uint32_t inner = 0;                     ///< Call, Slice, Bits: the operand that it is made from
};

} // namespace mqttscope::filter
