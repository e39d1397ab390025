// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/capture_reader.h"
#include "core/mqtt/framer.h"
#include "core/mqtt/summary.h"
#include "core/net/frame_view.h"
#include "tests/bench/fixture.h"

#include <vector>

namespace mqttscope::bench {

/// The framers of all streams of a fixture. A connection's version is what its CONNECT says.
class Framing {
public:
    explicit Framing(std::uint32_t streams)
        : m_framers(streams)
        , m_versions(streams / 2, mqtt::Version::V311) {}

    /// Calls `take(packet, version)` for each packet that the piece completes.
    template <class Take>
    void feed(const Piece& piece, const Take& take) {
        Handler<Take> handler{m_versions[piece.stream / 2], take};
        m_framers[piece.stream].feed(piece.bytes, {base::ExtentId(0), 0}, handler);
    }

private:
    template <class Take>
    struct Handler {
        mqtt::Version& current;
        const Take& take;

        void packet(const mqtt::FramedPacket& packet) {
            if (mqtt::packetType(packet.head[0]) == mqtt::PacketType::Connect) {
                const auto level = mqtt::summarise(packet.head, packet.length, current).protocolLevel;
                if ((level & 0x7FU) >= 3 && (level & 0x7FU) <= 5) current = static_cast<mqtt::Version>(level & 0x7FU);
            }
            take(packet, current);
        }

        void skipped(const mqtt::SkippedBytes&) {}

        [[nodiscard]] mqtt::Version version() const { return current; }
    };

    std::vector<mqtt::Framer> m_framers;
    std::vector<mqtt::Version> m_versions; // by connection
};

/// What net is fed with.
[[nodiscard]] inline net::FrameView frameView(const capture::Frame& frame, base::ByteView bytes) {
    return {.time = frame.time,
            .linkType = frame.linkType,
            .originalLength = frame.originalLength,
            .bytes = bytes,
            .place = frame.place};
}

} // namespace mqttscope::bench
