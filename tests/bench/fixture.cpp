// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/fixture.h"

#include "core/net/net_stack.h"
#include "tests/bench/framing.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace mqttscope::bench {
namespace {

/// Keeps what net delivers.
class Pieces final : public net::StreamListener {
public:
    explicit Pieces(std::vector<Piece>& pieces)
        : m_pieces(pieces) {}

    void opened(const net::TcpConnection&, const net::Origin&) override {}

    void data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes, const net::Origin&,
              const net::Origin&) override {
        m_pieces.push_back({connection.id.value * 2 + (side == net::Side::Responder ? 1 : 0), bytes});
    }

    void event(const net::TcpConnection&, const net::TcpEvent&, const net::Origin&) override {}

    void closed(const net::TcpConnection&) override {}

private:
    std::vector<Piece>& m_pieces;
};

} // namespace

Fixture::Fixture(std::string name, std::filesystem::path path)
    : m_name(std::move(name))
    , m_path(std::move(path)) {
    readFrames();
    readPieces();
    readPackets();
}

base::ByteView Fixture::file() const {
    const auto& source = m_sources[base::SourceId(0)];
    return {source.data(), source.size()};
}

base::ByteView Fixture::bytesOf(const capture::Frame& frame) const {
    return m_sources.view(frame.place, frame.capturedLength);
}

void Fixture::readFrames() {
    const auto reader = capture::CaptureReader::open(m_sources, {m_path.string()}, {});
    if (!reader) throw std::runtime_error(reader.error().message());
    capture::Frame frame;
    for (auto step = (*reader)->next(frame); step && *step == capture::Step::Frame; step = (*reader)->next(frame)) {
        m_frames.push_back(frame);
    }
}

void Fixture::readPieces() {
    Pieces listener(m_pieces);
    net::NetStack net(listener);
    for (const auto& frame : m_frames) net.frame(frameView(frame, bytesOf(frame)));
    net.finish();
    for (const auto& piece : m_pieces) m_streams = std::max(m_streams, (piece.stream | 1U) + 1);
}

void Fixture::readPackets() {
    Framing framing(m_streams);
    for (const auto& piece : m_pieces) {
        framing.feed(piece, [&](const mqtt::FramedPacket& packet, mqtt::Version version) {
            ++m_packetCount;
            const auto* end = piece.bytes.data() + piece.bytes.size();
            const bool lies = packet.head.data() >= piece.bytes.data() && packet.head.data() < end;
            if (lies && m_packets.size() < kMostPackets) m_packets.push_back({packet.head, packet.length, version});
        });
    }
}

} // namespace mqttscope::bench
