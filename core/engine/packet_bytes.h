// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field_tree.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/summary.h"
#include "core/mqtt/tree.h"
#include "core/net/frame_view.h"
#include "core/net/websocket_fields.h"
#include "core/store/store.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mqttscope::engine {

/// A stretch of a packet that lies together, in packet order. A gap has no bytes.
struct PacketPart {
    std::uint32_t offset = 0; ///< in the packet
    std::uint32_t size = 0;
    base::ByteView bytes;    ///< empty for a gap
    base::ExtentId extent{}; ///< what it lies in
    base::FrameId frame{};   ///< the frame it came in
};

/// One packet's bytes: the head contiguous, the payload where it lies. Valid as long as its Inspection.
class PacketBytes {
public:
    store::Row row{};
    store::ConnectionVersion version{};
    bool directionSure = false;     ///< which end is the client is known, not guessed
    std::string_view resolvedTopic; ///< of a PUBLISH: its topic, also when only an alias was sent
    std::uint32_t length = 0;       ///< announced length
    std::uint32_t available = 0;    ///< bytes up to the first gap or the end of the capture
    std::vector<PacketPart> parts;  ///< empty for an event, but for a PROXY header
    /// Some of its bytes were there when it was read: its file was cut while it was open, or left with its ring.
    bool gone = false;

    /// The packet up to its payload at least. In place where it lies together.
    [[nodiscard]] base::ByteView head() const { return m_gathered.empty() ? m_inPlace : base::ByteView(m_gathered); }

    /// Bytes of the packet from `offset`, at most `size`; they stop at a gap. Copied: for panes that show a screenful.
    [[nodiscard]] std::vector<std::uint8_t> copy(std::uint32_t offset, std::uint32_t size) const;
    /// The same without a copy where the bytes lie together; `scratch` holds them where they do not.
    [[nodiscard]] base::ByteView view(std::uint32_t offset, std::uint32_t size,
                                      std::vector<std::uint8_t>& scratch) const;

    [[nodiscard]] mqtt::PacketSummary summary() const;
    /// Fixed Header, Variable Header, Payload; ranges count in the packet.
    [[nodiscard]] base::FieldTree decode() const;
    /// The same without what is wrong with it: half the time.
    [[nodiscard]] base::FieldTree decodeFields() const;

private:
    using Decode = void (*)(base::ByteView head, std::uint32_t length, std::uint32_t available,
                            const mqtt::TreeContext& context, base::FieldTree& tree);

    [[nodiscard]] base::FieldTree decode(Decode how) const;

    friend class PacketGatherer;
    base::ByteView m_inPlace;
    std::vector<std::uint8_t> m_gathered;
};

/// One frame as captured. Valid as long as its Inspection.
struct FrameBytes {
    net::FrameView frame{};
    std::string file;  ///< the source it lies in
    bool gone = false; ///< some or all of its bytes were there when it was read: see PacketBytes::gone
    base::TcpConnectionId tcpConnection{};
    std::uint16_t clientPort = 0; ///< tells which direction a frame belongs to
    /// By Direction: what relative sequence numbers count from; nothing where that is not known.
    std::array<std::optional<std::uint32_t>, 2> firstSequence{};
    /// The frame of WebSocket that the extent was asked for belongs to.
    std::optional<net::WebSocketFrameView> webSocket{};

    /// Frame, link layer, IP, TCP, WebSocket; ranges count in the frame.
    [[nodiscard]] base::FieldTree decode() const;

private:
    [[nodiscard]] base::FieldTree decode(base::Direction direction) const;
};

} // namespace mqttscope::engine
