// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::capture {

/// Chooses a name that is not used for a capture that nobody named: "live-20261123-140205.pcapng", the local time.
/// `folder` empty: the user's cache directory. An error where the directory cannot be made.
[[nodiscard]] base::Result<std::string> chooseSpoolPath(const std::string& folder = {});

/// A capture whose program ended before anyone saved or discarded it.
struct LeftCapture {
    std::vector<std::string> paths; ///< the oldest first; several of a ring
    std::int64_t begun = 0;         ///< seconds since 1970, by the clock of the file
    std::uint64_t bytes = 0;        ///< of all its files
};

/// Captures that were left behind, the latest first. Those of programs that still run are left out.
[[nodiscard]] std::vector<LeftCapture> leftCaptures(const std::string& folder = {});

} // namespace mqttscope::capture
