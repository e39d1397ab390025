// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field_tree.h"
#include "core/engine/inspection.h"
#include "core/engine/packet_bytes.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <vector>

namespace mqttscope::ui {

/// Which bytes a range counts in.
enum class ByteSpace : std::uint8_t {
    Packet,
    Frame,
    Payload, ///< of the packet, from its first byte on; no fields lie in it
};

/// What one frame brought of a packet, or what the capture lacks of it.
struct PacketSegment {
    base::FrameId frame{};   ///< the frame it came in; of missing bytes, the one that showed them missing
    base::ByteRange range{}; ///< in the packet
    bool missing = false;
};

/// Another row that the same frame completed.
struct FrameMate {
    base::RowId row{};
    QString text; ///< "PUBLISH plant/oven"
};

/// A packet that belongs together with the selected one, or that one itself.
struct ExchangeStep {
    base::RowId row{};
    QString text; ///< "PUBACK  +1.25 ms"
};

/// Everything that the panes show about one selected row: its bytes and the fields decoded from them. It keeps the
/// inspection alive that the bytes belong to.
class PacketDetails {
public:
    /// The most rows of the same frame that are listed, before this one and behind it.
    static constexpr std::uint32_t kMostMates = 100;

    /// Decodes the row and the frame that completed it.
    static std::shared_ptr<const PacketDetails> decode(std::shared_ptr<const engine::Inspection> inspection,
                                                       const store::Snapshot& snapshot, base::RowId row,
                                                       const QString& note = {});

    base::RowId id{};
    engine::PacketBytes packet;
    base::FieldTree packetFields;
    engine::FrameBytes frame;
    base::FieldTree frameFields;
    QString note{};                        ///< what a person wrote about the row; may be empty
    QString event;                         ///< what an event row tells; empty for a packet
    std::vector<PacketSegment> segments{}; ///< in the order of the packet
    std::uint32_t frameCount = 0;          ///< frames that hold bytes of the packet
    std::uint32_t payloadOffset = 0;       ///< of a PUBLISH, in the packet; the packet's end where there is none
    QString exchange{};                    ///< how far its exchange came; empty where it has none
    std::vector<ExchangeStep> steps{};     ///< of its exchange, in their order
    bool exchangeOpen = false;             ///< a packet of it is awaited
    std::vector<FrameMate> mates{};        ///< in the order of the capture

    /// Whether more is known of its exchange by now.
    [[nodiscard]] bool exchangeWentOn(const store::Snapshot& now) const;

    /// Those of the payload are none: what it means is the applications' business.
    [[nodiscard]] const base::FieldTree& fields(ByteSpace space) const;

    /// The bytes that the fields were decoded from: a payload that was not gathered is not among them.
    [[nodiscard]] base::ByteView decoded(ByteSpace space) const {
        return space == ByteSpace::Frame ? frame.frame.bytes : packet.head();
    }

    /// How many bytes there are to show.
    [[nodiscard]] std::uint32_t size(ByteSpace space) const;
    /// Some of them; fewer where they end.
    [[nodiscard]] std::vector<std::uint8_t> read(ByteSpace space, std::uint32_t offset, std::uint32_t count) const;
    /// The deepest field that holds a byte, or base::FieldNode::kNone.
    [[nodiscard]] std::uint32_t fieldAt(ByteSpace space, std::uint32_t byte) const;

    /// The bytes that are masked until the user asks.
    [[nodiscard]] const std::vector<base::ByteRange>& secrets(ByteSpace space) const;

    /// Whether some of the bytes are.
    [[nodiscard]] bool isMasked(ByteSpace space, base::ByteRange range) const;

private:
    void tellExchange(const store::Snapshot& snapshot);

    std::shared_ptr<const engine::Inspection> m_inspection;
    store::Snapshot m_snapshot; // as long as it lives, the bytes stay
    std::vector<base::ByteRange> m_packetSecrets;
    std::vector<base::ByteRange> m_frameSecrets;
};

} // namespace mqttscope::ui
