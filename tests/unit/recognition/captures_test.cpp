// SPDX-License-Identifier: GPL-3.0-or-later
// Recognition by content over real traffic: everything that is MQTT, from its start and from its middle, nothing else.
#include "core/capture/capture_reader.h"
#include "core/mqtt/recognise.h"
#include "core/net/net_stack.h"
#include "tests/support/shared_captures.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace mqttscope::test {
namespace {

using mqtt::StreamEnd;
using Verdict = mqtt::Recognised::Verdict;

/// What one TCP connection of a capture said.
struct Recorded {
    struct Piece {
        StreamEnd from;
        std::vector<std::uint8_t> bytes; ///< empty: a gap
    };

    bool startSeen = false;
    std::array<std::uint16_t, 2> ports{};
    std::vector<Piece> pieces;
};

/// Reads a capture into the pieces of its connections.
class Recording final : private net::StreamListener {
public:
    explicit Recording(const std::string& path) {
        capture::SourceTable sources;
        auto opened = capture::CaptureReader::open(sources, {path}, {});
        if (!opened) return;
        const auto reader = std::move(*opened);
        net::NetStack net(*this);
        capture::Frame frame;
        for (std::uint32_t id = 0;; ++id) {
            const auto step = reader->next(frame);
            if (!step || *step != capture::Step::Frame) break;
            net.frame({.id = base::FrameId(id),
                       .time = frame.time,
                       .linkType = frame.linkType,
                       .originalLength = frame.originalLength,
                       .bytes = sources.view(frame.place, frame.capturedLength),
                       .place = frame.place});
        }
        net.finish();
    }

    std::vector<Recorded> connections;

private:
    void opened(const net::TcpConnection& connection, const net::Origin&) override {
        connections.resize(connection.id.value + std::size_t{1});
        connections.back().startSeen = connection.startSeen;
        connections.back().ports = {connection.initiator.port, connection.responder.port};
    }

    void data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes, const net::Origin&,
              const net::Origin&) override {
        connections[connection.id.value].pieces.push_back({static_cast<StreamEnd>(side), {bytes.begin(), bytes.end()}});
    }

    void event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin&) override {
        if (event.kind != net::TcpEventKind::Gap) return;
        connections[connection.id.value].pieces.push_back({static_cast<StreamEnd>(event.side), {}});
    }

    void closed(const net::TcpConnection&) override {}
};

mqtt::Recognised recognised(const Recorded& connection, bool startSeen, std::size_t from = 0) {
    mqtt::Recogniser recogniser(startSeen);
    for (std::size_t i = from; i < connection.pieces.size(); ++i) {
        const auto& piece = connection.pieces[i];
        piece.bytes.empty() ? recogniser.gap(piece.from) : recogniser.feed(piece.from, piece.bytes);
    }
    return recogniser.result();
}

bool startsWithConnect(const Recorded& connection) {
    return connection.startSeen && recognised(connection, true).verdict == Verdict::Mqtt;
}

TEST(RecognitionOverCaptures, NothingElseIsTakenForMqtt) {
    const auto captures = allSharedCaptures("robust");
    if (captures.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    int connections = 0;
    int tries = 0;
    for (const auto& path : captures) {
        for (const auto& connection : Recording(path.string()).connections) {
            ++connections;
            EXPECT_NE(recognised(connection, true).verdict, Verdict::Mqtt) << path;
            for (std::size_t from = 0; from < connection.pieces.size(); ++from) {
                ++tries;
                EXPECT_NE(recognised(connection, false, from).verdict, Verdict::Mqtt) << path << " from piece " << from;
            }
        }
    }
    RecordProperty("connections", connections);
    RecordProperty("starts", tries);
    EXPECT_GT(connections, 20);
}

TEST(RecognitionOverCaptures, ConnectionsOfOtherPortsAreNotTakenForMqtt) {
    const auto captures = allSharedCaptures();
    if (captures.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    for (const auto& path : captures) {
        if (path.parent_path().filename() == "crafted" || path.string().find("presill") != std::string::npos) continue;
        for (const auto& connection : Recording(path.string()).connections) {
            if (connection.ports[0] == 1883 || connection.ports[1] == 1883 || startsWithConnect(connection)) continue;
            EXPECT_NE(recognised(connection, false).verdict, Verdict::Mqtt)
                << path << " " << connection.ports[0] << "-" << connection.ports[1];
        }
    }
}

TEST(RecognitionOverCaptures, ConnectionsThatStartWithAConnectAreFound) {
    const auto captures = allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    int found = 0;
    for (const auto& path : captures)
        for (const auto& connection : Recording(path.string()).connections)
            if (startsWithConnect(connection)) ++found;
    EXPECT_GT(found, 30);
}

TEST(RecognitionOverCaptures, ConnectionsAreFoundFromTheirMiddle) {
    const auto captures = allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    int found = 0;
    int wrongClient = 0;
    int missed = 0;
    for (const auto& path : captures) {
        for (const auto& connection : Recording(path.string()).connections) {
            if (!startsWithConnect(connection)) continue;
            // From anywhere behind the CONNECT, as long as a few pieces are left.
            for (std::size_t from = 1; from + 4 < connection.pieces.size(); ++from) {
                const auto result = recognised(connection, false, from);
                (result.verdict == Verdict::Mqtt ? found : missed) += 1;
                if (result.client == StreamEnd::Responder) ++wrongClient;
            }
        }
    }
    RecordProperty("found", found);
    RecordProperty("missed", missed);
    EXPECT_EQ(wrongClient, 0);
    // What is missed begins inside a message of many segments and ends soon after it.
    EXPECT_GE(found, 20 * missed) << found << " found, " << missed << " missed";
}

TEST(RecognitionOverCaptures, ConnectionsThatWereCapturedLateAreFound) {
    const auto captures = allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures at " << sharedCaptures();
    int found = 0;
    for (const auto& path : captures) {
        for (const auto& connection : Recording(path.string()).connections) {
            const auto late = !connection.startSeen && connection.pieces.size() > 4;
            const auto mqtt = connection.ports[0] == 1883 || connection.ports[1] == 1883 ||
                              path.string().find("presill") != std::string::npos;
            // One packet of each end, one of them 32 KiB long: less than what is asked for.
            const auto scarce = path.filename() == "mqtt-midstream-split.pcap";
            if (!late || !mqtt || scarce) continue;
            EXPECT_EQ(recognised(connection, false).verdict, Verdict::Mqtt) << path;
            ++found;
        }
    }
    EXPECT_GE(found, 5);
}

} // namespace
} // namespace mqttscope::test
