// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/live/capture_filter.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mqttscope::capture::live {

/// When a capture ends by itself; whichever comes first.
struct StopConditions {
    std::optional<std::chrono::nanoseconds> duration{};
    std::optional<std::uint64_t> frames{}; ///< captured ones; exactly so many are written
    std::optional<std::uint64_t> bytes{};  ///< of all files that are kept; the frame that reaches it is the last
};

/// When the next file of a ring begins, and how many are kept. No limit for a file: one file, no ring.
struct RingLimits {
    std::optional<std::uint64_t> bytes{};
    std::optional<std::chrono::nanoseconds> duration{};
    std::uint32_t files = 0; ///< kept; the oldest is deleted. 0: all

    [[nodiscard]] bool isRing() const { return bytes || duration; }
};

/// Bytes of a file that nobody named and that is deleted at the end: what StopConditions::bytes is there, unless the
/// user says otherwise.
inline constexpr std::uint64_t kSpoolLimit = std::uint64_t{4} << 30;

/// What to capture, and where it goes.
struct CaptureOptions {
    static constexpr std::uint32_t kWholeFrames = 262'144;

    std::vector<std::string> interfaces{}; ///< their names; "any" is all at once
    /// pcap-filter(7); empty: everything. None given: the default filter for `ports`, made for each link type.
    std::optional<std::string> filter{};
    std::vector<PortRange> ports = standardCapturePorts();
    bool allTcp = false;                                 ///< where no filter is given: all TCP rather than `ports`
    std::uint32_t snapLength = kWholeFrames;             ///< bytes kept of a frame
    std::uint32_t bufferBytes = std::uint32_t{16} << 20; ///< of the kernel, for each interface
    bool promiscuous = true;
    std::string application = "mqttscope"; ///< who captures, with a version: noted in the file

    std::string path{};     ///< the file, made with rights for its owner alone; "-" is standard output
    bool overwrite = false; ///< a file that is there already
    RingLimits ring{};
    StopConditions stop{};
    /// Bytes of the disk that are left to others: below that the capture ends.
    std::uint64_t freeFloor = std::uint64_t{64} << 20;
};

} // namespace mqttscope::capture::live
