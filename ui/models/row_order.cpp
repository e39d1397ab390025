// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_order.h"

#include "ui/models/row_sort.h"

#include <algorithm>
#include <numeric>

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kStopInterval = 1U << 16; // rows between two looks at the stop token

/// The rows of one rule, from the table of findings: they are few, and need not come in the order of rows.
std::vector<std::uint32_t> rowsWithRule(const store::Snapshot& snapshot, base::RuleId rule) {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t i = 0; i < snapshot.findings(); ++i) {
        const auto& finding = snapshot.finding(base::FindingId(i));
        if (finding.rule == rule && finding.row.value < snapshot.rows()) rows.push_back(finding.row.value);
    }
    std::ranges::sort(rows);
    const auto doubles = std::ranges::unique(rows);
    rows.erase(doubles.begin(), doubles.end());
    return rows;
}

bool isShown(const store::Snapshot& snapshot, const Narrowing& narrowing, std::uint32_t row) {
    const auto& columns = snapshot.columns();
    const auto count = snapshot.rows();
    if (narrowing.connection && columns.connections(count)[row] != *narrowing.connection) return false;
    return narrowing.events || (columns.flags(count)[row] & store::RowFlag::kEvent) == 0;
}

/// False if a stop was requested.
bool chooseRows(const store::Snapshot& snapshot, const Narrowing& narrowing, std::uint32_t from,
                std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
    if (narrowing.rule.valid()) {
        rows = rowsWithRule(snapshot, narrowing.rule);
        std::erase_if(rows, [&](std::uint32_t row) { return !isShown(snapshot, narrowing, row); });
        return true;
    }
    if (narrowing.isNone()) {
        rows.resize(snapshot.rows());
        std::iota(rows.begin(), rows.end(), 0U);
        return true;
    }
    for (auto row = from; row < snapshot.rows(); ++row) {
        if (row % kStopInterval == 0 && stop.stop_requested()) return false;
        if (isShown(snapshot, narrowing, row)) rows.push_back(row);
    }
    return true;
}

} // namespace

std::optional<std::uint32_t> RowOrder::positionOf(base::RowId row) const {
    const auto found = sorted ? std::ranges::find(rows, row.value) : std::ranges::lower_bound(rows, row.value);
    if (found == rows.end() || *found != row.value) return std::nullopt;
    return static_cast<std::uint32_t>(found - rows.begin());
}

std::shared_ptr<const RowOrder> arrangeRows(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                            const Narrowing& narrowing, const Sorting& sorting, const RowOrder* before,
                                            const std::stop_token& stop) {
    auto order = std::make_shared<RowOrder>();
    if (before != nullptr) *order = *before;
    if (!chooseRows(snapshot, narrowing, order->covered, order->rows, stop)) return nullptr;
    order->covered = snapshot.rows();
    order->findings = snapshot.findings();
    order->sorted = !sorting.isNone();
    if (order->sorted && !sortRows(inspection, snapshot, sorting, order->rows, stop)) return nullptr;
    return order;
}

} // namespace mqttscope::ui
