// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/exchange_tracker.h"

#include "core/mqtt/packet.h"

#include <algorithm>

namespace mqttscope::session {
namespace {

using base::Direction;
using mqtt::PacketType;

constexpr std::uint8_t kFirstFailure = 0x80; // of reason codes (MQTT 5.0 §2.4)
constexpr std::uint8_t kDupBit = 0x08;       // of the fixed header; SUBSCRIBE and others had it in 3.1, too

// Keys: never 0, and of one kind each.
constexpr std::uint32_t kPing = 0x2'0000;
constexpr std::uint32_t kConnect = 0x4'0000;

/// Identifiers are numbered by each side for itself, whatever they are used for; 0 is none.
std::uint32_t keyOf(Direction requester, std::uint16_t identifier) {
    return identifier | static_cast<std::uint32_t>(requester) << 16;
}

} // namespace

ExchangeTracker::Step ExchangeTracker::stepOf(Direction direction, const mqtt::PacketSummary& summary) {
    const auto identifier = summary.packetIdentifier;
    switch (mqtt::packetType(summary.firstByte)) {
    case PacketType::Publish: {
        const auto qos = summary.firstByte >> 1 & 3;
        if (qos == 1) return request(direction, summary, Kind::AtLeastOnce);
        if (qos == 2) return request(direction, summary, Kind::ExactlyOnce);
        break;
    }
    case PacketType::Subscribe:
        return request(direction, summary, Kind::Subscribe);
    case PacketType::Unsubscribe:
        return request(direction, summary, Kind::Unsubscribe);
    case PacketType::Puback:
        return answer(direction, identifier, Kind::AtLeastOnce);
    case PacketType::Pubrec: // a refusal ends it (MQTT 5.0 §4.3.3)
        return refuses(summary) ? answer(direction, identifier, Kind::ExactlyOnce)
                                : between(base::opposite(direction), identifier);
    case PacketType::Pubrel:
        return between(direction, identifier);
    case PacketType::Pubcomp:
        return answer(direction, identifier, Kind::ExactlyOnce);
    case PacketType::Suback:
        return answer(direction, identifier, Kind::Subscribe);
    case PacketType::Unsuback:
        return answer(direction, identifier, Kind::Unsubscribe);
    case PacketType::Pingreq:
        if (direction == Direction::ToServer) return {Action::Begin, Kind::Ping, kPing | m_pingsSent++};
        break;
    case PacketType::Pingresp:
        if (direction == Direction::ToClient && m_pingsAnswered != m_pingsSent)
            return {Action::Complete, Kind::Ping, kPing | m_pingsAnswered++};
        break;
    case PacketType::Connect:
        if (direction == Direction::ToServer) return {Action::Begin, Kind::Connect, kConnect};
        break;
    case PacketType::Connack:
        if (direction == Direction::ToClient && m_awaited.find(kConnect) != nullptr)
            return {Action::Complete, Kind::Connect, kConnect};
        break;
    case PacketType::Reserved:
    case PacketType::Disconnect:
    case PacketType::Auth:
        break;
    }
    return {};
}

/// A repetition goes on with what it repeats.
ExchangeTracker::Step ExchangeTracker::request(Direction sender, const mqtt::PacketSummary& summary, Kind kind) {
    if (summary.packetIdentifier == 0) return {};
    const auto key = keyOf(sender, summary.packetIdentifier);
    if ((summary.firstByte & kDupBit) == 0) return {Action::Begin, kind, key};
    auto* const awaited = m_awaited.find(key);
    const bool repeats = awaited != nullptr && awaited->kind == static_cast<std::uint8_t>(kind);
    return {repeats && awaited->packets < kMostPackets ? Action::Continue : Action::Begin, kind, key, awaited};
}

ExchangeTracker::Step ExchangeTracker::answer(Direction sender, std::uint16_t identifier, Kind kind) {
    if (identifier == 0) return {};
    const auto key = keyOf(base::opposite(sender), identifier);
    auto* const awaited = m_awaited.find(key);
    if (awaited == nullptr || awaited->kind != static_cast<std::uint8_t>(kind)) return {};
    return {Action::Complete, kind, key, awaited};
}

/// PUBREC and PUBREL: of a delivery that began before the capture did, they are the beginning.
ExchangeTracker::Step ExchangeTracker::between(Direction requester, std::uint16_t identifier) {
    if (identifier == 0) return {};
    const auto key = keyOf(requester, identifier);
    auto* const awaited = m_awaited.find(key);
    if (awaited == nullptr) return {Action::Begin, Kind::ExactlyOnce, key};
    if (awaited->kind != static_cast<std::uint8_t>(Kind::ExactlyOnce)) return {};
    return {awaited->packets < kMostPackets ? Action::Continue : Action::Begin, Kind::ExactlyOnce, key, awaited};
}

bool ExchangeTracker::refuses(const mqtt::PacketSummary& summary) {
    switch (mqtt::packetType(summary.firstByte)) {
    case PacketType::Connack: // 3.x counts its refusals from 1 (MQTT 3.1.1 §3.2.2.3)
        return summary.reasonCode != 0;
    case PacketType::Puback:
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp:
        return summary.reasonCode >= kFirstFailure;
    case PacketType::Suback:
    case PacketType::Unsuback:
        return std::ranges::any_of(summary.reasonCodes, [](std::uint8_t code) { return code >= kFirstFailure; });
    case PacketType::Reserved:
    case PacketType::Connect:
    case PacketType::Publish:
    case PacketType::Subscribe:
    case PacketType::Unsubscribe:
    case PacketType::Pingreq:
    case PacketType::Pingresp:
    case PacketType::Disconnect:
    case PacketType::Auth:
        break;
    }
    return false;
}

void ExchangeTracker::link(base::RowId row) {
    auto& links = m_store.exchangeLinks;
    const base::LinkId id(static_cast<std::uint32_t>(links.size()));
    if (id.value >= store::ExchangeLink::kIndex) return;
    auto* awaited = m_step.awaited != nullptr ? m_step.awaited : m_awaited.find(m_step.key);
    if (awaited != nullptr && m_step.action == Action::Begin) giveUp(*awaited);
    if (awaited == nullptr) {
        awaited = &m_awaited.insert(m_step.key);
    } else if (m_step.action != Action::Begin && !m_store.hasLeft(awaited->last)) {
        auto& last = links.at(awaited->last.value);
        links.append(row, last.following().value);
        last.next.store(id.value, std::memory_order_release); // behind the row and its link: readers follow it
        awaited->last = id;
        ++awaited->packets;
        if (m_step.action == Action::Complete) m_awaited.erase(awaited);
        return;
    }
    links.append(row, id.value);
    if (m_step.action == Action::Complete) return m_awaited.erase(awaited); // what it answers left with its file
    awaited->kind = static_cast<std::uint8_t>(m_step.kind);
    awaited->packets = 1;
    awaited->last = id;
}

void ExchangeTracker::interrupted() {
    for (; m_pingsAnswered != m_pingsSent; ++m_pingsAnswered) {
        auto* const awaited = m_awaited.find(kPing | m_pingsAnswered);
        if (awaited == nullptr) continue;
        giveUp(*awaited);
        m_awaited.erase(awaited);
    }
}

void ExchangeTracker::end() {
    m_awaited.each([this](const AwaitedAnswers::Entry& entry) { giveUp(entry); });
    m_awaited.clear();
}

void ExchangeTracker::giveUp(const AwaitedAnswers::Entry& entry) {
    if (m_store.hasLeft(entry.last)) return;
    auto& word = m_store.exchangeLinks.at(entry.last.value).next;
    word.store(word.load(std::memory_order_relaxed) | store::ExchangeLink::kOver, std::memory_order_release);
}

} // namespace mqttscope::session
