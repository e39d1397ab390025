// SPDX-License-Identifier: GPL-3.0-or-later
// Every frame of every capture that others made, and of our samples, as libpcap reads it.
#include "tests/support/shared_captures.h"
#include "tests/support/tshark.h"
#include "tests/unit/capture/capture_files.h"

#include <fmt/format.h>
#include <pcap/pcap.h>

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace mqttscope::test {
namespace {

namespace fs = std::filesystem;

/// What libpcap cannot read to its end, and why. tshark judges these.
const std::map<std::string, std::string> kNotForLibpcap{
    {"be_test008.pcapng", "interfaces of different snapshot lengths"},
    {"le_test202.pcapng", "interfaces of different link types"},
    {"many_interfaces-1.pcapng", "interfaces of different link types"},
};

std::vector<fs::path> allCaptures() {
    auto all = allSharedCaptures();
    for (const auto& entry : fs::directory_iterator(fs::path(MQTTSCOPE_SOURCE_DIR) / "resources/samples")) {
        if (entry.path().extension() != ".md") all.push_back(entry.path());
    }
    return all;
}

std::string line(std::int64_t nanoseconds, std::uint64_t captured, std::uint64_t original, base::ByteView bytes) {
    return fmt::format("{} {}/{} {:02x}", nanoseconds, captured, original, fmt::join(bytes, ""));
}

/// One line a frame; the last one is an error if there was one.
std::vector<std::string> libpcapLines(const fs::path& path) {
    std::array<char, PCAP_ERRBUF_SIZE> cause{};
    const std::unique_ptr<pcap_t, void (*)(pcap_t*)> handle(
        ::pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, cause.data()),
        ::pcap_close);
    if (!handle) return {cause.data()};
    std::vector<std::string> lines;
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    int step = 0;
    while ((step = ::pcap_next_ex(handle.get(), &header, &data)) == 1) {
        lines.push_back(line(header->ts.tv_sec * base::kNanosecondsPerSecond + header->ts.tv_usec, header->caplen,
                             header->len, {data, header->caplen}));
    }
    if (step == PCAP_ERROR) lines.emplace_back(::pcap_geterr(handle.get()));
    return lines;
}

std::vector<std::string> ourLines(const fs::path& path) {
    capture::SourceTable sources;
    const auto outcome = readAll(sources, {path.string()});
    std::vector<std::string> lines;
    for (const auto& frame : outcome.frames) {
        lines.push_back(line(frame.time.nanoseconds, frame.capturedLength, frame.originalLength,
                             sources.view(frame.place, frame.capturedLength)));
    }
    if (!outcome.error.empty()) lines.push_back(outcome.error);
    return lines;
}

TEST(Libpcap, ReadsTheSameFramesFromEveryCapture) {
    std::size_t compared = 0;
    for (const auto& path : allCaptures()) {
        if (kNotForLibpcap.contains(path.filename().string())) continue;
        SCOPED_TRACE(path.string());
        EXPECT_EQ(ourLines(path), libpcapLines(path));
        ++compared;
    }
    EXPECT_GE(compared, 9U);
}

TEST(Libpcap, StillRefusesWhatIsListedAsSuch) {
    std::size_t seen = 0;
    for (const auto& path : allCaptures()) {
        if (!kNotForLibpcap.contains(path.filename().string())) continue;
        SCOPED_TRACE(path.string());
        EXPECT_NE(ourLines(path), libpcapLines(path));
        ++seen;
    }
    if (seen == 0) GTEST_SKIP() << "the shared captures are absent";
}

TEST(Tshark, ReadsTheSameFramesWhereLibpcapRefuses) {
    if (!hasTshark()) GTEST_SKIP() << "tshark is not installed";
    std::size_t seen = 0;
    for (const auto& path : allCaptures()) {
        if (!kNotForLibpcap.contains(path.filename().string())) continue;
        SCOPED_TRACE(path.string());
        ++seen;
        // tshark lists custom blocks as frames too ("data"): nobody captured them. Simple packets have no time.
        std::vector<std::string> expected;
        for (auto& line : tshark(path, "-T fields -E separator=' ' -e frame.time_epoch -e frame.cap_len -e frame.len "
                                       "-e frame.protocols")) {
            const auto protocols = line.rfind(' ');
            if (line.substr(protocols + 1) != "data") expected.push_back(line.substr(0, protocols));
        }
        capture::SourceTable sources;
        std::vector<std::string> ours;
        for (const auto& frame : readAll(sources, {path.string()}).frames) {
            const auto time = fmt::format("{}.{:09}", frame.time.nanoseconds / base::kNanosecondsPerSecond,
                                          frame.time.nanoseconds % base::kNanosecondsPerSecond);
            ours.push_back(fmt::format("{} {} {}", frame.time.nanoseconds == 0 ? "" : time, frame.capturedLength,
                                       frame.originalLength));
        }
        EXPECT_EQ(ours, expected);
    }
    if (seen == 0) GTEST_SKIP() << "the shared captures are absent";
}

TEST(FrameAt, IsHarmlessForAnyPlaceInEveryCapture) {
    for (const auto& path : allCaptures()) {
        SCOPED_TRACE(path.string());
        capture::SourceTable sources;
        auto reader = capture::CaptureReader::open(sources, {path.string()}, {});
        ASSERT_TRUE(reader);
        Outcome outcome;
        readOn(**reader, outcome);
        const base::SourceId source(0);
        const auto size = sources[source].size();
        for (std::uint64_t at = 0; at < size + 70; ++at) {
            const auto frame = (*reader)->frameAt({source, at});
            if (frame) {
                ASSERT_LE(at + frame->capturedLength, size);
            }
        }
        EXPECT_FALSE((*reader)->frameAt({source, std::uint64_t{1} << 40}));
        EXPECT_FALSE((*reader)->frameAt({base::SourceId(7), 40}));
    }
}

} // namespace
} // namespace mqttscope::test
