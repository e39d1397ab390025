// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <atomic>
#include <cstdint>

namespace mqttscope::store {

/// The place of a packet in its exchange (DESIGN.md §1). Links stand in the order of their rows; those of one exchange
/// form a ring: each leads to the next packet, the last one back to the first. 8 bytes, as DESIGN.md §7 allows.
struct ExchangeLink {
    /// Bits of the word that lead on.
    static constexpr std::uint32_t kIndex = 0x7FFF'FFFF;
    /// Set on the last link of an exchange that nothing can complete any more.
    static constexpr std::uint32_t kOver = 0x8000'0000;

    base::RowId row;
    /// Index of the next link, and kOver. It may lead to a packet that came after a snapshot: its row is there by then.
    std::atomic<std::uint32_t> next;

    [[nodiscard]] base::LinkId following() const { return base::LinkId(next.load(std::memory_order_acquire) & kIndex); }

    [[nodiscard]] bool isOver() const { return (next.load(std::memory_order_acquire) & kOver) != 0; }
};

} // namespace mqttscope::store
