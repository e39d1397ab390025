// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/capture/capture_reader.h"
#include "core/net/net_stack.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace mqttscope::engine {

/// What a capture holds, counted while it is read.
struct Report {
    std::vector<std::string> files;
    std::vector<std::string> formats; ///< one for each file
    std::vector<capture::Interface> interfaces;
    std::vector<capture::Note> notes;
    std::vector<capture::Warning> warnings;
    bool ring = false;             ///< the files are what is kept of a capture that went from file to file
    std::uint64_t failedFiles = 0; ///< of several files: those that were not read, or only in part; a warning each

    std::uint64_t frames = 0;
    std::uint64_t capturedBytes = 0;
    std::optional<base::Timestamp>
        first; ///< earliest time stamp, not that of the first frame; none where none is known
    std::optional<base::Timestamp> last;
    net::NetStatistics net;
    std::map<std::uint16_t, std::uint64_t> tcpConnectionsByPort; ///< by the port of the end that was called
    std::map<std::uint16_t, std::uint64_t> tlsConnectionsByPort; ///< those of them that turned out to be TLS

    /// Packets by version (index: 0 unknown, 3, 4, 5) and type.
    std::array<std::array<std::uint64_t, 16>, 6> packets{};
    std::uint64_t incompletePackets = 0;
    std::uint64_t malformedPackets = 0;
    std::uint64_t events = 0;
    std::uint64_t gaps = 0;
    std::uint64_t missingBytes = 0;
    std::uint64_t skippedBytes = 0;
    std::uint64_t indexBytes = 0; ///< memory of the tables
};

} // namespace mqttscope::engine
