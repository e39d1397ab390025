// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/annotations.h"
#include "ui/models/row_order.h"

namespace mqttscope::ui {

/// Where the next marked row is, if any.
struct NextMarked {
    base::RowId row{};
    bool wrapped = false; ///< there was none on the way: it is the first from the other end
};

/// The next (1) or previous (-1) of the marked rows that an order shows, as the table shows them; null: all rows as
/// they came. From an invalid row the first, or the last, is next.
[[nodiscard]] NextMarked nextMarked(const RowOrder* order, const Annotations::Rows& marks, base::RowId from, int step);

} // namespace mqttscope::ui
