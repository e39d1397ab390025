// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/base/time.h"
#include "core/mqtt/packet.h"
#include "core/net/stream_listener.h"

#include <array>
#include <atomic>
#include <cstdint>

namespace mqttscope::store {

/// The MQTT version a connection is decoded by, and how sure that is. One word, so that readers never see half of it.
struct ConnectionVersion {
    mqtt::Version version = mqtt::Version::Unknown;
    bool inferred = false;       ///< concluded from the traffic: no CONNECT was captured
    bool bridge = false;         ///< bit 7 of the protocol level was set
    std::uint8_t generation = 0; ///< counts corrections: views that decoded under an older one decode again

    constexpr bool operator==(const ConnectionVersion&) const = default;
};

/// One MQTT network connection. What is learned while it lasts is kept in atomics that only the worker writes; each is
/// right by itself at any moment, and all agree once the inspection has settled.
struct Connection {
    net::Endpoint client{};
    net::Endpoint server{};
    base::TcpConnectionId tcpConnection{};
    bool startSeen = false;  ///< the TCP handshake was captured
    bool clientSure = false; ///< the handshake, a known port or the content says which end is the client
    base::Timestamp opened{};
    /// By Direction of the sender: the sequence number of TCP that counts as 0 (net::TcpConnection::firstSequence),
    /// once it is known.
    std::array<std::atomic<std::uint32_t>, 2> firstSequence{};
    std::array<std::atomic<bool>, 2> firstSequenceKnown{};

    std::atomic<ConnectionVersion> version{};
    std::atomic<std::uint32_t> clientId{base::TextId::kNone}; ///< TextId; also from Assigned Client Identifier
    std::atomic<std::int64_t> lastSeen{0};                    ///< nanoseconds, time of its last row
    std::atomic<std::uint32_t> firstRow{base::RowId::kNone};
    std::atomic<std::uint32_t> lastRow{base::RowId::kNone};
    std::array<std::atomic<std::uint64_t>, 2> packets{}; ///< by Direction
    std::array<std::atomic<std::uint64_t>, 2> bytes{};   ///< MQTT bytes, by Direction
    std::atomic<std::uint64_t> missingBytes{0};          ///< in gaps, both directions
    std::atomic<bool> ended{false};                      ///< FIN from both sides, RST, or ports used again

    static_assert(std::atomic<ConnectionVersion>::is_always_lock_free);
};

} // namespace mqttscope::store
