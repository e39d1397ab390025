// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/connection_walk.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

ConnectionWalk::ConnectionWalk(store::Snapshot snapshot, std::shared_ptr<const RowOrder> order, std::int64_t from,
                               int step)
    : m_snapshot(std::move(snapshot))
    , m_order(std::move(order))
    , m_position(from)
    , m_first(m_snapshot.firstRow())
    , m_step(step) {
    m_connection = m_snapshot.columns().connections(m_snapshot.rows())[rowAt(from)];
    m_end = farthest() + step;
}

std::uint32_t ConnectionWalk::rowAt(std::int64_t position) const {
    return m_order ? m_order->rows[static_cast<std::size_t>(position)] : m_first + static_cast<std::uint32_t>(position);
}

std::int64_t ConnectionWalk::farthest() const {
    const auto count = m_order ? static_cast<std::int64_t>(m_order->rows.size()) : std::int64_t{m_snapshot.rowCount()};
    const auto edge = m_step > 0 ? count - 1 : 0;
    if (!m_connection.valid() || (m_order && m_order->sorted)) return edge;
    // In the order of the capture it is known where the connection begins and ends, which spares looking at the rest.
    const auto& connection = m_snapshot.connection(m_connection);
    const auto last = std::int64_t{(m_step > 0 ? connection.lastRow : connection.firstRow).load()};
    if (!m_order) {
        const auto place = last - m_first;
        return m_step > 0 ? std::clamp(place, m_position, edge) : std::clamp(place, edge, m_position);
    }
    const auto& rows = m_order->rows;
    const auto found = std::ranges::lower_bound(rows, static_cast<std::uint32_t>(last)) - rows.begin();
    return m_step > 0 ? std::clamp(std::int64_t{found}, m_position, edge)
                      : std::clamp(std::int64_t{found}, edge, m_position);
}

ConnectionWalk::State ConnectionWalk::advance() {
    if (m_state != State::Searching) return m_state;
    const auto connections = m_snapshot.columns().connections(m_snapshot.rows());
    const auto left = (m_end - m_position) * m_step - 1;
    for (auto rows = std::min(left, kRowsAtOnce); rows > 0; --rows) {
        m_position += m_step;
        if (connections[rowAt(m_position)] == m_connection) return m_state = State::Found;
    }
    if (m_position + m_step == m_end) m_state = State::End;
    return m_state;
}

} // namespace mqttscope::ui
