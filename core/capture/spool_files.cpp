// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/spool_files.h"

#include "core/capture/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <string_view>
#include <utility>

namespace mqttscope::capture {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPrefix = "live-";
constexpr std::string_view kSuffix = ".pcapng";

std::string folderOf(const std::string& folder) {
    return folder.empty() ? spoolDirectory({}) : folder;
}

std::string nameNow() {
    const std::time_t seconds = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&seconds, &local);
    return fmt::format("{}{:04}{:02}{:02}-{:02}{:02}{:02}", kPrefix, local.tm_year + 1900, local.tm_mon + 1,
                       local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec);
}

/// When a file was begun, from its name.
std::int64_t begunOf(const std::string& name) {
    std::tm local{};
    const auto* const end = ::strptime(name.c_str() + kPrefix.size(), "%Y%m%d-%H%M%S", &local);
    local.tm_isdst = -1;
    return end == nullptr ? 0 : static_cast<std::int64_t>(std::mktime(&local));
}

} // namespace

base::Result<std::string> SpoolFile::choosePath(const std::string& folder) {
    const auto directory = folderOf(folder);
    std::error_code ignored;
    fs::create_directories(directory, ignored); // where it fails, making the file will say so
    const auto name = nameNow();
    for (unsigned count = 1; count < 1'000; ++count) {
        auto path = count == 1 ? fmt::format("{}/{}{}", directory, name, kSuffix)
                               : fmt::format("{}/{}-{}{}", directory, name, count, kSuffix);
        if (!fs::exists(path, ignored)) return path;
    }
    return std::unexpected(base::Error{.tried = "keep a capture in",
                                       .subject = directory,
                                       .cause = "too many were begun in one second",
                                       .advice = {}});
}

base::Result<SpoolFile> SpoolFile::hold(std::string path) {
    FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.valid()) {
        return std::unexpected(base::Error{
            .tried = "open the capture", .subject = path, .cause = base::systemMessage(errno), .advice = {}});
    }
    ::flock(file.get(), LOCK_SH);
    return SpoolFile(std::move(path), std::move(file));
}

void SpoolFile::discard() {
    ::unlink(m_path.c_str());
}

std::vector<LeftCapture> leftCaptures(const std::string& folder) {
    std::vector<LeftCapture> left;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folderOf(folder), failed)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
        const FileDescriptor file(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        struct stat status{};
        if (!file.valid() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
        // Whoever captures, or shows what was captured, holds a lock of its own.
        if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) continue;
        left.push_back({.path = entry.path().string(),
                        .begun = begunOf(name),
                        .bytes = static_cast<std::uint64_t>(status.st_size)});
    }
    std::ranges::sort(left, [](const auto& a, const auto& b) { return a.begun > b.begun; });
    return left;
}

} // namespace mqttscope::capture
