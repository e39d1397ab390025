// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_arranger.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

// While a capture grows, an order is made again after so many times what making it took: the rest is for others.
constexpr qint64 kRest = 4;
constexpr qint64 kShortestRest = 100; // milliseconds

// The first hits of a slow filter are shown after the first of these, what follows ever more seldom.
constexpr std::chrono::milliseconds kFirstHits{100};
constexpr qint64 kLongestChunk = 2'000; // milliseconds
constexpr auto kUnlimited = std::chrono::milliseconds::max();

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
           (!m_order->finished || m_order->covered < m_snapshot.rows() || m_order->findings < m_snapshot.findings());
}

void RowArranger::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    leave();
    if (!m_job->isBusy() && !m_later.isActive() && isOutdated()) start(true);
}

/// What left the capture must not be asked for any more.
void RowArranger::leave() {
    if (!m_order || m_order->first >= m_snapshot.firstRow()) return;
    m_order = withoutLeft(m_order, m_snapshot.firstRow());
    emit arranged(m_order, !m_order->sorted);
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
    m_asked.start();
    m_took = 0;
    m_first = true;
    if (!m_inspection) return;
    if (!m_narrowing.isNone() || !m_sorting.isNone()) return start(false);
    m_job->cancel();
    m_order.reset();
    emit arranged(nullptr, false);
}

bool RowArranger::canContinue() const {
    if (!m_sorting.isNone() || m_narrowing.rule.valid()) return false; // a finding may come late and mark a row before
    return !m_order || !m_order->finished || !m_narrowing.filter.dependsOnLaterFacts();
}

void RowArranger::start(bool continues) {
    auto before = continues && canContinue() ? m_order : nullptr;
    // What replaces rows that are shown comes in one piece; the first answer to what was asked comes in pieces.
    auto atMost = kUnlimited;
    if (m_first) atMost = kFirstHits;
    if (before)
        atMost = std::chrono::milliseconds(std::clamp(m_asked.elapsed(), qint64{kFirstHits.count()}, kLongestChunk));
    m_job->start([this, before, atMost, inspection = m_inspection, snapshot = m_snapshot, narrowing = m_narrowing,
                  sorting = m_sorting](const std::stop_token& stop) -> std::function<void()> {
        auto order = arrangeRows(*inspection, snapshot, narrowing, sorting, before.get(), atMost, stop);
        if (!order) return {};
        return [this, order, adds = before != nullptr] { finished(order, adds); };
    });
}

void RowArranger::finished(const std::shared_ptr<const RowOrder>& order, bool continues) {
    m_order = withoutLeft(order, m_snapshot.firstRow());
    const bool more = !order->finished;
    if (!more && m_took == 0) m_took = std::max<qint64>(m_asked.elapsed(), 1);
    m_first = false;
    // Before the rows are told of, so that nobody takes them for all.
    if (more) start(true);
    emit arranged(m_order, continues);
    if (!more && isOutdated()) m_later.start(static_cast<int>(std::max(kShortestRest, m_job->elapsed() * kRest)));
}

} // namespace mqttscope::ui
