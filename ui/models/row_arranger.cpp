// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_arranger.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

// While a capture grows, an order is made again after so many times what making it took: the rest is for others.
constexpr qint64 kRest = 4;
constexpr qint64 kShortestRest = 100; // milliseconds

} // namespace

/// What a worker needs: shares in everything, so that it outlives whoever asked.
struct RowArranger::Job {
    std::uint64_t number;
    std::shared_ptr<engine::Inspection> inspection;
    store::Snapshot snapshot;
    Narrowing narrowing;
    Sorting sorting;
    std::shared_ptr<const RowOrder> before;
    std::stop_token stop;
    QPointer<RowArranger> asker;
};

RowArranger::RowArranger(QObject* parent)
    : QObject(parent) {
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, [this] {
        if (isOutdated()) start(true);
    });
}

RowArranger::~RowArranger() {
    m_stop.request_stop();
}

void RowArranger::show(std::shared_ptr<engine::Inspection> inspection) {
    m_stop.request_stop();
    ++m_jobs;
    m_later.stop();
    m_inspection = std::move(inspection);
    m_snapshot = {};
    m_narrowing = {};
    m_sorting = {};
    m_order.reset();
    setBusy(false);
}

bool RowArranger::isOutdated() const {
    return m_inspection && m_order &&
           (m_order->covered < m_snapshot.rows() || m_order->findings < m_snapshot.findings());
}

void RowArranger::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    if (!m_busy && !m_later.isActive() && isOutdated()) start(true);
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
    m_stop.request_stop();
    ++m_jobs;
    m_order.reset();
    setBusy(false);
    emit arranged(nullptr, false);
}

void RowArranger::start(bool continues) {
    m_stop.request_stop();
    m_stop = {};
    Job job{.number = ++m_jobs,
            .inspection = m_inspection,
            .snapshot = m_snapshot,
            .narrowing = m_narrowing,
            .sorting = m_sorting,
            // A finding may come late and mark a row in the middle.
            .before = continues && m_sorting.isNone() && !m_narrowing.rule.valid() ? m_order : nullptr,
            .stop = m_stop.get_token(),
            .asker = this};
    m_clock.start();
    setBusy(true);
    QThreadPool::globalInstance()->start([job = std::move(job)] {
        auto order = arrangeRows(*job.inspection, job.snapshot, job.narrowing, job.sorting, job.before.get(), job.stop);
        // The asker may be gone: it is looked at on its own thread only.
        QMetaObject::invokeMethod(
            QCoreApplication::instance(),
            [job, order = std::move(order)] {
                if (job.asker) job.asker->finished(job, order);
            },
            Qt::QueuedConnection);
    });
}

void RowArranger::finished(const Job& job, const std::shared_ptr<const RowOrder>& order) {
    if (job.number != m_jobs || !order) return;
    m_order = order;
    setBusy(false);
    emit arranged(order, job.before != nullptr);
    if (isOutdated()) m_later.start(static_cast<int>(std::max(kShortestRest, m_clock.elapsed() * kRest)));
}

void RowArranger::setBusy(bool busy) {
    if (std::exchange(m_busy, busy) != busy) emit busyChanged(busy);
}

} // namespace mqttscope::ui
