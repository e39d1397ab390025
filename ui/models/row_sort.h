// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/row_order.h"

namespace mqttscope::ui {

/// Sorts row numbers, which must be in the order of the capture. False if a stop was requested: then their order is
/// undefined. Needs 16 bytes a row while it works, and the distinct values where they are decoded.
[[nodiscard]] bool sortRows(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                            const Sorting& sorting, std::vector<std::uint32_t>& rows, const std::stop_token& stop);

} // namespace mqttscope::ui
