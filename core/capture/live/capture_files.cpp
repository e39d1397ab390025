// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>
#include <ctime>
#include <filesystem>
#include <utility>

namespace mqttscope::capture::live {
namespace {

FileDescriptor copyOf(int descriptor) {
    return FileDescriptor(::fcntl(descriptor, F_DUPFD_CLOEXEC, 0));
}

bool isRegular(const FileDescriptor& file) {
    struct stat status{};
    return ::fstat(file.get(), &status) == 0 && S_ISREG(status.st_mode);
}

} // namespace

std::string ringFileName(const std::string& path, std::uint32_t number, std::int64_t now) {
    const std::filesystem::path given(path);
    const std::time_t seconds = now;
    std::tm local{};
    ::localtime_r(&seconds, &local);
    const auto name = fmt::format("{}_{:05}_{:04}{:02}{:02}{:02}{:02}{:02}{}", given.stem().string(), number,
                                  local.tm_year + 1900, local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min,
                                  local.tm_sec, given.extension().string());
    return (given.parent_path() / name).string();
}

std::string CaptureFiles::nextPath() const {
    return m_ring.isRing() ? ringFileName(m_path, m_made + 1, std::time(nullptr)) : m_path;
}

base::Result<OutputFile> CaptureFiles::next() {
    if (m_path == "-") {
        auto output = copyOf(STDOUT_FILENO);
        if (output.valid()) return OutputFile{.descriptor = std::move(output), .name = "standard output"};
        return std::unexpected(base::Error{
            .tried = "write to standard output", .subject = {}, .cause = base::systemMessage(errno), .advice = {}});
    }
    if (m_only.valid()) return OutputFile{.descriptor = copyOf(m_only.get()), .name = m_path};
    const auto path = nextPath();
    const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (m_overwrite ? O_TRUNC : O_EXCL);
    FileDescriptor file(::open(path.c_str(), flags, S_IRUSR | S_IWUSR));
    if (!file.valid()) {
        const int cause = errno;
        return std::unexpected(base::Error{.tried = "write the capture to",
                                           .subject = path,
                                           .cause = base::systemMessage(cause),
                                           .advice = cause == EEXIST ? "--force overwrites it" : ""});
    }
    ::flock(file.get(), LOCK_SH); // it is in use: nobody takes it for what a crash left behind
    ++m_made;
    // A pipe that somebody named is for its reader alone.
    auto held = isRegular(file) ? FileSequence::hold(path) : FileSequence::File{.path = path, .reading = {}};
    if (!held) return std::unexpected(std::move(held.error()));
    m_sequence->add(std::move(*held));
    if (!m_ring.isRing()) m_only = copyOf(file.get());
    while (m_ring.isRing() && m_ring.files != 0) {
        const auto oldest = m_sequence->dropOldest(m_ring.files);
        if (!oldest) break;
        ::unlink(oldest->path.c_str());
    }
    return OutputFile{.descriptor = std::move(file), .name = path};
}

} // namespace mqttscope::capture::live
