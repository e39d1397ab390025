// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/websocket.h"
#include "tests/support/websocket_wire.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::test {

/// A WebSocket connection and what it yields: data of each direction joined, everything else as words in order.
class WebSocketRun {
public:
    explicit WebSocketRun(net::WebSocketWorkspace& workspace)
        : m_stream(workspace) {}

    WebSocketRun()
        : WebSocketRun(ownWorkspace()) {}

    /// Each piece holds `pieceSize` bytes; 0: all in one.
    WebSocketRun& feed(base::Direction direction, base::ByteView bytes, std::size_t pieceSize = 0) {
        const auto size = pieceSize == 0 ? std::max<std::size_t>(bytes.size(), 1) : pieceSize;
        for (std::size_t at = 0; at < bytes.size(); at += size) {
            m_piece = bytes.subspan(at, std::min(size, bytes.size() - at));
            m_stream.feed(direction, m_piece);
            drain();
        }
        return *this;
    }

    WebSocketRun& client(base::ByteView bytes, std::size_t pieceSize = 0) {
        return feed(base::Direction::ToServer, bytes, pieceSize);
    }

    WebSocketRun& server(base::ByteView bytes, std::size_t pieceSize = 0) {
        return feed(base::Direction::ToClient, bytes, pieceSize);
    }

    WebSocketRun& gap(base::Direction direction, std::uint64_t size) {
        m_piece = {};
        m_stream.gap(direction, size);
        drain();
        return *this;
    }

    /// The upgrade, with nothing that needs to be told.
    WebSocketRun& upgraded(std::string_view extension = {}) {
        client(websocket::request())
            .server(websocket::accept(
                "Sec-WebSocket-Protocol: mqtt\r\n" +
                (extension.empty() ? std::string() : "Sec-WebSocket-Extensions: " + std::string(extension) + "\r\n")));
        events.clear();
        return *this;
    }

    [[nodiscard]] const net::WebSocketStream& stream() const { return m_stream; }

    std::string toServer; ///< data
    std::string toClient;
    std::string events; ///< the rest, separated by spaces; "!" begins a problem
    std::uint64_t lost = 0;
    std::size_t inPlace = 0; ///< bytes of data that lay in the piece
    std::vector<net::WebSocketOutput> data;
    std::size_t outputs = 0;

private:
    static net::WebSocketWorkspace& ownWorkspace() {
        static net::WebSocketWorkspace workspace;
        return workspace;
    }

    void say(const std::string& word) { events += (events.empty() ? "" : " ") + word; }

    void drain() {
        net::WebSocketOutput output;
        while (m_stream.next(output)) take(output);
    }

    void take(const net::WebSocketOutput& output) {
        using Kind = net::WebSocketOutput::Kind;
        ++outputs;
        switch (output.kind) {
        case Kind::Request:
            return say("request:" + m_stream.request().target);
        case Kind::Response:
            return say(fmt::format("response:{}", m_stream.response().status));
        case Kind::Data: {
            auto& to = output.direction == base::Direction::ToServer ? toServer : toClient;
            to += base::asText(output.bytes);
            if (output.inPlace) inPlace += output.bytes.size();
            if (std::uint64_t{output.rawOffset} + output.rawSize > m_piece.size()) say("beyond-the-piece");
            if (data.size() < 1000) data.push_back(output);
            return;
        }
        case Kind::Ping:
            return say("ping");
        case Kind::Pong:
            return say("pong");
        case Kind::Close:
            return say(fmt::format("close:{}:{}", output.code, base::asText(output.bytes)));
        case Kind::Lost:
            lost += output.size;
            return;
        case Kind::Problem:
            return say(fmt::format("!{}", net::ruleOf(output.problem).value));
        }
    }

    net::WebSocketStream m_stream;
    base::ByteView m_piece;
};

} // namespace mqttscope::test
