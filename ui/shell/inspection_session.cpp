// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/inspection_session.h"

#include <QThreadPool>

#include <algorithm>
#include <mutex>
#include <utility>

namespace mqttscope::ui {

namespace {

constexpr int kProgressInterval = 100; // milliseconds

bool isFinal(engine::State state) {
    switch (state) {
    case engine::State::Running:
    case engine::State::Waiting:
        return false;
    case engine::State::Finished:
    case engine::State::Cancelled:
    case engine::State::Failed:
        return true;
    }
    return true;
}

/// Whoever lets go of it last does not wait: the worker is told to stop, and a pool thread sees it out. The pool is
/// waited for when the application ends.
std::shared_ptr<engine::Inspection> startInspection(engine::InspectionOptions options) {
    return {new engine::Inspection(std::move(options)), [](engine::Inspection* inspection) {
                inspection->cancel();
                QThreadPool::globalInstance()->start([inspection] { delete inspection; });
            }};
}

} // namespace

/// Brings the worker's wake to the window's thread. The worker may outlive the session, so it talks to this.
struct InspectionSession::Relay {
    std::mutex mutex;
    InspectionSession* session = nullptr;
};

InspectionSession::InspectionSession(engine::InspectionOptions options, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_relay(std::make_shared<Relay>()) {
    m_relay->session = this;
    m_adoption.setSingleShot(true);
    connect(&m_adoption, &QTimer::timeout, this, &InspectionSession::adopt);
    m_progress.setInterval(kProgressInterval);
    connect(&m_progress, &QTimer::timeout, this, [this] {
        emit progressed();
        const auto state = progress().state;
        if (isFinal(state) || state == engine::State::Waiting) scheduleAdoption();
    });
    auto withWake = m_options;
    withWake.wake = [relay = m_relay] {
        const std::lock_guard lock(relay->mutex);
        if (auto* session = relay->session; session != nullptr)
            QMetaObject::invokeMethod(session, [session] { session->scheduleAdoption(); }, Qt::QueuedConnection);
    };
    m_inspection = startInspection(std::move(withWake));
    m_progress.start();
}

InspectionSession::~InspectionSession() {
    const std::lock_guard lock(m_relay->mutex);
    m_relay->session = nullptr;
}

void InspectionSession::cancel() {
    m_inspection->cancel();
}

int InspectionSession::adoptionInterval(std::uint32_t rows) {
    if (rows < 1'000'000) return 33;
    return rows < 10'000'000 ? 100 : 250;
}

void InspectionSession::scheduleAdoption() {
    if (m_over) {
        (void)m_inspection->snapshot(); // ready for the next wake
        return emit cutLater();
    }
    if (m_adoption.isActive()) return;
    const auto since = m_sinceAdoption.isValid() ? m_sinceAdoption.elapsed() : qint64{1'000};
    m_adoption.start(static_cast<int>(std::max<qint64>(0, adoptionInterval(m_snapshot.rowCount()) - since)));
}

void InspectionSession::adopt() {
    // In this order: what was published before a final state is in the snapshot taken after it.
    const bool over = isFinal(progress().state);
    const bool waiting = progress().state == engine::State::Waiting;
    m_snapshot = m_inspection->snapshot();
    m_sinceAdoption.start();
    m_over = over;
    if (over || waiting)
        m_progress.stop();
    else if (!m_progress.isActive())
        m_progress.start();
    emit adopted();
    emit progressed();
    if (over) emit ended();
}

} // namespace mqttscope::ui
