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
                                                               .header = options.header})) {
        m_writer->begin(m_text);
    }

    /// Prints what is new in the snapshot; false when enough was printed or it cannot be.
    bool print(const engine::Inspection& inspection, const store::Snapshot& snapshot) {
        for (; m_next.value < snapshot.rows() && !enough(); ++m_next.value) {
            const exporter::PacketRecord record(inspection, snapshot, m_next);
            const bool event = store::isEvent(record.row());
            if (event && !m_options.events) continue;
            m_writer->packet(record, m_text);
            m_packets += event ? 0 : 1;
            if (m_text.size() >= kBlock && !flush()) return false;
        }
        return flush() && !enough();
    }

    void end() {
        m_writer->end(m_text);
        flush();
    }

    [[nodiscard]] const base::Result<void>& result() const { return m_result; }

private:
    static constexpr std::size_t kBlock = std::size_t{64} << 10;

    [[nodiscard]] bool enough() const { return m_options.count && m_packets >= *m_options.count; }

    bool flush() {
        if (m_result) m_result = m_output.write(m_text);
        m_text.clear();
        return m_result && !m_output.closed();
    }

    const Options& m_options;
    Output& m_output;
    std::unique_ptr<exporter::PacketWriter> m_writer;
    base::RowId m_next{0};
    std::uint64_t m_packets = 0;
    std::string m_text;
    base::Result<void> m_result;
};

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
        [&](engine::Inspection& inspection, const store::Snapshot&) {
            inspection.cancel();
            printer.end();
            auto result = printer.result();
            if (result && inspection.error()) return kFailed; // nothing half-written takes the file's name
            if (result) result = output->finish();
            if (result) return kDone;
            complain(result.error().message());
            return kFailed;
        });
}

} // namespace mqttscope::cli
