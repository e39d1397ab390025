// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/capture/capture_reader.h"
#include "core/capture/source_table.h"
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
    [[nodiscard]] Report report() const;
    [[nodiscard]] std::optional<base::Error> error() const;

    [[nodiscard]] const capture::SourceTable& sources() const { return m_sources; }

    [[nodiscard]] std::optional<capture::Frame> frameAt(base::SourceOffset place) const;

private:
    void run(std::stop_token stop);
    void inspect(std::stop_token stop);
    void publish(State state);
    void updateReport();
    void fail(base::Error error);

    InspectionOptions m_options;
    std::shared_ptr<store::Store> m_store = std::make_shared<store::Store>();
    capture::SourceTable m_sources;
    // Set once by the worker before the first row is published, so that whoever holds a row may use it.
    std::unique_ptr<capture::CaptureReader> m_reader;
    Report m_counted;                     // the worker's own; m_report is the copy that others read
    std::unique_ptr<Pipeline> m_pipeline; // the worker's own

    std::atomic<State> m_state{State::Running};
    std::atomic<std::uint64_t> m_bytesRead{0};
    std::atomic<std::uint64_t> m_bytesTotal{0};
    std::atomic<bool> m_wakePending{false};

    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::uint64_t m_publications = 0;   // guarded
    std::uint64_t m_waitedFor = 0;      // guarded
    Report m_report;                    // guarded
    std::optional<base::Error> m_error; // guarded

    std::jthread m_thread; // last: it uses everything above
};

} // namespace mqttscope::engine
