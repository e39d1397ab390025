// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"

#include <QString>

#include <vector>

namespace mqttscope::ui {

/// In what form rows go to the clipboard, beside the cells as they stand in the table.
enum class RowCopyFormat : std::uint8_t {
    Text, ///< a line each, as `mqttscope-cli packets` prints them
    Csv,
    Json,
};

/// The rows in that form, in the order given.
[[nodiscard]] QString copyRows(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                               const std::vector<base::RowId>& rows, RowCopyFormat format, bool secrets);

} // namespace mqttscope::ui
