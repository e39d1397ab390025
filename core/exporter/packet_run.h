// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/exporter/output_file.h"
#include "core/exporter/packet_writer.h"
#include "core/exporter/row_renderers.h"
#include "core/filter/filter.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace mqttscope::exporter {

/// Which rows are written.
struct RowChoice {
    filter::Filter filter{};                        ///< only what it takes
    std::optional<std::vector<base::RowId>> rows{}; ///< only these, ascending, instead of what the filter takes
    std::optional<std::uint64_t> count{};           ///< at most so many packets
    bool events = false;                            ///< also what is no packet
};

/// Tells and asks while rows are written.
struct RunControl {
    std::stop_token stop{};                             ///< requested: write no more
    std::function<void(std::uint32_t rows)> progress{}; ///< so many rows of the snapshot are done
    std::size_t threads = 0;                            ///< that write at most; 0: as many as there are processors
};

/// How far rows are written.
enum class WriteUntil : std::uint8_t {
    Settled, ///< to the first one of which something will be told that may still change
    Now,     ///< to the end of the snapshot
};

/// Writes rows as they come; a block at a time, or at once when nothing more is waiting.
class PacketRun {
public:
    /// `options.spill` is set here.
    PacketRun(const RowChoice& choice, WriterMaker make, const WriterOptions& options, OutputFile& output,
              RunControl control = {});
    PacketRun(const PacketRun&) = delete;
    PacketRun& operator=(const PacketRun&) = delete;

    /// Writes what is new in the snapshot; false when enough was written or it cannot be.
    bool write(const engine::Inspection& inspection, const store::Snapshot& snapshot,
               WriteUntil until = WriteUntil::Now);
    /// What stands behind the last packet; `snapshot` is the last one that was written.
    void end(const engine::Inspection& inspection, const store::Snapshot& snapshot);

    [[nodiscard]] std::uint64_t packets() const { return m_packets; }

    [[nodiscard]] const base::Result<void>& result() const { return m_result; }

private:
    static constexpr std::size_t kBlock = std::size_t{64} << 10;

    [[nodiscard]] bool enough() const { return m_choice.count && m_packets >= *m_choice.count; }

    void spill();
    void writeChosen();
    void writeFiltered(base::RowId limit);
    bool writeBatch(std::span<const base::RowId> accepted, base::RowId begin, base::RowId end);
    void render();
    bool renderTogether();
    void mark();
    bool rewind();
    bool flush();

    /// Where the text that is not written yet began.
    struct Block {
        std::size_t first = 0; // index into m_rows
        std::uint64_t packets = 0;
        std::size_t text = 0;
        bool spilled = false; // a part is written already
    };

    const RowChoice& m_choice;
    OutputFile& m_output;
    RunControl m_control;
    std::unique_ptr<PacketWriter> m_writer;
    std::optional<RowRenderers> m_renderers; // where several can write at once
    std::size_t m_aloneUntil = 0;            // rows up to here are written by one
    Block m_block;
    const engine::Inspection* m_inspection = nullptr; // while rows are written
    const store::Snapshot* m_snapshot = nullptr;
    base::RowId m_scanned{0};                // the first row that the filter has not seen
    std::size_t m_chosen = 0;                // the next of the rows that were asked for
    std::span<const base::RowId> m_accepted; // the rows of a batch that are wanted
    std::vector<base::RowId> m_all;          // all of a batch, for a writer that wants to know of all
    std::span<const base::RowId> m_rows;     // that are written now …
    std::size_t m_at = 0;                    // … and the next of them
    std::uint64_t m_packets = 0;
    std::string m_text;
    base::Result<void> m_result;
};

} // namespace mqttscope::exporter
