// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/checker.h"

#include "core/filter/check_operand.h"
#include "core/filter/letters.h"
#include "core/filter/literal.h"
#include "core/filter/nearest.h"
#include "core/filter/topic.h"
#include "core/session/fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace mqttscope::filter {
namespace {

using Index = Checked<std::uint32_t>;
using Test = Condition::Test;

std::unexpected<Complaint> fail(base::ByteRange range, std::string cause, std::string better = {}) {
    return std::unexpected(Complaint{.range = range, .cause = std::move(cause), .better = std::move(better)});
}

Operator mirrored(Operator op) {
    if (op == Operator::Less) return Operator::Greater;
    if (op == Operator::Greater) return Operator::Less;
    if (op == Operator::LessOrEqual) return Operator::GreaterOrEqual;
    if (op == Operator::GreaterOrEqual) return Operator::LessOrEqual;
    return op;
}

bool needsAll(Operator op, Quantifier quantifier) {
    if (quantifier != Quantifier::ByOperator) return quantifier == Quantifier::All;
    return op == Operator::AllEqual || op == Operator::NotEqual;
}

bool isJsonName(const Part& part) {
    return part.form == Form::Word && (part.text == "null" || part.text == "true" || part.text == "false");
}

/// The largest number that fits into a field; nothing where that has no bound.
std::optional<Quantity> largest(const base::FieldInfo& info) {
    if (info.type != base::FieldType::Unsigned || info.width == 0 || info.width > 4) return std::nullopt;
    if (info.mask != 0) return static_cast<Quantity>(info.mask >> std::countr_zero(info.mask));
    return static_cast<Quantity>((std::uint64_t{1} << 8 * info.width) - 1);
}

class Checker {
public:
    explicit Checker(const Syntax& syntax)
        : m_syntax(syntax)
        , m_operands(syntax, m_made.program) {}

    Checked<CheckedProgram> run() {
        if (m_syntax.empty) return std::move(m_made);
        const auto root = condition(m_syntax.root);
        if (!root) return std::unexpected(root.error());
        m_made.program.root = *root;
        m_made.program.empty = false;
        std::ranges::sort(m_made.suspicions, {}, [](const Complaint& complaint) { return complaint.range.offset; });
        return std::move(m_made);
    }

private:
    [[nodiscard]] const Part& part(std::uint32_t index) const { return m_syntax.parts[index]; }

    std::uint32_t add(Condition condition) {
        m_made.program.conditions.push_back(std::move(condition));
        return static_cast<std::uint32_t>(m_made.program.conditions.size() - 1);
    }

    void suspect(base::ByteRange range, std::string cause, std::string better = {}) {
        m_made.suspicions.push_back({.range = range, .cause = std::move(cause), .better = std::move(better)});
    }

    Index condition(std::uint32_t index) {
        const auto& part = this->part(index);
        switch (part.form) {
        case Form::Or:
            return chain(Test::Or, part);
        case Form::And:
            return chain(Test::And, part);
        case Form::Xor:
            return chain(Test::Xor, part);
        case Form::Not:
            return chain(Test::Not, part);
        case Form::Compare:
            return comparison(part);
        case Form::In:
            return membership(part);
        case Form::Truth:
            return truth(part.children.front());
        case Form::Words:
            return words(part);
        case Form::Word:
        case Form::String:
        case Form::Character:
        case Form::Slice:
        case Form::Call:
        case Form::Json:
        case Form::Bits:
        case Form::Span:
            break;
        }
        return fail(part.range, "a condition is expected here");
    }

    Index chain(Test test, const Part& part) {
        std::vector<std::uint32_t> children;
        for (const auto child : part.children) {
            const auto made = condition(child);
            if (!made) return made;
            children.push_back(*made);
        }
        return add({.test = test, .children = std::move(children)});
    }

    Index truth(std::uint32_t index) {
        const auto& part = this->part(index);
        if (part.form == Form::String) return add({.test = Test::Words, .words = {lowercase(part.text)}});
        if (part.form == Form::Character) return fail(part.range, "a character is no condition", "");
        const auto operand = m_operands.resolve(index);
        if (!operand) return std::unexpected(operand.error());
        if (!operand->isLiteral) {
            suspectTruth(part, *operand);
            const bool bits = part.form == Form::Bits;
            return add({.test = bits ? Test::Bits : Test::Exists, .operand = operand->index});
        }
        if (m_operands.looksLikeKey(part.text)) return std::unexpected(m_operands.noField(part));
        if (const auto near = fieldEndingLike(part.text); !near.empty())
            suspect(part.range, fmt::format("no field is called {}: it is searched for as a word", part.text),
                    std::string(near));
        return add({.test = Test::Words, .words = {lowercase(part.text)}});
    }

    /// A flag that is there says nothing: it may be 0.
    void suspectTruth(const Part& part, const Resolved& operand) {
        if (part.form != Form::Word) return;
        for (const auto& meaning : m_made.program.operands[operand.index].meanings) {
            if (meaning.field->type != base::FieldType::Boolean || meaning.length) continue;
            suspect(part.range, fmt::format("this asks whether {} is there, set or not", part.text),
                    fmt::format("{} == 1", part.text));
            return;
        }
    }

    Index words(const Part& part) {
        Condition made{.test = Test::Words};
        for (std::size_t i = 0; i < part.children.size(); ++i) {
            const auto& word = this->part(part.children[i]);
            if (word.form == Form::Word && word.text.find('.') != std::string::npos &&
                (m_operands.isField(word.text) || m_operands.looksLikeKey(word.text))) {
                const auto& second = this->part(part.children[std::max<std::size_t>(i, 1)]);
                return fail(second.range, fmt::format("an operator is missing before {}", second.text));
            }
            made.words.push_back(lowercase(word.text));
        }
        return add(std::move(made));
    }

    Index comparison(const Part& part) {
        auto left = m_operands.resolve(part.children[0]);
        if (!left) return std::unexpected(left.error());
        auto right = m_operands.resolve(part.children[1]);
        if (!right) return std::unexpected(right.error());
        // "null" is the name of a link layer, too.
        left->isLiteral |= right->json && isJsonName(this->part(part.children[0]));
        right->isLiteral |= left->json && isJsonName(this->part(part.children[1]));
        if (left->isLiteral && right->isLiteral) return nothingCompared(part);
        const bool ordered = part.op <= Operator::GreaterOrEqual;
        if (!ordered && left->isLiteral)
            return fail(this->part(part.children[0]).range,
                        fmt::format("a field stands on the left of {}", spelling(part.op)));
        if (!ordered && !right->isLiteral)
            return fail(this->part(part.children[1]).range,
                        fmt::format("a value stands on the right of {}", spelling(part.op)));
        if (!left->isLiteral && !right->isLiteral) return operands(part, *left, *right);
        const bool turned = left->isLiteral;
        const auto& literal = this->part(part.children[turned ? 0 : 1]);
        const auto& compared = turned ? *right : *left;
        if (auto complaint = refuseGroup(this->part(part.children[turned ? 1 : 0]), compared, part.op))
            return std::unexpected(std::move(*complaint));
        return value(part, compared, literal, turned ? mirrored(part.op) : part.op);
    }

    Index nothingCompared(const Part& compared) {
        const auto& left = part(compared.children[0]);
        const auto& right = part(compared.children[1]);
        const auto& meant = left.form == Form::Word ? left : right;
        if (meant.form == Form::Word && !isDigit(meant.text.front())) return std::unexpected(m_operands.noField(meant));
        return fail(compared.range, "two values are compared, and no field");
    }

    /// A group has no value: the fields in it have. Of those that are bytes of the capture, a part can be looked for.
    std::optional<Complaint> refuseGroup(const Part& part, const Resolved& operand, Operator op) {
        const auto& made = m_made.program.operands[operand.index];
        const auto isGroup = [](const session::KeyMeaning& meaning) {
            return !meaning.length && meaning.field->type == base::FieldType::Group;
        };
        if (made.source != Operand::Source::Field || !std::ranges::all_of(made.meanings, isGroup)) return std::nullopt;
        const auto id = made.meanings.front().field->id;
        const bool bytes = id.value < base::kSessionFields || id == session::id(session::SessionField::Packet);
        if (bytes && op >= Operator::Contains && op != Operator::In) return std::nullopt;
        const auto prefix = std::string(made.meanings.front().field->key) + '.';
        std::string better;
        for (const auto* field : session::allFields()) {
            if (better.empty() && field->type != base::FieldType::Group && field->key.starts_with(prefix))
                better = field->key;
        }
        return Complaint{.range = part.range,
                         .cause = fmt::format("{} is a group of fields: compare one of those in it", made.key),
                         .better = std::move(better)};
    }

    Index operands(const Part& part, const Resolved& left, const Resolved& right) {
        if (auto complaint = refuseGroup(this->part(part.children[0]), left, part.op))
            return std::unexpected(std::move(*complaint));
        if (auto complaint = refuseGroup(this->part(part.children[1]), right, part.op))
            return std::unexpected(std::move(*complaint));
        const auto fit = [](Kind a, Kind b) {
            const auto octets = [](Kind kind) {
                return kind == Kind::Text || kind == Kind::Bytes || kind == Kind::Mac;
            };
            return a == b || (octets(a) && octets(b));
        };
        bool some = left.json || right.json;
        for (const auto a : left.kinds)
            for (const auto b : right.kinds) some |= fit(a, b);
        if (!some)
            return fail(part.range, fmt::format("{} is not compared with {}", describe(left.kinds.front()),
                                                describe(right.kinds.front())));
        return add({.test = Test::Operands,
                    .all = needsAll(part.op, part.quantifier),
                    .op = part.op,
                    .operand = left.index,
                    .other = right.index});
    }

    Index value(const Part& part, const Resolved& operand, const Part& literal, Operator op) {
        Condition made{
            .test = Test::Predicate, .all = needsAll(op, part.quantifier), .op = op, .operand = operand.index};
        if (op == Operator::Matches) return expression(std::move(made), part, operand, literal);
        if (op >= Operator::Contains) {
            if (auto complaint = refuseText(part, operand, literal, op)) return std::unexpected(std::move(*complaint));
        }
        auto constants = read(operand, literal);
        if (!constants) return std::unexpected(constants.error());
        for (auto& constant : *constants) {
            made.constants.emplace_back();
            if (constant) made.constants.back().push_back({.first = std::move(*constant), .last = {}});
        }
        suspectValue(part, operand, literal, made);
        return add(std::move(made));
    }

    /// What `contains`, `covers` and `covered_by` do not take.
    std::optional<Complaint> refuseText(const Part& part, const Resolved& operand, const Part& literal, Operator op) {
        const bool text = operand.json || std::ranges::any_of(operand.kinds, [](Kind kind) {
                              return kind == Kind::Text || kind == Kind::Bytes;
                          });
        const auto& left = this->part(part.children[0]);
        if (!text)
            return Complaint{
                .range = part.operatorRange,
                .cause = fmt::format("{} asks text or bytes, not {}", spelling(op), describe(operand.kinds.front())),
                .better = left.form == Form::Word && op == Operator::Contains ? "==" : ""};
        if (op == Operator::CoveredBy && !isTopicFilter(literal.text))
            return Complaint{.range = literal.range,
                             .cause = "this is no topic filter: # stands at the end, + and # alone between slashes",
                             .better = {}};
        if (op == Operator::Covers && hasWildcard(literal.text))
            return Complaint{.range = literal.range, .cause = "a topic name has no wildcards", .better = {}};
        return std::nullopt;
    }

    /// A constant for each meaning of the operand; nothing for those that have no such value.
    Checked<std::vector<std::optional<Constant>>> read(const Resolved& operand, const Part& literal) {
        if (literal.form == Form::Word && m_operands.isField(literal.text) && !(operand.json && isJsonName(literal)))
            return fail(literal.range, fmt::format("{} is a field; a value is expected here", literal.text));
        std::vector<std::optional<Constant>> made;
        std::optional<NoValue> why;
        const auto take = [&](Read<Constant> read) {
            if (!read && !why) why = read.error();
            made.push_back(read ? std::optional(std::move(*read)) : std::nullopt);
        };
        bool unitless = false;
        const auto& meanings = m_made.program.operands[operand.index].meanings;
        if (operand.json) {
            take(readJsonLiteral(literal));
        } else if (meanings.empty()) {
            take(readLiteral(literal, operand.kinds.front()));
        } else {
            const auto& key = m_made.program.operands[operand.index].key;
            for (const auto& meaning : meanings) take(readLiteral(literal, meaning, key, unitless));
        }
        if (std::ranges::none_of(made, [](const auto& constant) { return constant.has_value(); })) {
            const bool key = literal.form == Form::Word && m_operands.looksLikeKey(literal.text);
            if (key) return std::unexpected(m_operands.noField(literal));
            return fail(literal.range, why->cause, why->better);
        }
        if (unitless && literal.text != "0")
            suspect(literal.range, fmt::format("a number without a unit counts seconds: {} s", literal.text),
                    literal.text + "ms");
        return made;
    }

    void suspectValue(const Part& part, const Resolved& operand, const Part& literal, const Condition& made) {
        const auto& meanings = m_made.program.operands[operand.index].meanings;
        if (meanings.size() == 1 && !meanings[0].length) {
            const auto& info = *meanings[0].field;
            const auto most = largest(info);
            const bool least = made.op == Operator::Equal || made.op == Operator::AllEqual ||
                               made.op == Operator::Greater || made.op == Operator::GreaterOrEqual;
            if (most && least && made.constants[0][0].first.number > *most)
                suspect(literal.range, fmt::format("{} is never more than {:.0f}", info.key, *most));
            const bool name = info.key == "mqtt.publish.topic" || info.key == "mqtt.will.topic";
            if (name && (made.op == Operator::Equal || made.op == Operator::AllEqual) && hasWildcard(literal.text))
                suspect(part.operatorRange, "no topic has wildcards in its name; covered_by takes a topic filter",
                        "covered_by");
        }
        const bool bytes = !operand.json && (std::ranges::count(operand.kinds, Kind::Bytes) != 0);
        const bool plain = std::ranges::all_of(literal.text, [](char c) { return hexDigit(c).has_value(); });
        if (bytes && literal.form == Form::Word && plain && literal.text.size() > 2 &&
            m_made.program.operands[operand.index].source != Operand::Source::Slice)
            suspect(literal.range, fmt::format("{} is taken for bytes; text stands in quotes", literal.text),
                    fmt::format("\"{}\"", literal.text));
    }

    Index expression(Condition made, const Part& part, const Resolved& operand, const Part& literal) {
        if (auto complaint = refuseText(part, operand, literal, made.op)) return std::unexpected(std::move(*complaint));
        auto expression = std::make_shared<Expression>();
        const auto compile = [&](RE2::Options::Encoding encoding, std::unique_ptr<const RE2>& to) {
            // Letters of any case, as in Wireshark.
            to = std::make_unique<const RE2>(literal.text, expressionOptions(encoding));
            return to->ok();
        };
        const bool bytes = (std::ranges::count(operand.kinds, Kind::Bytes) != 0);
        const bool done = compile(RE2::Options::EncodingUTF8, expression->text) &&
                          (!bytes || compile(RE2::Options::EncodingLatin1, expression->bytes));
        if (!done)
            return fail(literal.range, fmt::format("this is no regular expression: {}", expression->text->error()));
        made.expression = std::move(expression);
        return add(std::move(made));
    }

    Index membership(const Part& part) {
        const auto operand = m_operands.resolve(part.children.front());
        if (!operand) return std::unexpected(operand.error());
        if (operand->isLiteral) return std::unexpected(m_operands.noField(this->part(part.children.front())));
        if (auto complaint = refuseGroup(this->part(part.children.front()), *operand, Operator::In))
            return std::unexpected(std::move(*complaint));
        Condition made{.test = Test::Predicate,
                       .all = part.quantifier == Quantifier::All,
                       .op = Operator::In,
                       .operand = operand->index};
        for (std::size_t i = 1; i < part.children.size(); ++i) {
            const auto& element = this->part(part.children[i]);
            const bool span = element.form == Form::Span;
            const auto first = literalIn(*operand, span ? this->part(element.children[0]) : element);
            if (!first) return std::unexpected(first.error());
            const auto last = span ? literalIn(*operand, this->part(element.children[1])) : first;
            if (!last) return std::unexpected(last.error());
            made.constants.resize(first->size());
            for (std::size_t meaning = 0; meaning < first->size(); ++meaning) {
                const auto& from = (*first)[meaning];
                const auto& to = (*last)[meaning];
                if (!from || !to) continue;
                made.constants[meaning].push_back({.first = *from, .last = span ? to : std::nullopt});
                if (span && order(from->value(), to->value()) > 0)
                    suspect(element.range, "the first of these is greater than the last: there is nothing between");
            }
        }
        return add(std::move(made));
    }

    Checked<std::vector<std::optional<Constant>>> literalIn(const Resolved& operand, const Part& element) {
        if (element.form != Form::Word && element.form != Form::String && element.form != Form::Character)
            return fail(element.range, "a set holds values");
        return read(operand, element);
    }

    const Syntax& m_syntax;
    CheckedProgram m_made;
    OperandChecker m_operands;
};

} // namespace

Checked<CheckedProgram> check(const Syntax& syntax) {
    return Checker(syntax).run();
}

} // namespace mqttscope::filter
