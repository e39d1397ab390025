// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_arranger.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

// While a capture grows, an order is made again after so many times what making it took: the rest is for others.
constexpr qint64 kRest = 4;
constexpr qint64 kShortestRest = 100; // milliseconds

} // namespace

RowArranger::RowArranger(QObject* parent)
    : QObject(parent)
    , m_job(new BackgroundJob(this)) {
    m_later.setSingleShot(true);
    connect(m_job, &BackgroundJob::busyChanged, this, &RowArranger::busyChanged);
    connect(&m_later, &QTimer::timeout, this, [this] {
        if (isOutdated()) start(true);
    });
}

void RowArranger::show(std::shared_ptr<engine::Inspection> inspection) {
    m_job->cancel();
    m_later.stop();
    m_inspection = std::move(inspection);
    m_snapshot = {};
    m_narrowing = {};
    m_sorting = {};
    m_order.reset();
}

bool RowArranger::isOutdated() const {
    return m_inspection && m_order &&
           (m_order->covered < m_snapshot.rows() || m_order->findings < m_snapshot.findings());
}

void RowArranger::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    if (!m_job->isBusy() && !m_later.isActive() && isOutdated()) start(true);
}

void RowArranger::setNarrowing(const Narrowing& narrowing) {
    if (narrowing == m_narrowing) return;
    m_narrowing = narrowing;
    restart();
}

void RowArranger::setSorting(const Sorting& sorting) {
    m_sorting = sorting;
    restart();
}

void RowArranger::restart() {
    m_later.stop();
    if (!m_inspection) return;
    if (!m_narrowing.isNone() || !m_sorting.isNone()) return start(false);
    m_job->cancel();
    m_order.reset();
    emit arranged(nullptr, false);
}

void RowArranger::start(bool continues) {
    // A finding may come late and mark a row in the middle.
    auto before = continues && m_sorting.isNone() && !m_narrowing.rule.valid() ? m_order : nullptr;
    m_job->start([this, before, inspection = m_inspection, snapshot = m_snapshot, narrowing = m_narrowing,
                  sorting = m_sorting](const std::stop_token& stop) -> std::function<void()> {
        auto order = arrangeRows(*inspection, snapshot, narrowing, sorting, before.get(), stop);
        if (!order) return {};
        return [this, order, adds = before != nullptr] { finished(order, adds); };
    });
}

void RowArranger::finished(const std::shared_ptr<const RowOrder>& order, bool continues) {
    m_order = order;
    emit arranged(order, continues);
    if (isOutdated()) m_later.start(static_cast<int>(std::max(kShortestRest, m_job->elapsed() * kRest)));
}

} // namespace mqttscope::ui
