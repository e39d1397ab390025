// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/packet.h"
#include "core/store/store.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace mqttscope::session {

/// How far an exchange came. Numbers are part of exports and filters: append only.
enum class ExchangeState : std::uint8_t {
    Open,       ///< a packet is awaited
    Complete,   ///< answered to its end
    Refused,    ///< ended by a reason code from 0x80, or by a CONNACK that refuses
    Unanswered, ///< no answer was captured before the connection ended or the packet identifier was used again
};

/// "open", "complete", "refused", "unanswered".
[[nodiscard]] std::string_view name(ExchangeState state);

/// Packets of one connection that belong together (DESIGN.md §1).
struct Exchange {
    std::vector<base::RowId> packets; ///< in their order; of a ring only those that are kept
    ExchangeState state{};
    /// The kind of packet that would be next; Reserved where the exchange was answered.
    mqtt::PacketType awaited = mqtt::PacketType::Reserved;
    /// Nanoseconds from the first packet to the last; only where it has ended with an answer and its beginning is
    /// there.
    std::optional<std::int64_t> latency;
};

/// Finds the exchanges of rows. It remembers where it was: rows in their order are found fast.
class ExchangeFinder {
public:
    /// The exchange of a row as it is known now, which may be more than the snapshot shows; nullptr where it has none.
    /// Valid until the next call.
    [[nodiscard]] const Exchange* find(const store::Snapshot& snapshot, base::RowId row);

private:
    [[nodiscard]] std::optional<base::LinkId> linkOf(const store::Snapshot& snapshot, base::RowId row);

    base::LinkId m_last{0};
    Exchange m_exchange;
};

/// From `begin` on, the first row whose exchange is open, or the end: what is told of those before it will not change.
[[nodiscard]] base::RowId firstOpen(const store::Snapshot& snapshot, base::RowId begin);

} // namespace mqttscope::session
