// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/version_evidence.h"

#include "core/base/hash.h"
#include "core/mqtt/boundary_properties.h"
#include "core/mqtt/boundary_witness.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr int kDecisive = 12; // about one real packet in 4,000 breaks its own layout
constexpr int kEnough = 8;
constexpr int kMostWeak = 4;
constexpr int kTextBehindEmptyBlock = 3;
constexpr int kMostShortBlock = 5; // length, type, value: a few bytes of a binary payload may look like a property
constexpr std::size_t kShortBlock = 4;
constexpr std::size_t kShortestText = 4;

/// A payload that a person could read: line breaks and tabs, no other control characters.
bool isReadable(base::ByteView payload) {
    if (payload.size() < kShortestText) return false;
    payload = payload.first(std::min(payload.size(), kMostText));
    const auto allowed = [](std::uint8_t byte) { return byte == '\n' || byte == '\r' || byte == '\t'; };
    while (!payload.empty()) {
        const auto line = static_cast<std::size_t>(std::ranges::find_if(payload, allowed) - payload.begin());
        if (!mayBeText(payload.first(line))) return false;
        payload = payload.subspan(std::min(payload.size(), line + 1));
    }
    return true;
}

/// A short value as text: "ON", "21", "-5".
bool isShortWord(base::ByteView payload) {
    const auto letter = [](std::uint8_t byte) {
        return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') || byte == '.' || byte == '-';
    };
    const auto digit = [](std::uint8_t byte) { return byte >= '0' && byte <= '9'; };
    if (payload.size() == 1) return digit(payload[0]);
    return payload.size() > 1 && payload.size() < kShortestText &&
           std::ranges::all_of(payload, [&](auto byte) { return letter(byte) || digit(byte); });
}

} // namespace

void VersionEvidence::packet(base::Direction direction, base::ByteView head) {
    if (!head.empty()) add(weigh(direction, head));
}

int VersionEvidence::weigh(base::Direction direction, base::ByteView head) {
    const auto three = examine(head, Family::V3);
    const auto five = examine(head, Family::V5);
    if (!three.possible && !five.possible) return 0;
    const auto type = packetType(head[0]);
    if (three.possible && !five.possible) {
        constexpr std::uint8_t kFlags = 0x0F;
        constexpr std::uint8_t kFlagsSince311 = 0x02;
        const auto fixedFlags =
            type == PacketType::Pubrel || type == PacketType::Subscribe || type == PacketType::Unsubscribe;
        m_flagsOf31 |= fixedFlags && (head[0] & kFlags) != kFlagsSince311;
        return -kDecisive;
    }
    if (!three.possible) return kDecisive;
    if (type == PacketType::Publish) return weighPublish(head, five);
    // A server says DISCONNECT in 5.0 only (MQTT 5.0 §3.14); but which end is the server may be a guess.
    if (type == PacketType::Disconnect && direction == base::Direction::ToClient) return kDecisive / 2;
    return 0;
}

/// A PUBLISH that 3.x could have with this payload, and 5.0 with these properties.
int VersionEvidence::weighPublish(base::ByteView head, const Testimony& five) {
    const auto begin = five.topicEnd + (five.packetIdentifier != 0 ? 2 : 0);
    if (five.blockSize == 0 || begin + five.blockSize > head.size()) return 0;
    const auto block = head.subspan(begin, five.blockSize);
    const auto payload = head.subspan(begin + five.blockSize);
    const auto readable = isReadable(payload);
    if (block.size() == 1) {
        if (readable) return kTextBehindEmptyBlock;
        if (isShortWord(payload) && isNew(payload)) return payload.size() == 1 ? 1 : 2;
        return m_weak++ < kMostWeak ? 1 : 0;
    }
    if (!isNew(block)) return readable && m_weak++ < kMostWeak ? 1 : 0;
    const auto most = block.size() <= kShortBlock ? kMostShortBlock : kDecisive;
    return std::min(static_cast<int>(five.blockEvidence), most) + (readable ? 2 : 0);
}

bool VersionEvidence::isNew(base::ByteView block) {
    const auto hash = base::hashBytes(base::asText(block.first(std::min(block.size(), kMostText))));
    if (std::ranges::find(m_blocks, hash) != m_blocks.end()) return false;
    m_blocks[m_nextBlock++ % m_blocks.size()] = hash;
    return true;
}

void VersionEvidence::add(int bits) {
    m_bits = std::clamp(m_bits + bits, -kMostBits, kMostBits);
    if (m_bits >= kEnough) m_version = Version::V5;
    if (m_bits <= -kEnough) m_version = m_flagsOf31 ? Version::V31 : Version::V311;
}

} // namespace mqttscope::mqtt
