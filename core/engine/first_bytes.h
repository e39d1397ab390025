// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace mqttscope::engine {

/// What the first bytes of a stream say that the stream is.
enum class FirstBytes : std::uint8_t {
    NeedMore,
    Tls,                 ///< a record of TLS or SSL 3 (RFC 8446 §5.1)
    MqttWebSocket,       ///< a request for WebSocket with a sub-protocol of MQTT (RFC 6455 §4.1, MQTT-6.0.0-3)
    PlainWebSocket,      ///< the same without one: what is inside decides
    MqttWebSocketAnswer, ///< a server's answer that selects a sub-protocol of MQTT (§4.2.2)
    Http,                ///< another GET
    Other,
};

/// Reads the first bytes of one end. `atStart`: they are the very first of the connection, rather than from its middle.
/// Decides on each of them a bounded number of times; a request is looked for up to its empty line, so stop asking
/// where that does not come.
[[nodiscard]] FirstBytes readFirstBytes(base::ByteView bytes, bool atStart);

/// What a client's request for WebSocket is followed by.
enum class AfterRequest : std::uint8_t { NeedMore, Mqtt, Other };

/// Whether the first frame of a client holds the beginning of a CONNECT. `bytes` begin with the client's request.
[[nodiscard]] AfterRequest readAfterRequest(base::ByteView bytes);

} // namespace mqttscope::engine
