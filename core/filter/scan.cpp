// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/scan.h"

#include "core/filter/column_evaluator.h"

#include <algorithm>
#include <vector>

namespace mqttscope::filter {
namespace {

constexpr std::uint32_t kFirstBatch = 1024;
constexpr std::uint32_t kLargestBatch = std::uint32_t{1} << 16;
constexpr std::uint32_t kStopInterval = 256; // rows between two looks at the stop token: some must be decoded

} // namespace

base::RowId scan(const Filter& filter, const store::Snapshot& snapshot, PacketSource& source, base::RowId begin,
                 const std::stop_token& stop, const TakeBatch& take, const IsCandidate& isCandidate) {
    ColumnEvaluator evaluator(filter.program(), source, snapshot);
    std::vector<base::RowId> accepted;
    auto size = kFirstBatch;
    begin.value = std::max(begin.value, snapshot.firstRow());
    while (begin.value < snapshot.rows() && !stop.stop_requested()) {
        const base::RowId end(begin.value + std::min(size, snapshot.rows() - begin.value));
        accepted.clear();
        for (auto row = begin; row.value < end.value; ++row.value) {
            if (row.value % kStopInterval == 0 && stop.stop_requested()) return begin;
            if (isCandidate && !isCandidate(row)) continue;
            if (evaluator.accepts(row)) accepted.push_back(row);
        }
        if (!take(accepted, begin, end)) return end;
        begin = end;
        size = std::min(size * 2, kLargestBatch);
    }
    return begin;
}

} // namespace mqttscope::filter
