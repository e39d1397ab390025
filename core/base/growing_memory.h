// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

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

    [[nodiscard]] std::uint8_t* data() const { return m_data; }

    [[nodiscard]] std::size_t committed() const { return m_committed; }

    [[nodiscard]] std::size_t capacity() const { return m_capacity; }

    /// Makes the first `size` bytes writable. Only the one writer calls this. Throws std::bad_alloc when the range or
    /// the machine's memory is used up, like any container would.
    void commit(std::size_t size);

private:
    bool commitFromFile(std::size_t from, std::size_t to);

    std::uint8_t* m_data = nullptr;
    std::size_t m_capacity = 0;
    std::size_t m_committed = 0;
    int m_file = -1;
    bool m_fileRefused = false;
};

} // namespace mqttscope::base
