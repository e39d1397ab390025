// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/exporter/export_format.h"
#include "core/exporter/packet_run.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::exporter {

/// What is to be written, and where.
struct ExportRequest {
    ExportFormat format{};
    std::string path{};                ///< a file, or a folder for formats of several files; "-": standard output
    bool overwrite = false;            ///< a file that holds something; a folder never
    std::vector<std::string> inputs{}; ///< the captures themselves, which are never overwritten
    RowChoice choice{};
    WriterOptions writer{};        ///< `spill` and `json` are set here
    bool wholeConnections = false; ///< ExportFormat::Pcapng: every frame of the connections that packets were chosen of
};

struct ExportResult {
    std::uint64_t packets = 0;
    std::uint64_t files = 0;
    std::vector<std::string> notes{}; ///< what the user should know about what was written
};

/// Writes the chosen packets of a snapshot. The file or folder appears under its name only when it is whole: where it
/// fails or is cancelled (an error too, whose cause says so), nothing is left. Any thread; memory does not grow with
/// the number of packets, but for 40 bytes for each exchange that has no answer yet (Zeek, EVE).
[[nodiscard]] base::Result<ExportResult> exportPackets(const engine::Inspection& inspection,
                                                       const store::Snapshot& snapshot, const ExportRequest& request,
                                                       const RunControl& control);

} // namespace mqttscope::exporter
