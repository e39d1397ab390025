// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/boundary.h"

#include "core/mqtt/packet_set.h"
#include "core/mqtt/property_table.h"

#include <algorithm>
#include <string_view>

namespace mqttscope::mqtt {
namespace {

using base::ByteView;

constexpr std::uint32_t kEnoughEvidence = 40;
constexpr std::uint32_t kPieceEvidence = 12; // packets like to begin and end where segments do
constexpr std::uint32_t kMostTextEvidence = 30;
constexpr std::size_t kMostText = 64; // of a text, bytes that are looked at

/// Smallest and largest Remaining Length that the layouts of a packet type allow.
struct Lengths {
    std::uint32_t smallest3;
    std::uint32_t largest3;
    std::uint32_t smallest5;
    std::uint32_t largest5;
};

constexpr std::uint32_t kMax = kMaxRemainingLength;

constexpr std::array<Lengths, 16> kLengths{{
    {1, 0, 1, 0},         // reserved: none
    {12, kMax, 13, kMax}, // CONNECT
    {2, 2, 3, kMax},      // CONNACK
    {3, kMax, 4, kMax},   // PUBLISH
    {2, 2, 2, kMax},      // PUBACK
    {2, 2, 2, kMax},      // PUBREC
    {2, 2, 2, kMax},      // PUBREL
    {2, 2, 2, kMax},      // PUBCOMP
    {6, kMax, 7, kMax},   // SUBSCRIBE
    {3, kMax, 4, kMax},   // SUBACK
    {5, kMax, 6, kMax},   // UNSUBSCRIBE
    {2, 2, 4, kMax},      // UNSUBACK
    {0, 0, 0, 0},         // PINGREQ
    {0, 0, 0, 0},         // PINGRESP
    {0, 0, 0, kMax},      // DISCONNECT
    {1, 0, 0, kMax},      // AUTH
}};

/// Packet types that do not flow in a direction, by Direction (MQTT 5.0 §2.1.2).
constexpr std::array<PacketSet, 2> kWrongWay{
    in(PacketType::Connack, PacketType::Suback, PacketType::Unsuback, PacketType::Pingresp),
    in(PacketType::Connect, PacketType::Subscribe, PacketType::Unsubscribe, PacketType::Pingreq)};

bool fits3(PacketType type, std::uint32_t length) {
    const auto& lengths = kLengths[static_cast<std::size_t>(type)];
    return length >= lengths.smallest3 && length <= lengths.largest3;
}

bool fits5(PacketType type, std::uint32_t length) {
    const auto& lengths = kLengths[static_cast<std::size_t>(type)];
    return length >= lengths.smallest5 && length <= lengths.largest5;
}

/// What speaks for one packet at the beginning of some bytes. Counts bits; one contradiction ends it.
class Witness {
public:
    Witness(ByteView bytes, Version version)
        : m_bytes(bytes)
        , m_mayBe3(version != Version::V5)
        , m_mayBe5(version == Version::V5 || version == Version::Unknown) {}

    /// False on a contradiction.
    bool examine();

    [[nodiscard]] std::uint32_t evidence() const { return m_evidence; }

    /// Length of the packet; 0 while its fixed header is cut.
    [[nodiscard]] std::size_t length() const { return m_length; }

private:
    // Each part returns false on a contradiction. A part that is cut counts what is there.
    bool body(PacketType type, bool qos);
    bool connect();
    bool connack();
    bool publish(bool qos);
    bool acknowledgement();
    bool subscriptions(bool options);
    bool codes(PacketType type);
    [[nodiscard]] bool areCodes(std::size_t at) const;
    bool reasonAndProperties(std::size_t at);
    bool propertiesAt(std::size_t at, PacketType place);
    bool text(std::size_t& at);

    void count(std::uint32_t bits) { m_evidence += bits; }

    /// The packet's bytes that are there.
    [[nodiscard]] std::size_t have() const { return std::min(m_bytes.size(), m_length); }

    [[nodiscard]] bool cut(std::size_t at) const { return at >= m_bytes.size() && at < m_length; }

    [[nodiscard]] std::uint32_t u16(std::size_t at) const {
        return static_cast<std::uint32_t>(m_bytes[at] << 8 | m_bytes[at + 1]);
    }

    ByteView m_bytes;
    bool m_mayBe3;
    bool m_mayBe5;
    std::uint32_t m_evidence = 0;
    std::size_t m_length = 0;
    std::size_t m_body = 0;
};

bool Witness::examine() {
    const auto first = m_bytes[0];
    if (!hasLegalFlags(first)) return false;
    const auto type = packetType(first);
    const auto qos = (first >> 1) & 3;
    if (type == PacketType::Publish && qos == 0 && (first & 0x08) != 0) return false; // MQTT-3.3.1-2
    count(type == PacketType::Publish ? 2 : 8);
    const auto remaining = readVariableByteInteger(m_bytes.subspan(1));
    if (remaining.state == VariableByteInteger::State::TooLong || remaining.padded()) return false;
    if (!remaining.whole()) return true;
    m_mayBe3 = m_mayBe3 && fits3(type, remaining.value);
    m_mayBe5 = m_mayBe5 && fits5(type, remaining.value);
    if (type == PacketType::Connack && remaining.value == 2) m_mayBe3 = true; // a refusal in the older form
    if (!m_mayBe3 && !m_mayBe5) return false;
    // Most packets are short; chance bytes announce long ones.
    if (type == PacketType::Publish) count(remaining.size <= 2 ? 2 : remaining.size == 3 ? 1 : 0);
    m_body = 1 + remaining.size;
    m_length = m_body + remaining.value;
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
        return acknowledgement();
    case PacketType::Subscribe:
        return subscriptions(true);
    case PacketType::Unsubscribe:
        return subscriptions(false);
    case PacketType::Suback:
    case PacketType::Unsuback:
        return codes(type);
    case PacketType::Pingreq:
    case PacketType::Pingresp:
        count(8);
        return true;
    case PacketType::Disconnect:
    case PacketType::Auth:
        if (m_length == m_body) {
            count(8);
            return true;
        }
        return reasonAndProperties(m_body);
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
    if (m_bytes[m_body] > 1) return false;
    count(7);
    if (m_length - m_body != 2) return reasonAndProperties(m_body + 1);
    count(8);
    return m_bytes[m_body + 1] <= 5;
}

bool Witness::publish(bool qos) {
    auto at = m_body;
    if (cut(at + 1)) return true;
    const auto empty = u16(at) == 0;
    if (empty && !m_mayBe5) return false;
    if (!text(at)) return false;
    if (at > have()) return true;
    if (qos) {
        if (at + 2 > m_length) return false;
        if (cut(at + 1)) return true;
        if (u16(at) == 0) return false; // MQTT-2.2.1-2
        at += 2;
    }
    if (m_mayBe3 && !empty) return true;
    if (cut(at)) return true;
    // An empty topic needs an alias, so it needs properties (MQTT 5.0 §3.3.2.3.4).
    if (empty && (at >= m_length || m_bytes[at] < 3)) return false;
    return propertiesAt(at, PacketType::Publish);
}

bool Witness::acknowledgement() {
    if (cut(m_body + 1)) return true;
    if (u16(m_body) == 0) return false;
    if (m_length - m_body != 2) return reasonAndProperties(m_body + 2);
    count(8);
    return true;
}

bool Witness::subscriptions(bool options) {
    if (cut(m_body + 2)) return true;
    if (u16(m_body) == 0) return false;
    // In 5.0 properties stand before the first filter; a filter of 3.x begins with a length below 256 as a rule.
    auto at = m_body + 2;
    const auto longFilter = m_bytes[at] != 0;
    if (m_mayBe5 && (!m_mayBe3 || longFilter || (!cut(at + 1) && m_bytes[at + 1] == 0))) {
        const auto block = readVariableByteInteger(m_bytes.first(have()).subspan(at));
        if (!block.whole()) return cut(at + block.size);
        at += block.size + block.value;
    }
    if (at + 2 > m_length) return false;
    if (cut(at + 1)) return true;
    if (u16(at) == 0) return false; // MQTT-4.7.3-1
    if (!text(at)) return false;
    if (!options || cut(at)) return true;
    constexpr std::uint8_t kReservedOptions = 0xC0;
    if (at >= m_length || (m_bytes[at] & kReservedOptions) != 0 || (m_bytes[at] & 3) == 3) return false;
    count(3);
    return true;
}

bool Witness::codes(PacketType type) {
    if (cut(m_body + 1)) return true;
    if (u16(m_body) == 0) return false;
    if (m_length - m_body == 2) {
        count(8);
        return type == PacketType::Unsuback;
    }
    const auto begin = m_body + 2;
    if (cut(begin)) return true;
    // In 5.0 properties stand before the codes.
    const auto after = begin + 1U + m_bytes[begin];
    if (!(m_mayBe3 && areCodes(begin)) && !(m_mayBe5 && areCodes(after))) return false;
    count(8);
    return true;
}

bool Witness::areCodes(std::size_t at) const {
    constexpr std::size_t kLooked = 8;
    if (at >= m_length) return false;
    for (const auto end = std::min(have(), at + kLooked); at < end; ++at)
        if (m_bytes[at] > 0x11 && m_bytes[at] < 0x80) return false;
    return true;
}

/// The tail of acknowledgements of 5.0: a code, perhaps properties that reach exactly to the end.
bool Witness::reasonAndProperties(std::size_t at) {
    if (cut(at)) return true;
    const auto code = m_bytes[at++];
    if (code > 0x19 && (code < 0x80 || code > 0xA2)) return false;
    count(2);
    if (at == m_length) return true;
    if (cut(at)) return true;
    const auto block = readVariableByteInteger(m_bytes.first(have()).subspan(at));
    if (!block.whole()) return cut(at + block.size);
    if (at + block.size + block.value != m_length) return false;
    count(8);
    return true;
}

bool Witness::propertiesAt(std::size_t at, PacketType place) {
    if (at >= m_length) return false;
    const auto block = readVariableByteInteger(m_bytes.first(have()).subspan(at));
    if (!block.whole()) return cut(at + block.size);
    const auto begin = at + block.size;
    if (begin + block.value > m_length) return false;
    count(2);
    if (block.value == 0 || cut(begin)) return true;
    const auto index = propertyIndex(m_bytes[begin]);
    if (index == kProperties.size() || !kProperties[index].places.has(place)) return false;
    count(5);
    return true;
}

/// A topic or filter: a length that fits, then text without control characters. Moves `at` behind it.
bool Witness::text(std::size_t& at) {
    if (at + 2 > m_length) return false;
    const std::size_t size = u16(at);
    at += 2;
    if (at + size > m_length) return false;
    count(size < 256 ? 8 : 2);
    const auto there = m_bytes.first(have()).subspan(std::min(at, have()));
    const auto looked = std::min({size, there.size(), kMostText});
    std::uint32_t following = 0; // bytes of the current UTF-8 sequence that must follow
    for (const auto byte : there.first(looked)) {
        const auto continues = (byte & 0xC0) == 0x80;
        if (following != 0 ? !continues : continues || byte < 0x20 || byte == 0x7F || byte > 0xF4) return false;
        following = following != 0 ? following - 1 : byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : byte >= 0xC0 ? 1 : 0;
    }
    count(std::min(static_cast<std::uint32_t>(looked * 3 / 2), kMostTextEvidence));
    at += size;
    return true;
}

} // namespace

bool isPossible(std::uint8_t first, const VariableByteInteger& remaining, Version version) {
    const auto type = packetType(first);
    if (type == PacketType::Reserved || remaining.state == VariableByteInteger::State::TooLong) return false;
    if (hasLegalFlags(first) || !remaining.whole()) return true;
    return version == Version::V5 ? fits5(type, remaining.value) : fits3(type, remaining.value);
}

BoundaryGuess guessBoundary(base::ByteView bytes, const StreamNature& nature, bool pieceBegins) {
    using Verdict = BoundaryGuess::Verdict;
    auto evidence = pieceBegins ? kPieceEvidence : 0;
    while (!bytes.empty()) {
        Witness witness(bytes, nature.version);
        if (!witness.examine()) return {Verdict::No, 0};
        const auto wrongWay = kWrongWay[static_cast<std::size_t>(nature.direction)].has(packetType(bytes[0]));
        evidence += wrongWay ? witness.evidence() / 2 : witness.evidence();
        if (evidence >= kEnoughEvidence) return {Verdict::Yes, evidence};
        if (witness.length() == 0 || witness.length() > bytes.size()) return {Verdict::NeedMore, evidence};
        bytes = bytes.subspan(witness.length());
    }
    evidence += kPieceEvidence;
    return {evidence >= kEnoughEvidence ? Verdict::Yes : Verdict::NeedMore, evidence};
}

} // namespace mqttscope::mqtt
