// SPDX-License-Identifier: GPL-3.0-or-later
// Captures made by others, against tshark: which tcp.stream each frame belongs to, and the bytes of each stream.
#include "core/net/dissect.h"
#include "core/net/fields.h"
#include "tests/support/shared_captures.h"
#include "tests/unit/net/capture_file.h"
#include "tests/unit/net/net_fixture.h"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <sstream>

namespace mqttscope::net::test {
namespace {

struct PipeCloser {
    void operator()(FILE* pipe) const { ::pclose(pipe); }
};

std::string outputOf(const std::string& command) {
    const std::unique_ptr<FILE, PipeCloser> pipe(::popen(command.c_str(), "r"));
    std::string output;
    std::array<char, 4096> buffer{};
    while (const auto count = std::fread(buffer.data(), 1, buffer.size(), pipe.get()))
        output.append(buffer.data(), count);
    return output;
}

bool haveTshark() {
    return std::system("tshark --version >/dev/null 2>&1") == 0;
}

std::string tshark(const std::filesystem::path& file, const std::string& options) {
    // 2>/dev/null: tshark warns about running as root.
    return outputOf("tshark -n -o tcp.reassemble_out_of_order:TRUE -r '" + file.string() + "' " + options +
                    " 2>/dev/null");
}

/// Remembers which connection the frame that is being fed belongs to.
class Streams : public Recorder {
public:
    std::map<std::pair<std::uint32_t, Side>, std::string> bytes; ///< without marks for gaps
    std::map<std::uint32_t, std::uint32_t> ofFrame;              ///< frame number as in Wireshark → tcp.stream

    void data(const TcpConnection& connection, Side side, base::ByteView captured, const Origin& origin,
              const Origin& now) override {
        ofFrame[origin.frame.value + 1] = connection.id.value;
        bytes[{connection.id.value, side}] += base::asText(captured);
        Recorder::data(connection, side, captured, origin, now);
    }

    void opened(const TcpConnection& connection, const Origin& origin) override {
        ofFrame[origin.frame.value + 1] = connection.id.value;
        Recorder::opened(connection, origin);
    }

    void event(const TcpConnection& connection, const TcpEvent& event, const Origin& origin) override {
        const bool ofThisFrame = event.kind != TcpEventKind::Gap;
        if (ofThisFrame) ofFrame[origin.frame.value + 1] = connection.id.value;
        Recorder::event(connection, event, origin);
    }
};

class SharedCapture : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    Streams m_streams;
    std::vector<CapturedFrame> m_frames;
    NetStatistics m_statistics;

    void SetUp() override {
        if (GetParam().empty()) GTEST_SKIP() << "no captures in " << sharedCaptures();
        if (!haveTshark()) GTEST_SKIP() << "tshark is not installed";
        m_frames = CaptureFile::read(GetParam());
        NetStack stack(m_streams);
        std::uint32_t number = 0;
        for (const auto& frame : m_frames) {
            stack.frame(viewOf(frame, number));
            ++number;
        }
        stack.finish();
        m_statistics = stack.statistics();
    }

    static std::filesystem::path sharedCaptures() { return mqttscope::test::sharedCaptures(); }

    static FrameView viewOf(const CapturedFrame& frame, std::uint32_t number) {
        return {base::FrameId(number), {frame.time}, frame.linkType, frame.originalLength, frame.bytes, {}};
    }

    [[nodiscard]] std::string name() const { return GetParam().filename().string(); }
};

TEST_P(SharedCapture, EveryFrameIsOfTheTcpStreamThatWiresharkSays) {
    std::istringstream lines(tshark(GetParam(), "-Y tcp -T fields -e frame.number -e tcp.stream"));
    std::map<std::uint32_t, std::uint32_t> expected;
    std::uint32_t count = 0;
    for (std::uint32_t frame = 0, stream = 0; lines >> frame >> stream;) {
        expected[frame] = stream;
        count = std::max(count, stream + 1);
    }
    for (const auto& [frame, stream] : m_streams.ofFrame) {
        // A fragment belongs to the stream of its datagram; tshark tells so for the last one only.
        if (!expected.contains(frame)) continue;
        EXPECT_EQ(stream, expected[frame]) << "frame " << frame;
    }
    EXPECT_EQ(m_streams.connections.size(), count);
}

/// What "-z follow,tcp,raw" prints, as bytes of each side and without tshark's words about missing bytes. Lines of the
/// second side are indented.
std::array<std::string, 2> follow(const std::filesystem::path& file, std::uint32_t stream) {
    std::istringstream lines(tshark(file, fmt::format("-q -z follow,tcp,raw,{}", stream)));
    std::array<std::string, 2> sides;
    for (std::string line; std::getline(lines, line);) {
        const bool second = line.starts_with('\t');
        const auto hex = second ? line.substr(1) : line;
        if (hex.empty() || hex.size() % 2 != 0 || hex.find_first_not_of("0123456789abcdef") != std::string::npos)
            continue;
        std::string bytes;
        for (std::size_t i = 0; i < hex.size(); i += 2)
            bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
        if (bytes.starts_with('[') && bytes.find(" bytes missing in capture file]") != std::string::npos) continue;
        sides[second ? 1 : 0] += bytes;
    }
    return sides;
}

/// Where tshark and we hand over different bytes, and why. Gaps are not compared: tshark knows fewer of them.
const std::map<std::string, std::string> kDifferences = {
    {"tcp-rst-with-data.pcap", "tshark follows the text of a RST as data; RFC 1122 §4.2.2.12 says it is none"},
    {"reassembly.pcap", "overlapping segments hold different bytes: tshark takes those of the segment that fills the "
                        "hole, we take those that were captured first"},
    {"unidirectional_tcp_stream_with_missing_packet.pcap",
     "tshark stops at a hole that nobody acknowledged; we go on behind it"},
};

TEST_P(SharedCapture, TheStreamsAreThoseOfTshark) {
    // Each stream costs a run of tshark.
    constexpr int kMostStreams = 12;
    int compared = 0;
    bool same = true;
    for (const auto& connection : m_streams.connections) {
        const auto stream = connection.id.value;
        const auto& first = m_streams.bytes[{stream, Side::Initiator}];
        const auto& second = m_streams.bytes[{stream, Side::Responder}];
        if (first.empty() && second.empty()) continue;
        if (++compared > kMostStreams) break;
        const auto sides = follow(GetParam(), stream);
        const bool equal = (sides[0] == first && sides[1] == second) || (sides[0] == second && sides[1] == first);
        same = same && equal;
        EXPECT_TRUE(equal || kDifferences.contains(name()))
            << "stream " << stream << ": " << first.size() << "/" << second.size() << " bytes, tshark "
            << sides[0].size() << "/" << sides[1].size();
    }
    EXPECT_TRUE(!same || !kDifferences.contains(name())) << "listed as different, but it is not";
}

/// Frames whose IP length is more than the frame holds: tshark counts what is there, we what was sent.
const std::set<std::string> kLengthsOfCutFrames = {"reassembly.pcap"};

TEST_P(SharedCapture, FieldsHoldTheValuesOfTshark) {
    static const std::vector<std::string> kKeys = {"frame.len",
                                                   "frame.cap_len",
                                                   "eth.type",
                                                   "vlan.id",
                                                   "ip.len",
                                                   "ip.id",
                                                   "ip.ttl",
                                                   "ip.proto",
                                                   "ipv6.plen",
                                                   "ipv6.hlim",
                                                   "tcp.srcport",
                                                   "tcp.dstport",
                                                   "tcp.seq_raw",
                                                   "tcp.ack_raw",
                                                   "tcp.hdr_len",
                                                   "tcp.flags",
                                                   "tcp.len",
                                                   "tcp.checksum",
                                                   "tcp.window_size_value",
                                                   "tcp.options.mss_val",
                                                   "tcp.options.wscale.shift",
                                                   "tcp.options.timestamp.tsval"};
    std::string options = "-Y tcp -T fields -E occurrence=f -e frame.number";
    for (const auto& key : kKeys) options += " -e " + key;
    std::istringstream lines(tshark(GetParam(), options));
    for (std::string line; std::getline(lines, line);) {
        std::istringstream cells(line);
        std::string cell;
        std::getline(cells, cell, '\t');
        const auto number = static_cast<std::uint32_t>(std::stoul(cell));
        base::FieldTree tree;
        dissect(viewOf(m_frames.at(number - 1), number - 1), tree);
        for (const auto& key : kKeys) {
            std::getline(cells, cell, '\t');
            if (cell.empty() || (key == "tcp.len" && kLengthsOfCutFrames.contains(name()))) continue;
            for (const auto& node : tree.nodes) {
                if (fields()[node.field.value - base::kNetFields].key != key) continue;
                EXPECT_EQ(node.number, std::stoull(cell, nullptr, 0)) << "frame " << number << " " << key;
                break;
            }
        }
    }
}

std::vector<std::filesystem::path> captures() {
    auto found = mqttscope::test::allSharedCaptures();
    if (found.empty()) found.emplace_back();
    return found;
}

std::string nameOf(const ::testing::TestParamInfo<std::filesystem::path>& parameter) {
    auto name = parameter.param.empty()
                    ? "none"
                    : parameter.param.parent_path().filename().string() + "_" + parameter.param.stem().string();
    for (auto& c : name)
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
    return name;
}

INSTANTIATE_TEST_SUITE_P(Files, SharedCapture, ::testing::ValuesIn(captures()), nameOf);

} // namespace
} // namespace mqttscope::net::test
