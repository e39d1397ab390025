// SPDX-License-Identifier: GPL-3.0-or-later
// From the first byte of a WebSocket connection to its frames; websocket_messages.cpp goes on from there.
#include "core/net/websocket.h"

#include <algorithm>
#include <string_view>

namespace mqttscope::net {
namespace {

constexpr std::size_t kMostWaiting = 16;
constexpr std::uint16_t kSwitching = 101;

bool beginsHead(base::ByteView bytes, base::Direction direction) {
    const std::string_view word = direction == base::Direction::ToServer ? "GET /" : "HTTP/1.";
    return base::asText(bytes).starts_with(word);
}

} // namespace

WebSocketStream::WebSocketStream(WebSocketWorkspace& workspace)
    : m_workspace(workspace)
    , m_lanes{Lane(workspace.inflate), Lane(workspace.inflate)} {}

void WebSocketStream::feed(base::Direction direction, base::ByteView piece) {
    m_direction = direction;
    m_piece = piece;
    m_at = 0;
    lane(direction).headerHere = false;
}

void WebSocketStream::gap(base::Direction direction, std::uint64_t size) {
    feed(direction, {});
    auto& lane = this->lane(direction);
    // Inside of a payload the next boundary stays known.
    if (lane.phase != Phase::Frames || !lane.inPayload || size > lane.left) return beginSeeking(lane);
    lane.left -= size;
    lane.done += size;
    if (lane.frame.isControl()) {
        lane.controlWhole = false;
    } else if (lane.compressed) {
        loseMessage(lane);
    }
    if (lane.left == 0) endFrame(lane);
}

bool WebSocketStream::next(WebSocketOutput& output) {
    auto& lane = this->lane(m_direction);
    for (;;) {
        if (m_given < m_found.size()) {
            output = m_found[m_given++];
            return true;
        }
        m_found.clear();
        m_given = 0;
        if (lane.expanding) {
            expand(lane);
        } else if (m_at < m_piece.size()) {
            step(lane);
        } else {
            return false;
        }
    }
}

void WebSocketStream::step(Lane& lane) {
    switch (lane.phase) {
    case Phase::Start:
        return start(lane);
    case Phase::Head:
        return readHead(lane);
    case Phase::Body: {
        auto bytes = rest();
        const bool done = lane.body.skip(bytes);
        m_at = m_piece.size() - bytes.size();
        if (done) lane.phase = Phase::Start;
        if (lane.body.broken()) beginSeeking(lane);
        return;
    }
    case Phase::Frames:
        return lane.inPayload ? readPayload(lane) : readHeader(lane);
    case Phase::Seeking:
        return seek(lane);
    }
}

void WebSocketStream::start(Lane& lane) {
    const auto first = m_piece[m_at];
    if (beginsHttp(first) || first == '\r' || first == '\n') {
        lane.phase = Phase::Head;
    } else if (lane.upgraded) {
        lane.phase = Phase::Frames;
        lane.trust = kTrusted;
    } else {
        beginSeeking(lane);
    }
}

void WebSocketStream::readHead(Lane& lane) {
    auto bytes = rest();
    const auto state = lane.head.feed(bytes);
    m_at = m_piece.size() - bytes.size();
    switch (state) {
    case HttpHead::State::NeedMore:
        return;
    case HttpHead::State::TooLong:
        tell(m_direction, WebSocketProblem::BadHead);
        lane.head.clear();
        return beginSeeking(lane);
    case HttpHead::State::Whole:
        m_direction == base::Direction::ToServer ? takeRequest(lane) : takeResponse(lane);
        return lane.head.clear();
    }
}

void WebSocketStream::takeRequest(Lane& lane) {
    m_request = readWebSocketRequest(lane.head.text());
    if (!m_request.valid) {
        tell(m_direction, WebSocketProblem::BadHead);
        return beginSeeking(lane);
    }
    m_found.push_back({.kind = WebSocketOutput::Kind::Request, .direction = m_direction});
    if (m_waiting.size() == kMostWaiting) m_waiting.erase(m_waiting.begin());
    m_waiting.push_back({.upgrade = m_request.upgrade,
                         .headOnly = m_request.headOnly,
                         .mqtt = std::ranges::any_of(m_request.protocols, isMqttProtocol)});
    lane.upgraded = m_request.upgrade;
    lane.body = HttpBody(m_request.upgrade ? HttpFraming{} : m_request.framing);
    lane.phase = m_request.upgrade || m_request.framing.kind == HttpFraming::Kind::None ? Phase::Start : Phase::Body;
}

void WebSocketStream::takeResponse(Lane& lane) {
    m_response = readWebSocketResponse(lane.head.text());
    if (!m_response.valid) {
        tell(m_direction, WebSocketProblem::BadHead);
        return beginSeeking(lane);
    }
    m_found.push_back({.kind = WebSocketOutput::Kind::Response, .direction = m_direction});
    lane.phase = Phase::Start;
    // Interim answers announce the true one (RFC 9110 §15.2).
    if (m_response.status < 200 && m_response.status != kSwitching) return;
    HttpExchange exchange;
    const bool known = !m_waiting.empty();
    if (known) {
        exchange = m_waiting.front();
        m_waiting.erase(m_waiting.begin());
    }
    m_response.answersUpgrade = known ? exchange.upgrade : m_response.status == kSwitching;
    auto& client = this->lane(base::Direction::ToServer);
    if (m_response.status == kSwitching) {
        m_extension = m_response.deflate.present ? WebSocketExtension::Deflate : WebSocketExtension::None;
        lane.phase = Phase::Frames;
        lane.trust = kTrusted;
        client.upgraded = true;
        if (known) checkUpgrade(exchange);
        return;
    }
    if (exchange.upgrade && client.phase == Phase::Start) client.upgraded = false;
    const auto framing = exchange.headOnly ? HttpFraming{} : m_response.framing;
    lane.body = HttpBody(framing);
    const bool empty =
        framing.kind == HttpFraming::Kind::None || (framing.kind == HttpFraming::Kind::Length && framing.length == 0);
    if (!empty) lane.phase = Phase::Body;
}

void WebSocketStream::checkUpgrade(const HttpExchange& exchange) {
    if (!exchange.mqtt) {
        tell(base::Direction::ToServer, WebSocketProblem::NotOffered);
    } else if (!isMqttProtocol(m_response.protocol)) {
        tell(base::Direction::ToClient, WebSocketProblem::NotSelected);
    }
}

void WebSocketStream::beginSeeking(Lane& lane) {
    lane.phase = Phase::Seeking;
    lane.trust = 0;
    lane.gathered = 0;
    lane.inPayload = false;
    lane.messageOpen = false;
    lane.compressed = false;
    loseContext(lane);
}

void WebSocketStream::seek(Lane& lane) {
    const auto bytes = rest();
    const bool atStart = m_at == 0;
    if (atStart && beginsHead(bytes, m_direction)) {
        lane.phase = Phase::Head;
        return;
    }
    const bool masked = m_direction == base::Direction::ToServer;
    std::size_t at = 0;
    while (at < bytes.size() && !beginsWebSocketFrames(bytes.subspan(at), masked, mayCompress(), atStart && at == 0)) {
        ++at;
    }
    if (at != 0) lose(at, true);
    m_at += at;
    if (m_at < m_piece.size()) lane.phase = Phase::Frames;
}

bool WebSocketStream::noTakeover() const {
    if (m_extension != WebSocketExtension::Deflate) return false;
    const bool toServer = m_direction == base::Direction::ToServer;
    return toServer ? m_response.deflate.clientNoTakeover : m_response.deflate.serverNoTakeover;
}

void WebSocketStream::lose(std::uint64_t size, bool seeking) {
    m_found.push_back(
        {.kind = WebSocketOutput::Kind::Lost, .direction = m_direction, .size = size, .seeking = seeking});
}

void WebSocketStream::tell(base::Direction direction, WebSocketProblem problem) {
    auto& told = lane(direction).told;
    const auto bit = static_cast<std::uint16_t>(1U << static_cast<unsigned>(problem));
    if ((told & bit) != 0) return;
    told |= bit;
    m_found.push_back({.kind = WebSocketOutput::Kind::Problem, .direction = direction, .problem = problem});
}

} // namespace mqttscope::net
