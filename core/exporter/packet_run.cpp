// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_run.h"

#include "core/exporter/chosen_rows.h"
#include "core/exporter/packet_record.h"
#include "core/filter/scan.h"
#include "core/session/exchange.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace mqttscope::exporter {
namespace {

/// Chosen rows that are looked at together.
constexpr std::size_t kBatch = std::size_t{1} << 16;
/// Writers at the same time: the one that puts their texts in order keeps no more busy.
constexpr std::size_t kMostThreads = 8;

WriterOptions withSpill(WriterOptions options, std::function<void(std::string&)> spill) {
    options.spill = std::move(spill);
    return options;
}

} // namespace

PacketRun::PacketRun(const RowChoice& choice, WriterMaker make, const WriterOptions& options, OutputFile& output,
                     RunControl control)
    : m_choice(choice)
    , m_output(output)
    , m_control(std::move(control))
    , m_writer(make(withSpill(options, [this](std::string&) { spill(); }))) {
    m_writer->begin(m_text);
    mark();
    const auto threads = m_control.threads != 0 ? m_control.threads : std::thread::hardware_concurrency();
    if (threads > 1 && m_writer->standsAlone() && !m_choice.count)
        m_renderers.emplace(make, options, std::min<std::size_t>(threads, kMostThreads));
}

bool PacketRun::write(const engine::Inspection& inspection, const store::Snapshot& snapshot, WriteUntil until) {
    m_inspection = &inspection;
    m_snapshot = &snapshot;
    const bool settled = until == WriteUntil::Settled && m_writer->tellsExchanges();
    if (m_choice.rows) {
        writeChosen();
    } else {
        writeFiltered(settled ? session::firstOpen(snapshot, m_scanned) : base::RowId(snapshot.rows()));
    }
    return flush() && !enough();
}

void PacketRun::writeChosen() {
    if (!m_choice.rows) return;
    const std::span all(*m_choice.rows);
    base::RowId begin{m_snapshot->firstRow()};
    while (m_chosen < all.size()) {
        const auto batch = all.subspan(m_chosen, std::min(kBatch, all.size() - m_chosen));
        m_chosen += batch.size();
        const base::RowId end(m_chosen == all.size() ? m_snapshot->rows() : all[m_chosen].value);
        if (!writeBatch(batch, begin, end)) return;
        if (m_control.progress) m_control.progress(batch.back().value + 1);
        begin = end;
    }
}

void PacketRun::writeFiltered(base::RowId limit) {
    if (m_scanned >= limit) return;
    const auto source = m_inspection->packetSource(*m_snapshot);
    bool again = true;
    while (std::exchange(again, false)) {
        filter::scan(m_choice.filter, *m_snapshot, *source, m_scanned, m_control.stop,
                     [&](std::span<const base::RowId> accepted, base::RowId begin, base::RowId end) {
                         // Bytes that vanish while they are filtered are zeros: look anew.
                         again = !m_choice.filter.acceptsAll() && m_inspection->verify(*m_snapshot, begin, end);
                         if (again) return false;
                         m_scanned = std::min(end, limit);
                         const auto behind = std::ranges::lower_bound(accepted, limit);
                         const std::span before(accepted.begin(), behind);
                         const bool more = writeBatch(before, begin, m_scanned);
                         if (m_control.progress) m_control.progress(m_scanned.value);
                         return more && end < limit;
                     });
    }
}

void PacketRun::end(const engine::Inspection& inspection, const store::Snapshot& snapshot) {
    m_inspection = &inspection;
    m_snapshot = &snapshot;
    m_rows = {};
    m_writer->end(inspection, snapshot, m_text);
    flush();
}

/// Writes a part of what is being made.
void PacketRun::spill() {
    if (!m_rows.empty()) {
        const base::RowId behind(m_rows[m_at].value + 1);
        if (m_result && m_inspection->verify(*m_snapshot, m_rows[m_block.first], behind)) {
            // A part of it is out already: it cannot be written anew from what is left.
            m_result = std::unexpected(base::Error{.tried = "write packet",
                                                   .subject = std::to_string(behind.value),
                                                   .cause = "the capture was cut short at the same time",
                                                   .advice = "The output ends within this packet"});
        }
    }
    if (m_result && !m_output.closed()) m_result = m_output.write(m_text);
    m_text.clear();
    m_block.text = 0;
    m_block.spilled = true;
}

bool PacketRun::writeBatch(std::span<const base::RowId> accepted, base::RowId begin, base::RowId end) {
    m_accepted = accepted;
    m_rows = accepted;
    if (m_writer->wantsAll()) {
        m_all.resize(end.value - begin.value);
        std::ranges::generate(m_all, [next = begin.value]() mutable { return base::RowId(next++); });
        m_rows = m_all;
    }
    m_at = 0;
    m_aloneUntil = 0;
    mark();
    while (m_at < m_rows.size() && !enough()) {
        if (m_control.stop.stop_requested()) return false;
        if (renderTogether()) {
            if (!flush()) return false;
            continue;
        }
        render();
        const base::RowId behind(m_rows[m_at - 1].value + 1);
        // Bytes that vanish while they are read are zeros: what was made of them must not be shown.
        if (m_inspection->verify(*m_snapshot, m_rows[m_block.first], behind) && !m_block.spilled) {
            if (!rewind()) return false;
        } else if (m_text.size() >= kBlock || m_block.spilled) {
            if (!flush()) return false;
        } else {
            mark();
        }
    }
    return !enough();
}

/// The next rows by several writers. False where one alone is to write them.
bool PacketRun::renderTogether() {
    if (!m_renderers || m_at < m_aloneUntil) return false;
    const auto stretches =
        m_renderers->render(*m_inspection, *m_snapshot, m_rows.subspan(m_at), m_choice.events, m_control.stop);
    if (stretches.empty()) return false;
    if (m_control.stop.stop_requested()) return true;
    std::size_t count = 0;
    for (const auto& stretch : stretches) count += stretch.rows.size();
    const base::RowId behind(m_rows[m_at + count - 1].value + 1);
    if (m_inspection->verify(*m_snapshot, m_rows[m_at], behind)) {
        // Which of them saw the zeros is not known: all are written anew, and looked after one by one.
        m_aloneUntil = m_at + count;
        return false;
    }
    if (!flush()) return true;
    for (const auto& stretch : stretches) {
        if (m_result) m_result = m_output.write(stretch.text);
        m_packets += stretch.packets;
    }
    m_at += count;
    return true;
}

/// Rows up to a block of text.
void PacketRun::render() {
    while (m_at < m_rows.size() && !enough() && m_text.size() < kBlock && !m_block.spilled) {
        const PacketRecord record(*m_inspection, *m_snapshot, m_rows[m_at]);
        const bool event = store::isEvent(record.row());
        const bool wanted = !m_writer->wantsAll() || std::ranges::binary_search(m_accepted, m_rows[m_at]);
        if (wanted && (!event || m_choice.events)) {
            m_writer->packet(record, m_text);
        } else if (m_writer->wantsAll()) {
            m_writer->passedOver(record, m_text);
        }
        if (m_block.spilled) spill();
        m_packets += wanted && !event ? 1 : 0;
        ++m_at;
    }
}

void PacketRun::mark() {
    m_block = {.first = m_at, .packets = m_packets, .text = m_text.size(), .spilled = false};
    m_writer->mark();
}

bool PacketRun::rewind() {
    if (!m_writer->rewind()) {
        m_result = std::unexpected(cutShort("packet " + std::to_string(m_rows[m_block.first].value + 1)));
        return false;
    }
    m_at = m_block.first;
    m_packets = m_block.packets;
    m_text.resize(m_block.text);
    return true;
}

bool PacketRun::flush() {
    if (m_result) m_result = m_output.write(m_text);
    m_text.clear();
    mark();
    return m_result && !m_output.closed();
}

} // namespace mqttscope::exporter
