// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/frame_ends.h"

#include "core/net/ip.h"
#include "core/net/layers.h"
#include "core/net/tcp_header.h"

#include <algorithm>
#include <utility>

namespace mqttscope::exporter {

TcpEnds::TcpEnds(const net::Endpoint& a, const net::Endpoint& b)
    : m_lesser{a.address.bytes, a.address.v6, a.port}
    , m_greater{b.address.bytes, b.address.v6, b.port} {
    if (m_greater < m_lesser) std::swap(m_lesser, m_greater);
}

std::optional<FrameEnds> frameEnds(const net::FrameView& frame) {
    auto place = net::firstPlace(frame.linkType, frame.bytes, frame.originalLength);
    while (place.depth <= net::kMaxLayers) {
        place = net::findIp(place, frame.bytes);
        if (place.layer != net::Layer::Ip) return std::nullopt;
        const auto packet = net::readIp(frame.bytes, place);
        if (packet.state != net::IpPacket::State::Ok || packet.fragmentOffset != 0) return std::nullopt;
        if (packet.protocol == net::protocol::kTcp) {
            const auto from = std::min<std::size_t>(packet.payload, frame.bytes.size());
            const auto header = net::readTcpHeader(frame.bytes.subspan(from));
            if (!header) return std::nullopt;
            return FrameEnds{
                .ends = {{packet.source, header->sourcePort}, {packet.destination, header->destinationPort}},
                .begins = header->has(net::flag::kSyn)};
        }
        place = net::insideIp(packet, place);
        if (!net::isHeader(place.layer) && place.layer != net::Layer::Ip) return std::nullopt;
    }
    return std::nullopt;
}

} // namespace mqttscope::exporter
