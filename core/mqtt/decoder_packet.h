// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/decoder.h"

// The interpreter: packets, layouts and their steps. Included by decoder.h.

namespace mqttscope::mqtt {

/// Whether these bits are of the first byte of a packet.
[[nodiscard]] consteval bool inFirstByte(base::FieldId field) {
    for (const auto& layout : kLayouts)
        for (const auto& bits : layout.flags)
            if (bits.field == field) return true;
    return field == fieldId("mqtt.type");
}

/// Where the version is not known: packets that 3.1.1 does not have, or only shorter.
[[nodiscard]] constexpr bool only5Has(PacketType type, std::uint32_t remaining) {
    switch (type) {
    case PacketType::Auth:
        return true;
    case PacketType::Connack:
    case PacketType::Puback:
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp:
    case PacketType::Unsuback:
        return remaining > 2;
    case PacketType::Disconnect:
        return remaining > 0;
    case PacketType::Reserved:
    case PacketType::Connect:
    case PacketType::Publish:
    case PacketType::Subscribe:
    case PacketType::Suback:
    case PacketType::Unsubscribe:
    case PacketType::Pingreq:
    case PacketType::Pingresp:
        break;
    }
    return false;
}

template <class Sink>
constexpr void Decoder<Sink>::packet(Version version) {
    m_reader = base::ByteReader(m_view);
    if (m_view.empty()) return;
    m_first = m_view[0];
    m_length = readVariableByteInteger(m_view.subspan(1));
    m_end = 1 + m_length.size + (m_length.whole() ? m_length.value : 0);
    if (m_view.size() > m_end && m_length.whole()) m_view = m_view.first(m_end);
    if (m_available > m_end && m_length.whole()) m_available = m_end;

    if (version == Version::Unknown && m_length.whole() && only5Has(packetType(m_first), m_length.value))
        version = Version::V5;
    switch (packetType(m_first)) {
    case PacketType::Reserved:
        return byVersion<PacketType::Reserved>(version);
    case PacketType::Connect:
        if (const auto stated = statedVersion(m_view); stated != Version::Unknown) version = stated;
        return byVersion<PacketType::Connect>(version);
    case PacketType::Connack:
        return byVersion<PacketType::Connack>(connackVersion(version));
    case PacketType::Publish:
        return byVersion<PacketType::Publish>(version);
    case PacketType::Puback:
        return byVersion<PacketType::Puback>(version);
    case PacketType::Pubrec:
        return byVersion<PacketType::Pubrec>(version);
    case PacketType::Pubrel:
        return byVersion<PacketType::Pubrel>(version);
    case PacketType::Pubcomp:
        return byVersion<PacketType::Pubcomp>(version);
    case PacketType::Subscribe:
        return byVersion<PacketType::Subscribe>(version);
    case PacketType::Suback:
        return byVersion<PacketType::Suback>(version);
    case PacketType::Unsubscribe:
        return byVersion<PacketType::Unsubscribe>(version);
    case PacketType::Unsuback:
        return byVersion<PacketType::Unsuback>(version);
    case PacketType::Pingreq:
        return byVersion<PacketType::Pingreq>(version);
    case PacketType::Pingresp:
        return byVersion<PacketType::Pingresp>(version);
    case PacketType::Disconnect:
        return byVersion<PacketType::Disconnect>(version);
    case PacketType::Auth:
        return byVersion<PacketType::Auth>(version);
    }
}

/// A server that does not speak 5.0 refuses in the form of 3.1.1, whatever the CONNECT said.
template <class Sink>
constexpr Version Decoder<Sink>::connackVersion(Version version) const {
    if (version != Version::V5 || !m_length.whole() || m_length.value != 2) return version;
    const auto at = m_length.size + 2U;
    const auto refuses = at >= m_view.size() || !nameOf(kReturnCodeNames, m_view[at]).empty();
    return refuses && (at >= m_view.size() || m_view[at] != 0) ? Version::V311 : version;
}

template <class Sink>
template <PacketType Type>
constexpr void Decoder<Sink>::byVersion(Version version) {
    constexpr auto k31 = layoutIndex(Type, Version::V31);
    constexpr auto k311 = layoutIndex(Type, Version::V311);
    constexpr auto k5 = layoutIndex(Type, Version::V5);
    if constexpr (k31 == k5) {
        return run<k5>();
    } else {
        switch (version) {
        case Version::V31:
            return run<k31>();
        case Version::Unknown:
        case Version::V311:
            return run<k311>();
        case Version::V5:
            return run<k5>();
        }
    }
}

template <class Sink>
template <std::size_t Row>
constexpr void Decoder<Sink>::run() {
    constexpr auto kVariableHeader = fieldId("mqtt.variable_header");
    constexpr auto kPayload = fieldId("mqtt.payload");
    fixedHeader<Row>();
    m_payload = position();
    if (m_stop.set) return ending();

    auto whole = true;
    if constexpr (!kLayouts[Row].header.empty()) {
        if (position() < m_end || !kLayouts[Row].header[0].mayEnd) {
            if constexpr (Sink::wants(kVariableHeader)) m_sink.enter(kVariableHeader, {}, {});
            whole = steps<HeaderSteps<Row>>();
            if constexpr (Sink::wants(kVariableHeader)) m_sink.leave();
        }
    }
    m_headWhole = whole;
    m_payload = whole ? position() : m_end;
    if constexpr (!kLayouts[Row].payload.empty()) {
        // A list or a message may be absent; the first field of another payload may not.
        constexpr auto kNeeded = kLayouts[Row].payload[0].take == Take::Value;
        if (whole && (kNeeded || position() < m_end)) {
            if constexpr (Sink::wants(kPayload)) m_sink.enter(kPayload, {}, {});
            steps<PayloadSteps<Row>>();
            if constexpr (Sink::wants(kPayload)) m_sink.leave();
        }
    }
    ending();
}

template <class Sink>
template <std::size_t Row>
constexpr void Decoder<Sink>::fixedHeader() {
    constexpr auto kFixedHeader = fieldId("mqtt.fixed_header");
    constexpr auto kFirstByte = fieldId("mqtt.hdrflags");
    constexpr auto kType = fieldId("mqtt.type");
    constexpr auto kLength = fieldId("mqtt.len");
    if constexpr (Sink::wants(kFixedHeader)) m_sink.enter(kFixedHeader, {}, {});
    if constexpr (Sink::wants(kFirstByte)) m_sink.enter(kFirstByte, {0, 1}, {.number = m_first});
    bitField<kType>(m_first, 0, Bits::kAnything);
    if constexpr (kLayouts[Row].reserved) report(Problem::ReservedType, {0, 1}, kType);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        (bitField<kLayouts[Row].flags[I].field>(m_first, 0, kLayouts[Row].flags[I].mustBe), ...);
    }(std::make_index_sequence<kLayouts[Row].flags.size()>{});
    if constexpr (Sink::wants(kFirstByte)) m_sink.leave();

    if (m_length.whole()) {
        moveTo(1 + m_length.size);
        if constexpr (Sink::wants(kLength)) m_sink.field(kLength, {1, m_length.size}, {.number = m_length.value});
        if (m_length.padded()) report(Problem::LengthNotMinimal, {1, m_length.size}, kLength);
    } else {
        moveTo(1);
        const auto tooLong = m_length.state == VariableByteInteger::State::TooLong;
        m_stop = {true, tooLong ? Problem::BadLength : Problem::NotCaptured, kLength, 1};
        if (tooLong) m_stop.size = m_length.size;
    }
    if constexpr (Sink::wants(kFixedHeader)) m_sink.leave();
}

/// Tells why the decoding stopped, or that it ended before the packet does.
template <class Sink>
constexpr void Decoder<Sink>::ending() {
    const auto end = static_cast<std::uint32_t>(m_view.size());
    if (m_done) {
        if (m_available < m_end) report(Problem::NotCaptured, {m_available, 0}, fieldId("mqtt.payload"));
        return;
    }
    if (!m_stop.set) {
        if (position() == m_end) return;
        m_stop = {true, position() < end ? Problem::LeftoverBytes : Problem::NotCaptured, undecoded(), position()};
    }
    const auto range = between(m_stop.from, end);
    if (range.size != 0) field(undecoded(), range, {.content = range});
    report(m_stop.problem, {range.offset, m_stop.size < range.size ? m_stop.size : range.size}, m_stop.field);
}

template <class Sink>
template <class Steps>
constexpr bool Decoder<Sink>::steps() {
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (step<Steps, I>() && ...);
    }(std::make_index_sequence<Steps::kSteps.size()>{});
}

template <class Sink>
template <class Steps, std::size_t I>
constexpr bool Decoder<Sink>::step() {
    constexpr auto kStep = Steps::kSteps[I];
    if constexpr (kStep.condition.valid()) {
        if (!isSet<kStep.condition>()) return true;
    }
    if constexpr (kStep.mayEnd) {
        if (position() == m_end) return true;
    }
    if constexpr (kStep.take == Take::Value) {
        return value<kStep.field>();
    } else if constexpr (kStep.take == Take::Byte) {
        return byte<Steps, I>();
    } else if constexpr (kStep.take == Take::Properties) {
        return properties(kStep.place, kStep.field);
    } else if constexpr (kStep.take == Take::Each) {
        return each<Steps, I>();
    } else {
        return rest<kStep.field>();
    }
}

template <class Sink>
template <base::FieldId Field>
constexpr bool Decoder<Sink>::isSet() const {
    return ((inFirstByte(Field) ? m_first : m_byte) & fieldOf(Field).mask) != 0;
}

template <class Sink>
template <base::FieldId Field>
constexpr bool Decoder<Sink>::value() {
    constexpr auto kInfo = fieldOf(Field);
    const auto start = position();
    if constexpr (kInfo.type == base::FieldType::Text || kInfo.type == base::FieldType::Binary) {
        const auto content = prefixed(m_reader);
        if (!m_reader.ok()) return cannotRead(Field, start, content.end() - start);
        if constexpr (Sink::wants(Field)) m_sink.field(Field, between(start, position()), {.content = content});
    } else {
        static_assert(kInfo.width == 1 || kInfo.width == 2, "no other numbers stand outside properties");
        const std::uint64_t number = kInfo.width == 1 ? m_reader.u8() : m_reader.u16();
        if (!m_reader.ok()) return cannotRead(Field, start, kInfo.width);
        if constexpr (Sink::wants(Field)) m_sink.field(Field, between(start, position()), {.number = number});
    }
    return true;
}

template <class Sink>
template <base::FieldId Field>
constexpr void Decoder<Sink>::bitField(std::uint8_t byte, std::uint32_t at, std::uint16_t mustBe) {
    constexpr auto kMask = fieldOf(Field).mask;
    const auto number = (byte & kMask) >> std::countr_zero(kMask);
    if constexpr (Sink::wants(Field)) m_sink.field(Field, {at, 1}, {.number = number});
    if (mustBe != Bits::kAnything && number != mustBe) report(Problem::ReservedBits, {at, 1}, Field);
}

template <class Sink>
template <class Steps, std::size_t I>
constexpr bool Decoder<Sink>::byte() {
    constexpr auto kStep = Steps::kSteps[I];
    constexpr auto kAround = kStep.field;
    const auto start = position();
    const auto byte = m_reader.u8();
    if (!m_reader.ok()) return cannotRead(kAround.valid() ? kAround : kStep.bits[0].field, start, 1);
    m_byte = byte;
    if constexpr (kAround.valid() && Sink::wants(kAround)) m_sink.enter(kAround, {start, 1}, {.number = byte});
    [&]<std::size_t... B>(std::index_sequence<B...>) {
        (bitField<Steps::kSteps[I].bits[B].field>(byte, start, Steps::kSteps[I].bits[B].mustBe), ...);
    }(std::make_index_sequence<kStep.bits.size()>{});
    if constexpr (kAround.valid() && Sink::wants(kAround)) m_sink.leave();
    return true;
}

template <class Sink>
template <class Steps, std::size_t I>
constexpr bool Decoder<Sink>::each() {
    constexpr auto kAround = Steps::kSteps[I].field;
    // Every element takes at least one byte, so this ends.
    while (position() < m_end) {
        if constexpr (kAround.valid() && Sink::wants(kAround)) m_sink.enter(kAround, {}, {});
        const auto whole = steps<EachSteps<Steps, I>>();
        if constexpr (kAround.valid() && Sink::wants(kAround)) m_sink.leave();
        if (!whole) return false;
    }
    return true;
}

template <class Sink>
template <base::FieldId Field>
constexpr bool Decoder<Sink>::rest() {
    const auto range = between(position(), m_available);
    if constexpr (Sink::wants(Field)) {
        if (range.size != 0) m_sink.field(Field, range, {.content = range});
    }
    m_done = true;
    return true;
}

/// A text or binary after its two length bytes. On failure the range tells how long it would have been.
template <class Sink>
constexpr base::ByteRange Decoder<Sink>::prefixed(base::ByteReader& reader) {
    const auto start = static_cast<std::uint32_t>(reader.position());
    const std::uint32_t size = reader.u16();
    reader.skip(size);
    return {start + 2, size};
}

} // namespace mqttscope::mqtt
