// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live/permission.h"

#include "core/capture/file_descriptor.h"

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/xattr.h>

#include <array>
#include <filesystem>
#include <vector>

namespace mqttscope::capture::live {
namespace {

constexpr const char* kHelper = "mqttscope-capture";

base::Error notAllowed(std::string cause, std::string advice) {
    return {.tried = "capture", .subject = {}, .cause = std::move(cause), .advice = std::move(advice)};
}

std::string groupName(gid_t group) {
    std::vector<char> space(std::size_t{16} << 10);
    struct group entry{};
    struct group* found = nullptr;
    if (::getgrgid_r(group, &entry, space.data(), space.size(), &found) != 0 || found == nullptr)
        return std::to_string(group);
    return found->gr_name;
}

base::Error notInGroup(const std::string& helper) {
    struct stat status{};
    ::stat(helper.c_str(), &status);
    const auto group = groupName(status.st_gid);
    return notAllowed(
        fmt::format("{} may only be run by root and the group '{}', and this user is not in it", helper, group),
        fmt::format("'sudo usermod -aG {} $USER' adds you; log in again, or run 'newgrp {}', then", group, group));
}

bool hasCapability(const std::string& helper) {
    return ::getxattr(helper.c_str(), "security.capability", nullptr, 0) > 0;
}

} // namespace

bool mayCapture() {
    // Protocol 0: it hears nothing.
    return FileDescriptor(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)).valid();
}

std::string findHelper() {
    std::error_code failed;
    const auto folder = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
    if (failed) return {};
    for (const auto& candidate : {folder / kHelper, folder.parent_path() / "capture" / kHelper}) {
        if (std::filesystem::is_regular_file(candidate, failed)) return candidate.string();
    }
    return {};
}

base::Result<void> checkPermission() {
    if (mayCapture()) return {};
    if (::prctl(PR_CAPBSET_READ, CAP_NET_RAW, 0, 0, 0) == 0) {
        return std::unexpected(
            notAllowed("no process here may have CAP_NET_RAW, as in a container that was started without it",
                       "Start the container with '--cap-add=NET_RAW', or capture outside of it"));
    }
    const auto helper = findHelper();
    if (helper.empty()) {
        return std::unexpected(notAllowed(
            fmt::format("this user may not (CAP_NET_RAW is missing), and {}, which may, is not installed", kHelper),
            "Run it as root, or: sudo tcpdump -i any -U -w - tcp | mqttscope-cli packets -"));
    }
    if (::access(helper.c_str(), X_OK) != 0) return std::unexpected(notInGroup(helper));
    if (!hasCapability(helper)) {
        return std::unexpected(
            notAllowed(fmt::format("this user may not, and {} lacks the capability CAP_NET_RAW", helper),
                       fmt::format("This gives it: sudo setcap cap_net_raw=ep '{}'", helper)));
    }
    return {};
}

base::Error helperWithoutPrivilege(const std::string& helper) {
    if (::prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) {
        return notAllowed("this process was started with 'no new privileges', so that its helper has none either",
                          "Start it outside of the sandbox or the service that forbids them");
    }
    struct statvfs disk{};
    if (::statvfs(helper.c_str(), &disk) == 0 && (disk.f_flag & ST_NOSUID) != 0) {
        return notAllowed(fmt::format("{} lies on a file system that is mounted with 'nosuid'", helper),
                          "Install it elsewhere, such as /usr/bin");
    }
    return notAllowed(fmt::format("{} has no CAP_NET_RAW", helper),
                      fmt::format("This gives it: sudo setcap cap_net_raw=ep '{}'", helper));
}

} // namespace mqttscope::capture::live
