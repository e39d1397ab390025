// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/cli/process.h"

#include <unistd.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace mqttscope::test {

/// Runs mqttscope-cli.
inline ProcessResult cli(std::vector<std::string> arguments, const std::string& input = {}) {
    arguments.insert(arguments.begin(), MQTTSCOPE_CLI);
    return run(arguments, input);
}

inline std::string sample(const std::string& name) {
    return std::string(MQTTSCOPE_SOURCE_DIR) + "/resources/samples/" + name;
}

inline std::vector<std::string> lines(const std::string& text) {
    std::vector<std::string> all;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) all.push_back(line);
    return all;
}

/// A path of this test's own.
inline std::string scratch(const std::string& name) {
    return "/tmp/mqttscope-cli-test-" + std::to_string(::getpid()) + "-" + name;
}

} // namespace mqttscope::test
