// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/rows.h"

namespace mqttscope::store {

base::RowId Rows::append(const Row& row) {
    const base::RowId id(static_cast<std::uint32_t>(m_time.size()));
    m_time.append(row.time);
    m_connection.append(row.connection);
    m_first.append(row.first);
    m_firstOffset.append(row.firstOffset);
    m_frame.append(row.frame);
    m_length.append(row.length);
    m_text.append(row.text);
    m_packetIdentifier.append(row.packetIdentifier);
    m_head.append(row.head);
    m_flags.append(row.flags);
    m_finding.appendZero();
    return id;
}

void Rows::release(std::size_t count) {
    m_time.release(count);
    m_connection.release(count);
    m_first.release(count);
    m_firstOffset.release(count);
    m_frame.release(count);
    m_length.release(count);
    m_text.release(count);
    m_packetIdentifier.release(count);
    m_head.release(count);
    m_flags.release(count);
    m_finding.release(count);
}

std::size_t Rows::memory() const {
    return m_time.memory() + m_connection.memory() + m_first.memory() + m_firstOffset.memory() + m_frame.memory() +
           m_length.memory() + m_text.memory() + m_packetIdentifier.memory() + m_head.memory() + m_flags.memory() +
           m_finding.memory();
}

Row Rows::operator[](base::RowId id) const {
    const auto i = id.value;
    return {.time = m_time[i],
            .connection = m_connection[i],
            .first = m_first[i],
            .firstOffset = m_firstOffset[i],
            .frame = m_frame[i],
            .length = m_length[i],
            .text = m_text[i],
            .packetIdentifier = m_packetIdentifier[i],
            .head = m_head[i],
            .flags = m_flags[i]};
}

} // namespace mqttscope::store
