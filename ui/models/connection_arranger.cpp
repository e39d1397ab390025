// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/connection_arranger.h"

#include <algorithm>

namespace mqttscope::ui {

namespace {

// An order is made again after so many times what making it took: the rest is for others, and for the eye.
constexpr qint64 kRest = 4;
constexpr qint64 kShortestRest = 1'000; // milliseconds

} // namespace

ConnectionArranger::ConnectionArranger(QObject* parent)
    : QObject(parent)
    , m_job(new BackgroundJob(this)) {
    m_later.setSingleShot(true);
    connect(&m_later, &QTimer::timeout, this, [this] {
        if (m_outdated) start();
    });
}

void ConnectionArranger::clear() {
    m_job->cancel();
    m_later.stop();
    m_snapshot = {};
    m_outdated = false;
}

void ConnectionArranger::adopt(const store::Snapshot& snapshot) {
    m_snapshot = snapshot;
    m_outdated = !m_choice.isNone();
    if (m_outdated && !m_job->isBusy() && !m_later.isActive()) start();
}

void ConnectionArranger::choose(const ConnectionChoice& choice) {
    if (choice == m_choice) return;
    m_choice = choice;
    m_later.stop();
    if (!m_choice.isNone()) return start();
    m_job->cancel();
    m_outdated = false;
    emit arranged(nullptr);
}

void ConnectionArranger::start() {
    m_outdated = false;
    m_job->start(
        [this, snapshot = m_snapshot, choice = m_choice](const std::stop_token& stop) -> std::function<void()> {
            auto order = arrangeConnections(snapshot, choice, stop);
            if (!order) return {};
            return [this, order] {
                m_later.start(static_cast<int>(std::max(kShortestRest, m_job->elapsed() * kRest)));
                emit arranged(order);
            };
        });
}

} // namespace mqttscope::ui
