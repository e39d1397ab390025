// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_writer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace mqttscope::exporter {

/// Rows that follow each other, and what was written of them.
struct Stretch {
    std::span<const base::RowId> rows{};
    std::string text{};
    std::uint64_t packets = 0; ///< of the rows, those that are no events
};

/// Several writers of one format that write at the same time, each stretch by one of them. Only for writers that
/// PacketWriter::standsAlone().
class RowRenderers {
public:
    RowRenderers(WriterMaker make, const WriterOptions& options, std::size_t threads);

    /// Writes the first of `rows`; `events` tells whether they are written. What is taken at once is bounded, so that
    /// texts are: fewer than `rows` where there are more, or where a long packet stands in the way; none if a single
    /// writer is as fast. When a stop is requested, some texts stay empty. Valid until the next call.
    [[nodiscard]] std::span<const Stretch> render(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                                  std::span<const base::RowId> rows, bool events,
                                                  const std::stop_token& stop);

private:
    void cut(std::span<const base::RowId> rows, const store::Snapshot& snapshot);

    std::vector<std::unique_ptr<PacketWriter>> m_writers; // one for each thread
    std::vector<Stretch> m_stretches;                     // texts keep their memory
    std::size_t m_count = 0;                              // of the stretches, those that are used
};

} // namespace mqttscope::exporter
