// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/lexer.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::filter {

/// What a part of a filter is by its form; what its words mean is the checker's matter.
enum class Form : std::uint8_t {
    Or, ///< these three have two or more children
    And,
    Xor,
    Not,
    Compare, ///< `op`, left, right
    In,      ///< an operand, then elements: operands, or Span
    Truth,   ///< an operand where a condition is expected: it exists, words are searched for
    Words,   ///< strings and words beside each other: all are searched for

    Word, ///< from here on operands
    String,
    Character,
    Slice, ///< one child
    Call,  ///< `text` is the function's name
    Json,  ///< `text` is the pointer
    Bits,  ///< left & right
    Span,  ///< an element of a set: first .. last
};

/// How many values of a comparison must hold.
enum class Quantifier : std::uint8_t { ByOperator, Any, All };

/// One part of a slice. Negative offsets count from the end.
struct SlicePart {
    static constexpr std::int32_t kToTheEnd = 0x7FFF'FFFF;

    std::int32_t offset = 0;
    std::int32_t size = kToTheEnd; ///< where `last` is not used
    bool byLast = false;           ///< [1-3]: `last` counts, not `size`
    std::int32_t last = 0;
};

struct Part {
    Form form{};
    Operator op{};
    Quantifier quantifier{};
    base::ByteRange range{};
    base::ByteRange operatorRange{};
    std::string text{};
    std::vector<SlicePart> slice{};
    std::vector<std::uint32_t> children{}; ///< indexes into Syntax::parts
};

/// A filter by its form.
struct Syntax {
    std::vector<Part> parts{};
    std::uint32_t root = 0;
    bool empty = true; ///< nothing but space: every row is accepted
};

/// Expressions are at most this deep; and-chains and or-chains count once.
inline constexpr int kDeepest = 128;

[[nodiscard]] Checked<Syntax> parse(std::string_view text);

} // namespace mqttscope::filter
