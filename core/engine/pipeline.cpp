// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/pipeline.h"

#include "core/session/rules.h"

#include <algorithm>
#include <optional>

namespace mqttscope::engine {
namespace {

/// Which end is the client, if a port says that this is MQTT at all.
std::optional<ClientEnd> clientByPort(const net::TcpConnection& connection, const PortSet& ports) {
    const bool responder = ports.contains(connection.responder.port);
    const bool initiator = ports.contains(connection.initiator.port);
    if (!responder && !initiator) return std::nullopt;
    // Who opened the connection is the client (MQTT 5.0 §4.2). Without a handshake the known port is the server's;
    // where both are known ones, nobody can tell.
    const bool clientIsInitiator = connection.startSeen || responder;
    return ClientEnd{.side = clientIsInitiator ? net::Side::Initiator : net::Side::Responder,
                     .sure = connection.startSeen || responder != initiator};
}

/// Takes the place of a flow where TLS hides what it is: TCP can still be followed.
class TlsStream {
public:
    explicit TlsStream(Flow& flow)
        : m_flow(flow) {}

    void data(net::Side /*side*/, base::ByteView /*bytes*/, const net::Origin& /*origin*/, const net::Origin& /*now*/) {
    }

    void event(const net::TcpEvent& event, const net::Origin& origin) {
        if (event.kind != net::TcpEventKind::Gap) m_flow.event(event, origin);
    }

private:
    Flow& m_flow;
};

} // namespace

Pipeline::Pipeline(store::Store& store, Report& report, capture::SourceTable& sources, const Detection& detection,
                   std::string spoolDirectory)
    : m_context{store, report, sources}
    , m_detection(detection)
    , m_webSockets(sources, std::move(spoolDirectory))
    , m_net(*this) {}

Pipeline::~Pipeline() = default;

void Pipeline::frame(const capture::Frame& frame, base::ByteView bytes) {
    const base::FrameId id(m_frames++);
    ++m_context.report.frames;
    m_context.report.capturedBytes += bytes.size();
    m_context.droppedFrames += frame.dropped;
    if (frame.time.known()) {
        m_context.report.first = std::min(m_context.report.first.value_or(frame.time), frame.time);
        m_context.report.last = std::max(m_context.report.last.value_or(frame.time), frame.time);
    }
    m_net.frame({.id = id,
                 .time = frame.time,
                 .linkType = frame.linkType,
                 .originalLength = frame.originalLength,
                 .bytes = bytes,
                 .place = frame.place});
}

void Pipeline::letGo(base::FrameId firstKept) {
    m_net.letGo(firstKept);
    for (auto& carrier : m_carriers) {
        if (carrier.recognition) carrier.recognition->letGo(firstKept);
    }
}

void Pipeline::finish() {
    m_net.finish();
}

void Pipeline::updateReport() {
    m_context.report.net = m_net.statistics();
}

void Pipeline::opened(const net::TcpConnection& connection, const net::Origin& origin) {
    m_carriers.resize(std::max<std::size_t>(m_carriers.size(), connection.id.value + std::size_t{1}));
    ++m_context.report.tcpConnectionsByPort[connection.responder.port];
    auto& carrier = m_carriers[connection.id.value];
    const auto client = clientByPort(connection, m_detection.ports);
    if (client) carrier.flow = std::make_unique<Flow>(m_context, connection, *client, origin.time);
    if (!client && !m_detection.anyPort) return;
    const auto& ports = m_detection.ports;
    if (!client && (ports.excludes(connection.responder.port) || ports.excludes(connection.initiator.port))) return;
    const bool webSocket = ports.isWebSocket(connection.responder.port) || ports.isWebSocket(connection.initiator.port);
    const auto byPort = webSocket ? Suspicion::WebSocketPort : Suspicion::Port;
    const auto suspicion = client ? byPort : Suspicion::Any;
    carrier.recognition = std::make_unique<Recognition>(suspicion, origin.time);
    carrier.state = Carrier::State::Undecided;
}

void Pipeline::data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes,
                    const net::Origin& origin, const net::Origin& now) {
    auto& carrier = m_carriers[connection.id.value];
    switch (carrier.state) {
    case Carrier::State::Mqtt:
        return carrier.flow->data(side, bytes, origin, now);
    case Carrier::State::Undecided:
        carrier.recognition->data(connection, side, bytes, origin, now);
        return act(carrier, connection, now);
    case Carrier::State::WebSocket:
        return carrier.webSocket->data(side, bytes, origin, now);
    case Carrier::State::Tls:
    case Carrier::State::Ignored:
        return;
    }
}

void Pipeline::event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin& origin) {
    auto& carrier = m_carriers[connection.id.value];
    switch (carrier.state) {
    case Carrier::State::Mqtt:
        carrier.flow->learnSequences(connection);
        return carrier.flow->event(event, origin);
    case Carrier::State::Undecided:
        // Nothing waits: on a port of MQTT it is told at once.
        if (carrier.flow && carrier.recognition->keepsNothing() && event.kind != net::TcpEventKind::Gap) {
            carrier.flow->learnSequences(connection);
            return carrier.flow->event(event, origin);
        }
        carrier.recognition->event(connection, event, origin);
        return act(carrier, connection, origin);
    case Carrier::State::WebSocket:
        carrier.flow->learnSequences(connection);
        return carrier.webSocket->event(event, origin);
    case Carrier::State::Tls:
        return TlsStream(*carrier.flow).event(event, origin);
    case Carrier::State::Ignored:
        return;
    }
}

void Pipeline::closed(const net::TcpConnection& connection) {
    auto& carrier = m_carriers[connection.id.value];
    if (carrier.state == Carrier::State::Undecided && carrier.flow) begin(carrier, Recognition::Verdict::Mqtt);
    if (carrier.webSocket) carrier.webSocket->close();
    if (carrier.flow) {
        carrier.flow->learnSequences(connection);
        carrier.flow->close(connection.ended);
    }
    carrier = {};
}

/// Does what the recognition of a connection has decided, if it has.
void Pipeline::act(Carrier& carrier, const net::TcpConnection& connection, const net::Origin& now) {
    const auto verdict = carrier.recognition->verdict();
    switch (verdict) {
    case Recognition::Verdict::Undecided:
        return;
    case Recognition::Verdict::NotMqtt:
        carrier = {};
        return;
    case Recognition::Verdict::Tls:
        return beginTls(carrier, connection, now);
    case Recognition::Verdict::Mqtt:
    case Recognition::Verdict::WebSocket:
        break;
    }
    if (!carrier.flow) {
        carrier.flow =
            std::make_unique<Flow>(m_context, connection, carrier.recognition->client(), carrier.recognition->opened());
    }
    carrier.flow->learnSequences(connection);
    begin(carrier, verdict);
}

void Pipeline::begin(Carrier& carrier, Recognition::Verdict verdict) {
    const auto recognition = std::move(carrier.recognition);
    if (verdict == Recognition::Verdict::WebSocket) {
        carrier.state = Carrier::State::WebSocket;
        carrier.webSocket =
            std::make_unique<WebSocketTransport>(m_webSockets, *carrier.flow, carrier.flow->client().side);
        recognition->replay(*carrier.flow, *carrier.webSocket);
    } else {
        carrier.state = Carrier::State::Mqtt;
        recognition->replay(*carrier.flow, *carrier.flow);
    }
}

void Pipeline::beginTls(Carrier& carrier, const net::TcpConnection& connection, const net::Origin& now) {
    ++m_context.report.tlsConnectionsByPort[connection.responder.port];
    const auto recognition = std::move(carrier.recognition);
    if (!carrier.flow) {
        carrier.state = Carrier::State::Ignored;
        return;
    }
    carrier.state = Carrier::State::Tls;
    TlsStream stream(*carrier.flow);
    recognition->replay(*carrier.flow, stream);
    const auto row = carrier.flow->addEvent({.kind = store::EventKind::Tls}, recognition->decidedBy(), now, now);
    carrier.flow->addFinding(row, session::rule::kTls);
}

} // namespace mqttscope::engine
