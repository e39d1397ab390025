// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/base/time.h"

#include <cstdint>

namespace mqttscope::store {

/// What an event row tells (DESIGN.md §1). Numbers are part of exports: append only.
enum class EventKind : std::uint8_t {
    Refused,        ///< a SYN was answered by RST
    Fin,            ///< one side ended its stream
    Reset,          ///< RST
    Retransmission, ///< bytes came again
    ZeroWindow,     ///< a receive window closed
    KeepAlive,      ///< TCP keep-alive or zero-window probe
    Gap,            ///< bytes are missing from the capture
    Skipped,        ///< bytes that belong to no packet
    ProxyHeader,    ///< a load balancer tells whom it speaks for
    Tls,            ///< TLS begins: what follows cannot be read
    WebSocketOpen,  ///< the handshake of WebSocket (RFC 6455 §4)
    WebSocketPing,  ///< its control frames (§5.5)
    WebSocketPong,
    WebSocketClose,
    WebSocketProblem, ///< something about a WebSocket that is not as it should be
    Dropped,          ///< the capture lost frames, of this connection or of others
};

/// One line of the main table, gathered from its columns: a control packet or an event.
struct Row {
    base::Timestamp time{}; ///< of the frame that completed it
    base::ConnectionId connection{};
    base::ExtentId first{};             ///< where it begins …
    std::uint32_t firstOffset = 0;      ///< … and at which byte of that extent
    base::FrameId frame{};              ///< the frame that completed it
    std::uint32_t length = 0;           ///< packet: bytes with fixed header, as announced; event: bytes it speaks of
    base::TextId text{};                ///< topic, or first topic filter, or client identifier of CONNECT; event: more
                                        ///< about it, for people
    std::uint16_t packetIdentifier = 0; ///< 0 = none; events: why (net::GapCause, mqtt::SkippedBytes::Why,
                                        ///< the version of a PROXY header, the status of an answer to the
                                        ///< request for WebSocket, the code of its close, a rule,
                                        ///< frames that were dropped, 65,535 at the most)
    std::uint8_t head = 0;              ///< packet: its first byte; event: EventKind
    std::uint8_t flags = 0;             ///< RowFlag bits
};

/// Bits of Row::flags.
struct RowFlag {
    static constexpr std::uint8_t kToClient = 0x01;   ///< direction; clear = to the server
    static constexpr std::uint8_t kEvent = 0x02;      ///< an event, no packet
    static constexpr std::uint8_t kIncomplete = 0x04; ///< some of its bytes are not in the capture
    static constexpr std::uint8_t kMalformed = 0x08;  ///< its bytes contradict its layout
    static constexpr std::uint8_t kExchange = 0x10;   ///< it belongs to an exchange (ExchangeLink)
    static constexpr std::uint8_t kRefused = 0x20;    ///< an answer that says no: a reason code from 0x80, or a return
                                                      ///< code of CONNACK that is not 0
};

[[nodiscard]] constexpr bool isEvent(const Row& row) {
    return (row.flags & RowFlag::kEvent) != 0;
}

[[nodiscard]] constexpr base::Direction direction(const Row& row) {
    return (row.flags & RowFlag::kToClient) != 0 ? base::Direction::ToClient : base::Direction::ToServer;
}

/// The kind of an event row.
[[nodiscard]] constexpr EventKind eventKind(const Row& row) {
    return static_cast<EventKind>(row.head);
}

} // namespace mqttscope::store
