// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/program.h"

#include "core/filter/topic.h"

#include <algorithm>

namespace mqttscope::filter {
namespace {

bool accepts(const Accepted& accepted, const Value& value) {
    if (!accepted.last) return order(value, accepted.first) == 0;
    return order(value, accepted.first) >= 0 && order(value, *accepted.last) <= 0;
}

bool matches(const Expression& expression, const Value& value) {
    const re2::StringPiece text(value.bytes.data(), value.bytes.size());
    if (value.kind == Kind::Text) return RE2::PartialMatch(text, *expression.text);
    return value.kind == Kind::Bytes && RE2::PartialMatch(text, *expression.bytes);
}

bool hasText(const Value& value) {
    return value.kind == Kind::Text || value.kind == Kind::Bytes;
}

} // namespace

RE2::Options expressionOptions(RE2::Options::Encoding encoding, bool matchCase) {
    constexpr std::int64_t kMemory = std::int64_t{4} << 20;
    RE2::Options options;
    options.set_encoding(encoding);
    options.set_case_sensitive(matchCase);
    options.set_log_errors(false);
    options.set_max_mem(kMemory);
    return options;
}

bool compares(Operator op, std::partial_ordering order) {
    switch (op) {
    case Operator::Equal:
    case Operator::AllEqual:
        return order == 0;
    case Operator::NotEqual:
    case Operator::AnyNotEqual:
        return order != 0; // values that do not compare differ, too
    case Operator::Less:
        return order < 0;
    case Operator::LessOrEqual:
        return order <= 0;
    case Operator::Greater:
        return order > 0;
    case Operator::GreaterOrEqual:
        return order >= 0;
    case Operator::Or:
    case Operator::And:
    case Operator::Xor:
    case Operator::Not:
    case Operator::Contains:
    case Operator::Matches:
    case Operator::In:
    case Operator::Covers:
    case Operator::CoveredBy:
    case Operator::BitAnd:
        break;
    }
    return false;
}

bool holds(const Condition& condition, const Value& value) {
    if (condition.op == Operator::Matches) return matches(*condition.expression, value);
    const auto& constants = condition.constants[std::min<std::size_t>(value.meaning, condition.constants.size() - 1)];
    if (condition.op == Operator::In)
        return std::ranges::any_of(constants, [&](const Accepted& a) { return accepts(a, value); });
    const bool differs = condition.op == Operator::NotEqual || condition.op == Operator::AnyNotEqual;
    if (constants.empty()) return differs; // what the filter names is no value of this field
    const auto& constant = constants.front().first;
    if (condition.op == Operator::Contains)
        return hasText(value) && value.bytes.find(constant.bytes) != std::string_view::npos;
    if (condition.op == Operator::Covers) return hasText(value) && covers(value.bytes, constant.bytes);
    if (condition.op == Operator::CoveredBy) return hasText(value) && covers(constant.bytes, value.bytes);
    return compares(condition.op, order(value, constant));
}

} // namespace mqttscope::filter
