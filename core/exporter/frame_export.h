// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/export_job.h"

namespace mqttscope::exporter {

/// Writes a pcapng capture with the frames that hold the chosen packets, comments kept. Frames hold neighbouring
/// packets, too; what is secret in them is overwritten at equal length (FrameMask) unless the request says otherwise,
/// and a comment of the file says so.
[[nodiscard]] base::Result<ExportResult> exportFrames(const engine::Inspection& inspection,
                                                      const store::Snapshot& snapshot, const ExportRequest& request,
                                                      OutputFile& output, const RunControl& control);

} // namespace mqttscope::exporter
