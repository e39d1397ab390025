// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/row_source.h"

#include "core/engine/completing_extent.h"
#include "core/engine/worker.h"

#include <utility>

namespace mqttscope::engine {

RowSource::RowSource(const Inspection& inspection, Worker& worker, store::Snapshot snapshot)
    : m_inspection(inspection)
    , m_worker(worker)
    , m_snapshot(std::move(snapshot)) {}

base::ByteView RowSource::inPlace(const store::Row& row) const {
    const auto& extent = m_snapshot.extent(row.first);
    if (extent.isGap() || std::uint64_t{row.firstOffset} + row.length > extent.length) return {};
    const auto bytes = m_worker.sources().view(extent.place + row.firstOffset, row.length);
    return bytes.size() == row.length ? bytes : base::ByteView{};
}

const PacketBytes& RowSource::gathered(base::RowId row) {
    if (m_gatheredRow != row) {
        m_gathered = m_inspection.packet(m_snapshot, row);
        m_gatheredRow = row;
    }
    return m_gathered;
}

filter::PacketHead RowSource::packet(base::RowId id) {
    const auto row = m_snapshot.row(id);
    m_worker.look(m_snapshot.extent(row.first).place.source(), Worker::Look::NowAndThen);
    if (const auto bytes = inPlace(row); !bytes.empty()) return {.bytes = bytes, .available = row.length};
    const auto& packet = gathered(id);
    return {.bytes = packet.head(), .available = packet.available};
}

base::ByteView RowSource::packetBytes(base::RowId id, base::ByteRange range) {
    if (const auto bytes = inPlace(m_snapshot.row(id)); !bytes.empty()) return bytes.subspan(range.offset, range.size);
    constexpr std::size_t kKept = std::size_t{1} << 20;
    if (m_scratch.capacity() > kKept) m_scratch = {}; // a long message must not stay in memory
    return gathered(id).view(range.offset, range.size, m_scratch);
}

filter::FieldsView RowSource::frame(base::RowId id) {
    const auto row = m_snapshot.row(id);
    const auto& first = m_snapshot.extent(row.first);
    const bool together =
        !first.isGap() && first.frame == row.frame && std::uint64_t{row.firstOffset} + row.length <= first.length;
    const bool simple = together || store::isEvent(row);
    const auto extent = simple ? row.first : completingExtent(m_snapshot, gathered(id));
    if (extent != m_frameExtent || row.connection != m_frameConnection) {
        m_frame = m_inspection.frame(m_snapshot, extent, row.connection);
        m_frameTree = m_frame.decode();
        m_frameExtent = extent;
        m_frameConnection = row.connection;
    }
    return {.tree = &m_frameTree, .bytes = m_frame.frame.bytes};
}

filter::FieldsView RowSource::event(base::RowId id) {
    const auto& event = gathered(id);
    m_eventTree = event.decode();
    return {.tree = &m_eventTree, .bytes = event.head()};
}

base::Timestamp RowSource::captureStart() const {
    return m_inspection.firstTime();
}

} // namespace mqttscope::engine
