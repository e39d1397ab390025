// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/file_descriptor.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::capture {

/// A file in the user's cache directory for a capture that nobody named: only its owner can read it, and it stays when
/// the program dies. As long as this lives, nobody takes it for what a crash left behind.
class SpoolFile {
public:
    /// Chooses a name that is not used: "live-20261123-140205.pcapng", the local time. `folder` empty: the user's
    /// cache directory. An error where the directory cannot be made.
    [[nodiscard]] static base::Result<std::string> choosePath(const std::string& folder = {});
    /// Takes hold of the file of a running or ended capture.
    [[nodiscard]] static base::Result<SpoolFile> hold(std::string path);

    [[nodiscard]] const std::string& path() const { return m_path; }

    /// Deletes it: the user does not want it.
    void discard();

private:
    SpoolFile(std::string path, FileDescriptor file)
        : m_path(std::move(path))
        , m_file(std::move(file)) {}

    std::string m_path;
    FileDescriptor m_file;
};

/// A capture whose program ended before anyone saved or discarded it.
struct LeftCapture {
    std::string path;
    std::int64_t begun = 0; ///< seconds since 1970, by the clock of the file
    std::uint64_t bytes = 0;
};

/// Captures that were left behind, the latest first. Those of programs that still run are left out.
[[nodiscard]] std::vector<LeftCapture> leftCaptures(const std::string& folder = {});

} // namespace mqttscope::capture
