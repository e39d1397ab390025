// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QElapsedTimer>

#include <algorithm>

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
        const bool done = QApplication::notify(receiver, event);
        m_longest = std::max(m_longest, clock.nsecsElapsed());
        --m_depth;
        return done;
    }

    /// Milliseconds of the longest turn since reset().
    [[nodiscard]] double longest() const {
        constexpr double kNanosecondsPerMillisecond = 1e6;
        return static_cast<double>(m_longest) / kNanosecondsPerMillisecond;
    }

    void reset() { m_longest = 0; }

private:
    int m_depth = 0;
    qint64 m_longest = 0;
};

} // namespace mqttscope::test
