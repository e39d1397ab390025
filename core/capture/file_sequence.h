// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/file_descriptor.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace mqttscope::capture {

/// The files of one capture in the order in which they are written, each held open from its beginning on: who reads
/// them finds them also where a ring has deleted them meanwhile. One thread writes, any may read. All in a header: the
/// program that captures links no reader (ARCHITECTURE.md).
class FileSequence {
public:
    struct File {
        std::string path;
        /// For reading; none where the file is a pipe or a device. A lock on it tells that the file is in use.
        std::shared_ptr<const FileDescriptor> reading;
    };

    /// Opens a file for a sequence.
    [[nodiscard]] static base::Result<File> hold(std::string path) {
        FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
        if (!file.valid()) {
            return std::unexpected(base::Error{
                .tried = "open the capture", .subject = path, .cause = base::systemMessage(errno), .advice = {}});
        }
        ::flock(file.get(), LOCK_SH);
        return File{.path = std::move(path), .reading = std::make_shared<const FileDescriptor>(std::move(file))};
    }

    /// The next file has begun: nothing more is written to the one before it.
    void add(File file) {
        const std::lock_guard lock(m_mutex);
        m_kept.push_back(std::move(file));
    }

    /// Lets go of the oldest file, and gives it. Never of the only one.
    std::optional<File> dropOldest(std::size_t mostKept) {
        const std::lock_guard lock(m_mutex);
        if (m_kept.size() <= mostKept || m_kept.size() < 2) return std::nullopt;
        auto oldest = std::move(m_kept.front());
        m_kept.pop_front();
        ++m_dropped;
        return oldest;
    }

    /// The number of the oldest file that is kept, counted from 0.
    [[nodiscard]] std::uint64_t first() const {
        const std::lock_guard lock(m_mutex);
        return m_dropped;
    }

    /// How many files have begun so far.
    [[nodiscard]] std::uint64_t begun() const {
        const std::lock_guard lock(m_mutex);
        return m_dropped + m_kept.size();
    }

    /// A file by its number; none where it has not begun or is not kept any more.
    [[nodiscard]] std::optional<File> file(std::uint64_t number) const {
        const std::lock_guard lock(m_mutex);
        if (number < m_dropped || number - m_dropped >= m_kept.size()) return std::nullopt;
        return m_kept[static_cast<std::size_t>(number - m_dropped)];
    }

    /// Those that are kept, the oldest first.
    [[nodiscard]] std::vector<File> kept() const {
        const std::lock_guard lock(m_mutex);
        return {m_kept.begin(), m_kept.end()};
    }

    [[nodiscard]] std::vector<std::string> paths() const {
        const std::lock_guard lock(m_mutex);
        std::vector<std::string> paths;
        paths.reserve(m_kept.size());
        for (const auto& file : m_kept) paths.push_back(file.path);
        return paths;
    }

private:
    mutable std::mutex m_mutex;
    std::deque<File> m_kept;     // guarded
    std::uint64_t m_dropped = 0; // guarded
};

} // namespace mqttscope::capture
