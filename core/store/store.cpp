// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include <algorithm>
#include <utility>

namespace mqttscope::store {

Store::Store()
    : connections(kMaxConnections)
    , exchangeLinks(ExchangeLink::kIndex) {
    pinCounts();
    publish(0);
}

base::FindingId Store::addFinding(Finding finding) {
    if (hasLeft(finding.row)) return {};
    finding.previous = rows.finding(finding.row);
    finding.worst = finding.severity;
    if (finding.previous.valid()) finding.worst = std::max(finding.worst, findings[finding.previous.value].worst);
    const base::FindingId id(static_cast<std::uint32_t>(findings.size()));
    findings.append(finding);
    rows.setFinding(finding.row, id);
    return id;
}

void Store::publish(std::uint64_t frames) {
    m_counts.frames = frames;
    m_counts.rows = static_cast<std::uint32_t>(rows.size());
    m_counts.extents = static_cast<std::uint32_t>(extents.size());
    m_counts.connections = static_cast<std::uint32_t>(connections.size());
    m_counts.texts = static_cast<std::uint32_t>(texts.size());
    m_counts.findings = static_cast<std::uint32_t>(findings.size());
    m_counts.exchangeLinks = static_cast<std::uint32_t>(exchangeLinks.size());
    if (m_counts.rows != 0 && m_counts.firstRow == 0) m_counts.firstTime = rows.times(1).front();
    m_states.append(m_counts);
    m_published.store(m_states.size(), std::memory_order_release);
    // Behind the publication: who holds the new pin sees nothing of what left.
    if (m_counts.firstFrame != m_times.back().counts.firstFrame) pinCounts();
}

void Store::pinCounts() {
    const Time time{.counts = m_counts, .isOver = std::make_shared<std::atomic<bool>>(false)};
    auto pin = std::make_shared<const Pin>(time.isOver);
    m_times.push_back(time);
    const std::lock_guard lock(m_mutex);
    m_pin = std::move(pin);
}

Counts Store::published() const {
    return m_states[m_published.load(std::memory_order_acquire) - 1];
}

Store::State Store::state() const {
    const std::lock_guard lock(m_mutex);
    // In this order: what is published later shows less of what the pin keeps, never more.
    auto pin = m_pin;
    return {std::move(pin), published()};
}

void Store::leave(base::FrameId firstKept, base::Timestamp since) {
    auto& counts = m_counts;
    counts.firstFrame = firstKept.value;
    counts.since = since;
    const auto isBefore = [&](base::FrameId frame) { return frame.value < firstKept.value; };
    const auto frames = rows.frames(rows.size());
    while (counts.firstRow < frames.size() && isBefore(frames[counts.firstRow])) ++counts.firstRow;
    while (counts.firstExtent < extents.size() && isBefore(extents[counts.firstExtent].frame)) ++counts.firstExtent;
    while (counts.firstFinding < findings.size() && hasLeft(findings[counts.firstFinding].row)) ++counts.firstFinding;
    while (counts.firstExchangeLink < exchangeLinks.size() && hasLeft(exchangeLinks[counts.firstExchangeLink].row))
        ++counts.firstExchangeLink;
}

std::uint32_t Store::release() {
    const auto before = m_times.size();
    // What the last holder of a pin read, it has read.
    while (m_times.size() > 1 && m_times.front().isOver->load(std::memory_order_acquire)) m_times.pop_front();
    const auto& counts = m_times.front().counts;
    if (m_times.size() == before) return counts.firstFrame;
    rows.release(counts.firstRow);
    extents.release(counts.firstExtent);
    findings.release(counts.firstFinding);
    exchangeLinks.release(counts.firstExchangeLink);
    const std::lock_guard lock(m_mutex); // so that nobody is on the way to an earlier state
    m_states.release(m_states.size() - 1);
    return counts.firstFrame;
}

std::uint64_t Store::memory() const {
    return rows.memory() + extents.memory() + connections.memory() + texts.memory() + m_states.memory() +
           findings.memory() + exchangeLinks.memory();
}

Snapshot::Snapshot(std::shared_ptr<const Store> store)
    : m_store(std::move(store)) {
    auto state = m_store->state();
    m_pin = std::move(state.pin);
    m_counts = state.counts;
}

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
