// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/file_sequence.h"
#include "core/capture/live/capture_options.h"
#include "core/capture/live/capture_output.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mqttscope::capture::live {

/// Makes the files of a capture, which only their owner may read, and deletes those that a ring no longer keeps.
class CaptureFiles {
public:
    explicit CaptureFiles(const CaptureOptions& options)
        : m_path(options.path)
        , m_overwrite(options.overwrite)
        , m_ring(options.ring) {}

    /// The next file of a ring; of other captures the only one, at whose end whoever asks again goes on. An error where
    /// one of that name is there already and must not be overwritten.
    [[nodiscard]] base::Result<OutputFile> next();

    /// Those that are kept; empty where it all goes to standard output.
    [[nodiscard]] std::shared_ptr<const FileSequence> sequence() const { return m_sequence; }

private:
    [[nodiscard]] std::string nextPath() const;

    std::string m_path;
    bool m_overwrite;
    RingLimits m_ring;
    std::shared_ptr<FileSequence> m_sequence = std::make_shared<FileSequence>();
    std::uint32_t m_made = 0;
    FileDescriptor m_only; ///< the file of a capture that is no ring, once it was made
};

/// The name of a file of a ring, as dumpcap names them: "dir/name_00002_20261123140205.pcapng", the local time at
/// `now`.
[[nodiscard]] std::string ringFileName(const std::string& path, std::uint32_t number, std::int64_t now);

} // namespace mqttscope::capture::live
