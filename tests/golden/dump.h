// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"

#include <filesystem>
#include <string>
#include <vector>

namespace mqttscope::test {

/// What a dump tells of each row.
struct DumpOptions {
    bool frames = true; ///< frame numbers and times, which depend on how the stream was cut into segments
    bool fields = true; ///< every decoded field with its byte range
    bool events = true; ///< rows that are no packet
};

/// An inspection as text: connections, rows, fields, problems. The same bytes give the same text, however they came.
[[nodiscard]] std::string dump(engine::Inspection& inspection, const DumpOptions& options = {});

/// Inspects captures to their end and dumps them.
[[nodiscard]] std::string dumpFiles(const std::vector<std::filesystem::path>& paths, const DumpOptions& options = {},
                                    const engine::PortSet& ports = engine::PortSet::standard());

} // namespace mqttscope::test
