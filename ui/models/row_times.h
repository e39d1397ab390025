// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/time.h"
#include "core/store/store.h"

#include <string>
#include <vector>

namespace mqttscope::ui {

/// How the times of rows are written, and the rows that times count from.
struct RowTimes {
    format::TimeFormat format = format::TimeFormat::TimeOfDay;
    int digits = 3;                          ///< of the second, 0 to 9
    std::vector<std::uint32_t> references{}; ///< rows whose time is 0 for those after them, ascending

    [[nodiscard]] bool isReference(base::RowId row) const;

    /// The text of a row's time; `before` is the row that is shown above it, if any.
    [[nodiscard]] std::string text(const store::Snapshot& snapshot, base::RowId row, base::RowId before) const;
};

} // namespace mqttscope::ui
