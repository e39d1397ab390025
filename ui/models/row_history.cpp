// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_history.h"

#include <algorithm>

namespace mqttscope::ui {

namespace {

bool areNeighbours(base::RowId one, base::RowId other) {
    return std::max(one.value, other.value) - std::min(one.value, other.value) <= 1;
}

} // namespace

void RowHistory::clear() {
    m_places.clear();
    m_at = 0;
}

void RowHistory::visit(base::RowId row) {
    if (!row.valid()) return;
    if (!m_places.empty() && m_places[m_at] == row) return;
    if (!m_places.empty() && areNeighbours(m_places[m_at], row)) {
        m_places[m_at] = row;
        return;
    }
    if (!m_places.empty()) m_places.resize(m_at + 1);
    if (m_places.size() == kMostPlaces) m_places.erase(m_places.begin());
    m_places.push_back(row);
    m_at = m_places.size() - 1;
}

base::RowId RowHistory::back() {
    return canGoBack() ? m_places[--m_at] : base::RowId{};
}

base::RowId RowHistory::forward() {
    return canGoForward() ? m_places[++m_at] : base::RowId{};
}

} // namespace mqttscope::ui
