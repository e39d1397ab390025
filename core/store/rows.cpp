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
