// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/complaint.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::filter {

/// Every operator, whichever way it is spelt.
enum class Operator : std::uint8_t {
    Or,
    And,
    Xor,
    Not,
    Equal,       ///< any value is equal
    AllEqual,    ///< all are
    NotEqual,    ///< all differ
    AnyNotEqual, ///< any differs
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    Matches,
    In,
    Covers,
    CoveredBy,
    BitAnd,
};

enum class TokenKind : std::uint8_t {
    End,
    Word,      ///< a key, a number, an address, a name: what stands without quotes
    String,    ///< `text` is what it means, escapes resolved
    Character, ///< 'a': `text` is one byte
    Symbol,    ///< an operator that is no word
    OpenParenthesis,
    CloseParenthesis,
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Comma,
    To, ///< the .. of a range
};

struct Token {
    TokenKind kind = TokenKind::End;
    Operator symbol{}; ///< of a Symbol
    base::ByteRange range{};
    std::string text{}; ///< of Word, String, Character
};

/// Cuts a filter into tokens; the last is End. Texts longer than kLongestFilter are refused.
[[nodiscard]] Checked<std::vector<Token>> tokenize(std::string_view text);

inline constexpr std::size_t kLongestFilter = std::size_t{64} << 10;

/// The operator that a word spells ("and", "eq", "covered_by"), in any case of letters.
[[nodiscard]] std::optional<Operator> operatorNamed(std::string_view word);
/// How an operator is written, for messages: "==", "covered_by".
[[nodiscard]] std::string_view spelling(Operator op);
/// All words that spell operators, for completion.
[[nodiscard]] std::vector<std::string_view> operatorWords();

} // namespace mqttscope::filter
