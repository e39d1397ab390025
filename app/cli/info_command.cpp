// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/finding_counts.h"
#include "app/cli/reading.h"
#include "core/exporter/json.h"
#include "core/filter/scan.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "core/net/link_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <numeric>
#include <set>

namespace mqttscope::cli {
namespace {

using engine::Report;
using format::numberText;

constexpr std::array<std::pair<std::size_t, std::string_view>, 4> kVersions{
    {{3, "3.1"}, {4, "3.1.1"}, {5, "5.0"}, {0, "unknown"}}};

std::uint64_t packetTotal(const Report& report) {
    std::uint64_t total = 0;
    for (const auto& types : report.packets) total = std::accumulate(types.begin(), types.end(), total);
    return total;
}

std::string linkName(std::uint32_t linkType) {
    const auto name = net::linkTypeName(linkType);
    return name.empty() ? fmt::format("link type {}", linkType) : std::string(name);
}

/// What the filter leaves of a capture.
struct Chosen {
    std::vector<bool> rows; ///< by row
    std::uint32_t connections = 0;
    FindingCounts findings;
};

/// Counts anew what the filter takes; what is about frames and connections as a whole stays as it is.
Chosen choose(const filter::Filter& filter, const engine::Inspection& inspection, const store::Snapshot& snapshot,
              Report& report) {
    Chosen chosen{.rows = std::vector<bool>(snapshot.rows(), filter.acceptsAll()),
                  .connections = snapshot.connections(),
                  .findings = {}};
    if (!filter.acceptsAll()) {
        report.packets = {};
        report.incompletePackets = report.malformedPackets = report.events = 0;
        std::vector<bool> connections(snapshot.connections());
        const auto count = [&](base::RowId id) {
            const auto row = snapshot.row(id);
            chosen.rows[id.value] = connections[row.connection.value] = true;
            if (store::isEvent(row)) {
                ++report.events;
                return;
            }
            const auto version = snapshot.connection(row.connection).version.load().version;
            ++report.packets[static_cast<std::size_t>(version)][row.head >> 4];
            report.incompletePackets += (row.flags & store::RowFlag::kIncomplete) != 0 ? 1 : 0;
            report.malformedPackets += (row.flags & store::RowFlag::kMalformed) != 0 ? 1 : 0;
        };
        const auto source = inspection.packetSource(snapshot);
        filter::scan(filter, snapshot, *source, base::RowId(0), {},
                     [&](std::span<const base::RowId> accepted, base::RowId, base::RowId) {
                         std::ranges::for_each(accepted, count);
                         return true;
                     });
        chosen.connections = static_cast<std::uint32_t>(std::ranges::count(connections, true));
    }
    chosen.findings = countFindings(snapshot, [&](base::RowId row) { return chosen.rows[row.value]; });
    return chosen;
}

class InfoText {
public:
    void line(std::string_view label, std::string_view value) {
        fmt::format_to(std::back_inserter(m_text), "{:<16}{}\n", label, value);
    }

    void count(std::string_view label, std::uint64_t value, std::string_view what = {}) {
        line(label, what.empty() ? numberText(value) : fmt::format("{} {}", numberText(value), what));
    }

    /// Only what is there is worth a line.
    void countIfAny(std::string_view label, std::uint64_t value, std::string_view what = {}) {
        if (value != 0) count(label, value, what);
    }

    [[nodiscard]] std::string take() { return std::move(m_text); }

private:
    std::string m_text;
};

void addCapture(InfoText& text, const Report& report) {
    for (std::size_t i = 0; i < report.files.size(); ++i) {
        text.line("File", format::visibleText(report.files[i]));
        if (i < report.formats.size()) text.line("Format", report.formats[i].empty() ? "not read" : report.formats[i]);
    }
    std::set<std::uint32_t> links;
    for (const auto& interface : report.interfaces) links.insert(interface.linkType);
    for (const auto link : links) text.line("Link type", linkName(link));
    for (const auto& unknown : report.net.unknownLinks) {
        text.line("Not understood",
                  fmt::format("{} frames of {}", numberText(unknown.frames), linkName(unknown.linkType)));
    }
    if (report.first && report.last) {
        text.line("First frame", format::timeText(*report.first, format::TimeFormat::UtcDateAndTime, {}) + " UTC");
        text.line("Time span", format::durationText(*report.last - *report.first));
    } else if (report.frames != 0) {
        text.line("First frame", "at a time that the capture does not tell");
    }
    text.count("Frames", report.frames, fmt::format("({})", format::byteCountText(report.capturedBytes)));
    text.countIfAny("", report.net.clippedFrames, "clipped by the snapshot length");
    text.count("TCP segments", report.net.segments);
    text.countIfAny("", report.net.duplicateFrames, "captured twice");
}

void addMqtt(InfoText& text, const Report& report, std::uint32_t connections) {
    text.count("Connections", connections, fmt::format("(of {} TCP connections)", numberText(report.net.connections)));
    text.count("Packets", packetTotal(report));
    for (const auto& [index, version] : kVersions) {
        const auto& types = report.packets[index];
        if (std::ranges::all_of(types, [](auto n) { return n == 0; })) continue;
        std::string line;
        for (std::size_t type = 0; type < types.size(); ++type) {
            if (types[type] == 0) continue;
            if (!line.empty()) line += ", ";
            line += fmt::format("{} {}", mqtt::name(static_cast<mqtt::PacketType>(type)), numberText(types[type]));
        }
        text.line(fmt::format("  MQTT {}", version), line);
    }
    text.countIfAny("Incomplete", report.incompletePackets, "packets");
    text.countIfAny("Malformed", report.malformedPackets, "packets");
    text.count("Gaps", report.gaps,
               report.gaps == 0 ? std::string()
                                : fmt::format("({} missing)", format::byteCountText(report.missingBytes)));
    if (report.skippedBytes != 0)
        text.line("Skipped", format::byteCountText(report.skippedBytes) + " that are no packet");
    for (const auto& note : report.notes) {
        if (note.kind == capture::Note::Kind::SectionComment) text.line("Comment", format::visibleText(note.text));
    }
}

void addFindings(InfoText& text, const FindingCounts& counts) {
    constexpr std::size_t kShown = 20;
    text.line("Findings", counts.text());
    for (std::size_t i = 0; i < std::min(counts.rules.size(), kShown); ++i) {
        const auto& [first, count] = counts.rules[i];
        text.line("  " + std::string(first.severity),
                  fmt::format("{:<24} {:>6}  {}", ruleText(first), numberText(count), first.text));
    }
    if (counts.rules.size() > kShown) text.line("", "… see 'mqttscope-cli findings'");
}

/// Encrypted connections, which may be what the user looks for.
void addTls(InfoText& text, const Report& report) {
    std::string line;
    for (const auto& [port, connections] : report.tlsConnectionsByPort)
        line += fmt::format("{}{} ({})", line.empty() ? "" : ", ", port, numberText(connections));
    if (!line.empty()) text.line("TLS ports", line);
}

/// What is in a capture without MQTT, so that the user knows where to look.
void addPorts(InfoText& text, const Report& report) {
    if (packetTotal(report) != 0 || report.tcpConnectionsByPort.empty()) return;
    std::vector<std::pair<std::uint64_t, std::uint16_t>> ports;
    ports.reserve(report.tcpConnectionsByPort.size());
    for (const auto& [port, connections] : report.tcpConnectionsByPort) ports.emplace_back(connections, port);
    std::ranges::sort(ports, std::greater{});
    constexpr std::size_t kShown = 5;
    std::string line;
    for (std::size_t i = 0; i < std::min(ports.size(), kShown); ++i) {
        line += fmt::format("{}{} ({})", i == 0 ? "" : ", ", ports[i].second, numberText(ports[i].first));
    }
    text.line("TCP ports", line + (ports.size() > kShown ? ", …" : ""));
    text.line("", "No MQTT was found; -d PORT takes a port for MQTT whatever it looks like, "
                  "-d tcp.port==PORT,websocket for MQTT over WebSocket");
}

void findingsJson(exporter::JsonWriter& json, const FindingCounts& counts) {
    json.key("findings");
    json.beginObject();
    for (const auto severity : {base::Severity::Error, base::Severity::Warning, base::Severity::Information})
        json.member(exporter::severityName(severity), counts.bySeverity[static_cast<std::size_t>(severity)]);
    json.endObject();
    json.key("findings_by_rule");
    json.beginArray();
    for (const auto& [first, count] : counts.rules) {
        json.beginObject();
        json.key("rule");
        first.rule.empty() ? json.null() : json.text(first.rule);
        json.key("standard");
        first.standard.empty() ? json.null() : json.text(first.standard);
        json.member("severity", first.severity);
        json.member("text", first.text);
        json.member("count", count);
        json.endObject();
    }
    json.endArray();
}

std::string infoJson(const Report& report, const Chosen& chosen, const filter::Filter& filter) {
    exporter::JsonWriter json;
    const auto list = [&](std::string_view key, const std::vector<std::string>& values) {
        json.key(key);
        json.beginArray();
        for (const auto& value : values) json.text(value);
        json.endArray();
    };
    json.beginObject();
    list("files", report.files);
    list("formats", report.formats);
    std::set<std::string> links;
    for (const auto& interface : report.interfaces) links.insert(linkName(interface.linkType));
    list("link_types", {links.begin(), links.end()});
    json.key("first_time");
    report.first ? json.text(format::isoText(*report.first)) : json.null();
    json.key("last_time");
    report.last ? json.text(format::isoText(*report.last)) : json.null();
    json.member("frames", report.frames);
    json.member("captured_bytes", report.capturedBytes);
    json.member("clipped_frames", report.net.clippedFrames);
    json.member("tcp_segments", report.net.segments);
    json.member("tcp_connections", report.net.connections);
    if (!filter.acceptsAll()) json.member("filter", filter.text());
    json.member("connections", chosen.connections);
    json.member("packets", packetTotal(report));
    json.key("packets_by_version");
    json.beginObject();
    for (const auto& [index, version] : kVersions) {
        json.key(version);
        json.beginObject();
        for (std::size_t type = 0; type < report.packets[index].size(); ++type) {
            const auto packets = report.packets[index][type];
            if (packets != 0) json.member(mqtt::name(static_cast<mqtt::PacketType>(type)), packets);
        }
        json.endObject();
    }
    json.endObject();
    json.member("incomplete_packets", report.incompletePackets);
    json.member("malformed_packets", report.malformedPackets);
    json.member("events", report.events);
    json.member("gaps", report.gaps);
    json.member("missing_bytes", report.missingBytes);
    json.member("skipped_bytes", report.skippedBytes);
    json.key("tls_connections");
    json.beginObject();
    for (const auto& [port, count] : report.tlsConnectionsByPort) json.member(std::to_string(port), count);
    json.endObject();
    findingsJson(json, chosen.findings);
    json.key("frames_not_understood");
    json.beginArray();
    for (const auto& unknown : report.net.unknownLinks) {
        json.beginObject();
        json.member("link_type", linkName(unknown.linkType));
        json.member("frames", unknown.frames);
        json.endObject();
    }
    json.endArray();
    std::vector<std::string> warnings;
    warnings.reserve(report.warnings.size());
    for (const auto& warning : report.warnings) warnings.push_back(warning.file + ": " + warning.text);
    list("warnings", warnings);
    json.endObject();
    return std::string(json.finish()) + '\n';
}

} // namespace

int runInfo(const Options& options) {
    const bool asText = options.format == exporter::PacketFormat::Text;
    if (!asText && options.format != exporter::PacketFormat::Json && options.format != exporter::PacketFormat::Ndjson) {
        complain("info is written as text or json");
        return kWrongUsage;
    }
    return inspect(
        options, [](engine::Inspection&, const store::Snapshot&) { return true; },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            auto report = inspection.report();
            if (inspection.error() && report.frames == 0) return kFailed;
            const auto chosen = choose(options.choice.filter, inspection, snapshot, report);
            if (!asText) return writeResult(options, infoJson(report, chosen, options.choice.filter));
            InfoText text;
            addCapture(text, report);
            if (!options.choice.filter.acceptsAll())
                text.line("Filter", format::visibleText(options.choice.filter.text()));
            addMqtt(text, report, chosen.connections);
            addFindings(text, chosen.findings);
            addTls(text, report);
            if (options.choice.filter.acceptsAll()) addPorts(text, report);
            return writeResult(options, text.take());
        });
}

} // namespace mqttscope::cli
