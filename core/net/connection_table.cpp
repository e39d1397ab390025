// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/connection_table.h"

#include "core/base/hash.h"

#include <cstring>

namespace mqttscope::net {
namespace {

constexpr std::size_t kFirstSlots = 1024;

bool same(const Endpoint& a, const Endpoint& b) {
    return a.port == b.port && std::memcmp(a.address.bytes.data(), b.address.bytes.data(), 16) == 0 &&
           a.address.v6 == b.address.v6;
}

/// The same for both directions.
std::uint32_t hashOf(const Endpoint& a, const Endpoint& b) {
    const std::size_t addressSize = a.address.v6 ? 16 : 4;
    const auto order = a.port != b.port ? int{a.port} - int{b.port}
                                        : std::memcmp(a.address.bytes.data(), b.address.bytes.data(), addressSize);
    const auto& low = order <= 0 ? a : b;
    const auto& high = order <= 0 ? b : a;
    std::array<char, 36> key{};
    std::memcpy(key.data(), &low.port, 2);
    std::memcpy(key.data() + 2, &high.port, 2);
    std::memcpy(key.data() + 4, low.address.bytes.data(), addressSize);
    std::memcpy(key.data() + 4 + addressSize, high.address.bytes.data(), addressSize);
    return base::hashBytes({key.data(), 4 + 2 * addressSize});
}

} // namespace

ConnectionTable::Found ConnectionTable::find(const Endpoint& source, const Endpoint& destination) {
    const auto match = [&](std::uint32_t index) -> Found {
        const auto& connection = at(index).connection;
        if (same(connection.initiator, source) && same(connection.responder, destination))
            return {index, Side::Initiator};
        if (same(connection.initiator, destination) && same(connection.responder, source))
            return {index, Side::Responder};
        return {};
    };
    if (m_last != kNone)
        if (const auto found = match(m_last); found.index != kNone) return found;
    if (m_slots.empty()) return {};
    const auto hash = hashOf(source, destination);
    const auto mask = m_slots.size() - 1;
    for (auto slot = hash & mask; m_slots[slot].index != kNone; slot = (slot + 1) & mask) {
        if (m_slots[slot].hash != hash) continue;
        const auto found = match(m_slots[slot].index);
        if (found.index == kNone) continue;
        m_last = found.index;
        return found;
    }
    return {};
}

std::uint32_t ConnectionTable::add(const Endpoint& source, const Endpoint& destination) {
    if (std::size_t{m_size} * 2 >= m_slots.size()) grow();
    if (m_size % kChunk == 0) m_chunks.push_back(std::make_unique<ConnectionRecord[]>(kChunk));
    const auto index = m_size++;
    auto& connection = at(index).connection;
    connection.initiator = source;
    connection.responder = destination;
    const auto hash = hashOf(source, destination);
    const auto mask = m_slots.size() - 1;
    auto slot = hash & mask;
    while (m_slots[slot].index != kNone) slot = (slot + 1) & mask;
    m_slots[slot] = {hash, index};
    m_last = index;
    return index;
}

void ConnectionTable::grow() {
    std::vector<Slot> old(m_slots.empty() ? kFirstSlots : m_slots.size() * 2);
    old.swap(m_slots);
    const auto mask = m_slots.size() - 1;
    for (const auto& entry : old) {
        if (entry.index == kNone) continue;
        auto slot = entry.hash & mask;
        while (m_slots[slot].index != kNone) slot = (slot + 1) & mask;
        m_slots[slot] = entry;
    }
}

} // namespace mqttscope::net
