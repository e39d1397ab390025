// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/base/rule.h"
#include "core/engine/inspection.h"
#include "core/exporter/key_values.h"
#include "core/filter/filter.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace mqttscope::ui {

/// The part of a capture that the packet table shows.
struct Narrowing {
    std::optional<base::ConnectionId> connection{};
    base::RuleId rule{}; ///< rows with such a finding; none = all rows
    bool events = true;  ///< rows that are no packets
    filter::Filter filter{};
    /// Rows that no filter accepts, ascending; null: none. Without a filter they are shown.
    std::shared_ptr<const std::vector<std::uint32_t>> ignored{};

    [[nodiscard]] bool isNone() const { return !connection && !rule.valid() && events && filter.acceptsAll(); }

    /// Filters of the same text are the same; what is ignored matters to filters alone.
    [[nodiscard]] bool operator==(const Narrowing& other) const;
};

/// What rows are sorted by; equal ones stay in the order of the capture.
struct Sorting {
    enum class By : std::uint8_t {
        Capture, ///< not sorted
        Mark,
        Time,
        SincePrevious,
        Client,
        Direction,
        Type,
        Info,
        Payload,
        Flags,
        Identifier,
        Size,
        Key, ///< the first value of `key`: numbers as numbers, before texts
    };

    By by = By::Capture;
    bool descending = false;
    exporter::KeyColumn key{};

    [[nodiscard]] bool isNone() const { return by == By::Capture && !descending; }
};

/// The rows that the table shows, in order; made on a worker and never changed. Without one, the table shows every row
/// as it came. 4 bytes a row.
struct RowOrder {
    std::vector<std::uint32_t> rows;
    std::uint32_t covered = 0;  ///< rows of the capture that were looked at
    bool finished = true;       ///< all rows of its snapshot were: otherwise it is to be continued
    std::uint32_t findings = 0; ///< findings that were
    bool sorted = false;        ///< not in the order of the capture
    std::uint32_t first = 0;    ///< rows before this one had left the capture (store::Snapshot::firstRow())

    /// Where a row stands in the table, if it does.
    [[nodiscard]] std::optional<std::uint32_t> positionOf(base::RowId row) const;
};

/// The same order without the rows that have left the capture since.
[[nodiscard]] std::shared_ptr<const RowOrder> withoutLeft(const std::shared_ptr<const RowOrder>& order,
                                                          std::uint32_t firstRow);

/// Chooses and sorts the rows of a snapshot. Null if a stop was requested. `before` is an order for the same or an
/// earlier snapshot with the same narrowing and no sorting: it is continued. A filter that takes longer than `atMost`
/// gives what it has found until then, unless rows are sorted. Secrets take part in sorting only as their masks.
[[nodiscard]] std::shared_ptr<const RowOrder> arrangeRows(const engine::Inspection& inspection,
                                                          const store::Snapshot& snapshot, const Narrowing& narrowing,
                                                          const Sorting& sorting, const RowOrder* before,
                                                          std::chrono::milliseconds atMost,
                                                          const std::stop_token& stop);

} // namespace mqttscope::ui
