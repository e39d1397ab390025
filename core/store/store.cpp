// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include <algorithm>
#include <utility>

namespace mqttscope::store {

Store::Store()
    : connections(kMaxConnections) {
    publish(0);
}

base::FindingId Store::addFinding(Finding finding) {
    finding.previous = rows.finding(finding.row);
    finding.worst = finding.severity;
    if (finding.previous.valid()) finding.worst = std::max(finding.worst, findings[finding.previous.value].worst);
    const base::FindingId id(static_cast<std::uint32_t>(findings.size()));
    findings.append(finding);
    rows.setFinding(finding.row, id);
    return id;
}

void Store::publish(std::uint64_t frames) {
    m_states.append(frames, static_cast<std::uint32_t>(rows.size()), static_cast<std::uint32_t>(extents.size()),
                    static_cast<std::uint32_t>(connections.size()), static_cast<std::uint32_t>(texts.size()),
                    static_cast<std::uint32_t>(findings.size()));
    m_published.store(m_states.size(), std::memory_order_release);
}

Counts Store::published() const {
    return m_states[m_published.load(std::memory_order_acquire) - 1];
}

std::uint64_t Store::memory() const {
    return rows.size() * Rows::kBytesPerRow + extents.size() * sizeof(Extent) +
           connections.size() * sizeof(Connection) + texts.memory() + m_states.size() * sizeof(Counts) +
           findings.size() * sizeof(Finding);
}

Snapshot::Snapshot(std::shared_ptr<const Store> store)
    : m_store(std::move(store))
    , m_counts(m_store->published()) {}

base::FindingId Snapshot::latestFinding(base::RowId row) const {
    auto id = m_store->rows.finding(row);
    while (id.valid() && id.value >= m_counts.findings) id = finding(id).previous;
    return id;
}

std::string_view Snapshot::clientId(base::ConnectionId id) const {
    const base::TextId text(connection(id).clientId.load(std::memory_order_acquire));
    return text.valid() ? this->text(text) : std::string_view{};
}

} // namespace mqttscope::store
