// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_run.h"

#include <functional>

namespace mqttscope::exporter {

/// Calls `take` with every row that was chosen, in order, until it returns false or the stop is requested. False where
/// the capture was cut short at the same time: what was taken may have been zeros.
[[nodiscard]] bool eachChosen(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                              const RowChoice& choice, const RunControl& control,
                              const std::function<bool(base::RowId row)>& take);

/// That the capture was cut short while `what` was written.
[[nodiscard]] base::Error cutShort(std::string what);

} // namespace mqttscope::exporter
