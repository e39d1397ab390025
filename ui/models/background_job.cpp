// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/background_job.h"

#include <QCoreApplication>
#include <QPointer>
#include <QThreadPool>

#include <utility>

namespace mqttscope::ui {

BackgroundJob::BackgroundJob(QObject* parent)
    : QObject(parent) {
    m_clock.start();
}

BackgroundJob::~BackgroundJob() {
    m_stop.request_stop();
}

void BackgroundJob::start(Work work) {
    m_stop.request_stop();
    m_stop = {};
    m_clock.start();
    setBusy(true);
    QThreadPool::globalInstance()->start(
        [work = std::move(work), stop = m_stop.get_token(), number = ++m_latest, asker = QPointer(this)] {
            auto take = work(stop);
            // The asker may be gone: it is looked at on its own thread only.
            QMetaObject::invokeMethod(
                QCoreApplication::instance(),
                [asker, number, take = std::move(take)] {
                    if (asker) asker->finished(number, take);
                },
                Qt::QueuedConnection);
        });
}

void BackgroundJob::cancel() {
    m_stop.request_stop();
    ++m_latest;
    setBusy(false);
}

void BackgroundJob::finished(std::uint64_t number, const std::function<void()>& take) {
    if (number != m_latest) return;
    setBusy(false);
    if (take) take();
}

void BackgroundJob::setBusy(bool busy) {
    if (std::exchange(m_busy, busy) != busy) emit busyChanged(busy);
}

} // namespace mqttscope::ui
