// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"
#include "ui/models/row_order.h"

#include <cstdint>
#include <memory>

namespace mqttscope::ui {

/// Looks for the next row of a connection, up or down in the order of the table, in steps that are short at any number
/// of rows: whoever walks goes on in the next turn of the event loop.
class ConnectionWalk {
public:
    /// Rows that one step looks at. Some milliseconds, also where a sorted order leads all over memory.
    static constexpr std::int64_t kRowsAtOnce = std::int64_t{1} << 20;

    enum class State : std::uint8_t {
        Searching,
        Found,
        End, ///< there is none
    };

    /// From a place in the table; `step` is -1 or 1. Without an order, the table shows every row as it came.
    ConnectionWalk(store::Snapshot snapshot, std::shared_ptr<const RowOrder> order, std::int64_t from, int step);

    /// One step. Once it is not searching any more, it stays as it is.
    State advance();

    /// Where the row stands that was found.
    [[nodiscard]] std::int64_t position() const { return m_position; }

    [[nodiscard]] int step() const { return m_step; }

private:
    [[nodiscard]] std::uint32_t rowAt(std::int64_t position) const;
    [[nodiscard]] std::int64_t farthest() const;

    store::Snapshot m_snapshot;
    std::shared_ptr<const RowOrder> m_order;
    base::ConnectionId m_connection{};
    std::int64_t m_position = 0;
    std::int64_t m_end = 0;    ///< the place behind the last one that is looked at, in the direction of the walk
    std::uint32_t m_first = 0; ///< the row at the top where there is no order
    int m_step = 1;
    State m_state = State::Searching;
};

} // namespace mqttscope::ui
