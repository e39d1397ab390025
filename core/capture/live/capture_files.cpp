// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_files.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>

#include <cerrno>
#include <ctime>
#include <filesystem>
#include <utility>

namespace mqttscope::capture::live {

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
        FileDescriptor output(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0));
        if (output.valid()) return OutputFile{.descriptor = std::move(output), .name = "standard output"};
        return std::unexpected(base::Error{
            .tried = "write to standard output", .subject = {}, .cause = base::systemMessage(errno), .advice = {}});
    }
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
    const std::lock_guard lock(m_mutex);
    m_paths.push_back(path);
    while (m_ring.isRing() && m_ring.files != 0 && m_paths.size() > m_ring.files) {
        ::unlink(m_paths.front().c_str());
        m_paths.pop_front();
    }
    return OutputFile{.descriptor = std::move(file), .name = path};
}

std::vector<std::string> CaptureFiles::paths() const {
    const std::lock_guard lock(m_mutex);
    return {m_paths.begin(), m_paths.end()};
}

} // namespace mqttscope::capture::live
