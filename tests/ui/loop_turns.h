// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractEventDispatcher>
#include <QObject>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <utility>

namespace mqttscope::test {

/// Milliseconds of processor time that the calling thread, or the whole process, took so far.
inline double processorMilliseconds(clockid_t whose) {
    timespec now{};
    ::clock_gettime(whose, &now);
    return (static_cast<double>(now.tv_sec) * 1e3) + (static_cast<double>(now.tv_nsec) / 1e6);
}

/// Measures each turn of this thread's event loop, whatever it does in it: from one look for events to the next. That
/// is processor time, so that waiting for events, and for a machine that others use as well, is not in it.
class LoopTurns : public QObject {
public:
    explicit LoopTurns(QObject* parent = nullptr)
        : QObject(parent) {
        connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::awake, this, [this] { turn(); });
    }

    void reset() {
        m_longest = 0;
        m_count = 0;
        m_begun = m_since = processorMilliseconds(CLOCK_THREAD_CPUTIME_ID);
    }

    [[nodiscard]] double longest() const { return m_longest; }

    [[nodiscard]] std::uint64_t count() const { return m_count; }

    /// Processor time of all turns since reset().
    [[nodiscard]] double all() const { return m_begun - m_since; }

private:
    void turn() {
        const auto now = processorMilliseconds(CLOCK_THREAD_CPUTIME_ID);
        m_longest = std::max(m_longest, now - std::exchange(m_begun, now));
        ++m_count;
    }

    double m_begun = 0;
    double m_since = 0;
    double m_longest = 0;
    std::uint64_t m_count = 0;
};

} // namespace mqttscope::test
