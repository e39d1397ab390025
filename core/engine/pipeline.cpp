// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/pipeline.h"

#include <algorithm>
#include <optional>

namespace mqttscope::engine {
namespace {

/// Which end is the client, if a port says that this is MQTT at all.
std::optional<net::Side> clientSide(const net::TcpConnection& connection, const PortSet& ports) {
    const bool responder = ports.contains(connection.responder.port);
    const bool initiator = ports.contains(connection.initiator.port);
    if (!responder && !initiator) return std::nullopt;
    // Both ports are known ones: whoever opened the connection is the client, as MQTT 5.0 §4.2 has it.
    return responder ? net::Side::Initiator : net::Side::Responder;
}

} // namespace

Pipeline::Pipeline(store::Store& store, Report& report, const PortSet& ports)
    : m_store(store)
    , m_report(report)
    , m_ports(ports)
    , m_net(*this) {}

Pipeline::~Pipeline() = default;

void Pipeline::frame(const capture::Frame& frame, base::ByteView bytes) {
    const base::FrameId id(m_frames++);
    ++m_report.frames;
    m_report.capturedBytes += bytes.size();
    m_report.first = std::min(m_report.first.value_or(frame.time), frame.time);
    m_report.last = std::max(m_report.last.value_or(frame.time), frame.time);
    m_net.frame({.id = id,
                 .time = frame.time,
                 .linkType = frame.linkType,
                 .originalLength = frame.originalLength,
                 .bytes = bytes,
                 .place = frame.place});
}

void Pipeline::finish() {
    m_finishing = true;
    m_net.finish();
}

void Pipeline::updateReport() {
    m_report.net = m_net.statistics();
}

Flow* Pipeline::flowOf(const net::TcpConnection& connection) const {
    return m_flows[connection.id.value].get();
}

void Pipeline::opened(const net::TcpConnection& connection, const net::Origin& origin) {
    m_flows.resize(std::max<std::size_t>(m_flows.size(), connection.id.value + std::size_t{1}));
    ++m_report.tcpConnectionsByPort[connection.responder.port];
    const auto client = clientSide(connection, m_ports);
    if (!client) return;
    m_flows[connection.id.value] = std::make_unique<Flow>(m_store, m_report, connection, *client, origin.time);
}

void Pipeline::data(const net::TcpConnection& connection, net::Side side, base::ByteView bytes,
                    const net::Origin& origin, const net::Origin& now) {
    if (auto* flow = flowOf(connection)) flow->data(side, bytes, origin, now);
}

void Pipeline::event(const net::TcpConnection& connection, const net::TcpEvent& event, const net::Origin& origin) {
    if (auto* flow = flowOf(connection)) flow->event(event, origin);
}

void Pipeline::closed(const net::TcpConnection& connection) {
    auto& flow = m_flows[connection.id.value];
    if (!flow) return;
    flow->close(!m_finishing);
    flow.reset();
}

} // namespace mqttscope::engine
