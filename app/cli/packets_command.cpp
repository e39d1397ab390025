// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"

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
        while (m_next.value < snapshot.rows() && !enough()) {
            render(inspection, snapshot);
            // Bytes that vanish while they are read are zeros: what was made of them must not be shown.
            if (inspection.verify(snapshot, m_block.first, m_next) && !m_block.spilled) {
                rewind();
            } else if (!flush()) {
                return false;
            }
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
        const base::RowId behind(m_next.value + 1);
        if (m_result && m_inspection->verify(*m_snapshot, m_block.first, behind)) {
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

    /// Rows up to a block of text.
    void render(const engine::Inspection& inspection, const store::Snapshot& snapshot) {
        m_inspection = &inspection;
        m_snapshot = &snapshot;
        while (m_next.value < snapshot.rows() && !enough() && m_text.size() < kBlock && !m_block.spilled) {
            const exporter::PacketRecord record(inspection, snapshot, m_next);
            const bool event = store::isEvent(record.row());
            if (!event || m_options.events) m_writer->packet(record, m_text);
            if (m_block.spilled) spill();
            m_packets += event ? 0 : 1;
            ++m_next.value;
        }
    }

    void mark() {
        m_block = {.first = m_next, .packets = m_packets, .text = m_text.size(), .spilled = false};
        m_writer->mark();
    }

    void rewind() {
        m_next = m_block.first;
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
        base::RowId first{0};
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
    base::RowId m_next{0};
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
                       " (-d PORT takes a port for MQTT, 'mqttscope-cli info' tells what is inside)");
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
            return printer.print(inspection, snapshot);
        },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            if (!printer.anyPacket() && !output->closed() && !inspection.error() &&
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
