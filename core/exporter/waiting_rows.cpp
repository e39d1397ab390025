// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/waiting_rows.h"

#include <algorithm>
#include <utility>

namespace mqttscope::exporter {

std::vector<base::RowId> WaitingRows::begin(const Key& key, base::RowId row) {
    return std::exchange(m_rows[key], {row});
}

bool WaitingRows::add(const Key& key, base::RowId row) {
    const auto found = m_rows.find(key);
    if (found == m_rows.end()) return false;
    found->second.push_back(row);
    return true;
}

std::vector<base::RowId> WaitingRows::take(const Key& key) {
    const auto found = m_rows.find(key);
    if (found == m_rows.end()) return {};
    auto rows = std::move(found->second);
    m_rows.erase(found);
    return rows;
}

std::vector<std::vector<base::RowId>> WaitingRows::takeAll() {
    std::vector<std::vector<base::RowId>> all;
    for (auto& [key, rows] : m_rows) all.push_back(std::move(rows));
    m_rows.clear();
    std::ranges::sort(all, {}, [](const auto& rows) { return rows.front().value; });
    return all;
}

} // namespace mqttscope::exporter
