// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/cli.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::test {

/// The folder of recordings just made, where the environment names one.
inline const char* freshFolder() {
    return std::getenv("MQTTSCOPE_INTEROP"); // NOLINT(concurrency-mt-unsafe): nobody sets it here
}

inline bool isFresh() {
    return freshFolder() != nullptr;
}

/// Our recordings of several makers: fresh ones, or those of the tree.
inline std::filesystem::path recordingsFolder() {
    return isFresh() ? std::filesystem::path(freshFolder())
                     : std::filesystem::path(MQTTSCOPE_SOURCE_DIR) / "tests/data/interop";
}

/// The capture files in a folder, in a fixed order.
inline std::vector<std::filesystem::path> capturesIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    if (!std::filesystem::is_directory(folder)) return found;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().find(".pcap") != std::string::npos) found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

/// The name without its extensions.
inline std::string nameOf(const std::filesystem::path& capture) {
    const auto name = capture.filename().string();
    return name.substr(0, name.find(".pcap"));
}

inline std::vector<std::string> splitAt(std::string_view text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

/// A cell of `-T fields`: its values, with the escapes of mqttscope-cli undone.
inline std::vector<std::string> valuesOf(std::string_view cell) {
    if (cell.empty()) return {};
    std::vector<std::string> values(1);
    for (std::size_t at = 0; at < cell.size(); ++at) {
        if (cell[at] == ',') {
            values.emplace_back();
        } else if (cell[at] == '\\' && at + 1 < cell.size()) {
            const char escaped = cell[++at];
            values.back() += escaped == 't' ? '\t' : escaped == 'n' ? '\n' : escaped == 'r' ? '\r' : escaped;
        } else {
            values.back() += cell[at];
        }
    }
    return values;
}

/// What `mqttscope-cli packets -T fields` prints for these keys, one vector of cells a packet.
inline std::vector<std::vector<std::string>> packetFields(const std::vector<std::string>& keys,
                                                          const std::vector<std::string>& options) {
    std::vector<std::string> command{"packets", "-T", "fields"};
    for (const auto& key : keys) command.insert(command.end(), {"-e", key});
    command.insert(command.end(), options.begin(), options.end());
    std::vector<std::vector<std::string>> packets;
    for (const auto& line : lines(cli(command).out)) {
        packets.push_back(splitAt(line, '\t'));
        packets.back().resize(keys.size());
    }
    return packets;
}

} // namespace mqttscope::test
