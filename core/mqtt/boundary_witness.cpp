// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/boundary_witness.h"

#include "core/mqtt/boundary_lengths.h"
#include "core/mqtt/boundary_properties.h"
#include "core/mqtt/codes.h"
#include "core/mqtt/variable_byte_integer.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace mqttscope::mqtt {
namespace {

using base::ByteView;

constexpr std::uint32_t kMostTextEvidence = 30;
constexpr std::size_t kMostFilters = 8; // of a SUBSCRIBE, filters that are looked at
constexpr std::size_t kMostCodes = 8;   // of a SUBACK

constexpr auto kFirstBytes = std::array{legalFirstBytes(Family::V3), legalFirstBytes(Family::V5)};

/// Codes that some packet of 5.0 has. Real servers send a code in a packet that the standard does not list it for.
constexpr auto kReasonCodes = [] {
    std::array<bool, 256> known{};
    for (const auto& reason : detail::kReasons) known[reason.code] = true;
    return known;
}();

/// What speaks for one packet at the beginning of some bytes. Counts bits; one contradiction ends it.
class Witness {
public:
    Witness(ByteView bytes, Family family, Flags flags)
        : m_bytes(bytes)
        , m_family(family)
        , m_flags(flags) {}

    Testimony examine() {
        m_said.possible = header();
        return m_said;
    }

private:
    // Each part returns false on a contradiction. A part that is cut counts what is there.
    bool header();
    bool body(PacketType type, bool qos);
    bool connect();
    bool connack();
    bool publish(bool qos);
    bool acknowledgement(PacketType type);
    bool subscriptions(PacketType type);
    bool codes(PacketType type);
    bool reasonAndProperties(PacketType type, std::size_t at);
    bool properties(std::size_t& at, PacketType place);
    bool text(std::size_t& at);
    bool identifier();

    void count(std::uint32_t bits) { m_said.evidence += bits; }

    [[nodiscard]] bool is5() const { return m_family == Family::V5; }

    [[nodiscard]] std::size_t end() const { return m_said.length; }

    /// The packet's bytes that are there.
    [[nodiscard]] std::size_t have() const { return std::min(m_bytes.size(), end()); }

    [[nodiscard]] bool cut(std::size_t at) const { return at >= m_bytes.size() && at < end(); }

    [[nodiscard]] std::uint32_t u16(std::size_t at) const {
        return static_cast<std::uint32_t>(m_bytes[at] << 8 | m_bytes[at + 1]);
    }

    ByteView m_bytes;
    Family m_family;
    Flags m_flags;
    Testimony m_said{};
    std::size_t m_body = 0;
};

bool Witness::header() {
    const auto first = m_bytes[0];
    const auto type = packetType(first);
    const auto qos = (first >> 1) & 3;
    if (m_flags == Flags::Count) {
        if (!kFirstBytes[static_cast<std::size_t>(m_family)][first]) return false;
        if (type == PacketType::Publish && qos == 0 && (first & 0x08) != 0) return false; // MQTT-3.3.1-2
    }
    count(type == PacketType::Publish ? 2 : 8);
    const auto remaining = readVariableByteInteger(m_bytes.subspan(1));
    if (remaining.state == VariableByteInteger::State::TooLong || remaining.padded()) return false;
    if (!remaining.whole()) return true;
    // A server that does not speak 5.0 refuses in the form of 3.1.1 (MQTT 5.0 §3.1.2.2).
    const auto refusal = is5() && type == PacketType::Connack && remaining.value == 2;
    if (!fits(type, remaining.value, refusal ? Family::V3 : m_family)) return false;
    // Most packets are short; chance bytes announce long ones.
    if (type == PacketType::Publish) count(remaining.size <= 2 ? 2 : remaining.size == 3 ? 1 : 0);
    m_body = 1 + remaining.size;
    m_said.length = m_body + remaining.value;
    return body(type, qos != 0);
}

bool Witness::body(PacketType type, bool qos) {
    switch (type) {
    case PacketType::Reserved:
        return false;
    case PacketType::Connect:
        return connect();
    case PacketType::Connack:
        return connack();
    case PacketType::Publish:
        return publish(qos);
    case PacketType::Puback:
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp:
        return acknowledgement(type);
    case PacketType::Subscribe:
    case PacketType::Unsubscribe:
        return subscriptions(type);
    case PacketType::Suback:
    case PacketType::Unsuback:
        return codes(type);
    case PacketType::Pingreq:
    case PacketType::Pingresp:
        count(8);
        return true;
    case PacketType::Disconnect:
    case PacketType::Auth:
        if (end() != m_body) return reasonAndProperties(type, m_body);
        count(8);
        return true;
    }
    return false;
}

bool Witness::connect() {
    static constexpr std::string_view kNames[] = {{"\0\4MQTT", 6}, {"\0\6MQIsdp", 8}};
    const auto there = base::asText(m_bytes.first(have()).subspan(m_body));
    for (const auto name : kNames) {
        const auto size = std::min(name.size(), there.size());
        if (there.substr(0, size) != name.substr(0, size)) continue;
        count(static_cast<std::uint32_t>(8 * size));
        return true;
    }
    return false;
}

bool Witness::connack() {
    if (cut(m_body + 1)) return true;
    const auto flags = m_bytes[m_body];
    const auto code = m_bytes[m_body + 1];
    if (flags > 1) return false;
    count(7);
    if (end() - m_body != 2) return reasonAndProperties(PacketType::Connack, m_body + 1);
    count(8);
    if (flags != 0 && code != 0) return false; // MQTT-3.2.2-4
    return code <= 5 && (!is5() || code != 0);
}

bool Witness::publish(bool qos) {
    auto at = m_body;
    if (cut(at + 1)) return true;
    const auto empty = u16(at) == 0;
    if (empty && !is5()) return false; // MQTT-4.7.3-1
    if (!text(at)) return false;
    if (at > have()) return true;
    m_said.topicEnd = at;
    if (qos) {
        if (at + 2 > end()) return false;
        if (cut(at + 1)) return true;
        m_said.packetIdentifier = static_cast<std::uint16_t>(u16(at));
        if (m_said.packetIdentifier == 0) return false; // MQTT-2.2.1-2
        at += 2;
    }
    if (!is5()) return true;
    const auto before = m_said.evidence;
    const auto block = at;
    if (!properties(at, PacketType::Publish)) return false;
    m_said.blockEvidence = m_said.evidence - before;
    m_said.blockSize = static_cast<std::uint32_t>(at - block);
    // An empty topic needs an alias (MQTT 5.0 §3.3.2.3.4).
    return !empty || m_said.topicAlias != 0 || at > have();
}

bool Witness::identifier() {
    m_said.packetIdentifier = static_cast<std::uint16_t>(u16(m_body));
    return m_said.packetIdentifier != 0;
}

bool Witness::acknowledgement(PacketType type) {
    if (cut(m_body + 1)) return true;
    if (!identifier()) return false;
    if (end() - m_body != 2) return reasonAndProperties(type, m_body + 2);
    count(8);
    return true;
}

bool Witness::subscriptions(PacketType type) {
    if (cut(m_body + 1)) return true;
    if (!identifier()) return false;
    auto at = m_body + 2;
    if (is5() && !properties(at, type)) return false;
    const auto options = type == PacketType::Subscribe;
    for (std::size_t i = 0; i < kMostFilters && (at < end() || i == 0); ++i) {
        if (at + 2 > end()) return false;
        if (at > have() || cut(at + 1)) return true;
        if (u16(at) == 0 || !text(at)) return false; // MQTT-4.7.3-1
        if (!options) continue;
        if (at >= end()) return false;
        if (at >= have()) return true;
        const auto byte = m_bytes[at++];
        // Reserved bits, QoS 3 and Retain Handling 3 (MQTT 5.0 §3.8.3.1, MQTT-3.8.3-4 of 3.1.1).
        if ((byte & (is5() ? 0xC0 : 0xFC)) != 0 || (byte & 0x03) == 0x03 || (byte & 0x30) == 0x30) return false;
        count(is5() ? 2 : 6);
    }
    return true;
}

bool Witness::codes(PacketType type) {
    if (cut(m_body + 1)) return true;
    if (!identifier()) return false;
    if (!is5() && type == PacketType::Unsuback) {
        count(8);
        return true;
    }
    auto at = m_body + 2;
    if (is5() && !properties(at, type)) return false;
    if (at >= end()) return false;
    for (const auto last = std::min(have(), at + kMostCodes); at < last; ++at) {
        if (is5() ? !kReasonCodes[m_bytes[at]] : nameOf(kGrantedNames, m_bytes[at]).empty()) return false;
        count(3);
    }
    return true;
}

/// The tail of acknowledgements of 5.0: a code, perhaps properties that reach exactly to the end.
bool Witness::reasonAndProperties(PacketType type, std::size_t at) {
    if (cut(at)) return true;
    const auto code = m_bytes[at++];
    if (!kReasonCodes[code]) return false;
    count(4);
    if (at == end()) return true;
    if (!properties(at, type)) return false;
    count(8);
    return at == end() || at > have();
}

/// A property block. Moves `at` behind it.
bool Witness::properties(std::size_t& at, PacketType place) {
    if (at >= end()) return false;
    if (at >= have()) {
        at = have() + 1;
        return true;
    }
    const auto block = examineProperties(m_bytes.first(have()).subspan(at), end() - at, place);
    if (block.state == PropertyBlock::State::Broken) return false;
    count(block.evidence);
    m_said.topicAlias = block.topicAlias;
    at =
        block.state == PropertyBlock::State::Cut ? std::max<std::size_t>(at + block.size, have() + 1) : at + block.size;
    return true;
}

/// A topic or filter: a length that fits, then text without control characters. Moves `at` behind it.
bool Witness::text(std::size_t& at) {
    if (at + 2 > end()) return false;
    const std::size_t size = u16(at);
    at += 2;
    if (at + size > end()) return false;
    count(size < 256 ? 8 : 2);
    const auto there = m_bytes.first(have()).subspan(std::min(at, have()));
    const auto looked = std::min({size, there.size(), kMostText});
    if (!mayBeText(there.first(looked))) return false;
    count(std::min(static_cast<std::uint32_t>(looked * 3 / 2), kMostTextEvidence));
    at += size;
    return true;
}

} // namespace

Testimony examine(base::ByteView bytes, Family family, Flags flags) {
    return bytes.empty() ? Testimony{.possible = true} : Witness(bytes, family, flags).examine();
}

Testimony examine(base::ByteView bytes, Version version) {
    if (version == Version::V5) return examine(bytes, Family::V5);
    const auto older = examine(bytes, Family::V3);
    if (version != Version::Unknown) return older;
    const auto newer = examine(bytes, Family::V5);
    if (!newer.possible || !older.possible) return older.possible ? older : newer;
    return newer.evidence < older.evidence ? newer : older;
}

bool fits(PacketType type, std::uint32_t remaining, Family family) {
    static constexpr std::array kLengths{lengthsOf(Family::V3), lengthsOf(Family::V5)};
    const auto& lengths = kLengths[static_cast<std::size_t>(family)][static_cast<std::size_t>(type)];
    return remaining >= lengths.smallest && remaining <= lengths.largest;
}

} // namespace mqttscope::mqtt
