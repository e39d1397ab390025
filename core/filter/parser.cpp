// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/letters.h"
#include "core/filter/syntax.h"

#include <fmt/format.h>

#include <charconv>
#include <utility>

namespace mqttscope::filter {
namespace {

using Parsed = Checked<std::uint32_t>;

bool isComparison(Operator op) {
    return op >= Operator::Equal && op != Operator::In && op != Operator::BitAnd;
}

base::ByteRange spanning(base::ByteRange a, base::ByteRange b) {
    return {a.offset, b.end() - a.offset};
}

class Parser {
public:
    Parser(std::string_view text, std::vector<Token> tokens)
        : m_text(text)
        , m_tokens(std::move(tokens)) {}

    Checked<Syntax> run() {
        if (now().kind == TokenKind::End) return std::move(m_syntax);
        const auto root = chain(0);
        if (!root) return std::unexpected(root.error());
        if (now().kind != TokenKind::End) return std::unexpected(unexpectedToken());
        m_syntax.root = *root;
        m_syntax.empty = false;
        return std::move(m_syntax);
    }

private:
    /// From the weakest to the strongest.
    static constexpr std::array kChains{std::pair{Operator::Or, Form::Or}, std::pair{Operator::Xor, Form::Xor},
                                        std::pair{Operator::And, Form::And}};

    [[nodiscard]] const Token& now() const { return m_tokens[m_at]; }

    [[nodiscard]] const Token& following() const { return m_tokens[std::min(m_at + 1, m_tokens.size() - 1)]; }

    [[nodiscard]] static std::optional<Operator> operatorOf(const Token& token) {
        if (token.kind == TokenKind::Symbol) return token.symbol;
        if (token.kind == TokenKind::Word) return operatorNamed(token.text);
        return std::nullopt;
    }

    [[nodiscard]] bool isNow(Operator op) const { return operatorOf(now()) == op; }

    bool take(TokenKind kind) {
        if (now().kind != kind) return false;
        ++m_at;
        return true;
    }

    std::uint32_t add(Part part) {
        m_syntax.parts.push_back(std::move(part));
        return static_cast<std::uint32_t>(m_syntax.parts.size() - 1);
    }

    [[nodiscard]] const Part& part(std::uint32_t index) const { return m_syntax.parts[index]; }

    [[nodiscard]] std::unexpected<Complaint> fail(base::ByteRange range, std::string cause,
                                                  std::string better = {}) const {
        return std::unexpected(Complaint{.range = range, .cause = std::move(cause), .better = std::move(better)});
    }

    [[nodiscard]] std::string_view written(base::ByteRange range) const {
        return m_text.substr(range.offset, range.size);
    }

    [[nodiscard]] Complaint unexpectedToken() const {
        if (now().kind == TokenKind::End)
            return {.range = now().range, .cause = "something is missing here", .better = {}};
        if (now().kind == TokenKind::CloseParenthesis)
            return {.range = now().range, .cause = "no parenthesis is open here", .better = {}};
        return {.range = now().range,
                .cause = fmt::format("an operator is missing before {}", written(now().range)),
                .better = {}};
    }

    Parsed chain(std::size_t level) {
        if (level == kChains.size()) return negation();
        auto first = chain(level + 1);
        if (!first || !isNow(kChains[level].first)) return first;
        std::vector<std::uint32_t> children{*first};
        while (isNow(kChains[level].first)) {
            ++m_at;
            const auto next = chain(level + 1);
            if (!next) return next;
            children.push_back(*next);
        }
        const auto range = spanning(part(children.front()).range, part(children.back()).range);
        return add({.form = kChains[level].second, .range = range, .children = std::move(children)});
    }

    Parsed negation() {
        const auto start = m_at;
        while (isNow(Operator::Not)) ++m_at;
        const auto count = m_at - start;
        auto inner = condition();
        if (!inner || count % 2 == 0) return inner; // an even number of them says nothing
        const auto range = spanning(m_tokens[start].range, part(*inner).range);
        return add({.form = Form::Not, .range = range, .children = {*inner}});
    }

    Parsed condition() {
        if (now().kind == TokenKind::OpenParenthesis) return parenthesis();
        const auto quantifier = readQuantifier();
        const auto left = operand();
        if (!left) return left;
        const auto start = m_at;
        bool negated = isNow(Operator::Not) && operatorOf(following()) == Operator::In;
        if (negated) ++m_at;
        if (isNow(Operator::In)) {
            auto set = membership(*left, quantifier);
            if (!set || !negated) return set;
            return add({.form = Form::Not, .range = part(*set).range, .children = {*set}});
        }
        m_at = start;
        const auto op = operatorOf(now());
        if (op && isComparison(*op)) return comparisons(*left, quantifier);
        return truth(*left);
    }

    Parsed parenthesis() {
        const auto open = now().range;
        if (++m_depth > kDeepest) return fail(open, fmt::format("more than {} parentheses are open", kDeepest));
        ++m_at;
        auto inner = chain(0);
        if (!inner) return inner;
        if (now().kind == TokenKind::End) return fail(open, "this parenthesis is not closed");
        if (now().kind != TokenKind::CloseParenthesis) return std::unexpected(unexpectedToken());
        m_syntax.parts[*inner].range = spanning(open, now().range);
        ++m_at;
        --m_depth;
        return inner;
    }

    /// "any" and "all" before a comparison, as in Wireshark 4.
    Quantifier readQuantifier() {
        const bool any = equalIgnoringCase(now().text, "any");
        if (now().kind != TokenKind::Word || (!any && !equalIgnoringCase(now().text, "all")))
            return Quantifier::ByOperator;
        const auto compared = operatorOf(m_tokens[std::min(m_at + 2, m_tokens.size() - 1)]);
        if (following().kind != TokenKind::Word || operatorOf(following()) || !compared) return Quantifier::ByOperator;
        ++m_at;
        return any ? Quantifier::Any : Quantifier::All;
    }

    /// a < b < c is a < b and b < c.
    Parsed comparisons(std::uint32_t left, Quantifier quantifier) {
        std::vector<std::uint32_t> all;
        for (auto op = operatorOf(now()); op && isComparison(*op); op = operatorOf(now())) {
            const auto place = now().range;
            ++m_at;
            const auto right = operand();
            if (!right) return right;
            all.push_back(add({.form = Form::Compare,
                               .op = *op,
                               .quantifier = quantifier,
                               .range = spanning(part(left).range, part(*right).range),
                               .operatorRange = place,
                               .children = {left, *right}}));
            left = *right;
        }
        if (all.size() == 1) return all.front();
        const auto range = spanning(part(all.front()).range, part(all.back()).range);
        return add({.form = Form::And, .range = range, .children = std::move(all)});
    }

    Parsed membership(std::uint32_t left, Quantifier quantifier) {
        const auto place = now().range;
        ++m_at;
        const auto open = now().range;
        if (!take(TokenKind::OpenBrace)) return fail(open, "a set in braces follows 'in', such as {1, 3, 5..9}");
        std::vector<std::uint32_t> children{left};
        while (now().kind != TokenKind::CloseBrace) {
            if (now().kind == TokenKind::End) return fail(open, "this brace is not closed");
            auto element = operand();
            if (!element) return element;
            if (take(TokenKind::To)) {
                const auto last = operand();
                if (!last) return last;
                element = add({.form = Form::Span,
                               .range = spanning(part(*element).range, part(*last).range),
                               .children = {*element, *last}});
            }
            children.push_back(*element);
            take(TokenKind::Comma);
        }
        const auto range = spanning(part(left).range, now().range);
        ++m_at;
        if (children.size() == 1) return fail(spanning(open, m_tokens[m_at - 1].range), "the set is empty");
        return add({.form = Form::In,
                    .quantifier = quantifier,
                    .range = range,
                    .operatorRange = place,
                    .children = std::move(children)});
    }

    /// A field that is to exist, or words to search for.
    Parsed truth(std::uint32_t first) {
        std::vector<std::uint32_t> words{first};
        const auto searchable = [&](std::uint32_t index) {
            return part(index).form == Form::Word || part(index).form == Form::String;
        };
        while (searchable(words.back()) && !operatorOf(now()) &&
               (now().kind == TokenKind::Word || now().kind == TokenKind::String)) {
            const auto next = operand();
            if (!next) return next;
            words.push_back(*next);
        }
        const auto range = spanning(part(first).range, part(words.back()).range);
        const auto form = words.size() == 1 ? Form::Truth : Form::Words;
        return add({.form = form, .range = range, .children = std::move(words)});
    }

    Parsed operand() {
        auto left = single();
        if (!left || !isNow(Operator::BitAnd)) return left;
        ++m_at;
        const auto right = single();
        if (!right) return right;
        const auto range = spanning(part(*left).range, part(*right).range);
        return add({.form = Form::Bits, .range = range, .children = {*left, *right}});
    }

    Parsed single() {
        const auto token = now();
        switch (token.kind) {
        case TokenKind::Word:
            return word(token);
        case TokenKind::String:
        case TokenKind::Character:
            ++m_at;
            return sliced(add({.form = token.kind == TokenKind::String ? Form::String : Form::Character,
                               .range = token.range,
                               .text = token.text}));
        case TokenKind::End:
            return fail(token.range,
                        m_at == 0 ? "something is missing here"
                                  : fmt::format("something is missing after {}", written(m_tokens[m_at - 1].range)));
        case TokenKind::Symbol:
        case TokenKind::OpenParenthesis:
        case TokenKind::CloseParenthesis:
        case TokenKind::OpenBrace:
        case TokenKind::CloseBrace:
        case TokenKind::OpenBracket:
        case TokenKind::CloseBracket:
        case TokenKind::Comma:
        case TokenKind::To:
            break;
        }
        return fail(token.range, fmt::format("a field or a value is expected instead of {}", written(token.range)));
    }

    Parsed word(const Token& token) {
        if (operatorNamed(token.text))
            return fail(token.range, fmt::format("a field or a value is expected instead of {}", token.text));
        ++m_at;
        if (now().kind == TokenKind::OpenParenthesis) return call(token);
        if (token.text == "json" && now().kind == TokenKind::OpenBracket && following().kind == TokenKind::String)
            return json(token);
        return sliced(add({.form = Form::Word, .range = token.range, .text = token.text}));
    }

    Parsed call(const Token& name) {
        if (++m_depth > kDeepest) return fail(name.range, "the functions are nested too deeply");
        ++m_at;
        std::vector<std::uint32_t> arguments;
        while (now().kind != TokenKind::CloseParenthesis) {
            if (now().kind == TokenKind::End) return fail(name.range, fmt::format("{}( is not closed", name.text));
            const auto argument = operand();
            if (!argument) return argument;
            arguments.push_back(*argument);
            if (now().kind != TokenKind::CloseParenthesis && !take(TokenKind::Comma))
                return std::unexpected(unexpectedToken());
        }
        const auto range = spanning(name.range, now().range);
        ++m_at;
        --m_depth;
        return sliced(add({.form = Form::Call,
                           .range = range,
                           .operatorRange = name.range,
                           .text = name.text,
                           .children = std::move(arguments)}));
    }

    Parsed json(const Token& name) {
        const auto& pointer = following();
        m_at += 2;
        if (now().kind != TokenKind::CloseBracket) return fail(now().range, "] is missing after the JSON pointer");
        const auto range = spanning(name.range, now().range);
        ++m_at;
        return sliced(add({.form = Form::Json, .range = range, .operatorRange = pointer.range, .text = pointer.text}));
    }

    /// [3], [0:2], [1-3], [:4], [4:], [-2:], several with commas. Read from the text: there, 1-3 is no word.
    Parsed sliced(std::uint32_t operand) {
        if (now().kind != TokenKind::OpenBracket) return operand;
        const auto open = now().range;
        const auto close = m_text.find(']', open.offset);
        if (close == std::string_view::npos) return fail(open, "this bracket is not closed");
        const base::ByteRange inside{open.end(), static_cast<std::uint32_t>(close) - open.end()};
        std::vector<SlicePart> parts;
        auto rest = written(inside);
        for (;;) {
            const auto comma = std::min(rest.find(','), rest.size());
            const auto read = slicePart(rest.substr(0, comma));
            if (!read) return fail(inside, "a slice is written [3], [0:2], [1-3], [:4] or [4:]");
            parts.push_back(*read);
            if (comma == rest.size()) break;
            rest.remove_prefix(comma + 1);
        }
        while (now().range.offset <= close && now().kind != TokenKind::End) ++m_at;
        const base::ByteRange end{static_cast<std::uint32_t>(close), 1};
        const auto range = spanning(part(operand).range, end);
        const auto made = add({.form = Form::Slice, .range = range, .slice = std::move(parts), .children = {operand}});
        if (now().kind == TokenKind::OpenBracket) return fail(now().range, "a slice of a slice is not taken");
        return made;
    }

    static std::optional<std::int32_t> number(std::string_view& text) {
        while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
        std::int32_t value = 0;
        const bool hex = text.starts_with("0x") || text.starts_with("0X");
        const auto digits = hex ? text.substr(2) : text;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, hex ? 16 : 10);
        if (failure != std::errc()) return std::nullopt;
        text = digits.substr(static_cast<std::size_t>(end - digits.data()));
        while (!text.empty() && isSpace(text.front())) text.remove_prefix(1);
        return value;
    }

    static std::optional<SlicePart> slicePart(std::string_view text) {
        SlicePart part;
        const auto offset = number(text);
        if (!offset && !text.starts_with(':')) return std::nullopt;
        part.offset = offset.value_or(0);
        if (text.empty()) {
            part.size = 1;
            return part;
        }
        part.byLast = text.front() == '-';
        if (!part.byLast && text.front() != ':') return std::nullopt;
        text.remove_prefix(1);
        if (text.empty()) return part.byLast || !offset ? std::nullopt : std::optional(part);
        const auto second = number(text);
        if (!second || !text.empty() || (!part.byLast && *second <= 0)) return std::nullopt;
        (part.byLast ? part.last : part.size) = *second;
        return part;
    }

    std::string_view m_text;
    std::vector<Token> m_tokens;
    std::size_t m_at = 0;
    int m_depth = 0;
    Syntax m_syntax;
};

} // namespace

Checked<Syntax> parse(std::string_view text) {
    auto tokens = tokenize(text);
    if (!tokens) return std::unexpected(std::move(tokens.error()));
    return Parser(text, std::move(*tokens)).run();
}

} // namespace mqttscope::filter
