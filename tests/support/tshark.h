// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

namespace mqttscope::test {

/// The lines that a shell command prints on standard output.
inline std::vector<std::string> linesOf(const std::string& command) {
    std::vector<std::string> lines;
    auto* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return lines;
    std::string text;
    std::array<char, 4096> part{};
    while (const auto size = std::fread(part.data(), 1, part.size(), pipe)) text.append(part.data(), size);
    ::pclose(pipe);
    for (std::size_t from = 0; from < text.size();) {
        const auto end = std::min(text.find('\n', from), text.size());
        lines.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return lines;
}

/// Whether tshark is installed; tests against it skip where it is not.
inline bool hasTshark() {
    return !linesOf("command -v tshark").empty();
}

/// What `tshark -r file` with these further arguments prints.
inline std::vector<std::string> tshark(const std::filesystem::path& file, const std::string& arguments) {
    return linesOf("tshark -r '" + file.string() + "' " + arguments + " 2>/dev/null");
}

} // namespace mqttscope::test
