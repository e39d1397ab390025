// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_record.h"

#include "core/engine/completing_extent.h"

#include <algorithm>

namespace mqttscope::exporter {

PacketRecord::PacketRecord(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::RowId id)
    : m_inspection(inspection)
    , m_snapshot(snapshot)
    , m_id(id)
    , m_row(snapshot.row(id)) {}

std::uint64_t PacketRecord::firstFrame() const {
    const auto first = m_snapshot.extent(m_row.first).frame;
    return std::uint64_t{first.valid() ? first.value : m_row.frame.value} + 1;
}

const engine::PacketBytes& PacketRecord::packet() const {
    if (!m_packet) m_packet = m_inspection.packet(m_snapshot, m_id);
    return *m_packet;
}

const mqtt::PacketSummary& PacketRecord::summary() const {
    if (!m_summary) m_summary = packet().summary();
    return *m_summary;
}

const base::FieldTree& PacketRecord::tree() const {
    if (!m_tree) m_tree = packet().decode();
    return *m_tree;
}

const base::FieldTree& PacketRecord::fields() const {
    if (m_tree) return *m_tree;
    if (!m_fields) m_fields = packet().decodeFields();
    return *m_fields;
}

const engine::FrameBytes& PacketRecord::frame() const {
    if (!m_frame) m_frame = m_inspection.frame(m_snapshot, frameExtent(), m_row.connection);
    return *m_frame;
}

base::ExtentId PacketRecord::frameExtent() const {
    return store::isEvent(m_row) ? m_row.first : engine::completingExtent(m_snapshot, packet());
}

const base::FieldTree& PacketRecord::frameTree() const {
    if (!m_frameTree) m_frameTree = frame().decode();
    return *m_frameTree;
}

base::ByteView PacketRecord::payload(std::vector<std::uint8_t>& scratch) const {
    const auto offset = summary().payloadOffset;
    const auto available = packet().available;
    if (offset == 0 || offset >= available) return {};
    return packet().view(offset, available - offset, scratch);
}

base::ByteView PacketRecord::payloadStart(std::uint32_t size, std::vector<std::uint8_t>& scratch) const {
    const auto offset = summary().payloadOffset;
    const auto available = packet().available;
    if (offset == 0 || offset >= available) return {};
    return packet().view(offset, std::min(size, available - offset), scratch);
}

bool PacketRecord::payloadKnown() const {
    return summary().headWhole;
}

std::uint32_t PacketRecord::payloadSize() const {
    const auto offset = summary().payloadOffset;
    return offset == 0 || offset > m_row.length ? 0 : m_row.length - offset;
}

} // namespace mqttscope::exporter
