// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace mqttscope::exporter {
namespace {

base::Error failure(const std::string& path, std::string cause, std::string advice = {}) {
    return {.tried = "write",
            .subject = path.empty() ? "to standard output" : path,
            .cause = std::move(cause),
            .advice = std::move(advice)};
}

bool isSameFile(const std::string& a, const std::string& b) {
    std::error_code ignored;
    return std::filesystem::equivalent(a, b, ignored);
}

/// Device files and pipes are written to as they are: there is nothing to put in their place.
bool isSpecial(const std::string& path) {
    std::error_code ignored;
    const auto status = std::filesystem::status(path, ignored);
    return std::filesystem::exists(status) && !std::filesystem::is_regular_file(status);
}

/// Where a path leads: a link is kept, and what it leads to is replaced.
std::string behindLinks(const std::string& path) {
    std::error_code failure;
    if (!std::filesystem::is_symlink(path, failure)) return path;
    const auto target = std::filesystem::weakly_canonical(path, failure);
    return failure ? path : target.string();
}

bool holdsSomething(const std::string& path) {
    std::error_code absent;
    const auto size = std::filesystem::file_size(path, absent);
    return !absent && size != 0;
}

} // namespace

base::Result<OutputFile> OutputFile::open(const std::string& path, bool force, const std::vector<std::string>& inputs) {
    if (path.empty() || path == "-") return OutputFile(STDOUT_FILENO, {}, {});
    for (const auto& input : inputs) {
        if (isSameFile(path, input)) return std::unexpected(failure(path, "it is the capture that is being read"));
    }
    if (isSpecial(path)) {
        const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
        if (file < 0) return std::unexpected(failure(path, base::systemMessage(errno)));
        return OutputFile(file, path, {});
    }
    if (!force && holdsSomething(path)) {
        return std::unexpected(failure(path, "the file exists and is not empty", "Add --force to overwrite it"));
    }
    auto target = behindLinks(path);
    auto temporary = target + ".XXXXXX";
    const int file = ::mkostemp(temporary.data(), O_CLOEXEC);
    if (file < 0) return std::unexpected(failure(path, base::systemMessage(errno)));
    OutputFile output(file, target, std::move(temporary));
    struct stat replaced{};
    if (::stat(target.c_str(), &replaced) == 0) output.m_replacedMode = replaced.st_mode & 0777U;
    return output;
}

OutputFile::OutputFile(int file, std::string path, std::string temporary)
    : m_file(file)
    , m_path(std::move(path))
    , m_temporary(std::move(temporary)) {}

OutputFile::OutputFile(OutputFile&& other) noexcept
    : m_file(std::exchange(other.m_file, -1))
    , m_path(std::move(other.m_path))
    , m_temporary(std::exchange(other.m_temporary, {}))
    , m_mode(other.m_mode)
    , m_replacedMode(other.m_replacedMode)
    , m_closed(other.m_closed) {}

OutputFile::~OutputFile() {
    if (!m_temporary.empty()) ::unlink(m_temporary.c_str());
    if (m_file > STDERR_FILENO) ::close(m_file);
}

base::Result<void> OutputFile::write(std::string_view text) {
    while (!text.empty() && !m_closed) {
        const auto written = ::write(m_file, text.data(), text.size());
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno == EPIPE) {
            m_closed = true;
        } else if (errno != EINTR) {
            return std::unexpected(failure(m_path, base::systemMessage(errno)));
        }
    }
    return {};
}

base::Result<void> OutputFile::finish() {
    if (!m_temporary.empty() && ::fsync(m_file) != 0)
        return std::unexpected(failure(m_path, base::systemMessage(errno)));
    return finishUnsynced();
}

base::Result<void> OutputFile::finishUnsynced() {
    if (m_temporary.empty()) return {};
    // mkostemp made it 0600; a result file gets what any new file of this user gets, or what the one had that it
    // replaces: who made that private does not want it read by others now.
    const auto mask = ::umask(0);
    ::umask(mask);
    ::fchmod(m_file, m_replacedMode.value_or(m_mode & ~mask));
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return std::unexpected(failure(m_path, base::systemMessage(errno)));
    m_temporary.clear();
    return {};
}

} // namespace mqttscope::exporter
