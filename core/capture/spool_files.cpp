// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/spool_files.h"

#include "core/capture/file_descriptor.h"
#include "core/capture/spool.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <filesystem>
#include <map>
#include <set>
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

base::Result<std::string> chooseSpoolPath(const std::string& folder) {
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

std::vector<LeftCapture> leftCaptures(const std::string& folder) {
    std::map<std::string, LeftCapture> found; // by the name without what tells files of a ring apart
    std::set<std::string> used;
    std::error_code failed;
    for (const auto& entry : fs::directory_iterator(folderOf(folder), failed)) {
        const auto name = entry.path().filename().string();
        if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
        const FileDescriptor file(::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
        struct stat status{};
        if (!file.valid() || ::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode)) continue;
        const auto capture = name.substr(0, name.find_first_of("_."));
        // Whoever captures, or shows what was captured, holds a lock of its own.
        if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
            used.insert(capture);
            continue;
        }
        auto& left = found[capture];
        left.paths.push_back(entry.path().string());
        left.begun = begunOf(name);
        left.bytes += static_cast<std::uint64_t>(status.st_size);
    }
    std::vector<LeftCapture> left;
    for (auto& [capture, files] : found) {
        if (used.contains(capture)) continue;
        // Their numbers have five digits, and more from the 100,000th on.
        std::ranges::sort(files.paths, {}, [](const auto& path) { return std::pair(path.size(), path); });
        left.push_back(std::move(files));
    }
    std::ranges::sort(left, [](const auto& a, const auto& b) { return a.begun > b.begun; });
    return left;
}

} // namespace mqttscope::capture
