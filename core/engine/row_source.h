// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/filter/packet_source.h"

#include <optional>
#include <vector>

namespace mqttscope::engine {

class Worker;

/// Fetches for a filter what the columns of a snapshot do not hold. A packet that lies together is looked at where it
/// lies; the fields of a frame are made once for all packets that end in it. One thread.
class RowSource final : public filter::PacketSource {
public:
    /// `inspection` and its worker outlive it.
    RowSource(const Inspection& inspection, Worker& worker, store::Snapshot snapshot);

    [[nodiscard]] filter::PacketHead packet(base::RowId row) override;
    [[nodiscard]] base::ByteView packetBytes(base::RowId row, base::ByteRange range) override;
    [[nodiscard]] filter::FieldsView frame(base::RowId row) override;
    [[nodiscard]] filter::FieldsView event(base::RowId row) override;
    [[nodiscard]] base::Timestamp captureStart() const override;

private:
    [[nodiscard]] base::ByteView inPlace(const store::Row& row) const;
    [[nodiscard]] const PacketBytes& gathered(base::RowId row);

    const Inspection& m_inspection;
    Worker& m_worker;
    store::Snapshot m_snapshot;
    base::RowId m_gatheredRow{};
    PacketBytes m_gathered;
    std::vector<std::uint8_t> m_scratch;
    base::ExtentId m_frameExtent{};
    base::ConnectionId m_frameConnection{};
    FrameBytes m_frame;
    base::FieldTree m_frameTree;
    base::FieldTree m_eventTree;
};

} // namespace mqttscope::engine
