// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/capture_words.h"

#include "core/capture/live/link_type.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <optional>
#include <string_view>

namespace mqttscope::cli {
namespace {

namespace live = capture::live;

constexpr std::uint64_t kKilobyte = 1'000; // as dumpcap counts

/// "duration:60": what, and how much.
struct Limit {
    std::string_view name;
    std::uint64_t value = 0;
};

std::optional<Limit> limitIn(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto digits = text.substr(colon + 1);
    Limit limit{.name = text.substr(0, colon)};
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), limit.value);
    // A year of seconds, and 4 TB: beyond that it is a slip.
    constexpr std::uint64_t kMost = 4'000'000'000;
    if (failure != std::errc() || end != digits.data() + digits.size() || limit.value == 0 || limit.value > kMost)
        return std::nullopt;
    return limit;
}

base::Error wrong(const char* option, const std::string& text, const char* knows) {
    return {.tried = std::string("understand ") + option,
            .subject = text,
            .cause = std::string("it knows ") + knows,
            .advice = {}};
}

base::Result<live::StopConditions> readStop(const std::vector<std::string>& words) {
    constexpr const char* kKnows = "duration:SECONDS, packets:N (captured frames) and filesize:KB";
    live::StopConditions stop;
    for (const auto& word : words) {
        const auto limit = limitIn(word);
        if (!limit) return std::unexpected(wrong("-a", word, kKnows));
        if (limit->name == "duration") {
            stop.duration = std::chrono::seconds(limit->value);
        } else if (limit->name == "packets") {
            stop.frames = limit->value;
        } else if (limit->name == "filesize") {
            stop.bytes = limit->value * kKilobyte;
        } else {
            return std::unexpected(wrong("-a", word, kKnows));
        }
    }
    return stop;
}

base::Result<live::RingLimits> readRing(const std::vector<std::string>& words) {
    constexpr const char* kKnows = "duration:SECONDS, filesize:KB and files:N";
    live::RingLimits ring;
    for (const auto& word : words) {
        const auto limit = limitIn(word);
        if (!limit) return std::unexpected(wrong("-b", word, kKnows));
        if (limit->name == "duration") {
            ring.duration = std::chrono::seconds(limit->value);
        } else if (limit->name == "filesize") {
            ring.bytes = limit->value * kKilobyte;
        } else if (limit->name == "files") {
            ring.files = static_cast<std::uint32_t>(limit->value);
        } else {
            return std::unexpected(wrong("-b", word, kKnows));
        }
    }
    if (ring.files != 0 && !ring.isRing())
        return std::unexpected(wrong("-b", "files:N alone", "when a file is full only from filesize:KB or duration:S"));
    return ring;
}

/// The ports that brokers use, and those that the user named.
std::vector<live::PortRange> portsToCapture(const engine::PortSet& named) {
    auto ports = live::standardCapturePorts();
    const auto standard = [&](std::uint32_t port) {
        return std::ranges::any_of(live::standardCapturePorts(),
                                   [&](const auto& range) { return range.first <= port && port <= range.last; });
    };
    constexpr std::uint32_t kPorts = 65'536;
    const auto wanted = [&](std::uint32_t port) {
        return named.contains(static_cast<std::uint16_t>(port)) && !standard(port);
    };
    for (std::uint32_t first = 0; first < kPorts; ++first) {
        if (!wanted(first)) continue;
        auto last = first;
        while (last + 1 < kPorts && wanted(last + 1)) ++last;
        ports.push_back({static_cast<std::uint16_t>(first), static_cast<std::uint16_t>(last)});
        first = last;
    }
    return ports;
}

} // namespace

void addCaptureOptions(CLI::App& command, CaptureWords& words) {
    command.add_option("-i", words.interfaces, "capture on this interface ('any' is all at once); repeat for more")
        ->type_name("INTERFACE")
        ->required()
        ->allow_extra_args(false)
        ->take_all();
    auto* filter = command.add_option_function<std::string>(
        "-f",
        [&words](const std::string& text) {
            words.filter = text;
            words.filterGiven = true;
        },
        "capture filter as tcpdump takes it (pcap-filter(7)); without it: the ports of MQTT and those of -d");
    filter->type_name("FILTER");
    command.add_flag("--all-tcp", words.allTcp, "capture all TCP, to find MQTT on any port")->excludes(filter);
    command.add_flag("-p", words.noPromiscuous, "no promiscuous mode");
    command.add_option("-s", words.snapLength, "keep so many bytes of a frame; without it all of it")
        ->type_name("BYTES")
        ->check(CLI::Range(64U, live::CaptureOptions::kWholeFrames));
    command.add_option("-B", words.bufferMebibytes, "the kernel's buffer, 16 MiB if not given")
        ->type_name("MIB")
        ->check(CLI::Range(1U, 2'000U));
    command.add_option("-w", words.file, "write the capture to this pcapng file (- is standard output)")
        ->type_name("FILE");
    command.add_option("-a", words.stop, "end after duration:SECONDS, packets:N (captured frames) or filesize:KB")
        ->type_name("LIMIT")
        ->allow_extra_args(false)
        ->take_all();
    command
        .add_option("-b", words.ring,
                    "with -w: begin a new file after filesize:KB or duration:SECONDS, keep the last files:N")
        ->type_name("LIMIT")
        ->allow_extra_args(false)
        ->take_all();
}

base::Result<live::CaptureOptions> readCaptureWords(const CaptureWords& words, const engine::PortSet& ports) {
    live::CaptureOptions options;
    options.interfaces = words.interfaces;
    if (words.filterGiven) options.filter = words.filter;
    options.allTcp = words.allTcp;
    options.ports = portsToCapture(ports);
    if (words.snapLength != 0) options.snapLength = words.snapLength;
    options.bufferBytes = words.bufferMebibytes << 20;
    options.promiscuous = !words.noPromiscuous;
    options.path = words.file;
    auto stop = readStop(words.stop);
    if (!stop) return std::unexpected(std::move(stop.error()));
    options.stop = *stop;
    auto ring = readRing(words.ring);
    if (!ring) return std::unexpected(std::move(ring.error()));
    options.ring = *ring;
    if (options.ring.isRing() && (options.path.empty() || options.path == "-"))
        return std::unexpected(wrong("-b", "without a file", "only the files of -w FILE"));
    return options;
}

} // namespace mqttscope::cli
