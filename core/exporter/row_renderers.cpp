// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/row_renderers.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace mqttscope::exporter {
namespace {

constexpr std::size_t kRows = 1024;                      // of a stretch, at most
constexpr std::uint32_t kBytes = std::uint32_t{1} << 18; // of their packets: texts are up to eight times as long
constexpr std::uint32_t kLong = std::uint32_t{1} << 16;  // bytes of a packet that is written alone
constexpr std::size_t kFew = 1024;                       // rows for which threads do not pay
constexpr std::size_t kStretchesEach = 4;                // for a thread, so that none waits long for another

} // namespace

RowRenderers::RowRenderers(WriterMaker make, const WriterOptions& options, std::size_t threads) {
    for (std::size_t i = 0; i < threads; ++i) m_writers.push_back(make(options));
}

void RowRenderers::cut(std::span<const base::RowId> rows, const store::Snapshot& snapshot) {
    m_stretches.resize(m_writers.size() * kStretchesEach);
    m_count = 0;
    if (rows.size() < kFew) return;
    const auto lengths = snapshot.columns().lengths(snapshot.rows());
    std::size_t begin = 0;
    while (begin < rows.size() && m_count < m_stretches.size()) {
        auto end = begin;
        std::uint32_t bytes = 0;
        for (; end < rows.size() && end - begin < kRows && bytes < kBytes; ++end) {
            if (lengths[rows[end].value] > kLong) break;
            bytes += lengths[rows[end].value];
        }
        if (end == begin) break;
        auto& stretch = m_stretches[m_count++];
        stretch.rows = rows.subspan(begin, end - begin);
        stretch.text.clear();
        stretch.packets = 0;
        begin = end;
    }
}

std::span<const Stretch> RowRenderers::render(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                              std::span<const base::RowId> rows, bool events,
                                              const std::stop_token& stop) {
    cut(rows, snapshot);
    std::atomic<std::size_t> next{0};
    const auto work = [&](PacketWriter& writer) {
        for (auto i = next.fetch_add(1); i < m_count && !stop.stop_requested(); i = next.fetch_add(1)) {
            auto& stretch = m_stretches[i];
            for (const auto row : stretch.rows) {
                const PacketRecord record(inspection, snapshot, row);
                const bool event = store::isEvent(record.row());
                if (!event || events) writer.packet(record, stretch.text);
                stretch.packets += event ? 0 : 1;
            }
        }
    };
    {
        std::vector<std::jthread> threads;
        const auto needed = std::min(m_writers.size(), m_count);
        for (std::size_t i = 1; i < needed; ++i)
            threads.emplace_back([&work, &writer = *m_writers[i]] { work(writer); });
        work(*m_writers.front());
    }
    return std::span(m_stretches).first(m_count);
}

} // namespace mqttscope::exporter
