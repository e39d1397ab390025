// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"

#include <optional>

namespace mqttscope::exporter {

/// One row on its way out: its columns at once, its bytes and fields when a writer asks for them.
class PacketRecord {
public:
    PacketRecord(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::RowId id);

    [[nodiscard]] base::RowId id() const { return m_id; }

    [[nodiscard]] const store::Row& row() const { return m_row; }

    [[nodiscard]] const store::Snapshot& snapshot() const { return m_snapshot; }

    [[nodiscard]] const store::Connection& connection() const { return m_snapshot.connection(m_row.connection); }

    [[nodiscard]] std::string_view clientId() const { return m_snapshot.clientId(m_row.connection); }

    /// Number of the frame that holds the first byte, from 1.
    [[nodiscard]] std::uint64_t firstFrame() const;

    [[nodiscard]] const engine::PacketBytes& packet() const;
    [[nodiscard]] const mqtt::PacketSummary& summary() const;
    [[nodiscard]] const base::FieldTree& tree() const;
    /// The frame that the packet ends in, and its fields.
    [[nodiscard]] const engine::FrameBytes& frame() const;
    [[nodiscard]] const base::FieldTree& frameTree() const;
    /// What of a PUBLISH's payload was captured without a hole; `scratch` keeps it where it does not lie together.
    [[nodiscard]] base::ByteView payload(std::vector<std::uint8_t>& scratch) const;
    /// Bytes that the payload of a PUBLISH was announced with.
    [[nodiscard]] std::uint32_t payloadSize() const;

private:
    [[nodiscard]] base::ExtentId completingExtent() const;

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    base::RowId m_id;
    store::Row m_row;
    mutable std::optional<engine::PacketBytes> m_packet;
    mutable std::optional<mqtt::PacketSummary> m_summary;
    mutable std::optional<base::FieldTree> m_tree;
    mutable std::optional<engine::FrameBytes> m_frame;
    mutable std::optional<base::FieldTree> m_frameTree;
};

} // namespace mqttscope::exporter
