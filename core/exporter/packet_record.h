// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"

#include <algorithm>
#include <optional>
#include <vector>

namespace mqttscope::exporter {

/// One row on its way out: its columns at once, its bytes and fields when a writer asks for them.
class PacketRecord {
public:
    PacketRecord(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::RowId id);

    [[nodiscard]] base::RowId id() const { return m_id; }

    /// Another row of the same snapshot.
    [[nodiscard]] PacketRecord other(base::RowId id) const { return {m_inspection, m_snapshot, id}; }

    [[nodiscard]] const store::Row& row() const { return m_row; }

    [[nodiscard]] const store::Snapshot& snapshot() const { return m_snapshot; }

    [[nodiscard]] const store::Connection& connection() const { return m_snapshot.connection(m_row.connection); }

    [[nodiscard]] std::string_view clientId() const { return m_snapshot.clientId(m_row.connection); }

    /// The first frame of the capture, which relative times count from.
    [[nodiscard]] base::Timestamp captureStart() const { return m_inspection.firstTime(); }

    /// Number of the frame that holds the first byte, from 1; of the one that completed it where that left with a ring.
    [[nodiscard]] std::uint64_t firstFrame() const;

    [[nodiscard]] const engine::PacketBytes& packet() const;
    [[nodiscard]] const mqtt::PacketSummary& summary() const;
    /// Its fields, with what is wrong with them.
    [[nodiscard]] const base::FieldTree& tree() const;
    /// Its fields alone.
    [[nodiscard]] const base::FieldTree& fields() const;
    /// The frame that the packet ends in, and its fields.
    [[nodiscard]] const engine::FrameBytes& frame() const;
    [[nodiscard]] const base::FieldTree& frameTree() const;
    /// What of a PUBLISH's payload was captured without a hole; `scratch` keeps it where it does not lie together.
    [[nodiscard]] base::ByteView payload(std::vector<std::uint8_t>& scratch) const;
    /// The beginning of that, at most `size` bytes.
    [[nodiscard]] base::ByteView payloadStart(std::uint32_t size, std::vector<std::uint8_t>& scratch) const;

    /// Whether all of the payload was captured.
    [[nodiscard]] bool payloadWhole() const { return packet().available >= row().length; }

    /// Bytes of the packet up to the first hole, where they lie, a piece of at most kPiece at a time.
    template <class Take>
    void eachPiece(std::uint32_t offset, std::uint32_t size, const Take& take) const {
        const auto end = std::min<std::uint64_t>(std::uint64_t{offset} + size, packet().available);
        for (const auto& part : packet().parts) {
            const auto from = std::max<std::uint64_t>(offset, part.offset);
            const auto to = std::min<std::uint64_t>(end, part.offset + std::uint64_t{part.size});
            for (auto at = from; at < to; at += kPiece) {
                take(part.bytes.subspan(static_cast<std::size_t>(at - part.offset),
                                        static_cast<std::size_t>(std::min<std::uint64_t>(kPiece, to - at))));
            }
        }
    }

    static constexpr std::uint32_t kPiece = std::uint32_t{1} << 18;

    /// False where the packet is cut, or contradicts itself, before its payload: nothing can be said of that then.
    [[nodiscard]] bool payloadKnown() const;

    /// Bytes that the payload of a PUBLISH was announced with.
    [[nodiscard]] std::uint32_t payloadSize() const;

private:
    [[nodiscard]] base::ExtentId frameExtent() const;

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    base::RowId m_id;
    store::Row m_row;
    mutable std::optional<engine::PacketBytes> m_packet;
    mutable std::optional<mqtt::PacketSummary> m_summary;
    mutable std::optional<base::FieldTree> m_fields;
    mutable std::optional<base::FieldTree> m_tree;
    mutable std::optional<engine::FrameBytes> m_frame;
    mutable std::optional<base::FieldTree> m_frameTree;
};

} // namespace mqttscope::exporter
