// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/check_operand.h"

#include "core/filter/letters.h"
#include "core/filter/literal.h"
#include "core/filter/nearest.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace mqttscope::filter {
namespace {

std::unexpected<Complaint> fail(base::ByteRange range, std::string cause, std::string better = {}) {
    return std::unexpected(Complaint{.range = range, .cause = std::move(cause), .better = std::move(better)});
}

/// "mqtt", "tcp" and what else keys begin with.
const std::set<std::string_view, std::less<>>& beginnings() {
    static const auto all = [] {
        std::set<std::string_view, std::less<>> made{"payload"};
        for (const auto* field : session::allFields()) {
            const auto dot = field->key.find('.');
            if (dot != std::string_view::npos) made.insert(field->key.substr(0, dot));
        }
        return made;
    }();
    return all;
}

/// The reference tokens of a JSON pointer (RFC 6901 §3); nothing if it is none.
std::optional<std::vector<std::string>> readPointer(std::string_view text) {
    std::vector<std::string> tokens;
    if (!text.empty() && text.front() != '/') return std::nullopt;
    while (!text.empty()) {
        const auto end = std::min(text.find('/', 1), text.size());
        std::string token;
        for (std::size_t i = 1; i < end; ++i) {
            if (text[i] != '~') {
                token += text[i];
                continue;
            }
            if (++i == end || (text[i] != '0' && text[i] != '1')) return std::nullopt;
            token += text[i] == '0' ? '~' : '/';
        }
        tokens.push_back(std::move(token));
        text.remove_prefix(end);
    }
    return tokens;
}

bool hasKind(const Resolved& operand, std::initializer_list<Kind> kinds) {
    return operand.json ||
           std::ranges::any_of(operand.kinds, [&](Kind kind) { return (std::ranges::count(kinds, kind) != 0); });
}

} // namespace

bool OperandChecker::isField(std::string_view word) {
    return payloadViewNamed(word) || !session::findKey(word).empty();
}

bool OperandChecker::looksLikeKey(std::string_view word) {
    const auto dot = word.find('.');
    return dot != std::string_view::npos && word.find('/') == std::string_view::npos &&
           beginnings().contains(word.substr(0, dot));
}

Complaint OperandChecker::noField(const Part& word) {
    if (word.form != Form::Word) return {.range = word.range, .cause = "a field is expected here", .better = {}};
    return {.range = word.range,
            .cause = fmt::format("there is no field {}", word.text),
            .better = std::string(nearestField(word.text))};
}

Resolved OperandChecker::add(Operand operand, std::vector<Kind> kinds, bool json) {
    m_program.operands.push_back(std::move(operand));
    return {.isLiteral = false,
            .index = static_cast<std::uint32_t>(m_program.operands.size() - 1),
            .kinds = std::move(kinds),
            .json = json};
}

Checked<Resolved> OperandChecker::resolve(std::uint32_t index) {
    const auto& part = m_syntax.parts[index];
    switch (part.form) {
    case Form::Word:
        return word(part);
    case Form::String:
    case Form::Character:
        return Resolved{.isLiteral = true, .index = 0, .kinds = {}, .json = false};
    case Form::Slice:
        return slice(part);
    case Form::Call:
        return call(part);
    case Form::Json:
        return json(part);
    case Form::Bits:
        return bits(part);
    case Form::Or:
    case Form::And:
    case Form::Xor:
    case Form::Not:
    case Form::Compare:
    case Form::In:
    case Form::Truth:
    case Form::Words:
    case Form::Span:
        break;
    }
    return fail(part.range, "a field or a value is expected here");
}

Checked<Resolved> OperandChecker::word(const Part& part) {
    if (const auto view = payloadViewNamed(part.text)) {
        const auto kind = *view == PayloadView::Text ? Kind::Text : Kind::Number;
        return add({.source = Operand::Source::Payload, .key = part.text, .payload = *view}, {kind});
    }
    auto meanings = session::findKey(part.text);
    if (meanings.empty()) return Resolved{.isLiteral = true, .index = 0, .kinds = {}, .json = false};
    std::vector<Kind> kinds;
    for (const auto& meaning : meanings) kinds.push_back(kindOf(meaning));
    return add({.source = Operand::Source::Field, .key = part.text, .meanings = std::move(meanings)}, std::move(kinds));
}

Checked<Resolved> OperandChecker::call(const Part& part) {
    const auto function = functionNamed(part.text);
    if (!function) {
        const auto near = nearest(part.text, functionNames());
        return fail(part.operatorRange,
                    fmt::format("there is no function {}; there are {}", part.text, fmt::join(functionNames(), ", ")),
                    std::string(near));
    }
    if (part.children.size() != 1) return fail(part.range, fmt::format("{} takes one field", part.text));
    const auto inner = resolve(part.children.front());
    if (!inner) return inner;
    const auto& argument = m_syntax.parts[part.children.front()];
    if (inner->isLiteral) return std::unexpected(noField(argument));
    Operand made{.source = Operand::Source::Call, .function = *function, .inner = inner->index};
    const auto refuse = [&](std::string_view wanted) {
        return fail(argument.range,
                    fmt::format("{} takes {}, not {}", part.text, wanted, describe(inner->kinds.front())));
    };
    switch (*function) {
    case Function::Count:
        return add(std::move(made), {Kind::Number});
    case Function::Length:
        if (!hasKind(*inner, {Kind::Text, Kind::Bytes})) return refuse("text or bytes");
        return add(std::move(made), {Kind::Number});
    case Function::Lower:
    case Function::Upper:
        if (!hasKind(*inner, {Kind::Text})) return refuse("text");
        return add(std::move(made), {Kind::Text});
    case Function::String:
        if (!hasKind(*inner, {Kind::Number, Kind::Text, Kind::Address, Kind::Mac}))
            return refuse("a number, text or an address");
        return add(std::move(made), {Kind::Text});
    }
    return fail(part.range, "there is no such function");
}

Checked<Resolved> OperandChecker::slice(const Part& part) {
    const auto inner = resolve(part.children.front());
    if (!inner) return inner;
    const auto& sliced = m_syntax.parts[part.children.front()];
    if (inner->isLiteral) return std::unexpected(noField(sliced));
    if (!hasKind(*inner, {Kind::Text, Kind::Bytes, Kind::Address, Kind::Mac}))
        return fail(part.range, fmt::format("{} has no bytes to take a slice of", describe(inner->kinds.front())));
    return add({.source = Operand::Source::Slice, .slice = part.slice, .inner = inner->index}, {Kind::Bytes});
}

Checked<Resolved> OperandChecker::json(const Part& part) {
    auto pointer = readPointer(part.text);
    if (!pointer)
        return fail(part.operatorRange, "a JSON pointer is written \"/a/0/b\", with ~1 for a slash in a name",
                    part.text.starts_with('/') ? "" : fmt::format("\"/{}\"", part.text));
    return add({.source = Operand::Source::Json, .pointer = std::move(*pointer)}, {Kind::Text}, true);
}

Checked<Resolved> OperandChecker::bits(const Part& part) {
    auto left = resolve(part.children[0]);
    if (!left) return left;
    auto right = resolve(part.children[1]);
    if (!right) return right;
    const auto turned = left->isLiteral;
    const auto& field = turned ? *right : *left;
    const auto& other = turned ? *left : *right;
    const auto& literal = m_syntax.parts[part.children[turned ? 0 : 1]];
    if (field.isLiteral) return std::unexpected(noField(m_syntax.parts[part.children[0]]));
    if (!other.isLiteral) return fail(literal.range, "a number stands beside &");
    if (!hasKind(field, {Kind::Number}))
        return fail(part.range, fmt::format("& takes numbers, not {}", describe(field.kinds.front())));
    const auto number = readNumber(literal.text);
    if (literal.form != Form::Word || !number || *number < 0 || *number > 0xFFFF'FFFF'FFFF'FFFFULL)
        return fail(literal.range, "a number stands beside &, such as 0x02");
    return add({.source = Operand::Source::Bits, .bits = static_cast<std::uint64_t>(*number), .inner = field.index},
               {Kind::Number});
}

} // namespace mqttscope::filter
