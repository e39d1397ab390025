// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/recognise.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace mqttscope::engine {

/// Tells whether a connection that was met in its middle carries MQTT over WebSocket: takes the payloads out of what
/// look like frames (RFC 6455 §5.2) and asks mqtt::Recogniser about them. Frames are looked for where pieces begin;
/// compressed ones tell nothing.
class WebSocketRecogniser {
public:
    /// Bytes of one end that came together, following what came before. True: it is MQTT over WebSocket.
    bool feed(mqtt::StreamEnd from, base::ByteView piece);

    /// Bytes of this end are missing here.
    void gap(mqtt::StreamEnd from);

    /// The latest pieces look like frames: it is worth waiting for more.
    [[nodiscard]] bool isPromising() const { return m_promising; }

    /// The end whose frames are masked (§5.1), once that is known.
    [[nodiscard]] std::optional<mqtt::StreamEnd> client() const { return m_client; }

private:
    /// One end.
    struct Lane {
        std::uint64_t left = 0; ///< of the payload of a frame
        std::uint64_t done = 0;
        std::array<std::uint8_t, 4> mask{};
        bool masked = false;
        bool useful = false; ///< it is a message's
    };

    /// False: the bytes are no frame.
    bool beginFrame(mqtt::StreamEnd from, Lane& lane, base::ByteView& piece);
    void takePayload(Lane& lane, base::ByteView& piece);

    std::array<Lane, 2> m_lanes{}; // by StreamEnd
    std::vector<std::uint8_t> m_unmasked;
    std::optional<mqtt::StreamEnd> m_client;
    mqtt::Recogniser m_inside{false};
    bool m_promising = false;
};

} // namespace mqttscope::engine
