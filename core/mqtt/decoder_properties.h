// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/decoder.h"

// The interpreter: property blocks (MQTT 5.0 §2.2.2). Included by decoder.h.

namespace mqttscope::mqtt {

template <class Sink>
constexpr bool Decoder<Sink>::properties(PacketType place, base::FieldId group) {
    constexpr auto kLength = fieldId("mqtt.property_length");
    const auto start = position();
    const auto length = readVariableByteInteger(m_view.subspan(start));
    if (!length.whole()) {
        const auto missing = length.size == 0 && place == kWill ? group : kLength;
        if (length.state == VariableByteInteger::State::Cut) return cannotRead(missing, start, length.size + 1);
        m_stop = {true, Problem::BadLength, kLength, start, length.size};
        return false;
    }
    const auto begin = start + length.size;
    // Both are below 2^29. A block that claims to be longer than the packet is read as far as it is surely properties:
    // what follows may as well be the payload.
    const auto end = begin + length.value;
    const auto certain = end <= m_end;
    const auto captured = static_cast<std::uint32_t>(m_view.size());
    const auto limit = end < captured ? end : captured;

    if (Sink::wants(group)) m_sink.enter(group, certain ? between(start, limit) : base::ByteRange{}, {});
    field(kLength, between(start, begin), {.number = length.value});
    if (length.padded()) report(Problem::LengthNotMinimal, between(start, begin), kLength);
    if (!certain) report(Problem::LengthPastEnd, between(start, begin), kLength);
    moveTo(begin);
    Block block{.place = place, .limit = limit, .certain = certain, .cut = end > captured};
    while (position() < limit && property(block)) {
    }
    if (Sink::wants(group)) m_sink.leave();

    if (!certain) {
        const auto others = between(position(), captured);
        if (others.size != 0) field(undecoded(), others, {.content = others});
        m_done = true;
        return false;
    }
    if (block.cut) return cannotRead(group, captured, 1);
    moveTo(end);
    return true;
}

/// One property; false when what follows it in the block cannot be told.
template <class Sink>
constexpr bool Decoder<Sink>::property(Block& block) {
    constexpr auto kUnknown = fieldId("mqtt.prop.unknown");
    const auto start = position();
    const auto limit = block.limit;
    const auto identifier = readVariableByteInteger(m_view.first(limit).subspan(start));
    const auto index = identifier.whole() ? propertyIndex(identifier.value) : kProperties.size();
    const auto all = between(start, limit);
    if (index == kProperties.size()) {
        if (!block.certain) return false;
        // An identifier that the capture cuts is told by the caller, as missing bytes.
        const auto cut = block.cut && identifier.state == VariableByteInteger::State::Cut;
        // It may be followed by authentication data.
        field(carriesSecrets(packetType(m_first)) ? undecoded() : kUnknown, all, {.content = all});
        const auto tooLong = identifier.state == VariableByteInteger::State::TooLong;
        if (!cut) report(tooLong ? Problem::BadLength : Problem::UnknownProperty, {start, identifier.size}, kUnknown);
        moveTo(limit);
        return false;
    }
    const auto& row = kProperties[index];
    const auto& made = propertyFields(index, block.place);
    const auto allowed = row.places.has(block.place);
    const auto repeated = (block.seen >> row.identifier & 1U) != 0 && !row.repeatable.has(block.place);
    if (!block.certain && (!allowed || repeated)) return false;
    block.seen |= std::uint64_t{1} << row.identifier;

    const auto identifierRange = base::ByteRange{start, identifier.size};
    if (!propertyValue(row, made, identifierRange, limit)) {
        if (!block.certain) return false;
        // The block's length is trusted more than that of the value: what follows the block is still decoded.
        field(undecoded(), all, {.content = all});
        const auto number = readVariableByteInteger(m_view.first(limit).subspan(identifierRange.end()));
        if (row.type == base::FieldType::Unsigned && row.width == 0 &&
            number.state == VariableByteInteger::State::TooLong) {
            report(Problem::BadLength, {identifierRange.end(), number.size}, made.value);
        } else if (!block.cut) { // where the capture ends and not the block, that is told once, by the caller
            report(Problem::Truncated, all, made.value);
        }
        moveTo(limit);
        return false;
    }
    if (identifier.padded()) report(Problem::LengthNotMinimal, identifierRange, fieldId("mqtt.property_id"));
    if (!allowed) report(Problem::PropertyNotAllowed, identifierRange, made.value);
    if (allowed && repeated) report(Problem::PropertyRepeated, identifierRange, made.value);
    return true;
}

template <class Sink>
constexpr bool Decoder<Sink>::propertyValue(const Property& row, const PropertyFields& made, base::ByteRange identifier,
                                            std::uint32_t limit) {
    base::ByteReader reader(m_view.first(limit));
    reader.skip(identifier.end());
    Value value{};
    base::ByteRange name{};
    auto padded = false;
    if (row.isPair()) {
        name = prefixed(reader);
        value.content = prefixed(reader);
    } else if (row.type == base::FieldType::Text || row.type == base::FieldType::Binary) {
        value.content = prefixed(reader);
    } else if (row.width == 0) {
        const auto number = readVariableByteInteger(m_view.first(limit).subspan(identifier.end()));
        if (!number.whole()) return false;
        value.number = number.value;
        padded = number.padded();
        reader.skip(number.size);
    } else {
        value.number = row.width == 1 ? reader.u8() : row.width == 2 ? reader.u16() : reader.u32();
    }
    if (!reader.ok()) return false;

    const auto end = static_cast<std::uint32_t>(reader.position());
    if constexpr (requires { m_sink.pair(name, name); }) {
        if (row.isPair()) m_sink.pair(name, value.content);
    }
    if (Sink::wants(made.value)) {
        const auto pairContent = value.content;
        m_sink.enter(made.value, between(identifier.offset, end), row.isPair() ? Value{} : value);
        constexpr auto kIdentifier = fieldId("mqtt.property_id");
        if constexpr (Sink::wants(kIdentifier)) m_sink.field(kIdentifier, identifier, {.number = row.identifier});
        if (row.isPair()) {
            field(made.pairName, between(identifier.end(), name.end()), {.content = name});
            field(made.pairValue, between(name.end(), end), {.content = pairContent});
        }
        m_sink.leave();
    }
    const auto valueRange = between(identifier.end(), end);
    if (padded) report(Problem::LengthNotMinimal, valueRange, made.value);
    if (row.type == base::FieldType::Unsigned && (value.number < row.smallest || value.number > row.largest))
        report(Problem::ValueNotAllowed, valueRange, made.value);
    moveTo(end);
    return true;
}

} // namespace mqttscope::mqtt
