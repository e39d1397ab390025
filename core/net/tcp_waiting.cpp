// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tcp_waiting.h"

#include <algorithm>

namespace mqttscope::net {

std::uint32_t WaitingStore::open(std::uint32_t connection, Side side) {
    std::uint32_t index = 0;
    if (m_free.empty()) {
        index = static_cast<std::uint32_t>(m_sides.size());
        m_sides.emplace_back();
    } else {
        index = m_free.back();
        m_free.pop_back();
    }
    auto& waiting = m_sides[index];
    waiting = {};
    waiting.connection = connection;
    waiting.side = side;
    m_bySize.emplace(0, index);
    return index;
}

void WaitingStore::close(std::uint32_t index) {
    auto& waiting = m_sides[index];
    m_pieces -= waiting.pieces.size();
    m_bySize.erase({waiting.listed, index});
    waiting.pieces.clear();
    m_free.push_back(index);
}

void WaitingStore::list(std::uint32_t index) {
    auto& waiting = m_sides[index];
    const auto size = waiting.pieces.size();
    if (size == waiting.listed) return;
    auto node = m_bySize.extract({waiting.listed, index});
    node.value().first = size;
    m_bySize.insert(std::move(node));
    m_pieces = m_pieces - waiting.listed + size;
    waiting.listed = size;
}

std::uint32_t WaitingStore::insert(std::uint32_t index, std::uint64_t position, Chunk chunk) {
    auto& waiting = m_sides[index];
    auto& pieces = waiting.pieces;
    std::uint32_t repeated = 0;
    const auto stepTo = [&](std::uint64_t end) {
        const auto covered = static_cast<std::uint32_t>(std::min<std::uint64_t>(end - position, chunk.size));
        chunk.dropFront(covered);
        position += covered;
        repeated += covered;
    };
    auto next = pieces.upper_bound(position);
    if (next != pieces.begin()) {
        const auto& [start, before] = *std::prev(next);
        if (start + before.size > position) stepTo(start + before.size);
    }
    while (chunk.size > 0) {
        auto part = chunk;
        if (next != pieces.end())
            part.size = static_cast<std::uint32_t>(std::min<std::uint64_t>(part.size, next->first - position));
        part.captured = std::min(part.captured, part.size);
        if (part.size > 0) {
            pieces.emplace_hint(next, position, part);
            waiting.bytes += part.size;
            chunk.dropFront(part.size);
            position += part.size;
        }
        if (chunk.size == 0) break;
        stepTo(next->first + next->second.size);
        ++next;
    }
    list(index);
    return repeated;
}

Chunk WaitingStore::takeFirst(std::uint32_t index) {
    auto& waiting = m_sides[index];
    const auto first = waiting.pieces.begin();
    const auto chunk = first->second;
    waiting.pieces.erase(first);
    waiting.bytes -= chunk.size;
    list(index);
    return chunk;
}

} // namespace mqttscope::net
