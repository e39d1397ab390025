// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/evaluator.h"

#include "core/filter/letters.h"

#include <algorithm>

namespace mqttscope::filter {

bool containsWord(std::string_view text, std::string_view word) {
    if (word.empty()) return true;
    if (word.size() > text.size()) return false;
    const char lower = word[0];
    const char upper = raised(lower);
    const auto last = text.size() - word.size();
    for (std::size_t at = 0; at <= last; ++at) {
        if (text[at] != lower && text[at] != upper) continue;
        if (equalIgnoringCase(text.substr(at, word.size()), word)) return true;
    }
    return false;
}

bool Evaluator::accepts(const store::Snapshot& snapshot, base::RowId row) {
    return m_program.empty || accepts(snapshot, row, m_program.root);
}

bool Evaluator::accepts(const store::Snapshot& snapshot, base::RowId row, std::uint32_t condition) {
    m_values.moveTo(snapshot, row);
    return test(condition);
}

bool Evaluator::test(std::uint32_t index) {
    const auto& condition = m_program.conditions[index];
    const auto child = [this](std::uint32_t each) { return test(each); };
    using enum Condition::Test;
    switch (condition.test) {
    case Or:
        return std::ranges::any_of(condition.children, child);
    case And:
        return std::ranges::all_of(condition.children, child);
    case Xor:
        return std::ranges::count_if(condition.children, child) % 2 == 1;
    case Not:
        return !test(condition.children.front());
    case Exists:
        return m_values.exists(condition.operand);
    case Bits:
        return std::ranges::any_of(m_values.values(condition.operand),
                                   [](const Value& value) { return value.number != 0; });
    case Predicate: {
        const auto& values = m_values.values(condition.operand);
        const auto one = [&](const Value& value) { return holds(condition, value); };
        // Where there is no value nothing holds, not even that all differ.
        if (condition.all) return !values.empty() && std::ranges::all_of(values, one);
        return std::ranges::any_of(values, one);
    }
    case Operands:
        return testOperands(condition);
    case Words:
        return testWords(condition);
    }
    return false;
}

bool Evaluator::testOperands(const Condition& condition) {
    const auto& left = m_values.values(condition.operand);
    const auto& right = m_values.values(condition.other);
    if (left.empty() || right.empty()) return false;
    for (const auto& a : left) {
        for (const auto& b : right)
            if (compares(condition.op, order(a, b)) != condition.all) return !condition.all;
    }
    return condition.all;
}

bool Evaluator::testWords(const Condition& condition) {
    return std::ranges::all_of(condition.words, [this](const std::string& word) {
        if (containsWord(m_values.snapshot().clientId(m_values.row().connection), word)) return true;
        const auto in = [&](std::string_view text) { return containsWord(text, word); };
        if (std::ranges::any_of(m_values.topics(), in)) return true;
        const auto payload = m_values.payload();
        return payload && in(base::asText(*payload));
    });
}

} // namespace mqttscope::filter
