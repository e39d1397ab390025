// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/annotations.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace mqttscope::ui {

const std::shared_ptr<const Annotations::Rows>& Annotations::rows(Kind kind) const {
    return m_rows[std::to_underlying(kind)];
}

bool Annotations::has(Kind kind, base::RowId row) const {
    return std::ranges::binary_search(*rows(kind), row.value);
}

std::vector<base::RowId> Annotations::markedRows() const {
    std::vector<base::RowId> marked;
    for (const auto row : *rows(Kind::Mark)) marked.emplace_back(row);
    return marked;
}

QString Annotations::note(base::RowId row) const {
    const auto found = m_notes.find(row.value);
    return found == m_notes.end() ? QString() : found->second;
}

void Annotations::set(Kind kind, const Rows& rows, bool on) {
    if (rows.empty()) return;
    auto& held = m_rows[std::to_underlying(kind)];
    Rows after;
    if (on)
        std::ranges::set_union(*held, rows, std::back_inserter(after));
    else
        std::ranges::set_difference(*held, rows, std::back_inserter(after));
    if (after == *held) return;
    held = std::make_shared<const Rows>(std::move(after));
    emit rowsChanged(kind);
}

void Annotations::setNote(base::RowId row, const QString& text) {
    if (text == note(row)) return;
    if (text.isEmpty())
        m_notes.erase(row.value);
    else
        m_notes[row.value] = text.left(kLongestNote);
    emit noteChanged(row);
}

void Annotations::setColouring(const ColouringRules& rules) {
    const auto kept = rules.first(std::min(rules.size(), kMostRules));
    if (kept == m_colouring) return;
    m_colouring = kept;
    emit colouringChanged();
}

void Annotations::clear() {
    for (const auto kind : {Kind::Mark, Kind::Ignored, Kind::Reference}) {
        if (rows(kind)->empty()) continue;
        m_rows[std::to_underlying(kind)] = std::make_shared<const Rows>();
        emit rowsChanged(kind);
    }
    setColouring({});
    if (std::exchange(m_notes, {}).empty()) return;
    emit noteChanged({});
}

} // namespace mqttscope::ui
