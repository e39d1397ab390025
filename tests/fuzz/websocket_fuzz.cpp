// SPDX-License-Identifier: GPL-3.0-or-later
// Two streams of bytes as a WebSocket connection, with gaps, in any pieces. What is given lies in the piece or was made
// from it, nothing is given twice, and as long as nothing is missing the pieces do not matter.
#include "core/net/websocket.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

namespace {

using namespace mqttscope;

void require(bool holds) {
    if (!holds) std::abort();
}

/// What a connection yields.
struct Yield {
    std::string data[2];
    std::size_t controls = 0;
    std::size_t heads = 0;
    bool sought = false; ///< something was lost: where frames begin may depend on the pieces from then on
};

class Run {
public:
    explicit Run(Yield& yield)
        : m_stream(m_workspace)
        , m_yield(yield) {}

    void feed(base::Direction direction, base::ByteView piece) {
        m_piece = piece;
        m_stream.feed(direction, piece);
        drain(direction, piece.size());
    }

    void gap(base::Direction direction, std::uint64_t size) {
        m_piece = {};
        m_stream.gap(direction, size);
        drain(direction, 0);
        m_yield.sought = true;
    }

private:
    void drain(base::Direction direction, std::size_t size) {
        using Kind = net::WebSocketOutput::Kind;
        net::WebSocketOutput output;
        std::size_t given = 0;
        m_fed += size;
        while (m_stream.next(output)) {
            switch (output.kind) {
            case Kind::Data:
                require(output.direction == direction);
                require(std::uint64_t{output.rawOffset} + output.rawSize <= size);
                require(!output.headerInPlace || output.beginsFrame);
                require(!output.headerInPlace || net::readWebSocketHeader(m_piece.subspan(output.rawOffset)).size != 0);
                require(output.header.empty() || net::readWebSocketHeader(output.header).size == output.header.size());
                if (output.inPlace) {
                    require(output.bytes.data() >= m_piece.data());
                    require(output.bytes.data() + output.bytes.size() <= m_piece.data() + m_piece.size());
                    given += output.bytes.size();
                }
                m_yield.data[static_cast<std::size_t>(direction)] += base::asText(output.bytes);
                break;
            case Kind::Lost:
                m_yield.sought = true;
                m_lost += output.size;
                break;
            case Kind::Request:
            case Kind::Response:
                ++m_yield.heads;
                break;
            case Kind::Ping:
            case Kind::Pong:
            case Kind::Close:
                ++m_yield.controls;
                break;
            case Kind::Problem:
                require(net::webSocketRule(net::ruleOf(output.problem)).id.valid());
                if (output.problem == net::WebSocketProblem::BadLength) m_yield.sought = true;
                if (output.problem == net::WebSocketProblem::BadHead) m_yield.sought = true;
                break;
            }
        }
        // A header that came in pieces is lost with its last one.
        require(given <= size && m_lost <= m_fed);
    }

    net::WebSocketWorkspace m_workspace;
    net::WebSocketStream m_stream;
    base::ByteView m_piece;
    std::uint64_t m_fed = 0;
    std::uint64_t m_lost = 0;
    Yield& m_yield;
};

/// Each step: a byte of two flags (direction, gap) and a size, two bytes of a size, then the bytes.
void play(base::ByteView script, std::size_t pieceSize, Yield& yield) {
    Run run(yield);
    while (script.size() >= 3) {
        const auto direction = (script[0] & 1) != 0 ? base::Direction::ToClient : base::Direction::ToServer;
        const bool gap = (script[0] & 2) != 0;
        const std::size_t wanted = std::size_t{script[1]} << 8 | script[2];
        script = script.subspan(3);
        if (gap) {
            run.gap(direction, wanted);
            continue;
        }
        auto bytes = script.first(std::min(wanted, script.size()));
        script = script.subspan(bytes.size());
        while (!bytes.empty()) {
            const auto size = pieceSize == 0 ? bytes.size() : std::min(pieceSize, bytes.size());
            run.feed(direction, bytes.first(size));
            bytes = bytes.subspan(size);
        }
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const base::ByteView script(data, size);
    Yield whole;
    play(script, 0, whole);
    for (const std::size_t pieceSize : {1U, 7U}) {
        Yield pieces;
        play(script, pieceSize, pieces);
        // From the middle, too, the pieces decide what is taken for a boundary.
        if (whole.sought || pieces.sought || whole.heads < 2) continue;
        require(std::ranges::equal(whole.data, pieces.data));
        require(whole.controls == pieces.controls && whole.heads == pieces.heads);
    }
    return 0;
}
