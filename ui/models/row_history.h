// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <cstddef>
#include <vector>

namespace mqttscope::ui {

/// The rows that were looked at, as a browser keeps pages. Steps to a neighbour are one walk, not a place each.
class RowHistory {
public:
    static constexpr std::size_t kMostPlaces = 200;

    void clear();
    /// The row that is selected now. Going back or forward leads to a place that is known, which changes nothing.
    void visit(base::RowId row);

    [[nodiscard]] bool canGoBack() const { return m_at > 0; }

    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_places.size(); }

    /// The place to go to; none if there is none.
    [[nodiscard]] base::RowId back();
    [[nodiscard]] base::RowId forward();

private:
    std::vector<base::RowId> m_places;
    std::size_t m_at = 0;
};

} // namespace mqttscope::ui
