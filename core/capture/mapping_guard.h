// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace mqttscope::capture {

/// Watches one mapped address range as long as it lives: when the file behind it is cut short and somebody reads what
/// is gone, the read yields zeros and `truncated()` becomes true, instead of a SIGBUS that ends the process.
class MappingGuard {
public:
    MappingGuard(const std::uint8_t* begin, std::size_t size);
    ~MappingGuard();
    MappingGuard(const MappingGuard&) = delete;
    MappingGuard& operator=(const MappingGuard&) = delete;

    [[nodiscard]] bool truncated() const { return m_truncated.load(std::memory_order_acquire); }

private:
    std::atomic<bool> m_truncated{false};
    std::size_t m_slot;
};

} // namespace mqttscope::capture
