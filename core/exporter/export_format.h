// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_writer.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace mqttscope::exporter {

enum class ExportFormat : std::uint8_t {
    Ndjson,
    Json,
    Csv,
    Text,
    Html,
    Mermaid,
    Eve,
    Pcapng,
    Replay,
    Zeek,
    ZeekJson,
    Payloads,
};

/// What people see of a format.
struct ExportFormatInfo {
    ExportFormat format{};
    std::string_view name;   ///< "ndjson": of --as
    std::string_view ending; ///< of its files: "ndjson"; empty for a folder
    std::string_view label;  ///< "JSON, one object a line"
    bool folder = false;     ///< writes several files
};

/// All of them, in the order in which they are offered.
[[nodiscard]] std::span<const ExportFormatInfo> exportFormats();
[[nodiscard]] const ExportFormatInfo& infoOf(ExportFormat format);
/// None if there is no such format.
[[nodiscard]] const ExportFormatInfo* exportFormatNamed(std::string_view name);

/// One of the files of a format that is made of text.
struct ExportFile {
    std::string_view name; ///< in the folder; empty where the format writes one file
    WriterMaker make = nullptr;
};

/// The files of a format; none for those that are no text (Pcapng, Payloads).
[[nodiscard]] std::span<const ExportFile> filesOf(ExportFormat format);

} // namespace mqttscope::exporter
