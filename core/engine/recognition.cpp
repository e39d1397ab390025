// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/recognition.h"

#include "core/engine/first_bytes.h"

namespace mqttscope::engine {
namespace {

constexpr std::uint32_t kMostBytes = 16 * 1024;
constexpr std::uint32_t kMostPieces = 64;
constexpr std::uint32_t kMostEvents = 64;
constexpr std::uint32_t kTinyPieces = 1'024; // bytes for which pieces do not count, however small they are

mqtt::StreamEnd streamEnd(net::Side side) {
    return side == net::Side::Initiator ? mqtt::StreamEnd::Initiator : mqtt::StreamEnd::Responder;
}

net::Side sideOf(mqtt::StreamEnd end) {
    return end == mqtt::StreamEnd::Initiator ? net::Side::Initiator : net::Side::Responder;
}

} // namespace

void Recognition::End::add(base::ByteView bytes, bool gather) {
    if (size == 0) {
        first = bytes;
    } else if (gather) {
        if (gathered.empty()) gathered.assign(first.begin(), first.end());
        gathered.insert(gathered.end(), bytes.begin(), bytes.end());
    }
    size += static_cast<std::uint32_t>(bytes.size());
    ++pieces;
}

Recognition::Kept& Recognition::kept() {
    if (!m_kept) m_kept = std::make_unique<Kept>();
    return *m_kept;
}

void Recognition::data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes,
                       const net::Origin& origin, const net::Origin& now) {
    if (m_isHttp && !m_kept && !asksAgain(side, bytes)) return;
    auto& all = kept();
    auto& end = all.end(side);
    all.items.push_back({.bytes = bytes, .origin = origin, .now = now, .event = {.side = side}, .isData = true});
    end.add(bytes, all.recogniser == nullptr);
    if (all.recogniser) {
        feedRecognisers(connection, side, bytes);
    } else {
        look(connection, side);
    }
    if (m_kept) keepBounds(end);
}

void Recognition::event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin& origin) {
    if (m_isHttp && !m_kept) return;
    auto& all = kept();
    const bool gap = event.kind == net::TcpEventKind::Gap;
    // Keep-alives may go on for days; what they told is not worth more.
    if (!gap && ++all.events > kMostEvents) return;
    all.items.push_back({.origin = origin, .event = event});
    if (!gap) return;
    auto& end = all.end(event.side);
    end.gapSeen = true;
    ++end.pieces;
    if (m_suspicion != Suspicion::Any) return decideByPort();
    if (all.recogniser) {
        all.webSocket->gap(streamEnd(event.side));
        take(connection, all.recogniser->gap(streamEnd(event.side)));
    } else if (end.size != 0) {
        recognise(connection); // what it began with cannot be completed any more
    }
    keepBounds(end);
}

void Recognition::letGo(base::FrameId firstKept) {
    if (!m_kept) return;
    for (auto& item : m_kept->items) {
        if (item.origin.framePlace.isNone() || item.origin.frame.value >= firstKept.value) continue;
        item.origin.framePlace = base::SourceOffset::none();
        if (!item.isData) continue;
        auto& end = m_kept->end(item.event.side);
        const base::ByteView copy(m_kept->copies.emplace_back(item.bytes.begin(), item.bytes.end()));
        if (end.first.data() == item.bytes.data()) end.first = copy;
        item.bytes = copy;
        // A path in a PROXY header lies in the bytes as they came.
        if (m_kept->proxy) m_kept->proxy->unixSource = m_kept->proxy->unixDestination = {};
    }
}

/// Of a connection that speaks HTTP, only another request of its client matters.
bool Recognition::asksAgain(net::Side side, base::ByteView bytes) const {
    return side == m_decidedBy && base::asText(bytes).starts_with("GET ");
}

/// What its own first bytes say about the stream of one end.
void Recognition::look(const net::TcpConnection& connection, net::Side side) {
    auto& all = *m_kept;
    m_decidedBy = side;
    auto bytes = all.end(side).beginning();
    if (!all.proxy) {
        const auto header = net::readProxyHeader(bytes);
        if (header.state == net::ProxyHeader::State::NeedMore) return;
        if (header.state == net::ProxyHeader::State::Whole) {
            all.proxy = header;
            all.proxySide = side;
        }
    }
    if (all.proxy && all.proxySide == side) bytes = bytes.subspan(all.proxy->size);
    const bool byPort = m_suspicion != Suspicion::Any;
    const bool atStart = connection.startSeen && !all.end(side).gapSeen && side == net::Side::Initiator;
    switch (readFirstBytes(bytes, atStart)) {
    case FirstBytes::NeedMore:
        return;
    case FirstBytes::Tls:
        return decide(Verdict::Tls);
    case FirstBytes::MqttWebSocket:
        return decide(Verdict::WebSocket, {side, true});
    case FirstBytes::PlainWebSocket: {
        if (byPort) return decide(Verdict::WebSocket, {side, true});
        const auto after = readAfterRequest(bytes);
        if (after == AfterRequest::Mqtt) decide(Verdict::WebSocket, {side, true});
        if (after == AfterRequest::Other) decide(Verdict::NotMqtt);
        return;
    }
    case FirstBytes::MqttWebSocketAnswer:
        return decide(Verdict::WebSocket, {opposite(side), true});
    case FirstBytes::Http:
        if (byPort) return decideByPort();
        // A later request on the same connection may ask for WebSocket (RFC 9112 §9.3).
        m_isHttp = true;
        m_decidedBy = side;
        m_kept.reset();
        return;
    case FirstBytes::Other:
        return lookAtContent(connection, side, bytes);
    }
}

void Recognition::lookAtContent(const net::TcpConnection& connection, net::Side side, base::ByteView bytes) {
    if (m_suspicion != Suspicion::Any) return decideByPort();
    if (!connection.startSeen || m_kept->end(net::Side::Initiator).gapSeen) return recognise(connection);
    // The client speaks first (MQTT-3.1.0-1), but its bytes may be captured after the server's.
    if (side == net::Side::Responder) return;
    switch (mqtt::streamStart(bytes)) {
    case mqtt::StreamStart::NeedMore:
        return;
    case mqtt::StreamStart::Connect:
        return decide(Verdict::Mqtt, {net::Side::Initiator, true});
    case mqtt::StreamStart::No:
        return decide(Verdict::NotMqtt);
    }
}

/// The start is missing: patterns from the middle of a stream must speak for MQTT.
void Recognition::recognise(const net::TcpConnection& connection) {
    auto& all = *m_kept;
    all.recogniser = std::make_unique<mqtt::Recogniser>(false);
    all.webSocket = std::make_unique<WebSocketRecogniser>();
    for (auto& end : all.ends) end.gathered = {};
    auto header = all.proxy ? all.proxy->size : 0U;
    for (const auto& item : all.items) {
        const auto end = streamEnd(item.event.side);
        if (item.isData) {
            const bool proxied = header != 0 && item.event.side == all.proxySide;
            const auto used = proxied ? std::min<std::size_t>(header, item.bytes.size()) : 0;
            header -= static_cast<std::uint32_t>(used);
            if (used < item.bytes.size()) feedRecognisers(connection, item.event.side, item.bytes.subspan(used));
        } else if (item.event.kind == net::TcpEventKind::Gap) {
            all.webSocket->gap(end);
            take(connection, all.recogniser->gap(end));
        }
        if (m_verdict != Verdict::Undecided) return;
    }
}

void Recognition::feedRecognisers(const net::TcpConnection& connection, net::Side side, base::ByteView bytes) {
    const auto end = streamEnd(side);
    if (m_kept->webSocket->feed(end, bytes))
        return decide(Verdict::WebSocket, {sideOf(*m_kept->webSocket->client()), true});
    take(connection, m_kept->recogniser->feed(end, bytes));
}

void Recognition::take(const net::TcpConnection& connection, const mqtt::Recognised& recognised) {
    switch (recognised.verdict) {
    case mqtt::Recognised::Verdict::NeedMore:
        return;
    case mqtt::Recognised::Verdict::No:
        if (!m_kept->webSocket->isPromising()) decide(Verdict::NotMqtt);
        return;
    case mqtt::Recognised::Verdict::Mqtt:
        break;
    }
    // The client opens the connection (MQTT 5.0 §4.2): the handshake knows best.
    if (connection.startSeen) return decide(Verdict::Mqtt, {net::Side::Initiator, true});
    if (recognised.client) return decide(Verdict::Mqtt, {sideOf(*recognised.client), true});
    // Systems give their clients high port numbers (RFC 6335 §6).
    const bool initiator = connection.initiator.port >= connection.responder.port;
    decide(Verdict::Mqtt, {initiator ? net::Side::Initiator : net::Side::Responder, false});
}

void Recognition::keepBounds(const End& end) {
    if (m_verdict != Verdict::Undecided) return;
    if (end.size <= kMostBytes && end.pieces < kMostPieces + std::min(end.size, kTinyPieces)) return;
    decideByPort();
}

void Recognition::decideByPort() {
    switch (m_suspicion) {
    case Suspicion::Port:
        return decide(Verdict::Mqtt);
    case Suspicion::WebSocketPort:
        return decide(Verdict::WebSocket);
    case Suspicion::Any:
        return decide(Verdict::NotMqtt);
    }
}

void Recognition::decide(Verdict verdict, ClientEnd client) {
    m_verdict = verdict;
    m_client = client;
}

} // namespace mqttscope::engine
