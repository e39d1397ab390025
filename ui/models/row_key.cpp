// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_key.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace mqttscope::ui {

RowKeys::RowKeys(const store::Snapshot& snapshot)
    : m_rows(snapshot.rows())
    , m_first(snapshot.firstRow()) {
    if (m_rows == 0) return;
    m_frames = snapshot.columns().frames(m_rows);
    m_flags = snapshot.columns().flags(m_rows);
    m_times = snapshot.columns().times(m_rows);
}

bool RowKeys::isEvent(std::uint32_t row) const {
    return (m_flags[row] & store::RowFlag::kEvent) != 0;
}

RowKey RowKeys::of(base::RowId row) {
    std::uint32_t packets = 0;
    std::uint32_t events = 0;
    for (auto at = row.value; at > m_first && m_frames[at - 1] == m_frames[row.value];) {
        --at;
        ++(isEvent(at) ? events : packets);
        if (m_known == at) {
            packets += m_packets;
            events += m_events;
            break;
        }
    }
    m_known = row.value;
    m_packets = packets;
    m_events = events;
    const bool event = isEvent(row.value);
    return {row.value, m_frames[row.value].value, event ? events : packets, event, m_times[row.value].nanoseconds};
}

std::vector<base::RowId> rowsInPlace(const store::Snapshot& snapshot, std::span<const RowKey> keys) {
    RowKeys made(snapshot);
    std::vector<base::RowId> rows(keys.size());
    for (std::size_t i = 0; i < keys.size(); ++i)
        if (snapshot.has(base::RowId(keys[i].row)) && made.of(base::RowId(keys[i].row)) == keys[i])
            rows[i] = base::RowId(keys[i].row);
    return rows;
}

std::vector<base::RowId> findRows(const store::Snapshot& snapshot, std::span<const RowKey> keys) {
    std::vector<base::RowId> rows(keys.size());
    if (keys.empty() || snapshot.rowCount() == 0) return rows;
    std::map<std::tuple<std::uint32_t, bool, std::uint32_t>, std::size_t> wanted;
    const auto last = std::ranges::max(keys, {}, &RowKey::frame).frame;
    const auto frames = snapshot.columns().frames(snapshot.rows());
    // Most rows are of no frame that is looked for: a bit tells. No key may claim more of them than there can be.
    const auto most = std::min<std::size_t>(last, std::ranges::max(frames.subspan(snapshot.firstRow())).value);
    std::vector<bool> isWanted(most + 1);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (keys[i].frame > most) continue;
        isWanted[keys[i].frame] = true;
        wanted.try_emplace({keys[i].frame, keys[i].event, keys[i].nth}, i);
    }
    RowKeys made(snapshot);
    for (auto row = snapshot.firstRow(); row < snapshot.rows(); ++row) {
        if (frames[row].value > most || !isWanted[frames[row].value]) continue;
        const auto key = made.of(base::RowId(row));
        const auto found = wanted.find({key.frame, key.event, key.nth});
        if (found != wanted.end() && keys[found->second].time == key.time) rows[found->second] = base::RowId(row);
    }
    return rows;
}

} // namespace mqttscope::ui
