// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/lexer.h"

#include "core/filter/letters.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace mqttscope::filter {
namespace {

struct Spelling {
    std::string_view text;
    Operator op;
};

constexpr auto kWords = std::to_array<Spelling>({
    {"or", Operator::Or},
    {"and", Operator::And},
    {"xor", Operator::Xor},
    {"not", Operator::Not},
    {"eq", Operator::Equal},
    {"any_eq", Operator::Equal},
    {"all_eq", Operator::AllEqual},
    {"ne", Operator::NotEqual},
    {"all_ne", Operator::NotEqual},
    {"any_ne", Operator::AnyNotEqual},
    {"lt", Operator::Less},
    {"le", Operator::LessOrEqual},
    {"gt", Operator::Greater},
    {"ge", Operator::GreaterOrEqual},
    {"contains", Operator::Contains},
    {"matches", Operator::Matches},
    {"in", Operator::In},
    {"covers", Operator::Covers},
    {"covered_by", Operator::CoveredBy},
    {"bitand", Operator::BitAnd},
});

/// The longest first where one begins with another.
constexpr auto kSymbols = std::to_array<Spelling>({
    {"===", Operator::AllEqual},
    {"!==", Operator::AnyNotEqual},
    {"==", Operator::Equal},
    {"!=", Operator::NotEqual},
    {"<=", Operator::LessOrEqual},
    {">=", Operator::GreaterOrEqual},
    {"&&", Operator::And},
    {"||", Operator::Or},
    {"^^", Operator::Xor},
    {"<", Operator::Less},
    {">", Operator::Greater},
    {"!", Operator::Not},
    {"~", Operator::Matches},
    {"&", Operator::BitAnd},
});

constexpr auto kMarks = std::to_array<std::pair<char, TokenKind>>({
    {'(', TokenKind::OpenParenthesis},
    {')', TokenKind::CloseParenthesis},
    {'{', TokenKind::OpenBrace},
    {'}', TokenKind::CloseBrace},
    {'[', TokenKind::OpenBracket},
    {']', TokenKind::CloseBracket},
    {',', TokenKind::Comma},
});

constexpr auto kEscapes = std::to_array<std::pair<char, char>>({
    {'n', '\n'},
    {'t', '\t'},
    {'r', '\r'},
    {'a', '\a'},
    {'b', '\b'},
    {'f', '\f'},
    {'v', '\v'},
    {'\\', '\\'},
    {'"', '"'},
    {'\'', '\''},
});

/// What a topic, an address, a time or a number may consist of stands in words, so that they need no quotes.
bool isWordByte(char c) {
    return isLetter(c) || isDigit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("_.:-/+#$*%@;?").find(c) != std::string_view::npos;
}

void appendUtf8(std::string& text, std::uint32_t character) {
    const auto byte = [&](std::uint32_t value) { text += static_cast<char>(value); };
    if (character < 0x80) return byte(character);
    if (character < 0x800) {
        byte(0xC0U | character >> 6);
    } else {
        if (character < 0x1'0000) {
            byte(0xE0U | character >> 12);
        } else {
            byte(0xF0U | character >> 18);
            byte(0x80U | (character >> 12 & 0x3FU));
        }
        byte(0x80U | (character >> 6 & 0x3FU));
    }
    byte(0x80U | (character & 0x3FU));
}

class Lexer {
public:
    explicit Lexer(std::string_view text)
        : m_text(text) {}

    Checked<std::vector<Token>> run() {
        for (;;) {
            while (m_at < m_text.size() && isSpace(m_text[m_at])) ++m_at;
            m_start = m_at;
            if (m_at == m_text.size()) {
                add(TokenKind::End);
                return std::move(m_tokens);
            }
            if (!one()) return std::unexpected(std::move(m_complaint));
        }
    }

private:
    bool one() {
        const auto rest = m_text.substr(m_at);
        if (rest.starts_with('"')) return quoted('"', TokenKind::String);
        if (rest.starts_with('\'')) return quoted('\'', TokenKind::Character);
        if (rest.starts_with("r\"") || rest.starts_with("R\"")) return raw();
        for (const auto& [mark, kind] : kMarks) {
            if (rest[0] != mark) continue;
            ++m_at;
            return add(kind);
        }
        if (rest.starts_with("..")) {
            m_at += 2;
            return add(TokenKind::To);
        }
        for (const auto& [symbol, op] : kSymbols) {
            if (!rest.starts_with(symbol)) continue;
            m_at += symbol.size();
            add(TokenKind::Symbol);
            m_tokens.back().symbol = op;
            return true;
        }
        return word();
    }

    bool word() {
        while (m_at < m_text.size() && isWordByte(m_text[m_at]) && !m_text.substr(m_at).starts_with("..")) ++m_at;
        if (m_at != m_start) return add(TokenKind::Word, std::string(m_text.substr(m_start, m_at - m_start)));
        const auto c = m_text[m_at];
        if (c == '=') return fail(1, "a single = is no operator", "==");
        if (c == '|') return fail(1, "a single | is no operator", "||");
        if (c == '^') return fail(1, "a single ^ is no operator", "^^");
        return fail(1, c == '\\' ? "a \\ stands in strings only" : "this character has no meaning here");
    }

    bool raw() {
        const auto end = m_text.find('"', m_at + 2);
        if (end == std::string_view::npos) return unclosed("string");
        auto content = std::string(m_text.substr(m_at + 2, end - m_at - 2));
        m_at = end + 1;
        return add(TokenKind::String, std::move(content));
    }

    bool quoted(char quote, TokenKind kind) {
        std::string content;
        for (++m_at; m_at < m_text.size() && m_text[m_at] != quote;) {
            if (m_text[m_at] != '\\') {
                content += m_text[m_at++];
            } else if (!escape(content)) {
                return false;
            }
        }
        if (m_at == m_text.size()) return unclosed(kind == TokenKind::String ? "string" : "character");
        ++m_at;
        if (kind == TokenKind::Character && content.size() != 1) {
            const auto inside = m_text.substr(m_start + 1, m_at - m_start - 2);
            m_at = m_start;
            return fail(inside.size() + 2, "one character stands between single quotes", fmt::format("\"{}\"", inside));
        }
        return add(kind, std::move(content));
    }

    bool escape(std::string& content) {
        const auto rest = m_text.substr(m_at + 1);
        if (rest.empty()) return unclosed("string");
        for (const auto& [name, meaning] : kEscapes) {
            if (rest[0] != name) continue;
            content += meaning;
            m_at += 2;
            return true;
        }
        if (rest[0] == 'x') return number(content, 1, 2, 16);
        if (rest[0] == 'u') return number(content, 1, 4, 16);
        if (rest[0] == 'U') return number(content, 1, 8, 16);
        if (rest[0] >= '0' && rest[0] <= '7') return number(content, 0, 3, 8);
        return fail(2, fmt::format("\\{} is no escape; a regular expression is best written r\"…\"", rest[0]));
    }

    /// \xHH and \OOO are a byte, \uHHHH and \UHHHHHHHH a character.
    bool number(std::string& content, std::size_t skipped, std::size_t most, unsigned base) {
        const auto kind = m_text[m_at + 1];
        const auto digits = m_text.substr(m_at + 1 + skipped, most);
        std::uint32_t value = 0;
        std::size_t count = 0;
        while (count < digits.size()) {
            const auto digit = hexDigit(digits[count]);
            if (!digit || *digit >= base) break;
            value = value * base + *digit;
            ++count;
        }
        const bool character = kind == 'u' || kind == 'U';
        if (count == 0 || (character && count != most))
            return fail(1 + skipped + count, fmt::format("\\{} needs {} digits", kind, most));
        if (character && (value > 0x10'FFFF || (value >= 0xD800 && value < 0xE000)))
            return fail(1 + skipped + count, "there is no such character");
        if (!character && value > 0xFF) return fail(1 + skipped + count, "a byte is at most \\377");
        if (character) {
            appendUtf8(content, value);
        } else {
            content += static_cast<char>(value);
        }
        m_at += 1 + skipped + count;
        return true;
    }

    bool add(TokenKind kind, std::string text = {}) {
        m_tokens.push_back({.kind = kind,
                            .range = {static_cast<std::uint32_t>(m_start), static_cast<std::uint32_t>(m_at - m_start)},
                            .text = std::move(text)});
        return true;
    }

    bool fail(std::size_t size, std::string cause, std::string better = {}) {
        size = std::min(size, m_text.size() - m_at);
        m_complaint = {.range = {static_cast<std::uint32_t>(m_at), static_cast<std::uint32_t>(size)},
                       .cause = std::move(cause),
                       .better = std::move(better)};
        return false;
    }

    bool unclosed(std::string_view what) {
        m_at = m_start;
        return fail(m_text.size(), fmt::format("the {} has no closing quote", what));
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::size_t m_start = 0; ///< of the current token
    std::vector<Token> m_tokens;
    Complaint m_complaint;
};

} // namespace

Checked<std::vector<Token>> tokenize(std::string_view text) {
    if (text.size() > kLongestFilter) {
        return std::unexpected(Complaint{.range = {kLongestFilter, 1},
                                         .cause = fmt::format("a filter has at most {} bytes", kLongestFilter),
                                         .better = {}});
    }
    return Lexer(text).run();
}

std::optional<Operator> operatorNamed(std::string_view word) {
    const auto found = std::ranges::find_if(kWords, [&](const Spelling& s) { return equalIgnoringCase(s.text, word); });
    if (found == kWords.end()) return std::nullopt;
    return found->op;
}

std::string_view spelling(Operator op) {
    for (const auto& symbol : kSymbols)
        if (symbol.op == op && op != Operator::Matches && op != Operator::And && op != Operator::Or) return symbol.text;
    return std::ranges::find(kWords, op, &Spelling::op)->text;
}

std::vector<std::string_view> operatorWords() {
    std::vector<std::string_view> words;
    for (const auto& word : kWords) words.push_back(word.text);
    return words;
}

} // namespace mqttscope::filter
