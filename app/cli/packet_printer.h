// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "app/cli/output.h"
#include "core/engine/inspection.h"
#include "core/exporter/packet_writer.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace mqttscope::cli {

/// Writes rows as they come; a block at a time, or at once when nothing more is waiting.
class PacketPrinter {
public:
    PacketPrinter(const Options& options, Output& output);
    PacketPrinter(const PacketPrinter&) = delete;
    PacketPrinter& operator=(const PacketPrinter&) = delete;

    /// Prints what is new in the snapshot; false when enough was printed or it cannot be.
    bool print(const engine::Inspection& inspection, const store::Snapshot& snapshot);
    void end();

    [[nodiscard]] std::uint64_t packets() const { return m_packets; }

    [[nodiscard]] const base::Result<void>& result() const { return m_result; }

private:
    static constexpr std::size_t kBlock = std::size_t{64} << 10;

    [[nodiscard]] bool enough() const { return m_options.count && m_packets >= *m_options.count; }

    void spill();
    bool printBatch(std::span<const base::RowId> rows);
    void render();
    void mark();
    void rewind();
    bool flush();

    /// Where the text that is not written yet began.
    struct Block {
        std::size_t first = 0; // index into m_rows
        std::uint64_t packets = 0;
        std::size_t text = 0;
        bool spilled = false; // a part is written already
    };

    const Options& m_options;
    Output& m_output;
    std::unique_ptr<exporter::PacketWriter> m_writer;
    Block m_block;
    const engine::Inspection* m_inspection = nullptr; // while rows are written
    const store::Snapshot* m_snapshot = nullptr;
    base::RowId m_scanned{0};            // the first row that the filter has not seen
    std::span<const base::RowId> m_rows; // that it took, of one batch …
    std::size_t m_at = 0;                // … and the next of them
    std::uint64_t m_packets = 0;
    std::string m_text;
    base::Result<void> m_result;
};

} // namespace mqttscope::cli
