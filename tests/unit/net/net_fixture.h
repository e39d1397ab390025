// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/net_stack.h"
#include "tests/unit/net/frame_builder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace mqttscope::net::test {

inline const char* nameOf(TcpEventKind kind) {
    switch (kind) {
    case TcpEventKind::Refused:
        return "refused";
    case TcpEventKind::Fin:
        return "fin";
    case TcpEventKind::Reset:
        return "reset";
    case TcpEventKind::Retransmission:
        return "retransmission";
    case TcpEventKind::ZeroWindow:
        return "zero-window";
    case TcpEventKind::KeepAlive:
        return "keep-alive";
    case TcpEventKind::Gap:
        return "gap";
    }
    return "";
}

inline const char* nameOf(GapCause cause) {
    switch (cause) {
    case GapCause::None:
        return "";
    case GapCause::Acknowledged:
        return " acknowledged";
    case GapCause::TooFarBehind:
        return " too-far-behind";
    case GapCause::StreamEnded:
        return " stream-ended";
    case GapCause::Clipped:
        return " clipped";
    }
    return "";
}

/// Writes down what it is told, one line each: "0> data abc", "0< gap 3 acknowledged". ">" is the initiator's side.
class Recorder : public StreamListener {
public:
    struct Piece {
        base::ByteView bytes;
        Origin origin;
        Origin now;
    };

    std::vector<std::string> lines;
    std::map<std::pair<std::uint32_t, Side>, std::string> streams; ///< bytes; a gap is written as "[n]"
    std::vector<Piece> pieces;
    std::vector<TcpConnection> connections;
    bool keep = true;

    void opened(const TcpConnection& connection, const Origin&) override {
        connections.push_back(connection);
        if (keep)
            lines.push_back(fmt::format("{} open {}>{}{}", connection.id.value, connection.initiator.port,
                                        connection.responder.port, connection.startSeen ? "" : " late"));
    }

    void data(const TcpConnection& connection, Side side, base::ByteView bytes, const Origin& origin,
              const Origin& now) override {
        EXPECT_FALSE(bytes.empty());
        streams[{connection.id.value, side}] += base::asText(bytes);
        if (!keep) return;
        pieces.push_back({bytes, origin, now});
        lines.push_back(fmt::format("{} data {}", head(connection, side), base::asText(bytes)));
    }

    void event(const TcpConnection& connection, const TcpEvent& event, const Origin&) override {
        if (event.kind == TcpEventKind::Gap)
            streams[{connection.id.value, event.side}] += fmt::format("[{}]", event.size);
        if (!keep) return;
        lines.push_back(fmt::format("{} {}{}{}", head(connection, event.side), nameOf(event.kind),
                                    event.size > 0 ? fmt::format(" {}", event.size) : "", nameOf(event.cause)));
    }

    void closed(const TcpConnection& connection) override {
        if (keep) lines.push_back(fmt::format("{} closed", connection.id.value));
    }

private:
    static std::string head(const TcpConnection& connection, Side side) {
        return fmt::format("{}{}", connection.id.value, side == Side::Initiator ? ">" : "<");
    }
};

/// A network of one client and one server, whose frames go through a NetStack one millisecond apart.
class Net {
public:
    static constexpr std::uint32_t kClientIsn = 1000;
    static constexpr std::uint32_t kServerIsn = 5000;

    Recorder recorder;
    NetStack stack;
    std::int64_t time = 1'700'000'000'000'000'000;
    std::uint32_t clientIsn = kClientIsn;
    std::uint32_t serverIsn = kServerIsn;

    explicit Net(const NetOptions& options = {})
        : stack(recorder, options) {}

    /// Feeds one frame. `captured` cuts it, as a snapshot length does.
    void feed(Bytes bytes, std::uint32_t linkType = 1, std::size_t captured = SIZE_MAX) {
        const auto original = static_cast<std::uint32_t>(bytes.size());
        if (captured < bytes.size()) bytes.resize(captured);
        // Exact storage, so that AddressSanitizer sees any read past the end.
        bytes.shrink_to_fit();
        m_frames.push_back(std::move(bytes));
        const auto& frame = m_frames.back();
        stack.frame({base::FrameId(m_nextFrame),
                     {time},
                     linkType,
                     original,
                     frame,
                     base::SourceOffset(base::SourceId(0), m_place)});
        ++m_nextFrame;
        m_place += original;
        time += 1'000'000;
    }

    void send(const Seg& seg, std::size_t captured = SIZE_MAX) {
        const auto identification = seg.identification != 0 ? seg.identification : ++m_identification;
        feed(ethernet(0x0800, ipv4({.fromClient = seg.fromClient, .identification = identification}, tcp(seg))), 1,
             captured);
    }

    void syn() { send({.sequence = clientIsn, .flags = kSyn}); }

    void synAck() {
        send({.fromClient = false, .sequence = serverIsn, .acknowledgment = clientIsn + 1, .flags = kSyn | kAck});
    }

    void handshake() {
        syn();
        synAck();
        client(0, "");
    }

    /// A segment of the client whose first byte is number `at` of its stream, acknowledging `acknowledged` bytes.
    void client(std::uint32_t at, std::string payload, std::uint32_t acknowledged = 0, std::uint16_t flags = kAck) {
        send({.sequence = clientIsn + 1 + at,
              .acknowledgment = serverIsn + 1 + acknowledged,
              .flags = flags,
              .payload = std::move(payload)});
    }

    void server(std::uint32_t at, std::string payload, std::uint32_t acknowledged = 0, std::uint16_t flags = kAck) {
        send({.fromClient = false,
              .sequence = serverIsn + 1 + at,
              .acknowledgment = clientIsn + 1 + acknowledged,
              .flags = flags,
              .payload = std::move(payload)});
    }

    /// A frame that was fed, as far as it was captured.
    const Bytes& frame(base::FrameId id) const { return m_frames.at(id.value); }

    /// What was told since the last call.
    std::vector<std::string> told() { return std::exchange(recorder.lines, {}); }

    std::vector<std::string> finished() {
        stack.finish();
        return told();
    }

    const std::string& clientStream(std::uint32_t connection = 0) {
        return recorder.streams[{connection, Side::Initiator}];
    }

    const std::string& serverStream(std::uint32_t connection = 0) {
        return recorder.streams[{connection, Side::Responder}];
    }

    const NetStatistics& statistics() const { return stack.statistics(); }

private:
    std::deque<Bytes> m_frames;
    std::uint32_t m_nextFrame = 0;
    std::uint64_t m_place = 0;
    std::uint16_t m_identification = 0;
};

using ::testing::ElementsAre;
using ::testing::IsEmpty;

} // namespace mqttscope::net::test
