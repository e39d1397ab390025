// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/event_names.h"

#include "core/mqtt/packet.h"

namespace mqttscope::session {
namespace {

std::string_view eventName(store::EventKind kind) {
    switch (kind) {
    case store::EventKind::Refused:
        return "[Refused]";
    case store::EventKind::Fin:
        return "[FIN]";
    case store::EventKind::Reset:
        return "[RST]";
    case store::EventKind::Retransmission:
        return "[Retransmission]";
    case store::EventKind::ZeroWindow:
        return "[Zero window]";
    case store::EventKind::KeepAlive:
        return "[TCP keep-alive]";
    case store::EventKind::Gap:
        return "[Gap]";
    case store::EventKind::Skipped:
        return "[Skipped]";
    case store::EventKind::ProxyHeader:
        return "[PROXY]";
    case store::EventKind::Tls:
        return "[TLS]";
    case store::EventKind::WebSocketOpen:
        return "[WebSocket]";
    case store::EventKind::WebSocketPing:
        return "[WebSocket ping]";
    case store::EventKind::WebSocketPong:
        return "[WebSocket pong]";
    case store::EventKind::WebSocketClose:
        return "[WebSocket close]";
    case store::EventKind::WebSocketProblem:
        return "[WebSocket]";
    case store::EventKind::Dropped:
        return "[Dropped]";
    }
    return {};
}

} // namespace

std::string_view typeName(const store::Row& row) {
    return store::isEvent(row) ? eventName(store::eventKind(row)) : mqtt::name(mqtt::packetType(row.head));
}

} // namespace mqttscope::session
