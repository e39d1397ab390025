// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_order.h"

#include "core/filter/evaluator.h"
#include "core/filter/scan.h"
#include "ui/models/row_sort.h"

#include <algorithm>
#include <numeric>

namespace mqttscope::ui {

namespace {

constexpr std::uint32_t kStopInterval = 1U << 16; // rows between two looks at the stop token

/// The rows of one rule, from the table of findings: they are few, and need not come in the order of rows.
std::vector<std::uint32_t> rowsWithRule(const store::Snapshot& snapshot, base::RuleId rule) {
    std::vector<std::uint32_t> rows;
    for (auto i = snapshot.counts().firstFinding; i < snapshot.findings(); ++i) {
        const auto& finding = snapshot.finding(base::FindingId(i));
        if (finding.rule == rule && snapshot.has(finding.row)) rows.push_back(finding.row.value);
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

bool isIgnored(const Narrowing& narrowing, std::uint32_t row) {
    return narrowing.ignored && std::ranges::binary_search(*narrowing.ignored, row);
}

bool ignoresAny(const Narrowing& narrowing) {
    return narrowing.ignored && !narrowing.ignored->empty();
}

void leave(RowOrder& order, std::uint32_t firstRow) {
    if (order.first >= firstRow) return;
    order.first = firstRow;
    if (order.sorted) {
        std::erase_if(order.rows, [firstRow](std::uint32_t row) { return row < firstRow; });
    } else {
        order.rows.erase(order.rows.begin(), std::ranges::lower_bound(order.rows, firstRow));
    }
}

using Clock = std::chrono::steady_clock;

/// Chooses rows for an order, from where it ends.
class Chooser {
public:
    Chooser(const engine::Inspection& inspection, const store::Snapshot& snapshot, const Narrowing& narrowing,
            RowOrder& order)
        : m_snapshot(snapshot)
        , m_narrowing(narrowing)
        , m_order(order) {
        if (!narrowing.filter.acceptsAll()) m_source = inspection.packetSource(snapshot);
    }

    /// False if a stop was requested.
    bool run(Clock::time_point end, const std::stop_token& stop) {
        const auto from = std::max(m_order.covered, m_snapshot.firstRow());
        m_order.covered = m_snapshot.rows();
        m_order.finished = true;
        if (m_narrowing.rule.valid()) return chooseFindings(stop);
        if (!m_narrowing.filter.acceptsAll()) return chooseFiltered(from, end, stop);
        if (m_narrowing.isNone()) {
            m_order.rows.resize(m_snapshot.rowCount());
            std::iota(m_order.rows.begin(), m_order.rows.end(), m_snapshot.firstRow());
            return true;
        }
        for (auto row = from; row < m_snapshot.rows(); ++row) {
            if (row % kStopInterval == 0 && stop.stop_requested()) return false;
            if (isShown(m_snapshot, m_narrowing, row)) m_order.rows.push_back(row);
        }
        return true;
    }

private:
    bool chooseFindings(const std::stop_token& stop) {
        m_order.rows = rowsWithRule(m_snapshot, m_narrowing.rule);
        std::erase_if(m_order.rows, [&](std::uint32_t row) { return !isShown(m_snapshot, m_narrowing, row); });
        if (!m_source) return true;
        filter::Evaluator evaluator(m_narrowing.filter.program(), *m_source);
        std::erase_if(m_order.rows, [&](std::uint32_t row) {
            return stop.stop_requested() || isIgnored(m_narrowing, row) ||
                   !evaluator.accepts(m_snapshot, base::RowId(row));
        });
        return !stop.stop_requested();
    }

    bool chooseFiltered(std::uint32_t from, Clock::time_point end, const std::stop_token& stop) {
        const auto take = [&](std::span<const base::RowId> accepted, base::RowId, base::RowId) {
            for (const auto row : accepted) m_order.rows.push_back(row.value);
            return Clock::now() < end;
        };
        filter::IsCandidate isCandidate;
        if (m_narrowing.connection || !m_narrowing.events || ignoresAny(m_narrowing))
            isCandidate = [this](base::RowId row) {
                return isShown(m_snapshot, m_narrowing, row.value) && !isIgnored(m_narrowing, row.value);
            };
        const auto reached =
            filter::scan(m_narrowing.filter, m_snapshot, *m_source, base::RowId(from), stop, take, isCandidate);
        m_order.covered = reached.value;
        m_order.finished = reached.value == m_snapshot.rows();
        return !stop.stop_requested();
    }

    const store::Snapshot& m_snapshot;
    const Narrowing& m_narrowing;
    RowOrder& m_order;
    std::unique_ptr<filter::PacketSource> m_source;
};

} // namespace

bool Narrowing::operator==(const Narrowing& other) const {
    return connection == other.connection && rule == other.rule && events == other.events &&
           filter.text() == other.filter.text() &&
           (filter.acceptsAll() || ignored == other.ignored || (!ignoresAny(*this) && !ignoresAny(other)));
}

std::optional<std::uint32_t> RowOrder::positionOf(base::RowId row) const {
    const auto found = sorted ? std::ranges::find(rows, row.value) : std::ranges::lower_bound(rows, row.value);
    if (found == rows.end() || *found != row.value) return std::nullopt;
    return static_cast<std::uint32_t>(found - rows.begin());
}

std::shared_ptr<const RowOrder> withoutLeft(const std::shared_ptr<const RowOrder>& order, std::uint32_t firstRow) {
    if (order->first >= firstRow) return order;
    auto kept = std::make_shared<RowOrder>(*order);
    leave(*kept, firstRow);
    return kept;
}

std::shared_ptr<const RowOrder> arrangeRows(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                            const Narrowing& narrowing, const Sorting& sorting, const RowOrder* before,
                                            std::chrono::milliseconds atMost, const std::stop_token& stop) {
    auto order = std::make_shared<RowOrder>();
    if (before != nullptr) *order = *before;
    leave(*order, snapshot.firstRow());
    const auto now = Clock::now();
    const auto end =
        sorting.isNone() && atMost < Clock::time_point::max() - now ? now + atMost : Clock::time_point::max();
    if (!Chooser(inspection, snapshot, narrowing, *order).run(end, stop)) return nullptr;
    order->findings = snapshot.findings();
    order->sorted = !sorting.isNone();
    if (order->sorted && !sortRows(inspection, snapshot, sorting, order->rows, stop)) return nullptr;
    return order;
}

} // namespace mqttscope::ui
