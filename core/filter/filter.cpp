// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/filter.h"

#include "core/filter/checker.h"
#include "core/session/fields.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttscope::filter {
namespace {

constexpr std::array kLearnedLater{
    session::SessionField::Client,        session::SessionField::Version,         session::SessionField::Finding,
    session::SessionField::FindingRule,   session::SessionField::FindingSeverity, session::SessionField::Exchange,
    session::SessionField::ExchangeState, session::SessionField::ExchangePacket,  session::SessionField::Latency};

} // namespace

Filter::Filter()
    : m_program(std::make_shared<const Program>()) {}

Checked<Filter> Filter::read(std::string_view text) {
    const auto syntax = parse(text);
    if (!syntax) return std::unexpected(syntax.error());
    auto checked = check(*syntax);
    if (!checked) return std::unexpected(std::move(checked.error()));
    Filter filter;
    filter.m_text = text;
    filter.m_suspicions = std::move(checked->suspicions);
    filter.m_program = std::make_shared<const Program>(std::move(checked->program));
    return filter;
}

bool Filter::acceptsAll() const {
    return m_program->empty;
}

bool Filter::dependsOnLaterFacts() const {
    const auto learned = [](const session::KeyMeaning& meaning) {
        return std::ranges::any_of(kLearnedLater, [&](auto field) { return session::id(field) == meaning.field->id; });
    };
    const auto words = [](const Condition& condition) { return condition.test == Condition::Test::Words; };
    return std::ranges::any_of(
               m_program->operands,
               [&](const Operand& operand) { return std::ranges::any_of(operand.meanings, learned); }) ||
           std::ranges::any_of(m_program->conditions, words);
}

} // namespace mqttscope::filter
