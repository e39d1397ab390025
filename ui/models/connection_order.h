// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <stop_token>
#include <vector>

namespace mqttscope::ui {

/// Which connections the navigator lists, and in what order.
struct ConnectionChoice {
    enum class By : std::uint8_t {
        Opening, ///< as they were opened
        Client,
        Server,
        Version,
        Packets,
        Bytes,
        Span,
    };

    QString search{}; ///< in the texts of client and server, whatever its case
    By by = By::Opening;
    bool descending = false;

    /// All of them, as they were opened.
    [[nodiscard]] bool isNone() const { return search.isEmpty() && by == By::Opening && !descending; }

    bool operator==(const ConnectionChoice&) const = default;
};

/// Their numbers in that order, 4 bytes each; made on a worker and never changed.
struct ConnectionOrder {
    std::vector<std::uint32_t> connections;
    std::uint32_t covered = 0; ///< connections of the capture that were looked at
};

/// Null if a stop was requested.
[[nodiscard]] std::shared_ptr<const ConnectionOrder>
arrangeConnections(const store::Snapshot& snapshot, const ConnectionChoice& choice, const std::stop_token& stop);

/// The client identifier of a connection in full, or the client's address while it is not known.
[[nodiscard]] std::string clientName(const store::Snapshot& snapshot, base::ConnectionId connection);
[[nodiscard]] std::uint64_t packetCount(const store::Connection& connection);
[[nodiscard]] std::uint64_t byteCount(const store::Connection& connection);
/// Nanoseconds from its beginning to its last row.
[[nodiscard]] std::int64_t lifetime(const store::Connection& connection);

} // namespace mqttscope::ui
