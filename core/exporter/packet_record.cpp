// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_record.h"

#include <algorithm>
#include <ranges>

namespace mqttscope::exporter {
namespace {

// Extents around a packet among which the frame that completed it is looked for: as many segments as wait for one that
// is missing, and some.
constexpr std::uint32_t kOrderedTogether = 1024;

} // namespace

PacketRecord::PacketRecord(const engine::Inspection& inspection, const store::Snapshot& snapshot, base::RowId id)
    : m_inspection(inspection)
    , m_snapshot(snapshot)
    , m_id(id)
    , m_row(snapshot.row(id)) {}

std::uint64_t PacketRecord::firstFrame() const {
    return std::uint64_t{m_snapshot.extent(m_row.first).frame.value} + 1;
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

const engine::FrameBytes& PacketRecord::frame() const {
    if (!m_frame) m_frame = m_inspection.frame(m_snapshot, completingExtent(), m_row.connection);
    return *m_frame;
}

base::ExtentId PacketRecord::completingExtent() const {
    if (store::isEvent(m_row) || packet().parts.empty()) return m_row.first;
    // Where segments came out of order, the frame that completed the packet may hold a part from its middle …
    const auto& parts = packet().parts;
    const auto latestFirst = std::views::reverse(parts);
    const auto completing = std::ranges::find(latestFirst, m_row.frame, &engine::PacketPart::frame);
    if (completing != latestFirst.end()) return completing->extent;
    // … or only what was missing before it, or another fragment of its datagram: bytes that were ordered together.
    const auto known = m_snapshot.counts().extents;
    const auto last = parts.back().extent.value;
    for (std::uint32_t distance = 1; distance <= kOrderedTogether; ++distance) {
        for (const auto candidate : {last - distance, last + distance}) {
            if (candidate < known && m_snapshot.extent(base::ExtentId(candidate)).frame == m_row.frame)
                return base::ExtentId(candidate);
        }
    }
    return parts.back().extent;
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
