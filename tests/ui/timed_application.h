// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>
#include <ctime>

namespace mqttscope::test {

/// Measures how long the window is busy with one event: a turn of the event loop, in which nothing else happens.
class TimedApplication : public QApplication {
public:
    using QApplication::QApplication;

    bool notify(QObject* receiver, QEvent* event) override {
        if (m_depth > 0) return QApplication::notify(receiver, event);
        ++m_depth;
        QElapsedTimer clock;
        clock.start();
        const double before = processorTime();
        const bool done = QApplication::notify(receiver, event);
        m_longest = std::max(m_longest, clock.nsecsElapsed());
        m_longestWork = std::max(m_longestWork, processorTime() - before);
        --m_depth;
        return done;
    }

    /// Milliseconds of the longest turn since reset().
    [[nodiscard]] double longest() const {
        constexpr double kNanosecondsPerMillisecond = 1e6;
        return static_cast<double>(m_longest) / kNanosecondsPerMillisecond;
    }

    /// Milliseconds of processor time that this thread took in the turn with most of it: what else the machine does is
    /// not in it.
    [[nodiscard]] double longestWork() const { return m_longestWork; }

    void reset() {
        m_longest = 0;
        m_longestWork = 0;
    }

private:
    static double processorTime() {
        timespec now{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
        return (static_cast<double>(now.tv_sec) * 1e3) + (static_cast<double>(now.tv_nsec) / 1e6);
    }

    int m_depth = 0;
    qint64 m_longest = 0;
    double m_longestWork = 0;
};

} // namespace mqttscope::test
