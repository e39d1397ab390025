// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/boundary_properties.h"

#include "core/mqtt/property_table.h"
#include "core/mqtt/variable_byte_integer.h"

#include <algorithm>
#include <bit>

namespace mqttscope::mqtt {
namespace {

using base::ByteView;
using State = PropertyBlock::State;

constexpr std::uint32_t kMostProperties = 32;

/// A block while it is walked.
class Walk {
public:
    Walk(ByteView bytes, std::size_t begin, std::size_t end, PacketType place, PropertyBlock& block)
        : m_bytes(bytes.first(std::min(bytes.size(), end)))
        , m_end(end)
        , m_place(place)
        , m_block(block)
        , m_at(begin) {}

    State run() {
        for (std::uint32_t i = 0; m_at < m_end; ++i) {
            if (i == kMostProperties) return State::Sound;
            const auto state = property();
            if (state != State::Sound) return state;
        }
        return State::Sound;
    }

private:
    State property() {
        if (m_at >= m_bytes.size()) return State::Cut;
        const std::uint32_t identifier = m_bytes[m_at++];
        const auto index = propertyIndex(identifier);
        if (index == kProperties.size()) return State::Broken;
        const auto& row = kProperties[index];
        if (!row.places.has(m_place)) return State::Broken;
        if ((m_seen >> identifier & 1U) != 0 && !row.repeatable.has(m_place)) return State::Broken;
        m_seen |= std::uint64_t{1} << identifier;
        m_block.evidence += 5; // of 256 identifiers about eight are legal in one place
        if (row.isPair()) {
            const auto name = text(true);
            return name == State::Sound ? text(true) : name;
        }
        if (row.type == base::FieldType::Text) return text(true);
        if (row.type == base::FieldType::Binary) return text(false);
        return number(row);
    }

    State number(const Property& row) {
        std::uint64_t value = 0;
        if (row.width == 0) {
            const auto read = readVariableByteInteger(m_bytes.subspan(m_at));
            if (!read.whole())
                return read.state == VariableByteInteger::State::Cut ? cutOr(m_at + read.size) : State::Broken;
            if (read.padded()) return State::Broken;
            value = read.value;
            m_at += read.size;
        } else {
            if (m_at + row.width > m_end) return State::Broken;
            if (m_at + row.width > m_bytes.size()) return State::Cut;
            for (std::size_t i = 0; i < row.width; ++i) value = value << 8 | m_bytes[m_at + i];
            m_at += row.width;
        }
        if (value < row.smallest || value > row.largest) return State::Broken;
        if (row.largest == 1) m_block.evidence += 7;
        if (row.identifier == kTopicAlias) m_block.topicAlias = static_cast<std::uint16_t>(value);
        return State::Sound;
    }

    /// A text, or a binary, after its two length bytes.
    State text(bool isText) {
        if (m_at + 2 > m_end) return State::Broken;
        if (m_at + 2 > m_bytes.size()) return State::Cut;
        const std::size_t size = static_cast<std::size_t>(m_bytes[m_at]) << 8 | m_bytes[m_at + 1];
        m_at += 2;
        if (m_at + size > m_end) return State::Broken;
        m_block.evidence += 6;
        const auto there = m_bytes.subspan(m_at, std::min(size, m_bytes.size() - m_at));
        if (isText && !mayBeText(there)) return State::Broken;
        if (isText) m_block.evidence += static_cast<std::uint32_t>(std::min<std::size_t>(there.size(), 8));
        m_at += size;
        return m_at <= m_bytes.size() ? State::Sound : State::Cut;
    }

    [[nodiscard]] State cutOr(std::size_t at) const { return at < m_end ? State::Cut : State::Broken; }

    static constexpr std::uint32_t kTopicAlias = 0x23;

    ByteView m_bytes;
    std::size_t m_end;
    PacketType m_place;
    PropertyBlock& m_block;
    std::size_t m_at;
    std::uint64_t m_seen = 0; // identifiers are below 64
};

static_assert(kPropertyIdentifiers <= 64);

} // namespace

PropertyBlock examineProperties(base::ByteView bytes, std::size_t room, PacketType place) {
    PropertyBlock block;
    const auto length = readVariableByteInteger(bytes);
    block.size = length.size;
    if (!length.whole()) {
        const auto cut = length.state == VariableByteInteger::State::Cut && length.size < room;
        block.state = cut ? State::Cut : State::Broken;
        return block;
    }
    if (length.padded() || length.size + length.value > room) return block;
    block.size += length.value;
    block.evidence = 2;
    block.state = Walk(bytes, length.size, block.size, place, block).run();
    // The last property ends where the block does: a length by chance would not.
    if (block.state == State::Sound && length.value != 0) block.evidence += 4;
    return block;
}

bool mayBeText(base::ByteView bytes) {
    std::uint32_t following = 0; // bytes of the current UTF-8 sequence that must follow
    for (const auto byte : bytes.first(std::min(bytes.size(), kMostText))) {
        const auto continues = (byte & 0xC0) == 0x80;
        if (following != 0 ? !continues : continues || byte < 0x20 || byte == 0x7F || byte > 0xF4) return false;
        following = following != 0 ? following - 1 : byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
    }
    return true;
}

} // namespace mqttscope::mqtt
