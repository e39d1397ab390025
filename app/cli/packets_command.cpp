// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"
#include "core/filter/scan.h"

#include <span>
#include <utility>

namespace mqttscope::cli {
namespace {

/// Writes rows as they come; a block at a time, or at once when nothing more is waiting.
class PacketPrinter {
public:
    PacketPrinter(const Options& options, Output& output)
        : m_options(options)
        , m_output(output)
        , m_writer(exporter::makePacketWriter(options.format, {.secrets = options.secrets,
                                                               .timeFormat = options.timeFormat,
                                                               .columns = options.columns,
                                                               .header = options.header,
                                                               .spill = [this](std::string&) { spill(); }})) {
        m_writer->begin(m_text);
        mark();
    }

    /// Prints what is new in the snapshot; false when enough was printed or it cannot be.
    bool print(const engine::Inspection& inspection, const store::Snapshot& snapshot) {
        m_inspection = &inspection;
        m_snapshot = &snapshot;
        const auto source = inspection.packetSource(snapshot);
        bool again = true;
        while (std::exchange(again, false)) {
            filter::scan(m_options.filter, snapshot, *source, m_scanned, {},
                         [&](std::span<const base::RowId> accepted, base::RowId begin, base::RowId end) {
                             // Bytes that vanish while they are filtered are zeros: look anew.
                             again = !m_options.filter.acceptsAll() && inspection.verify(snapshot, begin, end);
                             if (again) return false;
                             m_scanned = end;
                             return printBatch(accepted);
                         });
        }
        return flush() && !enough();
    }

    void end() {
        m_writer->end(m_text);
        flush();
    }

    [[nodiscard]] bool anyPacket() const { return m_packets != 0; }

    [[nodiscard]] const base::Result<void>& result() const { return m_result; }

private:
    static constexpr std::size_t kBlock = std::size_t{64} << 10;

    [[nodiscard]] bool enough() const { return m_options.count && m_packets >= *m_options.count; }

    /// Writes a part of a packet with a long payload.
    void spill() {
        const base::RowId behind(m_rows[m_at].value + 1);
        if (m_result && m_inspection->verify(*m_snapshot, m_rows[m_block.first], behind)) {
            // A part of it is out already: it cannot be written anew from what is left.
            m_result = std::unexpected(base::Error{.tried = "write packet",
                                                   .subject = std::to_string(behind.value),
                                                   .cause = "the capture was cut short at the same time",
                                                   .advice = "The output ends within this packet"});
        }
        if (m_result && !m_output.closed()) m_result = m_output.write(m_text);
        m_text.clear();
        m_block.text = 0;
        m_block.spilled = true;
    }

    bool printBatch(std::span<const base::RowId> rows) {
        m_rows = rows;
        m_at = 0;
        mark();
        while (m_at < m_rows.size() && !enough()) {
            render();
            const base::RowId behind(m_rows[m_at - 1].value + 1);
            // Bytes that vanish while they are read are zeros: what was made of them must not be shown.
            if (m_inspection->verify(*m_snapshot, m_rows[m_block.first], behind) && !m_block.spilled) {
                rewind();
            } else if (m_text.size() >= kBlock || m_block.spilled) {
                if (!flush()) return false;
            } else {
                mark();
            }
        }
        return !enough();
    }

    /// Rows up to a block of text.
    void render() {
        while (m_at < m_rows.size() && !enough() && m_text.size() < kBlock && !m_block.spilled) {
            const exporter::PacketRecord record(*m_inspection, *m_snapshot, m_rows[m_at]);
            const bool event = store::isEvent(record.row());
            if (!event || m_options.events) m_writer->packet(record, m_text);
            if (m_block.spilled) spill();
            m_packets += event ? 0 : 1;
            ++m_at;
        }
    }

    void mark() {
        m_block = {.first = m_at, .packets = m_packets, .text = m_text.size(), .spilled = false};
        m_writer->mark();
    }

    void rewind() {
        m_at = m_block.first;
        m_packets = m_block.packets;
        m_text.resize(m_block.text);
        m_writer->rewind();
    }

    bool flush() {
        if (m_result) m_result = m_output.write(m_text);
        m_text.clear();
        mark();
        return m_result && !m_output.closed();
    }

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

/// Nothing was printed: where the user may look.
void hintWithoutPackets(const engine::Report& report) {
    std::string ports;
    std::size_t count = 0;
    for (const auto& [port, connections] : report.tcpConnectionsByPort) {
        constexpr std::size_t kShown = 5;
        if (++count > kShown) break;
        ports += (ports.empty() ? "" : ", ") + std::to_string(port);
    }
    if (report.tcpConnectionsByPort.size() > count) ports += ", …";
    complain(ports.empty()
                 ? "no MQTT packet was found, and no TCP connection ('mqttscope-cli info' tells what is inside)"
                 : "no MQTT packet was found; there are connections to TCP port " + ports +
                       " (-d PORT takes a port for MQTT, -d tcp.port==PORT,websocket for MQTT over WebSocket, "
                       "'mqttscope-cli info' tells what is inside)");
}

} // namespace

int runPackets(const Options& options) {
    auto output = Output::open(options.output, options.force, options.files);
    if (!output) {
        complain(output.error().message());
        return kFailed;
    }
    PacketPrinter printer(options, *output);
    return inspect(
        options,
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            return mustReadAll(options) || printer.print(inspection, snapshot);
        },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            if (mustReadAll(options)) printer.print(inspection, snapshot);
            if (options.filter.acceptsAll() && !printer.anyPacket() && !output->closed() && !inspection.error() &&
                inspection.progress().state == engine::State::Finished)
                hintWithoutPackets(inspection.report());
            inspection.cancel();
            printer.end();
            auto result = printer.result();
            // Where nothing could be read, no file appears; whole rows in front of the damage are kept.
            if (result && inspection.error() && snapshot.rows() == 0) return kFailed;
            if (result) result = output->finish();
            if (result) return kDone;
            complain(result.error().message());
            return kFailed;
        });
}

} // namespace mqttscope::cli
