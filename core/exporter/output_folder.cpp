// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/output_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>

namespace mqttscope::exporter {
namespace {

namespace fs = std::filesystem;

base::Error failure(const std::string& path, std::string cause, std::string advice = {}) {
    return {.tried = "make the folder", .subject = path, .cause = std::move(cause), .advice = std::move(advice)};
}

/// Without the slashes that people put behind folders.
std::string withoutSlashes(std::string path) {
    while (path.size() > 1 && path.back() == '/') path.pop_back();
    return path;
}

} // namespace

base::Result<OutputFolder> OutputFolder::make(const std::string& path) {
    auto place = withoutSlashes(path);
    std::error_code ignored;
    if (fs::exists(place, ignored) && !fs::is_directory(place, ignored))
        return std::unexpected(failure(place, "there is a file of this name"));
    if (fs::is_directory(place, ignored) && !fs::is_empty(place, ignored))
        return std::unexpected(failure(place, "it exists and is not empty", "Name one that is not there yet"));
    auto temporary = place + ".XXXXXX";
    if (::mkdtemp(temporary.data()) == nullptr) return std::unexpected(failure(place, base::systemMessage(errno)));
    return OutputFolder(std::move(place), std::move(temporary));
}

OutputFolder::OutputFolder(std::string path, std::string temporary)
    : m_path(std::move(path))
    , m_temporary(std::move(temporary)) {}

OutputFolder::OutputFolder(OutputFolder&& other) noexcept
    : m_path(std::move(other.m_path))
    , m_temporary(std::exchange(other.m_temporary, {})) {}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    if (!m_temporary.empty()) fs::remove_all(m_temporary, ignored);
}

base::Result<void> OutputFolder::finish() {
    // mkdtemp made it 0700; a result gets what any new folder of this user gets.
    const auto mask = ::umask(0);
    ::umask(mask);
    ::chmod(m_temporary.c_str(), 0777 & ~mask);
    // rename(2) takes the place of an empty folder, and of nothing else.
    if (::rename(m_temporary.c_str(), m_path.c_str()) != 0)
        return std::unexpected(failure(m_path, base::systemMessage(errno)));
    m_temporary.clear();
    return {};
}

} // namespace mqttscope::exporter
