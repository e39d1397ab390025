// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace mqttscope::base {

/// Memory that grows in place: the address range is reserved once, so what was written never moves and readers need no
/// lock. What is beyond the first megabytes lies in an unlinked temporary file that the kernel can write out and evict
/// (DESIGN.md §7: resident memory at 30 million rows); where no such file can be had, it stays anonymous memory.
class GrowingMemory {
public:
    /// Reserves address space for `capacity` bytes; nothing is resident yet.
    explicit GrowingMemory(std::size_t capacity);
    ~GrowingMemory();
    GrowingMemory(const GrowingMemory&) = delete;
    GrowingMemory& operator=(const GrowingMemory&) = delete;

    [[nodiscard]] std::uint8_t* data() const { return m_range + m_shift; }

    [[nodiscard]] std::size_t committed() const { return m_ready - std::min(m_ready, m_shift); }

    [[nodiscard]] std::size_t capacity() const { return m_reserved - m_shift; }

    /// Makes the first `size` bytes writable. Only the one writer calls this. Throws std::bad_alloc when the range or
    /// the machine's memory is used up, like any container would.
    void commit(std::size_t size);

    /// Gives the first `size` bytes back, as far as they fill pages: they read as 0 from then on. Only the one writer
    /// calls this; who reads there afterwards reads nothing of worth.
    void release(std::size_t size);

    /// Bytes in front that were given back.
    [[nodiscard]] std::size_t released() const { return m_released - std::min(m_released, m_shift); }

private:
    bool mapFromFile(std::size_t from, std::size_t to);
    void evict(std::size_t upTo);

    std::uint8_t* m_range = nullptr; // the reserved range; sizes below count from here
    std::size_t m_reserved = 0;
    std::size_t m_ready = 0;     // bytes that can be written
    std::size_t m_evicted = 0;   // bytes up to here were given back to the page cache
    std::size_t m_shift = 0;     // bytes that stay unused in front
    std::size_t m_released = 0;  // bytes up to here were given back for good
    std::size_t m_fileBegin = 0; // what lies in the file …
    std::size_t m_fileEnd = 0;   // … and up to where
    int m_file = -1;
    bool m_fileRefused = false;
};

} // namespace mqttscope::base
