// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/websocket_transport.h"

#include <fmt/format.h>

#include <utility>

namespace mqttscope::engine {
namespace {

/// Of what a peer says, as much as a person reads.
constexpr std::size_t kMostText = 200;
constexpr std::size_t kLongestName = 32;

base::Direction directionOf(net::Side side, net::Side client) {
    return side == client ? base::Direction::ToServer : base::Direction::ToClient;
}

/// Sub-protocols that a client offers. Long ones are no names: some clients hide a token for the server among them.
std::string shownProtocols(const std::vector<std::string>& protocols) {
    std::string text;
    for (const auto& protocol : protocols) {
        if (text.size() > kMostText) break;
        if (!text.empty()) text += ", ";
        text += protocol.size() > kLongestName ? "…" : protocol;
    }
    return text.empty() ? "no sub-protocol" : text;
}

/// A path without its query, which may hold a signature or a token.
std::string shownTarget(const std::string& target) {
    const auto path = target.substr(0, target.find('?'));
    auto text = path.substr(0, kMostText);
    if (text.size() != target.size()) text += path.size() != target.size() ? "?…" : "…";
    return text;
}

/// Rules of MQTT rather than of WebSocket: they say something only if it is MQTT.
bool isOfMqtt(net::WebSocketProblem problem) {
    return problem == net::WebSocketProblem::TextFrame || problem == net::WebSocketProblem::NotOffered ||
           problem == net::WebSocketProblem::NotSelected;
}

} // namespace

std::optional<base::SourceOffset> WebSocketShared::keep(base::ByteView bytes) {
    if (!m_failure.empty()) return std::nullopt;
    const auto fail = [&](const base::Error& error) {
        m_failure = error.message();
        return std::nullopt;
    };
    if (!m_spool) {
        auto spool = capture::DirectSpool::create("WebSocket", m_directory);
        if (!spool) return fail(spool.error());
        const auto source = m_sources.add(spool->takeSource());
        if (!source) return fail(source.error());
        m_source = *source;
        m_spool.emplace(std::move(*spool));
    }
    const auto offset = m_spool->append(bytes);
    if (!offset) return fail(offset.error());
    return base::SourceOffset(m_source, *offset);
}

void WebSocketTransport::data(net::Side side, base::ByteView bytes, const net::Origin& origin, const net::Origin& now) {
    m_stream.feed(directionOf(side, m_client), bytes);
    drain(side, origin, now);
}

void WebSocketTransport::event(const net::TcpEvent& event, const net::Origin& origin) {
    m_flow.event(event, origin);
    if (event.kind != net::TcpEventKind::Gap) return;
    m_stream.gap(directionOf(event.side, m_client), event.size);
    drain(event.side, origin, origin);
}

void WebSocketTransport::close() {
    tellSought(net::Side::Initiator);
    tellSought(net::Side::Responder);
    if (m_flow.packets() != 0) tellWaiting();
}

void WebSocketTransport::drain(net::Side side, const net::Origin& origin, const net::Origin& now) {
    net::WebSocketOutput output;
    while (m_stream.next(output)) take(output, side, origin, now);
    if (!m_waiting.empty() && m_flow.version() != mqtt::Version::Unknown) tellWaiting();
}

void WebSocketTransport::take(const net::WebSocketOutput& output, net::Side side, const net::Origin& origin,
                              const net::Origin& now) {
    const auto addEvent = [&](store::EventKind kind) { m_flow.addEvent({.kind = kind}, side, origin, now); };
    if (output.kind == net::WebSocketOutput::Kind::Lost) {
        addSought(output, side, origin, now);
    } else if (output.kind != net::WebSocketOutput::Kind::Problem) {
        tellSought(side);
        m_sought[static_cast<std::size_t>(side)].begun = true;
    }
    switch (output.kind) {
    case net::WebSocketOutput::Kind::Request:
        return takeRequest(side, origin, now);
    case net::WebSocketOutput::Kind::Response:
        return takeResponse(side, origin, now);
    case net::WebSocketOutput::Kind::Data:
        return takeData(output, side, origin, now);
    case net::WebSocketOutput::Kind::Ping:
        return addEvent(store::EventKind::WebSocketPing);
    case net::WebSocketOutput::Kind::Pong:
        return addEvent(store::EventKind::WebSocketPong);
    case net::WebSocketOutput::Kind::Close:
        return takeClose(output, side, origin, now);
    case net::WebSocketOutput::Kind::Lost:
        return m_flow.interrupt(side, output.size, origin);
    case net::WebSocketOutput::Kind::Problem:
        return takeProblem(output.problem, side, origin, now);
    }
}

void WebSocketTransport::takeData(const net::WebSocketOutput& output, net::Side side, const net::Origin& origin,
                                  const net::Origin& now) {
    auto at = origin;
    at.offsetInFrame += output.rawOffset;
    auto& header = m_header[static_cast<std::size_t>(side)];
    if (output.beginsFrame) {
        header = {};
        // A header that came in pieces is kept once more, so that it lies together.
        if (!output.headerInPlace) {
            if (const auto place = keep(output.header, side, origin, now)) {
                header = m_flow.derivedHeader(*place, static_cast<std::uint32_t>(output.header.size()), origin);
            }
        }
    }
    base::SourceOffset place;
    if (output.inPlace) {
        // Nothing but the header stands in front of bytes that lie as they were sent.
        place = at.framePlace + at.offsetInFrame + (output.rawSize - output.bytes.size());
    } else if (const auto kept = keep(output.bytes, side, origin, now)) {
        place = *kept;
    } else {
        return m_flow.interrupt(side, output.bytes.size(), origin);
    }
    const auto raw = m_flow.derivedData(side, output.bytes, place, at, output.rawSize, now, header);
    if (output.beginsFrame && output.headerInPlace) header = raw;
}

void WebSocketTransport::takeRequest(net::Side side, const net::Origin& origin, const net::Origin& now) {
    const auto& request = m_stream.request();
    if (!request.upgrade) return;
    const auto text = fmt::format("{} at {}", shownProtocols(request.protocols), shownTarget(request.target));
    m_request = m_flow.addEvent({.kind = store::EventKind::WebSocketOpen, .size = request.size, .text = text}, side,
                                origin, now);
}

void WebSocketTransport::takeResponse(net::Side side, const net::Origin& origin, const net::Origin& now) {
    const auto& response = m_stream.response();
    if (!response.answersUpgrade) return;
    auto text = fmt::format("{} {}", response.status, response.reason.substr(0, kMostText));
    if (response.upgrade) {
        text = response.protocol.empty() ? "no sub-protocol" : response.protocol.substr(0, kMostText);
        if (response.deflate.present) text += ", permessage-deflate";
    }
    m_response = m_flow.addEvent(
        {.kind = store::EventKind::WebSocketOpen, .size = response.size, .why = response.status, .text = text}, side,
        origin, now);
}

void WebSocketTransport::takeClose(const net::WebSocketOutput& output, net::Side side, const net::Origin& origin,
                                   const net::Origin& now) {
    std::string text;
    if (output.code != 0) {
        text = fmt::format("{} {}", output.code, base::asText(output.bytes));
        if (text.ends_with(' ')) text.pop_back();
    }
    m_flow.addEvent({.kind = store::EventKind::WebSocketClose, .why = output.code, .text = text}, side, origin, now);
}

void WebSocketTransport::takeProblem(net::WebSocketProblem problem, net::Side side, const net::Origin& origin,
                                     const net::Origin& now) {
    const auto rule = net::ruleOf(problem);
    auto row = problem == net::WebSocketProblem::NotOffered    ? m_request
               : problem == net::WebSocketProblem::NotSelected ? m_response
                                                               : base::RowId{};
    if (!row.valid()) {
        row = m_flow.addEvent({.kind = store::EventKind::WebSocketProblem, .why = rule.value}, side, origin, now);
    }
    if (isOfMqtt(problem)) {
        m_waiting.push_back({.row = row, .rule = rule});
    } else {
        m_flow.addFinding(row, rule);
    }
}

std::optional<base::SourceOffset> WebSocketTransport::keep(base::ByteView bytes, net::Side side,
                                                           const net::Origin& origin, const net::Origin& now) {
    const auto place = m_shared.keep(bytes);
    if (place || m_notKeptTold) return place;
    m_notKeptTold = true;
    const auto row = m_flow.addEvent(
        {.kind = store::EventKind::WebSocketProblem, .why = net::kWebSocketNotKept.value, .text = m_shared.failure()},
        side, origin, now);
    m_flow.addFinding(row, net::kWebSocketNotKept);
    return place;
}

void WebSocketTransport::addSought(const net::WebSocketOutput& lost, net::Side side, const net::Origin& origin,
                                   const net::Origin& now) {
    using Why = mqtt::SkippedBytes::Why;
    auto& sought = m_sought[static_cast<std::size_t>(side)];
    const auto whySeeking = sought.begun ? Why::AfterGap : Why::LateStart;
    const auto why = lost.seeking ? whySeeking : Why::NoMessage;
    if (sought.why != why) tellSought(side);
    if (sought.size == 0) sought.first = origin;
    sought.why = why;
    sought.size += lost.size;
    sought.last = now;
}

void WebSocketTransport::tellSought(net::Side side) {
    auto& sought = m_sought[static_cast<std::size_t>(side)];
    if (sought.size == 0) return;
    m_flow.addSkipped(side, std::exchange(sought.size, 0), sought.why, sought.first, sought.last);
}

void WebSocketTransport::tellWaiting() {
    for (const auto& finding : m_waiting) m_flow.addMqttFinding(finding.row, finding.rule);
    m_waiting.clear();
}

} // namespace mqttscope::engine
