// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/operand.h"

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mqttscope::filter {

/// One value, or all from `first` to `last`.
struct Accepted {
    Constant first{};
    std::optional<Constant> last{};
};

/// How regular expressions are read: quietly, and bounded in memory.
[[nodiscard]] RE2::Options expressionOptions(RE2::Options::Encoding encoding, bool matchCase = false);

/// A regular expression, for text (UTF-8) and for bytes.
struct Expression {
    std::unique_ptr<const RE2> text{};
    std::unique_ptr<const RE2> bytes{};
};

/// A condition whose words have a meaning and whose types agree.
struct Condition {
    enum class Test : std::uint8_t {
        Or,
        And,
        Xor,
        Not,
        Exists,
        Bits,      ///< any value is not 0
        Predicate, ///< `op` tells what a value must be: one predicate of one value, held by any or all
        Operands,  ///< two operands are compared by `op`
        Words,
    };

    Test test{};
    bool all = false; ///< Value, Operands: every value must hold
    Operator op{};
    std::vector<std::uint32_t> children{};          ///< Or, And, Xor, Not: indexes into Program::conditions
    std::uint32_t operand = 0;                      ///< index into Program::operands
    std::uint32_t other = 0;                        ///< Operands: the right one
    std::vector<std::vector<Accepted>> constants{}; ///< Value: by the meaning of the value
    std::shared_ptr<const Expression> expression{}; ///< Value with Matches
    std::vector<std::string> words{};               ///< Words: lower case
};

/// A checked filter. It never changes and may be used by many threads.
struct Program {
    std::vector<Operand> operands{};
    std::vector<Condition> conditions{};
    std::uint32_t root = 0;
    bool empty = true; ///< accepts every row
};

/// Whether one value is what a condition of Test::Predicate asks for.
[[nodiscard]] bool holds(const Condition& condition, const Value& value);

/// Whether two values stand to each other as an operator says.
[[nodiscard]] bool compares(Operator op, std::partial_ordering order);

} // namespace mqttscope::filter
