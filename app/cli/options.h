// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rule.h"
#include "core/capture/live/capture_options.h"
#include "core/engine/port_set.h"
#include "core/exporter/packet_writer.h"
#include "core/filter/filter.h"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace mqttscope::cli {

enum class Command : std::uint8_t { Info, Packets, Connections, Findings, Fields, Interfaces, Capture };

/// What the command line asked for, checked.
struct Options {
    Command command{};
    std::vector<std::string> files{};
    exporter::PacketFormat format = exporter::PacketFormat::Text;
    std::vector<exporter::KeyColumn> columns{}; ///< -e
    bool header = false;                        ///< -E header=y
    std::optional<std::uint64_t> count{};       ///< -c
    filter::Filter filter{};                    ///< -Y
    std::vector<std::string> doubts{};          ///< warnings about what was asked for
    format::TimeFormat timeFormat = format::TimeFormat::TimeOfDay;
    std::string output{}; ///< -o; empty = standard output
    bool force = false;   ///< overwrite `output`
    engine::PortSet ports = engine::PortSet::standard();
    bool detect = true;                     ///< look for MQTT on other ports, too
    std::optional<base::Severity> failOn{}; ///< --fail-on: end with kFoundSomething if there are such findings
    bool secrets = false;
    bool events = false;
    bool follow = false;
    bool progress = false;
    capture::live::CaptureOptions capture{}; ///< `capture` only
    bool decode = true;                      ///< `capture`: show packets; false: only write
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
