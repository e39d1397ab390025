// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace mqttscope::capture {

/// Watches one mapped address range as long as it lives: when the file behind it is cut short and somebody reads what
/// is gone, the read yields zeros and `truncated()` becomes true, instead of a SIGBUS that ends the process.
/// What the last page that is left holds behind the new end reads as zeros without any signal: only the file's size
/// tells of that.
class MappingGuard {
public:
    MappingGuard(const std::uint8_t* begin, std::size_t size);
    ~MappingGuard();
    MappingGuard(const MappingGuard&) = delete;
    MappingGuard& operator=(const MappingGuard&) = delete;

    [[nodiscard]] bool truncated() const { return m_lost.load(std::memory_order_acquire) != kNothing; }

    /// Where the bytes begin that were found to be gone, counted from the range's first; its end where none were.
    [[nodiscard]] std::uint64_t lostFrom() const;

private:
    static constexpr std::uintptr_t kNothing = UINTPTR_MAX;

    const std::uint8_t* m_begin;
    std::size_t m_size;
    std::atomic<std::uintptr_t> m_lost{kNothing}; // the first address that reads as zeros
    std::size_t m_slot;
};

} // namespace mqttscope::capture
