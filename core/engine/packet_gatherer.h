// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/capture/source_table.h"
#include "core/engine/packet_bytes.h"

namespace mqttscope::engine {

/// Finds a packet's bytes again: follows its extents and brings together what a decoder reads in one piece.
class PacketGatherer {
public:
    PacketGatherer(const capture::SourceTable& sources, const store::Snapshot& snapshot)
        : m_sources(sources)
        , m_snapshot(snapshot) {}

    [[nodiscard]] PacketBytes gather(base::RowId row) const;

private:
    void collectParts(PacketBytes& packet) const;
    static void gatherHead(PacketBytes& packet);

    const capture::SourceTable& m_sources;
    const store::Snapshot& m_snapshot;
};

} // namespace mqttscope::engine
