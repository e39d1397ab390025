// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/packet_printer.h"

#include "core/exporter/packet_record.h"
#include "core/filter/scan.h"

#include <utility>

namespace mqttscope::cli {

PacketPrinter::PacketPrinter(const Options& options, Output& output)
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

bool PacketPrinter::print(const engine::Inspection& inspection, const store::Snapshot& snapshot) {
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

void PacketPrinter::end() {
    m_writer->end(m_text);
    flush();
}

/// Writes a part of a packet with a long payload.
void PacketPrinter::spill() {
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

bool PacketPrinter::printBatch(std::span<const base::RowId> rows) {
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
void PacketPrinter::render() {
    while (m_at < m_rows.size() && !enough() && m_text.size() < kBlock && !m_block.spilled) {
        const exporter::PacketRecord record(*m_inspection, *m_snapshot, m_rows[m_at]);
        const bool event = store::isEvent(record.row());
        if (!event || m_options.events) m_writer->packet(record, m_text);
        if (m_block.spilled) spill();
        m_packets += event ? 0 : 1;
        ++m_at;
    }
}

void PacketPrinter::mark() {
    m_block = {.first = m_at, .packets = m_packets, .text = m_text.size(), .spilled = false};
    m_writer->mark();
}

void PacketPrinter::rewind() {
    m_at = m_block.first;
    m_packets = m_block.packets;
    m_text.resize(m_block.text);
    m_writer->rewind();
}

bool PacketPrinter::flush() {
    if (m_result) m_result = m_output.write(m_text);
    m_text.clear();
    mark();
    return m_result && !m_output.closed();
}

} // namespace mqttscope::cli
