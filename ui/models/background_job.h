// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>

#include <cstdint>
#include <functional>
#include <stop_token>

namespace mqttscope::ui {

/// One piece of work at a time beside the window's thread: what is asked for later replaces what runs.
class BackgroundJob : public QObject {
    Q_OBJECT

public:
    /// Runs on a worker, and must own or share all that it needs. What it returns is called on the window's thread,
    /// unless the job was replaced or cancelled meanwhile; nothing is done with an empty one.
    using Work = std::function<std::function<void()>(const std::stop_token&)>;

    explicit BackgroundJob(QObject* parent = nullptr);
    ~BackgroundJob() override;

    void start(Work work);
    void cancel();

    [[nodiscard]] bool isBusy() const { return m_busy; }

    /// Milliseconds since the latest one began.
    [[nodiscard]] qint64 elapsed() const { return m_clock.elapsed(); }

signals:
    /// Work began or ended.
    void busyChanged(bool busy);

private:
    void finished(std::uint64_t number, const std::function<void()>& take);
    void setBusy(bool busy);

    std::stop_source m_stop;
    std::uint64_t m_latest = 0; ///< number of the latest job: older ones are nobody's business any more
    QElapsedTimer m_clock;
    bool m_busy = false;
};

} // namespace mqttscope::ui
