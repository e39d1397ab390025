// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/column_evaluator.h"

#include "core/mqtt/field_table.h"
#include "core/net/fields.h"
#include "core/net/proxy_fields.h"
#include "core/net/websocket_fields.h"
#include "core/session/fields.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace mqttscope::filter {
namespace {

using session::SessionField;
using Test = Condition::Test;

constexpr std::uint16_t kAllTypes = 0xFFFF;
constexpr std::uint16_t kPublishOnly = 1U << static_cast<unsigned>(mqtt::PacketType::Publish);
constexpr std::uint8_t kBadFlags = store::RowFlag::kIncomplete | store::RowFlag::kMalformed;
constexpr std::size_t kFlagBits = 5; // of a row: those before RowFlag::kRefused
constexpr std::uint8_t kKnownFlags = (1U << kFlagBits) - 1;
constexpr std::size_t kHeadPlaces = std::size_t{256} << kFlagBits;

constexpr std::array kFixedHeader{mqtt::fieldId("mqtt.type"), mqtt::fieldId("mqtt.hdrflags")};
constexpr std::array kPublishFlags{mqtt::fieldId("mqtt.qos"), mqtt::fieldId("mqtt.dup"), mqtt::fieldId("mqtt.retain")};
constexpr auto kTopic = mqtt::fieldId("mqtt.publish.topic");
constexpr auto kIdentifier = mqtt::fieldId("mqtt.packet_identifier");

template <class Range>
bool has(const Range& range, base::FieldId field) {
    return std::ranges::find(range, field) != std::ranges::end(range);
}

std::uint16_t typesWithField(base::FieldId field) {
    PacketFieldSet fields;
    fields.set(field.value);
    std::uint16_t types = 0;
    for (const auto version : {mqtt::Version::Unknown, mqtt::Version::V31, mqtt::Version::V311, mqtt::Version::V5})
        types = static_cast<std::uint16_t>(types | typesWith(fields, version));
    return types;
}

/// The operand that a call, slice or mask is made from.
const Operand& innermost(const Program& program, const Operand& operand) {
    const auto* at = &operand;
    while (at->source == Operand::Source::Call || at->source == Operand::Source::Slice ||
           at->source == Operand::Source::Bits)
        at = &program.operands[at->inner];
    return *at;
}

bool hasMeaning(const Operand& operand, SessionField field) {
    return std::ranges::any_of(operand.meanings, [field](const session::KeyMeaning& meaning) {
        return meaning.field->id == session::id(field);
    });
}

} // namespace

ColumnEvaluator::ColumnEvaluator(const Program& program, PacketSource& source, const store::Snapshot& snapshot)
    : m_program(program)
    , m_source(source)
    , m_snapshot(snapshot)
    , m_evaluator(program, source)
    , m_byHead(kHeadPlaces)
    , m_connections(snapshot.columns().connections(snapshot.rows()))
    , m_texts(snapshot.columns().texts(snapshot.rows()))
    , m_times(snapshot.columns().times(snapshot.rows()))
    , m_frames(snapshot.columns().frames(snapshot.rows()))
    , m_lengths(snapshot.columns().lengths(snapshot.rows()))
    , m_identifiers(snapshot.columns().packetIdentifiers(snapshot.rows()))
    , m_heads(snapshot.columns().heads(snapshot.rows()))
    , m_flags(snapshot.columns().flags(snapshot.rows())) {
    for (const auto& condition : program.conditions) {
        auto leaf = leafOf(condition);
        if (leaf.dependence == Dependence::Head || leaf.dependence == Dependence::PublishHead)
            leaf.known.resize(kHeadPlaces);
        if (leaf.dependence == Dependence::Number) leaf.range = rangeOf(condition, leaf.kind);
        if (leaf.dependence == Dependence::Connection) leaf.known.resize(snapshot.connections());
        if (leaf.dependence == Dependence::Topic) leaf.known.resize(snapshot.counts().texts);
        m_leaves.push_back(std::move(leaf));
    }
}

ColumnEvaluator::Leaf ColumnEvaluator::leafOf(const Condition& condition) const {
    const Leaf anything{.types = kAllTypes, .events = true};
    switch (condition.test) {
    case Test::Or:
    case Test::And:
    case Test::Xor:
    case Test::Not:
    case Test::Words:
        return anything;
    case Test::Operands: {
        // Without a value on both sides nothing holds.
        auto leaf = leafOf(innermost(m_program, m_program.operands[condition.operand]), false);
        const auto other = leafOf(innermost(m_program, m_program.operands[condition.other]), false);
        leaf.dependence = leaf.dependence == other.dependence && leaf.dependence != Dependence::Number
                              ? leaf.dependence
                              : Dependence::Row;
        leaf.types = static_cast<std::uint16_t>(leaf.types & other.types);
        leaf.events = leaf.events && other.events;
        leaf.bySession = leaf.bySession && other.bySession;
        return leaf;
    }
    case Test::Exists:
    case Test::Bits:
    case Test::Predicate:
        break;
    }
    const auto& operand = m_program.operands[condition.operand];
    const bool field = operand.source == Operand::Source::Field;
    auto leaf = leafOf(innermost(m_program, operand), field && condition.test != Test::Bits);
    // That there is a packet the head tells, but not what bytes it has.
    const bool bytes = !field || condition.test != Test::Exists;
    if (bytes && hasMeaning(innermost(m_program, operand), SessionField::Packet)) leaf.dependence = Dependence::Row;
    return leaf;
}

ColumnEvaluator::Leaf ColumnEvaluator::leafOf(const Operand& operand, bool direct) const {
    if (operand.source != Operand::Source::Field) return {.types = kPublishOnly, .events = false}; // of a payload
    Leaf leaf;
    const bool alone = operand.meanings.size() == 1;
    for (const auto& meaning : operand.meanings) addMeaning(meaning, direct, alone, leaf);
    return leaf;
}

/// A key with several meanings is decoded, but for topics: a PUBLISH has no other than the one of its column.
void ColumnEvaluator::addMeaning(const session::KeyMeaning& meaning, bool direct, bool alone, Leaf& leaf) const {
    const auto field = meaning.field->id;
    const auto depends = [&](Dependence dependence) {
        if (alone && !meaning.length) leaf.dependence = dependence;
    };
    const auto number = [&](Column column) {
        if (!alone || !direct || meaning.length) return;
        leaf.dependence = Dependence::Number;
        leaf.column = column;
        leaf.kind = kindOf(meaning);
    };
    if (field.value < base::kNetFields) {
        leaf.types = static_cast<std::uint16_t>(leaf.types | typesWithField(field));
        if (field == kTopic && !meaning.length) leaf.dependence = Dependence::Topic;
        if (has(kFixedHeader, field)) depends(Dependence::Head);
        if (has(kPublishFlags, field)) depends(Dependence::PublishHead);
        if (field == kIdentifier) number(Column::Identifier);
        leaf.bySession = false;
        return;
    }
    if (field.value >= net::kProxyFields && field.value < net::kWebSocketFields) {
        leaf.events = true;
        return;
    }
    leaf.types = kAllTypes;
    leaf.events = true;
    if (field == net::idOf(net::NetField::TcpStream)) return depends(Dependence::Connection);
    if (field == net::idOf(net::NetField::FrameNumber)) return number(Column::Frame);
    if (field.value < base::kSessionFields) return;
    switch (static_cast<SessionField>(field.value)) {
    case SessionField::Number:
        return number(Column::RowNumber);
    case SessionField::Size:
        return number(Column::Length);
    case SessionField::RelativeTime:
        return number(Column::RelativeTime);
    case SessionField::Client:
    case SessionField::Connection:
    case SessionField::Version:
    case SessionField::VersionInferred:
        return depends(Dependence::Connection);
    case SessionField::Direction:
    case SessionField::TypeName:
    case SessionField::Event:
    case SessionField::Incomplete:
    case SessionField::Packet:
    case SessionField::EventKind:
        return depends(Dependence::Head);
    case SessionField::Finding:
    case SessionField::FindingRule:
    case SessionField::FindingSeverity:
        return depends(Dependence::Finding);
    case SessionField::Exchange:
    case SessionField::ExchangeState:
    case SessionField::ExchangePacket:
    case SessionField::Latency:
        return depends(Dependence::Exchange);
    case SessionField::FirstFrame:
    case SessionField::End:
        return;
    }
}

bool ColumnEvaluator::accepts(base::RowId row) {
    if (m_program.empty) return true;
    m_row = row;
    m_head = m_heads[row.value];
    m_rowFlags = m_flags[row.value] & kKnownFlags;
    auto& byHead = m_byHead[m_head | std::size_t{m_rowFlags} << 8];
    if (byHead == Answer::Unknown) byHead = test(m_program.root, true);
    const auto answer = byHead == Answer::Ask ? test(m_program.root, false) : byHead;
    return answer == Answer::Ask ? m_evaluator.accepts(m_snapshot, row) : answer == Answer::Yes;
}

ColumnEvaluator::Answer ColumnEvaluator::test(std::uint32_t index, bool byHead) {
    const auto& condition = m_program.conditions[index];
    const bool conjunction = condition.test == Test::And;
    switch (condition.test) {
    case Test::And:
    case Test::Or: {
        const auto decisive = conjunction ? Answer::No : Answer::Yes;
        auto answer = conjunction ? Answer::Yes : Answer::No;
        for (const auto child : condition.children) {
            const auto one = test(child, byHead);
            if (one == decisive) return decisive;
            if (one == Answer::Ask) answer = Answer::Ask;
        }
        return answer;
    }
    case Test::Xor: {
        bool odd = false;
        for (const auto child : condition.children) {
            const auto one = test(child, byHead);
            if (one == Answer::Ask) return Answer::Ask;
            odd = odd != (one == Answer::Yes);
        }
        return odd ? Answer::Yes : Answer::No;
    }
    case Test::Not: {
        const auto one = test(condition.children.front(), byHead);
        if (one == Answer::Ask) return one;
        return one == Answer::Yes ? Answer::No : Answer::Yes;
    }
    case Test::Words:
        return Answer::Ask;
    case Test::Exists:
    case Test::Bits:
    case Test::Predicate:
    case Test::Operands:
        break;
    }
    return testLeaf(index, byHead);
}

ColumnEvaluator::Answer ColumnEvaluator::testLeaf(std::uint32_t index, bool byHead) {
    const auto& leaf = m_leaves[index];
    const bool event = (m_rowFlags & store::RowFlag::kEvent) != 0;
    if (event ? !leaf.events : (std::uint32_t{leaf.types} >> (m_head >> 4) & 1U) == 0) return Answer::No;
    // Of a packet that is cut or wrong, fields may be missing that others of its kind have.
    const bool sure = leaf.bySession || (m_rowFlags & kBadFlags) == 0;
    switch (leaf.dependence) {
    case Dependence::Row:
        return Answer::Ask;
    case Dependence::Head:
        return sure ? remembered(index, m_head | std::size_t{m_rowFlags} << 8) : Answer::Ask;
    case Dependence::PublishHead:
        if (!sure || mqtt::packetType(m_head) != mqtt::PacketType::Publish) return Answer::Ask;
        return remembered(index, m_head | std::size_t{m_rowFlags} << 8);
    case Dependence::Connection:
        if (byHead) return Answer::Ask;
        return remembered(index, m_connections[m_row.value].value);
    case Dependence::Topic: {
        if (byHead || !sure || mqtt::packetType(m_head) != mqtt::PacketType::Publish) return Answer::Ask;
        const auto text = m_texts[m_row.value];
        return text.valid() ? remembered(index, text.value) : Answer::Ask;
    }
    case Dependence::Finding:
        return byHead || m_snapshot.latestFinding(m_row).valid() ? Answer::Ask : Answer::No;
    case Dependence::Exchange:
        return (m_rowFlags & store::RowFlag::kExchange) != 0 ? Answer::Ask : Answer::No;
    case Dependence::Number:
        return sure && !byHead ? testNumber(m_program.conditions[index], leaf) : Answer::Ask;
    }
    return Answer::Ask;
}

ColumnEvaluator::Answer ColumnEvaluator::testNumber(const Condition& condition, const Leaf& leaf) const {
    const auto answer = [&](std::int64_t number) {
        bool accepted = condition.test == Test::Exists;
        if (leaf.range) {
            accepted = (number >= leaf.range->first && number <= leaf.range->last) != leaf.range->outside;
        } else if (!accepted) {
            accepted = holds(condition, {.kind = leaf.kind, .number = static_cast<Quantity>(number)});
        }
        return accepted ? Answer::Yes : Answer::No;
    };
    const auto row = m_row.value;
    switch (leaf.column) {
    case Column::RowNumber:
        return answer(std::int64_t{row} + 1);
    case Column::Length:
        return answer(m_lengths[row]);
    case Column::Frame:
        return answer(std::int64_t{m_frames[row].value} + 1);
    case Column::Identifier: // 0: none, or 0 itself, which is wrong
        return m_identifiers[row] != 0 ? answer(m_identifiers[row]) : Answer::Ask;
    case Column::RelativeTime:
        if (!m_times[row].known() || !m_source.captureStart().known()) return Answer::No;
        return answer(m_times[row] - m_source.captureStart());
    }
    return Answer::Ask;
}

std::optional<ColumnEvaluator::Range> ColumnEvaluator::rangeOf(const Condition& condition, Kind kind) {
    if (condition.test != Test::Predicate || condition.constants.size() != 1 || condition.constants[0].size() != 1)
        return std::nullopt;
    constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();
    constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
    constexpr Quantity kBeyond = 9e18L; // numbers of columns are less
    const auto& constant = condition.constants[0][0].first;
    if (constant.kind != kind || std::abs(constant.number) >= kBeyond) return std::nullopt;
    const auto below = static_cast<std::int64_t>(std::floor(constant.number));
    const auto above = static_cast<std::int64_t>(std::ceil(constant.number));
    // Of what lies between two numbers the range is empty: it ends before it begins.
    if (condition.op == Operator::Equal || condition.op == Operator::AllEqual) return Range{above, below, false};
    if (condition.op == Operator::NotEqual || condition.op == Operator::AnyNotEqual) return Range{above, below, true};
    if (condition.op == Operator::Less) return Range{kLeast, above - 1, false};
    if (condition.op == Operator::LessOrEqual) return Range{kLeast, below, false};
    if (condition.op == Operator::Greater) return Range{below + 1, kMost, false};
    if (condition.op == Operator::GreaterOrEqual) return Range{above, kMost, false};
    return std::nullopt;
}

/// Asks the row once for all that are like it.
ColumnEvaluator::Answer ColumnEvaluator::remembered(std::uint32_t index, std::size_t place) {
    auto& known = m_leaves[index].known;
    if (place >= known.size()) return Answer::Ask; // learned after the snapshot
    if (known[place] == Answer::Unknown)
        known[place] = m_evaluator.accepts(m_snapshot, m_row, index) ? Answer::Yes : Answer::No;
    return known[place];
}

} // namespace mqttscope::filter
