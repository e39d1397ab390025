// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/capture_output.h"

#include <fmt/format.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace mqttscope::capture::live {
namespace {

/// How much is written before the free space is looked at again.
constexpr std::uint64_t kCheckInterval = std::uint64_t{4} << 20;

} // namespace

base::Error CaptureOutput::failure(std::string cause) const {
    return {.tried = "write the capture to",
            .subject = m_file.name,
            .cause = std::move(cause),
            .advice = "What was captured before is in the file"};
}

base::Result<void> CaptureOutput::next() {
    auto file = m_nextFile();
    if (!file) return std::unexpected(std::move(file.error()));
    m_file = std::move(*file);
    // A capture that goes on has written to it before; a pipe has no place.
    const auto place = ::lseek(m_file.descriptor.get(), 0, SEEK_CUR);
    m_fileBytes = place > 0 ? static_cast<std::uint64_t>(place) : 0;
    return checkSpace();
}

base::Result<void> CaptureOutput::checkSpace() {
    m_unchecked = 0;
    struct statvfs disk{};
    if (::fstatvfs(m_file.descriptor.get(), &disk) != 0) return {}; // a pipe; or the write itself will tell
    const auto free = static_cast<std::uint64_t>(disk.f_bavail) * disk.f_frsize;
    // A pipe lies on a file system without blocks.
    if (disk.f_blocks == 0 || free >= m_freeFloor) return {};
    return std::unexpected(failure(
        fmt::format("only {} MiB are free there, and {} MiB are left to others", free >> 20, m_freeFloor >> 20)));
}

base::Result<void> CaptureOutput::write(base::ByteView blocks) {
    m_unchecked += blocks.size();
    if (m_unchecked >= kCheckInterval) {
        if (auto space = checkSpace(); !space) return space;
    }
    auto rest = blocks;
    while (!rest.empty()) {
        const auto written = ::write(m_file.descriptor.get(), rest.data(), rest.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) {
            const int cause = errno;
            takeBack();
            return std::unexpected(failure(base::systemMessage(cause)));
        }
        rest = rest.subspan(static_cast<std::size_t>(written));
    }
    m_fileBytes += blocks.size();
    return {};
}

/// Of blocks that were written in part nothing may stay. A pipe cannot take anything back.
void CaptureOutput::takeBack() {
    const auto size = static_cast<off_t>(m_fileBytes);
    if (::ftruncate(m_file.descriptor.get(), size) == 0) ::lseek(m_file.descriptor.get(), size, SEEK_SET);
}

} // namespace mqttscope::capture::live
