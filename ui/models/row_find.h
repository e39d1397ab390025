// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/inspection.h"
#include "core/filter/filter.h"
#include "core/filter/needle.h"
#include "ui/models/annotations.h"
#include "ui/models/details_lines.h"
#include "ui/models/row_order.h"

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

namespace mqttscope::ui {

/// Where something is looked for.
enum class FindIn : std::uint8_t {
    List,    ///< what the table shows in words: client, type, topic, payload, field columns
    Details, ///< the lines of the details
    Bytes,   ///< the whole packet
};

/// What is looked for: a row that a filter accepts, or one with a text or bytes in it.
struct Sought {
    std::optional<filter::Needle> needle{}; ///< none: `filter` tells
    filter::Filter filter{};
    FindIn in = FindIn::List; ///< of a needle
};

/// Among which rows, and what of them can be seen: what is masked is not found.
struct FindScope {
    std::shared_ptr<engine::Inspection> inspection;
    store::Snapshot snapshot;
    std::shared_ptr<const RowOrder> order{};            ///< null: all rows as they came
    std::shared_ptr<const Annotations::Rows> ignored{}; ///< rows that are passed over, ascending; null: none
    Annotations::Notes notes{};                         ///< that stand in the details
    std::vector<exporter::KeyColumn> columns{};         ///< of fields, in the list
    bool secrets = false;
};

struct FoundRow {
    base::RowId row{};
    bool wrapped = false;                     ///< it lies on the other side of where the search began
    std::uint32_t line = DetailsLines::kNone; ///< of the details, where it was found in them
    std::optional<base::ByteRange> bytes{};   ///< of the packet, where it was found in them
};

/// The next (step 1) or previous (-1) row of the table with what is sought, from the one at `from` on, which is looked
/// at last; from -1, all rows are. Past the end it goes on at the other. `looked` counts the rows that were looked at.
/// None if there is none, or if a stop was requested. Any thread.
[[nodiscard]] std::optional<FoundRow> findRow(const FindScope& scope, const Sought& sought, std::int64_t from, int step,
                                              std::atomic<std::uint32_t>& looked, const std::stop_token& stop);

} // namespace mqttscope::ui
