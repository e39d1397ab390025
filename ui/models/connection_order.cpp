// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/connection_order.h"

#include "core/format/row_text.h"
#include "ui/models/sort_keys.h"
#include "ui/models/text.h"

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kStopInterval = 1U << 12; // connections between two looks at the stop token

std::uint64_t sum(const std::array<std::atomic<std::uint64_t>, 2>& counts) {
    return counts[0].load(std::memory_order_relaxed) + counts[1].load(std::memory_order_relaxed);
}

bool matches(const store::Snapshot& snapshot, base::ConnectionId id, const QString& search) {
    if (search.isEmpty()) return true;
    const auto& connection = snapshot.connection(id);
    const auto contains = [&](std::string_view text) { return toText(text).contains(search, Qt::CaseInsensitive); };
    return contains(snapshot.clientId(id)) || contains(format::endpointText(connection.client)) ||
           contains(format::endpointText(connection.server));
}

std::uint64_t keyOf(const store::Snapshot& snapshot, base::ConnectionId id, ConnectionChoice::By by, SortKeys& keys) {
    using By = ConnectionChoice::By;
    const auto& connection = snapshot.connection(id);
    switch (by) {
    case By::Opening:
        return id.value;
    case By::Client:
        return keys.ranked(clientName(snapshot, id));
    case By::Server:
        return keys.ranked(format::endpointText(connection.server));
    case By::Version:
        return keys.ranked(format::versionText(connection.version.load(std::memory_order_acquire)));
    case By::Packets:
        return packetCount(connection);
    case By::Bytes:
        return byteCount(connection);
    case By::Span:
        return SortKeys::ordered(lifetime(connection));
    }
    return 0;
}

} // namespace

std::string clientName(const store::Snapshot& snapshot, base::ConnectionId connection) {
    const auto clientId = snapshot.clientId(connection);
    return clientId.empty() ? format::endpointText(snapshot.connection(connection).client) : std::string(clientId);
}

std::uint64_t packetCount(const store::Connection& connection) {
    return sum(connection.packets);
}

std::uint64_t byteCount(const store::Connection& connection) {
    return sum(connection.bytes);
}

std::int64_t lifetime(const store::Connection& connection) {
    return connection.lastSeen.load(std::memory_order_relaxed) - connection.opened.nanoseconds;
}

std::shared_ptr<const ConnectionOrder> arrangeConnections(const store::Snapshot& snapshot,
                                                          const ConnectionChoice& choice, const std::stop_token& stop) {
    auto order = std::make_shared<ConnectionOrder>();
    order->covered = snapshot.connections();
    SortKeys keys(choice.search.isEmpty() ? snapshot.connections() : 0);
    for (std::uint32_t i = 0; i < snapshot.connections(); ++i) {
        if (i % kStopInterval == 0 && stop.stop_requested()) return nullptr;
        const base::ConnectionId id(i);
        if (matches(snapshot, id, choice.search)) keys.add(i, keyOf(snapshot, id, choice.by, keys));
    }
    if (!keys.sort(choice.descending, order->connections, stop)) return nullptr;
    return order;
}

} // namespace mqttscope::ui
