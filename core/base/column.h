// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/growing_memory.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace mqttscope::base {

/// An append-only table column with one writer. Entries never move and never change once a snapshot shows them, so
/// readers index it without a lock as long as they stay below a published count (store::Counts).
template <class T>
class Column {
    static_assert(std::is_trivially_destructible_v<T>, "entries are dropped with the memory they lie in");

public:
    /// Ids have 32 bits; one value of them means "none".
    static constexpr std::size_t kMaxEntries = 0xFFFF'FFFF;

    explicit Column(std::size_t maxEntries = kMaxEntries)
        : m_memory(maxEntries * sizeof(T)) {}

    /// Writer only.
    template <class... Args>
    T& append(Args&&... args) {
        const auto end = (m_size + 1) * sizeof(T);
        if (end > m_memory.committed()) [[unlikely]]
            m_memory.commit(end);
        auto* entry = ::new (static_cast<void*>(m_memory.data() + m_size * sizeof(T))) T{std::forward<Args>(args)...};
        ++m_size;
        return *entry;
    }

    /// Writer only: an entry whose bytes are all 0. Memory that is never written takes no page.
    T& appendZero() {
        static_assert(std::is_trivially_copyable_v<T> || sizeof(T) <= sizeof(std::uint64_t));
        const auto end = (m_size + 1) * sizeof(T);
        if (end > m_memory.committed()) [[unlikely]]
            m_memory.commit(end);
        return at(m_size++);
    }

    /// Writer only: many entries at once.
    template <class Iterator>
    void appendRange(Iterator from, Iterator to) {
        const auto count = static_cast<std::size_t>(std::distance(from, to));
        const auto end = (m_size + count) * sizeof(T);
        if (end > m_memory.committed()) [[unlikely]]
            m_memory.commit(end);
        std::uninitialized_copy(from, to, reinterpret_cast<T*>(m_memory.data()) + m_size);
        m_size += count;
    }

    /// Writer only: nobody looks at the first `count` entries any more; their memory goes, in whole pages. Indices
    /// stay.
    void release(std::size_t count) { m_memory.release(count * sizeof(T)); }

    /// Writer only: bytes that its entries take, without those that were released.
    [[nodiscard]] std::size_t memory() const {
        const auto bytes = m_size * sizeof(T);
        return bytes - std::min(bytes, m_memory.released());
    }

    /// Writer only: how many were appended, published or not.
    [[nodiscard]] std::size_t size() const { return m_size; }

    [[nodiscard]] const T& operator[](std::size_t index) const { return entries()[index]; }

    /// For the few entries that hold atomics, and for the writer before it publishes.
    [[nodiscard]] T& at(std::size_t index) { return const_cast<T&>(entries()[index]); }

    /// The first `count` entries; `count` comes from a snapshot.
    [[nodiscard]] std::span<const T> first(std::size_t count) const { return {entries(), count}; }

private:
    [[nodiscard]] const T* entries() const { return std::launder(reinterpret_cast<const T*>(m_memory.data())); }

    GrowingMemory m_memory;
    std::size_t m_size = 0;
};

} // namespace mqttscope::base
