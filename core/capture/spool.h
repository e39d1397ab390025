// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/mapped_source.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mqttscope::capture {

/// A file on disk without a name for bytes that lie in no capture file: what a pipe brought or a compressed file held.
/// Only its owner can read it, and it is gone with the process.
class Spool {
public:
    /// Bytes of the disk that are left to others.
    static constexpr std::uint64_t kFreeFloor = std::uint64_t{64} << 20;

    /// What is known of the size beforehand, in bytes.
    struct Size {
        std::uint64_t expected = 0;                         ///< must fit on the disk beside the floor
        bool atLeast = false;                               ///< it may well become more than `expected`
        std::uint64_t most = MappedSource::kGrowingReserve; ///< so much address space is reserved, and not more
    };

    /// `directory` empty: the user's cache directory.
    [[nodiscard]] static base::Result<Spool> create(std::string name, const std::string& directory, const Size& size);

    /// Writes and publishes; an error where the disk is nearly full.
    [[nodiscard]] base::Result<void> append(base::ByteView bytes);

    /// Makes it longer by `size` bytes that hold zeros and have their room on the disk, for who writes them through a
    /// mapping of its own. An error where the disk is nearly full.
    [[nodiscard]] base::Result<void> extend(std::uint64_t size);

    /// The mapping, until it is handed to a SourceTable; the spool goes on appending to it.
    [[nodiscard]] std::unique_ptr<MappedSource> takeSource() { return std::move(m_owned); }

    [[nodiscard]] const MappedSource& source() const { return *m_source; }

private:
    Spool(std::string directory, std::unique_ptr<MappedSource> source);
    [[nodiscard]] base::Result<void> checkSpace(std::uint64_t size, std::string_view needed = {});

    std::string m_directory;
    std::unique_ptr<MappedSource> m_owned;
    MappedSource* m_source;
    std::uint64_t m_uncheckedBytes = 0;
};

/// Where spools go: `wanted`, or $XDG_CACHE_HOME/mqttscope, ~/.cache/mqttscope, /var/tmp, whichever can be used first.
[[nodiscard]] std::string spoolDirectory(const std::string& wanted);

} // namespace mqttscope::capture
