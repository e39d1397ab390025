// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/options.h"

#include "app/cli/capture_words.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <map>
#include <utility>

namespace mqttscope::cli {
namespace {

constexpr const char* kDescription = "mqttscope-cli: the MQTT packets of a capture, as text, JSON, CSV or fields";

/// tshark's letters that people will try, and what to do instead.
std::string_view hintFor(std::string_view option) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kHints{{
        {"-R", "one pass is enough: -Y is the display filter"},
        {"-V", "details of a packet: -T ndjson, or open the file in mqttscope"},
        {"-x", "bytes of a packet: open the file in mqttscope"},
        {"-i", "live capture: mqttscope-cli capture -i INTERFACE"},
        {"-f", "capture filters go with live capture: mqttscope-cli capture -i INTERFACE -f FILTER"},
        {"-w", "-w goes with live capture: mqttscope-cli capture -i INTERFACE -w FILE"},
        {"-z", "statistics: see 'mqttscope-cli info' and 'connections'"},
        {"-q", "quiet is the default; progress is shown only on a terminal"},
        {"-l", "lines are flushed as they are made"},
    }};
    for (const auto& [known, hint] : kHints) {
        if (option.starts_with(known)) return hint;
    }
    return {};
}

/// The words as they were given, before they are checked.
struct RawOptions {
    std::vector<std::string> files;
    std::string format = "text";
    bool formatGiven = false;
    std::vector<std::string> keys;
    std::vector<std::string> fieldOptions;
    std::uint64_t count = 0;
    std::string filter;
    std::string time = "a";
    std::string output;
    std::vector<std::string> ports;
    std::string failOn;
    CaptureWords capture;
    std::string exportFormat;
    bool wholeConnections = false;
    bool maskUserNames = false;
    bool noDetect = false;
    bool force = false;
    bool secrets = false;
    bool events = false;
    bool follow = false;
    bool progress = false;
    bool noProgress = false;
};

CLI::Validator atLeastOne() {
    return {[](const std::string& text) {
                std::uint64_t number = 0;
                const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
                const bool good = failure == std::errc() && end == text.data() + text.size() && number != 0;
                return good ? std::string() : "'" + text + "' is no number from 1 on";
            },
            "", "at least 1"};
}

CLI::App* addCommand(CLI::App& app, const char* name, const char* description, RawOptions& raw) {
    auto* command = app.add_subcommand(name, description);
    command->add_option("-o", raw.output, "write to this file instead of standard output")->type_name("OUT");
    command->add_flag("--force", raw.force, "let -o overwrite a file");
    return command;
}

void addDecoding(CLI::App& command, RawOptions& raw) {
    command
        .add_option("-d", raw.ports,
                    "take this TCP port for MQTT: 1884, 1884-1890, tcp.port==1884,mqtt; for MQTT over WebSocket: "
                    "tcp.port==9001,websocket; or for anything else: tcp.port==1884,none")
        ->type_name("PORT")
        ->allow_extra_args(false)
        ->take_all();
    command.add_flag("--no-detect", raw.noDetect, "do not look for MQTT on other ports than 1883 and those of -d");
    command
        .add_option("-Y", raw.filter,
                    "only what this display filter takes, such as 'mqtt.qos == 1 && client == \"c1\"'")
        ->type_name("FILTER");
    command.add_flag("--progress", raw.progress, "show progress on standard error");
    command.add_flag("--no-progress", raw.noProgress, "show none, also on a terminal");
}

void addReading(CLI::App& command, RawOptions& raw) {
    command.add_option("FILE,-r", raw.files, "capture files (pcap, pcapng, gz, zst), or - for standard input")
        ->type_name("")
        ->required();
    addDecoding(command, raw);
    command.add_flag("--follow", raw.follow, "keep reading a file that grows");
}

void addSecrecy(CLI::App& command, RawOptions& raw) {
    command.add_flag("--secrets", raw.secrets, "show passwords and authentication data");
    command.add_flag("--mask-user-names", raw.maskUserNames, "mask user names, too");
}

void addPacketForms(CLI::App& command, RawOptions& raw) {
    command.add_option("-T", raw.format, "text, ndjson, json, csv or fields")->type_name("FORM");
    command.add_option("-e", raw.keys, "a field to print with -T fields; repeat for more")
        ->type_name("KEY")
        ->allow_extra_args(false)
        ->take_all();
    command.add_option("-E", raw.fieldOptions, "header=y: the keys as a first line")
        ->type_name("OPTION")
        ->allow_extra_args(false)
        ->take_all();
    command.add_option("-c", raw.count, "stop after this many packets")->type_name("N")->check(atLeastOne());
    command.add_option("-t", raw.time, "times of text: a, ad, r, d, e, u, ud as in tshark")->type_name("FORM");
    command.add_flag("--events", raw.events, "also what is no packet: gaps, FIN, RST, retransmissions");
    addSecrecy(command, raw);
}

std::string exportNames() {
    std::string names;
    for (const auto& format : exporter::exportFormats())
        names += (names.empty() ? "" : ", ") + std::string(format.name);
    return names;
}

void addExport(CLI::App& command, RawOptions& raw) {
    command.add_option("--as", raw.exportFormat, exportNames())->type_name("FORMAT")->required();
    command.add_option("-e", raw.keys, "csv: a field for a column, instead of the usual ones; repeat for more")
        ->type_name("KEY")
        ->allow_extra_args(false)
        ->take_all();
    command.add_option("-c", raw.count, "stop after this many packets")->type_name("N")->check(atLeastOne());
    command.add_option("-t", raw.time, "times of text: a, ad, r, d, e, u, ud as in tshark")->type_name("FORM");
    command.add_flag("--events", raw.events, "also what is no packet: gaps, FIN, RST, retransmissions");
    command.add_flag("--whole-connections", raw.wholeConnections,
                     "pcapng: every frame of the connections that the packets belong to");
    addSecrecy(command, raw);
}

Exit wrongUsage(std::string text) {
    return {kWrongUsage, "mqttscope-cli: " + std::move(text)};
}

std::optional<exporter::PacketFormat> formatNamed(const std::string& name) {
    static const std::map<std::string, exporter::PacketFormat, std::less<>> kFormats{
        {"text", exporter::PacketFormat::Text},     {"ndjson", exporter::PacketFormat::Ndjson},
        {"json", exporter::PacketFormat::Json},     {"csv", exporter::PacketFormat::Csv},
        {"fields", exporter::PacketFormat::Fields},
    };
    const auto found = kFormats.find(name);
    if (found == kFormats.end()) return std::nullopt;
    return found->second;
}

/// What is wrong, the filter with the place marked, and what may have been meant.
std::string filterText(std::string_view text, const filter::Complaint& complaint) {
    auto message = fmt::format("{}\n{}", complaint.cause, filter::pointAt(text, complaint));
    if (!complaint.better.empty()) message += fmt::format("\nDid you mean {}?", complaint.better);
    return message;
}

std::variant<Options, Exit> addColumns(Options options, const RawOptions& raw) {
    auto columns = exporter::resolveKeys(raw.keys);
    if (!columns) return wrongUsage(columns.error().message());
    options.writer.columns = std::move(*columns);
    return options;
}

std::variant<Options, Exit> checkExport(Options options, const RawOptions& raw) {
    const auto* const format = exporter::exportFormatNamed(raw.exportFormat);
    if (format == nullptr) return wrongUsage("--as knows " + exportNames() + ", not '" + raw.exportFormat + "'");
    options.exportFormat = format->format;
    options.wholeConnections = raw.wholeConnections;
    if (options.output.empty()) {
        if (format->folder)
            return wrongUsage("--as " + std::string(format->name) + " writes a folder: name it with -o");
        options.output = "-";
    }
    if (!raw.keys.empty() && format->format != exporter::ExportFormat::Csv)
        return wrongUsage("-e KEY goes with --as csv");
    if (raw.wholeConnections && format->format != exporter::ExportFormat::Pcapng)
        return wrongUsage("--whole-connections goes with --as pcapng");
    return addColumns(std::move(options), raw);
}

std::variant<Options, Exit> checkFields(Options options, const RawOptions& raw) {
    if (options.command == Command::Export) return checkExport(std::move(options), raw);
    const bool fields = options.format == exporter::PacketFormat::Fields;
    if (fields && options.command != Command::Packets && options.command != Command::Capture)
        return wrongUsage("-T fields goes with 'packets' and 'capture'");
    if (fields && raw.keys.empty()) return wrongUsage("-T fields needs at least one -e KEY");
    if (!fields && !raw.keys.empty()) return wrongUsage("-e KEY goes with -T fields");
    for (const auto& option : raw.fieldOptions) {
        if (option != "header=y" && option != "header=n") {
            return wrongUsage("-E knows header=y and header=n, not '" + option + "'");
        }
        options.writer.header = option == "header=y";
    }
    return addColumns(std::move(options), raw);
}

std::variant<Options, Exit> check(Command command, const RawOptions& raw) {
    Options options{.command = command, .files = raw.files, .output = raw.output};
    const auto format = formatNamed(raw.format);
    if (!format) return wrongUsage("-T knows text, ndjson, json, csv and fields, not '" + raw.format + "'");
    options.format = *format;
    const auto time = format::timeFormatFromLetters(raw.time);
    if (!time) return wrongUsage("-t knows a, ad, r, d, dd, e, u and ud, not '" + raw.time + "'");
    options.writer.timeFormat = *time;
    for (const auto& port : raw.ports) {
        if (auto added = options.ports.addText(port); !added) return wrongUsage(added.error().message());
    }
    if (raw.count != 0) options.choice.count = raw.count;
    auto filter = filter::Filter::read(raw.filter);
    if (!filter) return wrongUsage("-Y: " + filterText(raw.filter, filter.error()));
    for (const auto& doubt : filter->suspicions()) options.doubts.push_back("-Y: " + filterText(raw.filter, doubt));
    options.choice.filter = std::move(*filter);
    if (raw.failOn == "error") options.failOn = base::Severity::Error;
    if (raw.failOn == "warning") options.failOn = base::Severity::Warning;
    options.detect = !raw.noDetect;
    options.force = raw.force;
    options.writer.secrets = raw.secrets;
    options.writer.userNames = !raw.maskUserNames;
    options.choice.events = raw.events;
    options.follow = raw.follow;
    options.progress = raw.progress || (!raw.noProgress && ::isatty(STDERR_FILENO) != 0);
    return checkFields(std::move(options), raw);
}

std::variant<Options, Exit> checkCapture(std::variant<Options, Exit> checked, const RawOptions& raw) {
    auto* options = std::get_if<Options>(&checked);
    if (options == nullptr) return checked;
    auto capture = readCaptureWords(raw.capture, options->ports);
    if (!capture) return wrongUsage(capture.error().message());
    options->capture = std::move(*capture);
    options->capture.application = "mqttscope-cli " MQTTSCOPE_VERSION;
    options->capture.overwrite = options->force;
    // With -w the file is the result, unless packets are asked for as well.
    options->decode = options->capture.path.empty() || raw.formatGiven;
    if (options->decode && options->capture.ring.isRing())
        return wrongUsage("-b writes files that nobody may have read before they are deleted: leave -T out, and read "
                          "them with 'mqttscope-cli packets' afterwards");
    if (options->decode && options->capture.path == "-" && options->output.empty())
        return wrongUsage("-w - and -T both want standard output: give one of them a file");
    return checked;
}

} // namespace

std::variant<Options, Exit> readCommandLine(int argc, const char* const* argv) {
    RawOptions raw;
    CLI::App app(kDescription, "mqttscope-cli");
    app.set_version_flag("--version", "mqttscope-cli " MQTTSCOPE_VERSION);
    app.require_subcommand(1);

    auto* info =
        addCommand(app, "info", "what is in a capture: format, time span, packets by type and version, gaps", raw);
    addReading(*info, raw);
    info->add_option("-T", raw.format, "text or json")->type_name("FORM");

    auto* packets = addCommand(app, "packets", "one line or object for each MQTT control packet", raw);
    addReading(*packets, raw);
    addPacketForms(*packets, raw);

    auto* exporting = addCommand(
        app, "export", "writes packets to a file: JSON, CSV, text, HTML, Mermaid, EVE, Zeek, pcapng, replay, payloads",
        raw);
    addReading(*exporting, raw);
    addExport(*exporting, raw);

    auto* connections = addCommand(app, "connections", "the MQTT connections of a capture", raw);
    addReading(*connections, raw);
    connections->add_option("-T", raw.format, "text, ndjson, json or csv")->type_name("FORM");

    auto* findings =
        addCommand(app, "findings", "what is wrong with the packets: each broken rule, who broke it and where", raw);
    addReading(*findings, raw);
    findings->add_option("-T", raw.format, "text, ndjson, json or csv")->type_name("FORM");
    findings->add_option("-c", raw.count, "stop after this many findings")->type_name("N")->check(atLeastOne());
    findings->add_option("-t", raw.time, "times of text: a, ad, r, d, e, u, ud as in tshark")->type_name("FORM");
    findings->add_option("--fail-on", raw.failOn, "end with status 3 if there is an error, or a warning or an error")
        ->type_name("error|warning")
        ->check(CLI::IsMember({"error", "warning"}));

    auto* fields =
        addCommand(app, "fields", "every field: key, type, label, section of the standard, other names", raw);
    fields->add_option("-T", raw.format, "text, ndjson, json or csv")->type_name("FORM");

    auto* interfaces =
        addCommand(app, "interfaces", "the network interfaces of this machine, and which can be used", raw);
    interfaces->add_option("-T", raw.format, "text, ndjson, json or csv")->type_name("FORM");

    auto* capture =
        addCommand(app, "capture",
                   "captures from interfaces: prints the packets as they arrive, or with -w only writes them", raw);
    addCaptureOptions(*capture, raw.capture);
    addDecoding(*capture, raw);
    addPacketForms(*capture, raw);

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() == 0) {
            std::ostringstream text;
            app.exit(error, text, text);
            return Exit{kDone, text.str()};
        }
        std::string text = error.what();
        // Where no command was recognised, the first word was meant to be one.
        if (!app.get_subcommands().empty() && raw.files.empty() && error.get_name() == "RequiredError")
            text = "name a capture FILE, or - for standard input";
        if (app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-')
            text = "there is no command '" + std::string(argv[1]) +
                   "'; there are info, packets, export, connections, findings, fields, interfaces and capture";
        for (int i = 1; i < argc; ++i) {
            const auto hint = hintFor(argv[i]);
            if (!hint.empty()) text += std::string("\n") + argv[i] + ": " + std::string(hint);
        }
        return wrongUsage(text + "\nRun with --help for what there is");
    }
    if (info->parsed()) return check(Command::Info, raw);
    if (packets->parsed()) return check(Command::Packets, raw);
    if (connections->parsed()) return check(Command::Connections, raw);
    if (findings->parsed()) return check(Command::Findings, raw);
    if (exporting->parsed()) return check(Command::Export, raw);
    if (capture->parsed()) {
        raw.formatGiven = capture->count("-T") != 0;
        return checkCapture(check(Command::Capture, raw), raw);
    }
    if (interfaces->parsed()) return check(Command::Interfaces, raw);
    return check(Command::Fields, raw);
}

} // namespace mqttscope::cli
