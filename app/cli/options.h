// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rule.h"
#include "core/capture/live/capture_options.h"
#include "core/engine/port_set.h"
#include "core/exporter/export_format.h"
#include "core/exporter/packet_run.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mqttscope::cli {

enum class Command : std::uint8_t { Info, Packets, Connections, Findings, Fields, Interfaces, Capture, Export };

/// What the command line asked for, checked.
struct Options {
    Command command{};
    std::vector<std::string> files{};
    exporter::PacketFormat format = exporter::PacketFormat::Text;
    exporter::WriterOptions writer{};  ///< -e, -E, -t, --secrets
    exporter::RowChoice choice{};      ///< -Y, -c, --events
    std::vector<std::string> doubts{}; ///< warnings about what was asked for
    std::string output{};              ///< -o; empty = standard output
    bool force = false;                ///< overwrite `output`
    engine::PortSet ports = engine::PortSet::standard();
    bool detect = true;                     ///< look for MQTT on other ports, too
    std::optional<base::Severity> failOn{}; ///< --fail-on: end with kFoundSomething if there are such findings
    bool follow = false;
    bool progress = false;
    capture::live::CaptureOptions capture{}; ///< `capture` only
    bool decode = true;                      ///< `capture`: show packets; false: only write
    exporter::ExportFormat exportFormat{};   ///< `export`: --as
    bool wholeConnections = false;           ///< `export`: --whole-connections
};

/// The program should end now: with help on standard output, or with what was wrong on standard error.
struct Exit {
    int status = 0;
    std::string text;
};

// Exit statuses that scripts rely on (COMMANDS.md).
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kWrongUsage = 2;
inline constexpr int kFoundSomething = 3;

[[nodiscard]] std::variant<Options, Exit> readCommandLine(int argc, const char* const* argv);

} // namespace mqttscope::cli
