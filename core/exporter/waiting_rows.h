// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/row.h"

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace mqttscope::exporter {

/// Rows that belong together and wait for the rest: a request, then its answers, in order.
class WaitingRows {
public:
    /// Who began it, and what ties its packets together. Packet identifiers of the two directions are not the same
    /// (MQTT 5.0 §2.2.1).
    struct Key {
        base::ConnectionId connection{};
        base::Direction sender{};
        std::uint8_t kind = 0; ///< the type of its first packet
        std::uint16_t packetIdentifier = 0;

        constexpr auto operator<=>(const Key&) const = default;
    };

    /// Begins anew; gives what waited there before and will get no answer.
    std::vector<base::RowId> begin(const Key& key, base::RowId row);
    /// Adds an answer; false where nothing waits for it.
    bool add(const Key& key, base::RowId row);
    /// The rows of a key, which wait no longer; none where nothing waits.
    std::vector<base::RowId> take(const Key& key);
    /// Everything that still waits, the earliest first; it waits no longer.
    std::vector<std::vector<base::RowId>> takeAll();

    [[nodiscard]] bool contains(const Key& key) const { return m_rows.contains(key); }

private:
    std::map<Key, std::vector<base::RowId>> m_rows;
};

} // namespace mqttscope::exporter
