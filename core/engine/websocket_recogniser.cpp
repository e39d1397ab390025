// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/websocket_recogniser.h"

#include "core/net/websocket_frame.h"

#include <algorithm>

namespace mqttscope::engine {
namespace {

mqtt::StreamEnd other(mqtt::StreamEnd end) {
    return end == mqtt::StreamEnd::Initiator ? mqtt::StreamEnd::Responder : mqtt::StreamEnd::Initiator;
}

} // namespace

bool WebSocketRecogniser::feed(mqtt::StreamEnd from, base::ByteView piece) {
    auto& lane = m_lanes[static_cast<std::size_t>(from)];
    m_unmasked.clear();
    while (!piece.empty()) {
        if (lane.left == 0 && !beginFrame(from, lane, piece)) {
            m_promising = false;
            return false;
        }
        takePayload(lane, piece);
    }
    m_promising = true;
    if (m_unmasked.empty()) return false;
    return m_inside.feed(from, m_unmasked).verdict == mqtt::Recognised::Verdict::Mqtt;
}

void WebSocketRecogniser::gap(mqtt::StreamEnd from) {
    m_lanes[static_cast<std::size_t>(from)] = {};
    m_inside.gap(from);
}

bool WebSocketRecogniser::beginFrame(mqtt::StreamEnd from, Lane& lane, base::ByteView& piece) {
    const auto header = net::readWebSocketHeader(piece);
    if (header.size == 0 || !net::isPlausible(header, header.masked, false)) return false;
    const auto client = header.masked ? from : other(from);
    if (m_client && *m_client != client) return false;
    m_client = client;
    lane = {.left = header.length, .mask = header.mask, .masked = header.masked, .useful = !header.isControl()};
    piece = piece.subspan(header.size);
    return true;
}

void WebSocketRecogniser::takePayload(Lane& lane, base::ByteView& piece) {
    const auto payload = piece.first(static_cast<std::size_t>(std::min<std::uint64_t>(lane.left, piece.size())));
    piece = piece.subspan(payload.size());
    if (lane.useful) {
        const auto before = m_unmasked.size();
        m_unmasked.insert(m_unmasked.end(), payload.begin(), payload.end());
        if (lane.masked) net::unmaskWebSocket(payload, lane.mask, lane.done, m_unmasked.data() + before);
    }
    lane.left -= payload.size();
    lane.done += payload.size();
}

} // namespace mqttscope::engine
