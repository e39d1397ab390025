// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include <utility>

namespace mqttscope::store {

Store::Store()
    : connections(kMaxConnections) {
    publish(0);
}

void Store::publish(std::uint64_t frames) {
    m_states.append(frames, static_cast<std::uint32_t>(rows.size()), static_cast<std::uint32_t>(extents.size()),
                    static_cast<std::uint32_t>(connections.size()), static_cast<std::uint32_t>(texts.size()));
    m_published.store(m_states.size(), std::memory_order_release);
}

Counts Store::published() const {
    return m_states[m_published.load(std::memory_order_acquire) - 1];
}

std::uint64_t Store::memory() const {
    return rows.size() * Rows::kBytesPerRow + extents.size() * sizeof(Extent) +
           connections.size() * sizeof(Connection) + texts.memory() + m_states.size() * sizeof(Counts);
}

Snapshot::Snapshot(std::shared_ptr<const Store> store)
    : m_store(std::move(store))
    , m_counts(m_store->published()) {}

std::string_view Snapshot::clientId(base::ConnectionId id) const {
    const base::TextId text(connection(id).clientId.load(std::memory_order_acquire));
    return text.valid() ? this->text(text) : std::string_view{};
}

} // namespace mqttscope::store
