// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/capture_reader.h"
#include "core/capture/source_table.h"
#include "core/engine/clock_watch.h"
#include "core/engine/inspection.h"
#include "core/engine/report.h"
#include "core/store/store.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

namespace mqttscope::engine {

class Pipeline;

/// The thread behind an Inspection: reads, inspects, publishes. Rows reach readers through the store without a lock;
/// the mutex guards only what is asked for now and then (the report, the error, who waits).
class Worker {
public:
    explicit Worker(InspectionOptions options);
    ~Worker();

    [[nodiscard]] store::Snapshot snapshot();
    [[nodiscard]] Progress progress() const;
    [[nodiscard]] bool wait();
    void cancel();
    void endFollowing();
    [[nodiscard]] Report report() const;
    [[nodiscard]] std::optional<base::Error> error() const;

    [[nodiscard]] std::vector<capture::Warning> warnings() const;

    [[nodiscard]] base::Timestamp firstTime() const { return {m_firstTime.load(std::memory_order_acquire)}; }

    [[nodiscard]] const capture::SourceTable& sources() const { return m_sources; }

    /// How fresh a look at a file must be. NowAndThen: a system call only where the last one was some time ago.
    enum class Look : std::uint8_t { Now, NowAndThen };

    /// Looks whether a file was cut since it was read. If so, warns, tells whoever waits, and gives true, once.
    bool look(base::SourceId source, Look look);

    [[nodiscard]] std::optional<capture::Frame> frameAt(base::SourceOffset place) const;

private:
    void run(std::stop_token stop);
    void inspect(std::stop_token stop);
    void followRing();
    [[nodiscard]] bool hasNews() const;
    void publish(State state);
    void updateReport();
    void fail(base::Error error);
    bool noteCut(base::SourceId source);
    void wake();

    /// A file that somebody cut, and how much is left of it.
    struct Cut {
        base::SourceId source;
        std::uint64_t left = 0;
    };

    InspectionOptions m_options;
    std::stop_source m_complete; // what is followed does not grow any more
    std::shared_ptr<store::Store> m_store = std::make_shared<store::Store>();
    capture::SourceTable m_sources;
    // Set once by the worker before the first row is published, so that whoever holds a row may use it.
    std::unique_ptr<capture::CaptureReader> m_reader;
    Report m_counted;                     // the worker's own; m_report is the copy that others read
    std::unique_ptr<Pipeline> m_pipeline; // the worker's own
    std::uint64_t m_keptFrom = 0;         // the worker's own: the first frame that a ring keeps …
    base::Timestamp m_lastTime{};         // … and the time of the one that was read last
    ClockWatch m_clock;                   // the worker's own

    std::atomic<State> m_state{State::Running};
    std::atomic<std::uint64_t> m_bytesRead{0};
    std::atomic<std::uint64_t> m_bytesTotal{0};
    std::atomic<std::int64_t> m_firstTime{0};
    std::atomic<bool> m_wakePending{false};
    std::atomic<std::uint32_t> m_lookedAt{base::SourceId::kNone}; // the source that look() looked at last …
    std::atomic<std::int64_t> m_lastLook{0};                      // … and when

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_publications = 0;   // guarded
    std::uint64_t m_waitedFor = 0;      // guarded
    Report m_report;                    // guarded
    std::optional<base::Error> m_error; // guarded
    std::vector<Cut> m_cuts;            // guarded

    std::jthread m_thread; // last: it uses everything above
};

} // namespace mqttscope::engine
