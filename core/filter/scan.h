// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"
#include "core/filter/filter.h"
#include "core/filter/packet_source.h"
#include "core/store/store.h"

#include <functional>
#include <span>
#include <stop_token>

namespace mqttscope::filter {

/// Rows [begin, end) were looked at; `accepted` are those that the filter takes, in order. Return false to stop.
using TakeBatch = std::function<bool(std::span<const base::RowId> accepted, base::RowId begin, base::RowId end)>;

/// Whether a row is asked about at all: those that are not are never decoded.
using IsCandidate = std::function<bool(base::RowId row)>;

/// Looks at the rows of a snapshot from `begin` on and gives what it accepts, a batch at a time: small ones first, so
/// that the first hits are there at once. `source` is one of the same snapshot. Returns the first row that was not
/// looked at: the snapshot's end, or where it was stopped. When rows are added, call it again from there with the newer
/// snapshot. Without `isCandidate`, every row is asked about. Any thread.
base::RowId scan(const Filter& filter, const store::Snapshot& snapshot, PacketSource& source, base::RowId begin,
                 const std::stop_token& stop, const TakeBatch& take, const IsCandidate& isCandidate = {});

} // namespace mqttscope::filter
