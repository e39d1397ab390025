// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

namespace mqttscope::cli {
namespace {

int run(int argc, char** argv) {
    // A reader that goes away is told by write(), not by a signal that ends us half-way.
    std::signal(SIGPIPE, SIG_IGN);
    const auto read = readCommandLine(argc, argv);
    if (const auto* exit = std::get_if<Exit>(&read)) {
        fmt::print(exit->status == kDone ? stdout : stderr, "{}\n", exit->text);
        return exit->status;
    }
    OnSignal::blockSignals();
    const auto& options = std::get<Options>(read);
    switch (options.command) {
    case Command::Info:
        return runInfo(options);
    case Command::Packets:
        return runPackets(options);
    case Command::Connections:
        return runConnections(options);
    case Command::Findings:
        return runFindings(options);
    case Command::Fields:
        return runFields(options);
    case Command::Interfaces:
        return runInterfaces(options);
    case Command::Capture:
        return runCapture(options);
    case Command::Export:
        return runExport(options);
    }
    return kFailed;
}

} // namespace
} // namespace mqttscope::cli

int main(int argc, char** argv) {
    try {
        return mqttscope::cli::run(argc, argv);
    } catch (const std::exception& error) { // memory or threads ran out: what else can fail is a base::Error
        std::fputs("mqttscope-cli: ", stderr);
        std::fputs(error.what(), stderr);
        std::fputs("\n", stderr);
        return mqttscope::cli::kFailed;
    }
}
