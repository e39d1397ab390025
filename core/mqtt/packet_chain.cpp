// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/packet_chain.h"

#include "core/base/hash.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::size_t kMostKept = 256;
constexpr std::uint32_t kMostOfOnePacket = 24;
constexpr std::uint32_t kKnownHead = 4;
constexpr std::uint32_t kStrong = 20; // more than a keep-alive of another protocol says by chance
constexpr std::uint32_t kEndsWithPiece = 6;
constexpr std::uint32_t kAnswer = 16;

/// What a packet may answer (MQTT 5.0 §4.3, §3.9, §3.11, §3.13).
PacketSet answered(PacketType type) {
    switch (type) {
    case PacketType::Connack:
        return in(PacketType::Connect);
    case PacketType::Puback:
    case PacketType::Pubrec:
        return in(PacketType::Publish);
    case PacketType::Pubrel:
        return in(PacketType::Pubrec);
    case PacketType::Pubcomp:
        return in(PacketType::Pubrel);
    case PacketType::Suback:
        return in(PacketType::Subscribe);
    case PacketType::Unsuback:
        return in(PacketType::Unsubscribe);
    case PacketType::Pingresp:
        return in(PacketType::Pingreq);
    case PacketType::Reserved:
    case PacketType::Connect:
    case PacketType::Publish:
    case PacketType::Subscribe:
    case PacketType::Unsubscribe:
    case PacketType::Pingreq:
    case PacketType::Disconnect:
    case PacketType::Auth:
        break;
    }
    return {};
}

} // namespace

bool PacketChain::feed(base::ByteView piece, const PacketChain* peer) {
    constexpr auto kBroken = static_cast<std::size_t>(-1);
    const auto begin = m_packets;
    while (!piece.empty()) {
        if (m_left != 0) {
            const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(m_left, piece.size()));
            m_left -= size;
            piece = piece.subspan(size);
        } else if (m_kept.empty()) {
            const auto size = examineNext(piece, peer);
            if (size == kBroken) return false;
            if (size == 0) {
                m_kept.assign(piece.begin(), piece.end());
                return true;
            }
            piece = piece.subspan(std::min(size, piece.size()));
        } else {
            const auto before = m_kept.size();
            const auto more = piece.first(std::min(piece.size(), kMostKept - before));
            m_kept.insert(m_kept.end(), more.begin(), more.end());
            const auto size = examineNext(m_kept, peer);
            if (size == kBroken) return false;
            if (size == 0) return true;
            const auto used = std::min(size, m_kept.size()) - before;
            m_kept.clear();
            piece = piece.subspan(used);
        }
    }
    if (atBoundary() && m_fresh && m_packets != begin) m_evidence += kEndsWithPiece;
    return true;
}

/// Bytes of the packet that begins with `bytes`, 0 if more of it must be there, or -1 if there is none.
std::size_t PacketChain::examineNext(base::ByteView bytes, const PacketChain* peer) {
    const auto looked = bytes.first(std::min(bytes.size(), kMostKept));
    const auto testimony = examine(looked, Version::Unknown);
    if (!testimony.possible) return static_cast<std::size_t>(-1);
    const auto cut = testimony.length == 0 || testimony.length > looked.size();
    if (cut && looked.size() < kMostKept) return 0;
    count(looked.first(std::min(looked.size(), testimony.length)), testimony, peer);
    const auto type = packetType(bytes[0]);
    m_types.bits |= static_cast<std::uint16_t>(1U << static_cast<unsigned>(type));
    if (isClient() && isServer()) return static_cast<std::size_t>(-1);
    m_left = testimony.length > bytes.size() ? testimony.length - bytes.size() : 0;
    return testimony.length;
}

void PacketChain::count(base::ByteView packet, const Testimony& testimony, const PacketChain* peer) {
    const auto type = packetType(packet[0]);
    const auto headSize = testimony.topicEnd != 0 ? testimony.topicEnd : 1;
    const auto newHead = isNew(m_heads, base::hashBytes(base::asText(packet.first(std::min(headSize, packet.size())))));
    m_fresh = isNew(m_wholes, base::hashBytes(base::asText(packet))) || testimony.evidence >= kStrong;
    const Sent sent{type, testimony.packetIdentifier};
    m_sent[m_packets % kMemory] = sent;
    ++m_packets;
    if (!m_fresh) return;
    m_evidence += newHead ? std::min(testimony.evidence, kMostOfOnePacket) : kKnownHead;
    if (peer == nullptr || !answers(sent, *peer)) return;
    m_evidence += kAnswer;
    ++m_answers;
}

/// Whether a hash is none of those that came last. Remembers it.
bool PacketChain::isNew(std::array<std::uint32_t, kMemory>& known, std::uint32_t hash) const {
    if (std::ranges::find(known, hash) != known.end()) return false;
    known[m_packets % kMemory] = hash;
    return true;
}

bool PacketChain::answers(Sent sent, const PacketChain& peer) const {
    const auto wanted = answered(sent.type);
    return std::ranges::any_of(peer.m_sent, [&](const Sent& asked) {
        return wanted.has(asked.type) && asked.packetIdentifier == sent.packetIdentifier;
    });
}

} // namespace mqttscope::mqtt
