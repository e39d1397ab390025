// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/fragments.h"

#include "core/base/hash.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace mqttscope::net {
namespace {

constexpr std::uint32_t kMaxDatagram = 65'535;

std::int64_t distance(base::Timestamp a, base::Timestamp b) {
    const auto difference = a - b;
    // Time stamps may lie apart by more than the type's positive range holds.
    return difference == INT64_MIN ? INT64_MAX : difference < 0 ? -difference : difference;
}

} // namespace

std::size_t Datagram::gather(std::uint32_t offset, std::span<std::uint8_t> into) const {
    std::size_t done = 0;
    std::uint32_t start = 0;
    for (const auto& piece : pieces) {
        const auto end = start + piece.size;
        if (done == into.size()) break;
        if (offset < end) {
            const auto from = offset - start;
            if (from >= piece.captured) break;
            const auto count = std::min<std::size_t>(piece.captured - from, into.size() - done);
            std::memcpy(into.data() + done, piece.bytes + from, count);
            done += count;
            offset += static_cast<std::uint32_t>(count);
            if (offset < end && done < into.size()) break;
        }
        start = end;
    }
    return done;
}

std::size_t FragmentTable::KeyHash::operator()(const Key& key) const {
    std::array<char, 37> bytes{};
    std::memcpy(bytes.data(), key.source.bytes.data(), 16);
    std::memcpy(bytes.data() + 16, key.destination.bytes.data(), 16);
    std::memcpy(bytes.data() + 32, &key.identification, 4);
    bytes[36] = static_cast<char>(key.protocol);
    return base::hashBytes({bytes.data(), bytes.size()});
}

const Datagram* FragmentTable::add(const IpPacket& packet, std::span<const Chunk> payload, base::Timestamp now) {
    ++m_statistics.fragments;
    const Key key{packet.source, packet.destination, packet.identification,
                  packet.source.v6 ? std::uint8_t{0} : packet.protocol};
    keepBounds(now);
    auto found = m_table.find(key);
    if (found != m_table.end()) {
        const auto& old = *found->second;
        // After a moment the same identification is another datagram: IPv4 has only 65,536 of them.
        const auto limit = old.completed ? m_options.duplicateTime : m_options.fragmentTimeout;
        if (distance(now, old.started) > limit) {
            remove(found->second);
            found = m_table.end();
        } else if (old.completed) {
            ++m_statistics.duplicateFrames;
            return nullptr;
        }
    }
    if (found == m_table.end()) {
        m_order.push_back({});
        m_order.back().key = key;
        m_order.back().started = now;
        found = m_table.emplace(key, std::prev(m_order.end())).first;
    }
    auto& waiting = *found->second;
    if (!accept(packet, waiting, packet.payloadSize)) {
        ++m_statistics.fragmentsBad;
        return nullptr;
    }
    bool overlap = false;
    auto offset = packet.fragmentOffset;
    for (const auto& piece : payload) {
        overlap |= insert(waiting, offset, piece);
        offset += piece.size;
    }
    if (overlap) ++m_statistics.fragmentOverlaps;
    if (!waiting.totalKnown || !waiting.firstSeen || waiting.covered != waiting.total) return nullptr;
    return complete(waiting);
}

bool FragmentTable::accept(const IpPacket& packet, Waiting& waiting, std::uint32_t size) {
    const auto end = std::uint64_t{packet.fragmentOffset} + size;
    if (size == 0 || end > kMaxDatagram) return false;
    if (packet.moreFragments ? waiting.totalKnown && end > waiting.total
        : waiting.totalKnown ? end != waiting.total
                             : end < waiting.highest)
        return false;
    if (!packet.moreFragments) {
        waiting.totalKnown = true;
        waiting.total = static_cast<std::uint32_t>(end);
    }
    if (packet.fragmentOffset == 0 && !waiting.firstSeen) {
        waiting.firstSeen = true;
        waiting.protocol = packet.protocol;
    }
    waiting.highest = std::max(waiting.highest, static_cast<std::uint32_t>(end));
    return true;
}

/// Stores what no piece covers. Returns whether some of it was there already.
bool FragmentTable::insert(Waiting& waiting, std::uint32_t offset, const Chunk& piece) {
    const auto repeated = waiting.runs.cover(offset, offset + piece.size, [&](std::uint64_t from, std::uint64_t to) {
        const auto part =
            piece.part(static_cast<std::uint32_t>(from) - offset, static_cast<std::uint32_t>(to) - offset);
        waiting.pieces.emplace(static_cast<std::uint32_t>(from), part);
        ++m_pieces;
        m_bytes += part.size;
        waiting.covered += part.size;
    });
    return repeated > 0;
}

const Datagram* FragmentTable::complete(Waiting& waiting) {
    ++m_statistics.datagramsReassembled;
    m_result.protocol = waiting.protocol;
    m_result.size = waiting.total;
    m_result.pieces.clear();
    base::Timestamp last = waiting.started;
    for (const auto& [offset, piece] : waiting.pieces) {
        m_result.pieces.push_back(piece);
        last = std::max(last, piece.origin.time);
    }
    dropPieces(waiting);
    waiting.completed = true;
    waiting.started = last;
    return &m_result;
}

void FragmentTable::dropPieces(Waiting& waiting) {
    m_pieces -= waiting.pieces.size();
    m_bytes -= waiting.covered;
    waiting.pieces.clear();
    waiting.runs.clear();
    waiting.covered = 0;
}

void FragmentTable::remove(List::iterator entry) {
    if (!entry->completed) ++m_statistics.datagramsExpired;
    dropPieces(*entry);
    m_table.erase(entry->key);
    m_order.erase(entry);
}

void FragmentTable::keepBounds(base::Timestamp now) {
    while (!m_order.empty()) {
        // A clock that was set back must not make the wait look over.
        m_order.front().started = std::min(m_order.front().started, now);
        const bool full = m_table.size() >= m_options.fragmentedDatagrams || m_pieces >= m_options.fragmentPieces ||
                          m_bytes >= m_options.fragmentBytes;
        if (!full && distance(now, m_order.front().started) <= m_options.fragmentTimeout) return;
        remove(m_order.begin());
    }
}

void FragmentTable::letGo(base::FrameId firstKept) {
    for (auto entry = m_order.begin(); entry != m_order.end();) {
        const auto here = entry++;
        if (std::ranges::any_of(here->pieces, [&](const auto& piece) { return piece.second.isBefore(firstKept); }))
            remove(here);
    }
}

void FragmentTable::finish() {
    while (!m_order.empty()) remove(m_order.begin());
}

} // namespace mqttscope::net
