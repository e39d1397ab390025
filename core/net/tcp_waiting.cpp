// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/tcp_waiting.h"

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
    waiting.runs.clear();
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

std::uint32_t WaitingStore::insert(std::uint32_t index, std::uint64_t position, const Chunk& chunk) {
    auto& waiting = m_sides[index];
    const auto end = position + chunk.size;
    const auto repeated = waiting.runs.cover(position, end, [&](std::uint64_t from, std::uint64_t to) {
        const auto part =
            chunk.part(static_cast<std::uint32_t>(from - position), static_cast<std::uint32_t>(to - position));
        waiting.pieces.emplace(from, part);
        waiting.bytes += part.size;
    });
    list(index);
    return static_cast<std::uint32_t>(repeated);
}

Chunk WaitingStore::takeFirst(std::uint32_t index) {
    auto& waiting = m_sides[index];
    const auto first = waiting.pieces.begin();
    const auto chunk = first->second;
    waiting.runs.dropBefore(first->first + chunk.size);
    waiting.pieces.erase(first);
    waiting.bytes -= chunk.size;
    list(index);
    return chunk;
}

} // namespace mqttscope::net
