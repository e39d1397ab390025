// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/next_marked.h"

#include <algorithm>

namespace mqttscope::ui {

namespace {

/// The marked rows that are shown, in the order of the table. A sorted table is looked through once: to look for each
/// mark in it would take the product.
Annotations::Rows shownMarks(const RowOrder* order, const Annotations::Rows& marks) {
    if (order == nullptr || marks.empty()) return marks;
    Annotations::Rows shown;
    if (!order->sorted) {
        std::ranges::copy_if(marks, std::back_inserter(shown),
                             [order](std::uint32_t row) { return order->positionOf(base::RowId(row)).has_value(); });
        return shown;
    }
    std::vector<bool> isMarked(std::size_t{marks.back()} + 1);
    for (const auto row : marks) isMarked[row] = true;
    std::ranges::copy_if(order->rows, std::back_inserter(shown),
                         [&isMarked](std::uint32_t row) { return row < isMarked.size() && isMarked[row]; });
    return shown;
}

/// How many of the marks stand before a row in the table.
std::size_t marksBefore(const RowOrder* order, const Annotations::Rows& shown, base::RowId row) {
    if (!row.valid()) return 0;
    if (order == nullptr || !order->sorted)
        return static_cast<std::size_t>(std::ranges::lower_bound(shown, row.value) - shown.begin());
    std::size_t before = 0;
    for (const auto at : order->rows) {
        if (at == row.value || before == shown.size()) break;
        if (at == shown[before]) ++before;
    }
    return before;
}

} // namespace

NextMarked nextMarked(const RowOrder* order, const Annotations::Rows& marks, base::RowId from, int step) {
    const auto shown = shownMarks(order, marks);
    if (shown.empty()) return {};
    auto at = marksBefore(order, shown, from);
    if (step < 0) return at > 0 ? NextMarked{base::RowId(shown[at - 1])} : NextMarked{base::RowId(shown.back()), true};
    if (from.valid() && at < shown.size() && shown[at] == from.value) ++at;
    return at < shown.size() ? NextMarked{base::RowId(shown[at])} : NextMarked{base::RowId(shown.front()), true};
}

} // namespace mqttscope::ui
