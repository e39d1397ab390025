// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/live/capture_options.h"
#include "core/engine/port_set.h"

#include <cstdint>
#include <string>
#include <vector>

namespace CLI { // NOLINT(readability-identifier-naming): its library calls it so
class App;
}

namespace mqttscope::cli {

/// The words of `capture` as they were given, before they are checked.
struct CaptureWords {
    std::vector<std::string> interfaces;
    std::string filter;
    bool filterGiven = false;
    bool allTcp = false;
    bool noPromiscuous = false;
    std::uint32_t snapLength = 0; ///< 0: whole frames
    std::uint32_t bufferMebibytes = 16;
    std::string file;
    std::vector<std::string> stop; ///< -a
    std::vector<std::string> ring; ///< -b
};

void addCaptureOptions(CLI::App& command, CaptureWords& words);

/// What they ask for. Errors are told in words for the command line.
[[nodiscard]] base::Result<capture::live::CaptureOptions> readCaptureWords(const CaptureWords& words,
                                                                           const engine::PortSet& ports);

} // namespace mqttscope::cli
