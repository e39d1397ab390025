// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/export_format.h"

#include <algorithm>
#include <array>
#include <utility>

namespace mqttscope::exporter {
namespace {

constexpr std::array<ExportFormatInfo, 12> kFormats{{
    {ExportFormat::Ndjson, "ndjson", "ndjson", "JSON, one object a line"},
    {ExportFormat::Json, "json", "json", "JSON, one array"},
    {ExportFormat::Csv, "csv", "csv", "CSV for spreadsheets and databases"},
    {ExportFormat::Text, "text", "txt", "Text with every field"},
    {ExportFormat::Html, "html", "html", "HTML page to read and to pass on"},
    {ExportFormat::Mermaid, "mermaid", "mmd", "Mermaid sequence diagram"},
    {ExportFormat::Pcapng, "pcapng", "pcapng", "Capture with the frames behind the packets"},
    {ExportFormat::Replay, "replay", "sh", "Shell script that publishes again"},
    {ExportFormat::Eve, "eve", "json", "Suricata EVE records"},
    {ExportFormat::Zeek, "zeek", "", "Zeek logs, tab-separated", true},
    {ExportFormat::ZeekJson, "zeek-json", "", "Zeek logs, JSON", true},
    {ExportFormat::Payloads, "payloads", "", "Payloads, one file each", true},
}};

constexpr std::array<ExportFile, 1> kNdjson{{{"", makeNdjsonWriter}}};
constexpr std::array<ExportFile, 1> kJson{{{"", makeJsonWriter}}};
constexpr std::array<ExportFile, 1> kCsv{{{"", makeCsvWriter}}};
constexpr std::array<ExportFile, 1> kText{{{"", makeTreeWriter}}};
constexpr std::array<ExportFile, 1> kHtml{{{"", makeHtmlWriter}}};
constexpr std::array<ExportFile, 1> kMermaid{{{"", makeMermaidWriter}}};
constexpr std::array<ExportFile, 1> kEve{{{"", makeEveWriter}}};
constexpr std::array<ExportFile, 1> kReplay{{{"", makeReplayWriter}}};
constexpr std::array<ExportFile, 3> kZeek{{{"mqtt_connect.log", makeZeekConnectWriter},
                                           {"mqtt_subscribe.log", makeZeekSubscribeWriter},
                                           {"mqtt_publish.log", makeZeekPublishWriter}}};

} // namespace

std::span<const ExportFormatInfo> exportFormats() {
    return kFormats;
}

const ExportFormatInfo& infoOf(ExportFormat format) {
    return *std::ranges::find(kFormats, format, &ExportFormatInfo::format);
}

const ExportFormatInfo* exportFormatNamed(std::string_view name) {
    const auto* const found = std::ranges::find(kFormats, name, &ExportFormatInfo::name);
    return found == kFormats.end() ? nullptr : found;
}

std::span<const ExportFile> filesOf(ExportFormat format) {
    switch (format) {
    case ExportFormat::Ndjson:
        return kNdjson;
    case ExportFormat::Json:
        return kJson;
    case ExportFormat::Csv:
        return kCsv;
    case ExportFormat::Text:
        return kText;
    case ExportFormat::Html:
        return kHtml;
    case ExportFormat::Mermaid:
        return kMermaid;
    case ExportFormat::Eve:
        return kEve;
    case ExportFormat::Replay:
        return kReplay;
    case ExportFormat::Zeek:
    case ExportFormat::ZeekJson:
        return kZeek;
    case ExportFormat::Pcapng:
    case ExportFormat::Payloads:
        return {};
    }
    return {};
}

} // namespace mqttscope::exporter
