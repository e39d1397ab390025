// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace mqttscope::capture {
namespace {

namespace fs = std::filesystem;

/// How much is written before the free space is looked at again.
constexpr std::uint64_t kCheckInterval = std::uint64_t{16} << 20;

base::Error failure(const std::string& name, std::string cause, const std::string& directory) {
    return {.tried = "keep on disk what comes from",
            .subject = name,
            .cause = std::move(cause),
            .advice = "Make room in " + directory + " or set XDG_CACHE_HOME to a folder on another disk"};
}

/// Rounded up where it is needed, and so that a little more than nothing is not nothing.
std::string mebibytes(std::uint64_t bytes) {
    return fmt::format("{} MiB", (bytes >> 20) + ((bytes & 0xF'FFFF) != 0 ? 1 : 0));
}

int openUnnamed(const std::string& directory) {
    const int file = ::open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (file >= 0) return file;
    // Not every file system knows files without a name.
    auto path = directory + "/spool-XXXXXX";
    const int named = ::mkostemp(path.data(), O_CLOEXEC);
    if (named >= 0) ::unlink(path.c_str());
    return named;
}

std::string environment(const char* name) {
    const char* value = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here sets the environment
    return value == nullptr ? std::string() : value;
}

bool isUsable(const std::string& directory) {
    std::error_code ignored;
    fs::create_directories(directory, ignored);
    return ::access(directory.c_str(), W_OK | X_OK) == 0;
}

} // namespace

std::string spoolDirectory(const std::string& wanted) {
    if (!wanted.empty()) return wanted;
    for (const auto& [root, below] : {std::pair{environment("XDG_CACHE_HOME"), "/mqttscope"},
                                      std::pair{environment("HOME"), "/.cache/mqttscope"}}) {
        // A relative path is to be ignored (XDG Base Directory Specification).
        if (root.starts_with('/') && isUsable(root + below)) return root + below;
    }
    return "/var/tmp";
}

base::Result<Spool> Spool::create(std::string name, const std::string& directory, const Size& size) {
    auto folder = spoolDirectory(directory);
    FileDescriptor file(openUnnamed(folder));
    if (!file.valid()) return std::unexpected(failure(name, folder + ": " + base::systemMessage(errno), folder));
    auto source =
        MappedSource::open(std::move(name), std::move(file), std::min(size.most, MappedSource::kGrowingReserve));
    if (!source) return std::unexpected(std::move(source.error()));
    Spool spool(std::move(folder), std::move(*source));
    const auto needed = fmt::format("it takes {}{}", size.atLeast ? "at least " : "", mebibytes(size.expected));
    if (auto space = spool.checkSpace(size.expected, needed); !space) return std::unexpected(std::move(space.error()));
    return spool;
}

Spool::Spool(std::string directory, std::unique_ptr<MappedSource> source)
    : m_directory(std::move(directory))
    , m_owned(std::move(source))
    , m_source(m_owned.get()) {}

base::Result<void> Spool::checkSpace(std::uint64_t size, std::string_view needed) {
    struct statvfs disk{};
    if (::fstatvfs(m_source->descriptor(), &disk) != 0) return {}; // the write itself will tell
    const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    if (free >= kFreeFloor && free - kFreeFloor >= size) return {};
    return std::unexpected(failure(m_source->name(),
                                   fmt::format("{}{} are free in {}, of which {} are left to others", needed,
                                               needed.empty() ? "only " + mebibytes(free) : ", but " + mebibytes(free),
                                               m_directory, mebibytes(kFreeFloor)),
                                   m_directory));
}

base::Result<void> Spool::append(base::ByteView bytes) {
    m_uncheckedBytes += bytes.size();
    if (m_uncheckedBytes >= kCheckInterval) {
        m_uncheckedBytes = 0;
        if (auto space = checkSpace(bytes.size()); !space) return space;
    }
    while (!bytes.empty()) {
        const auto written = ::write(m_source->descriptor(), bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return std::unexpected(failure(m_source->name(), base::systemMessage(errno), m_directory));
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return m_source->refresh();
}

base::Result<void> Spool::extend(std::uint64_t size) {
    if (auto space = checkSpace(size); !space) return space;
    // What is only announced and not there when it is written would end the process.
    const int failed =
        ::posix_fallocate(m_source->descriptor(), static_cast<off_t>(m_source->size()), static_cast<off_t>(size));
    if (failed != 0) return std::unexpected(failure(m_source->name(), base::systemMessage(failed), m_directory));
    return m_source->refresh();
}

} // namespace mqttscope::capture
