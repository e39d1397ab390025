// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace mqttscope::test {

/// Captures made by others, which are not part of this repository; tests over them skip where they are absent.
inline std::filesystem::path sharedCaptures() {
    return MQTTSCOPE_CAPTURES;
}

/// Every capture file below the folder, in a fixed order; empty where it is absent.
inline std::vector<std::filesystem::path> allSharedCaptures(const std::string& below = {}) {
    std::vector<std::filesystem::path> found;
    const auto folder = sharedCaptures() / below;
    if (!std::filesystem::is_directory(folder)) return found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        const auto extension = entry.path().extension();
        if (extension == ".pcap" || extension == ".pcapng") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    return found;
}

} // namespace mqttscope::test
