// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/chosen_rows.h"
#include "core/exporter/output_folder.h"

namespace mqttscope::exporter {

/// The name of the file that a payload goes to: the number of its packet and what of its topic is safe in any file
/// system, such as "000012-plant_line2_temp.json". Nothing captured makes a path.
[[nodiscard]] std::string payloadFileName(const PacketRecord& record);

/// Writes the payload of every chosen PUBLISH to a file of its own, and index.csv, which tells packet, time, client,
/// topic and size of each. Gives the number of payloads.
[[nodiscard]] base::Result<std::uint64_t> exportPayloads(const engine::Inspection& inspection,
                                                         const store::Snapshot& snapshot, const RowChoice& choice,
                                                         const OutputFolder& folder, const RunControl& control);

} // namespace mqttscope::exporter
