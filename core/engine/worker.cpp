// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/worker.h"

#include "core/capture/file_sequence.h"
#include "core/engine/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

namespace mqttscope::engine {
namespace {

using Clock = std::chrono::steady_clock;

/// Often enough that a window is never behind by more than a frame of its own.
constexpr auto kPublishInterval = std::chrono::milliseconds(15);
/// Reading the clock costs as much as half a frame: look only now and then.
constexpr std::uint32_t kFramesBetweenLooks = 64;
/// The report holds lists that grow with the file: copy it less often than rows are published.
constexpr auto kReportInterval = std::chrono::milliseconds(200);
/// A system call for each packet would slow an export down; who must be sure asks for a look at once.
constexpr std::int64_t kLookInterval = 5'000'000;

bool isFinal(State state) {
    return state != State::Running && state != State::Waiting;
}

} // namespace

Worker::Worker(InspectionOptions options)
    : m_options(std::move(options))
    , m_thread([this](std::stop_token stop) { run(std::move(stop)); }) {}

Worker::~Worker() {
    m_thread.request_stop();
}

store::Snapshot Worker::snapshot() {
    m_wakePending.store(false, std::memory_order_release);
    return store::Snapshot(m_store);
}

Progress Worker::progress() const {
    return {.state = m_state.load(std::memory_order_acquire),
            .bytesRead = m_bytesRead.load(std::memory_order_relaxed),
            .bytesTotal = m_bytesTotal.load(std::memory_order_relaxed)};
}

bool Worker::wait() {
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_publications != m_waitedFor || isFinal(m_state.load()); });
    return std::exchange(m_waitedFor, m_publications) != m_publications;
}

void Worker::cancel() {
    m_thread.request_stop();
}

void Worker::endFollowing() {
    m_complete.request_stop();
}

Report Worker::report() const {
    auto warnings = this->warnings();
    const std::lock_guard lock(m_mutex);
    auto report = m_report;
    report.warnings = std::move(warnings);
    return report;
}

std::vector<capture::Warning> Worker::warnings() const {
    const std::lock_guard lock(m_mutex);
    auto warnings = m_report.warnings;
    for (const auto& cut : m_cuts) {
        warnings.push_back({.file = m_sources[cut.source].name(),
                            .offset = cut.left,
                            .text = fmt::format("The file was cut short by somebody while it was open; what it held "
                                                "from byte {} on is gone and cannot be shown any more",
                                                cut.left)});
    }
    return warnings;
}

bool Worker::look(base::SourceId source, Look look) {
    if (source.value >= m_sources.size()) return false; // what is looked at left with its file
    const auto now = Clock::now().time_since_epoch().count();
    const bool recent = m_lookedAt.load(std::memory_order_relaxed) == source.value &&
                        now - m_lastLook.load(std::memory_order_relaxed) < kLookInterval;
    if (look == Look::Now || !recent) {
        m_sources[source].verify();
        m_lookedAt.store(source.value, std::memory_order_relaxed);
        m_lastLook.store(now, std::memory_order_relaxed);
    }
    return m_sources[source].truncated() && noteCut(source);
}

bool Worker::noteCut(base::SourceId source) {
    const auto left = m_sources[source].left();
    {
        const std::lock_guard lock(m_mutex);
        const auto known = std::ranges::find(m_cuts, source, &Cut::source);
        if (known != m_cuts.end() && known->left <= left) return false;
        if (known != m_cuts.end()) known->left = left;
        if (known == m_cuts.end()) m_cuts.push_back({source, left});
        ++m_publications;
    }
    wake();
    return true;
}

void Worker::wake() {
    m_changed.notify_all();
    if (m_options.wake && !m_wakePending.exchange(true, std::memory_order_acq_rel)) m_options.wake();
}

std::optional<base::Error> Worker::error() const {
    const std::lock_guard lock(m_mutex);
    return m_error;
}

std::optional<capture::Frame> Worker::frameAt(base::SourceOffset place) const {
    return m_reader->frameAt(place);
}

void Worker::run(std::stop_token stop) {
    try {
        inspect(std::move(stop));
    } catch (const std::bad_alloc&) {
        fail({.tried = "inspect the capture",
              .subject = m_options.paths.empty() ? std::string() : m_options.paths.front(),
              .cause = "no memory is left for more rows",
              .advice = "What was read so far stays usable; split the capture (editcap -c) to see the rest"});
    }
}

void Worker::inspect(std::stop_token stop) {
    const capture::OpenOptions how{
        .follow = m_options.follow, .complete = m_complete.get_token(), .spoolDirectory = m_options.spoolDirectory};
    auto reader = m_options.files ? capture::CaptureReader::open(m_sources, m_options.files, how)
                                  : capture::CaptureReader::open(m_sources, m_options.paths, how);
    if (!reader) return fail(std::move(reader.error()));
    m_reader = std::move(*reader);
    m_counted.files = m_options.paths;
    m_pipeline = std::make_unique<Pipeline>(*m_store, m_counted, m_sources,
                                            Detection{.ports = m_options.ports, .anyPort = m_options.detect},
                                            m_options.spoolDirectory);

    auto lastPublished = Clock::now();
    auto lastReport = lastPublished;
    updateReport();
    for (std::uint32_t untilLook = 0;; --untilLook) {
        if (untilLook == 0) {
            untilLook = kFramesBetweenLooks;
            if (stop.stop_requested()) return publish(State::Cancelled);
            const auto now = Clock::now();
            followRing();
            if (now - lastReport > kReportInterval) {
                lastReport = now;
                updateReport();
            }
            if (now - lastPublished > kPublishInterval && hasNews()) {
                lastPublished = now;
                publish(State::Running);
            }
        }
        capture::Frame frame;
        const auto step = m_reader->next(frame);
        if (!step) {
            m_pipeline->finish();
            return fail(step.error());
        }
        switch (*step) {
        case capture::Step::Frame:
            if (m_firstTime.load(std::memory_order_relaxed) == 0)
                m_firstTime.store(frame.time.nanoseconds, std::memory_order_release);
            m_lastTime = frame.time;
            if (m_clock.goesBack(frame.time))
                m_clock.place(m_sources[frame.place.source()].name(), frame.place.offset());
            m_pipeline->frame(frame, m_sources.view(frame.place, frame.capturedLength));
            break;
        case capture::Step::Waiting:
            followRing();
            if (hasNews()) {
                updateReport();
                publish(State::Waiting);
            }
            m_reader->waitForMore(stop);
            untilLook = 1;
            break;
        case capture::Step::End:
            m_pipeline->finish();
            return publish(State::Finished);
        }
    }
}

/// What came from files that the ring does not keep any more leaves the rows; once no snapshot shows it any more, its
/// memory goes, and the files are closed.
void Worker::followRing() {
    if (!m_options.files) return;
    if (const auto kept = m_reader->kept(); kept.first > m_keptFrom) {
        m_keptFrom = kept.first;
        const base::FrameId first(static_cast<std::uint32_t>(kept.first));
        m_pipeline->letGo(first);
        m_store->leave(first, kept.since.known() ? kept.since : m_lastTime);
    }
    const auto released = m_reader->release(m_store->release());
    if (released.empty()) return;
    const std::lock_guard lock(m_mutex);
    std::erase_if(m_cuts, [&](const Cut& cut) { return std::ranges::find(released, cut.source) != released.end(); });
}

/// Whether there is anything to publish. While it waits and nothing comes, nobody is to be woken.
bool Worker::hasNews() const {
    return m_state.load(std::memory_order_relaxed) != State::Waiting ||
           m_reader->bytesRead() != m_bytesRead.load(std::memory_order_relaxed) ||
           m_store->published().firstFrame != m_keptFrom;
}

void Worker::publish(State state) {
    const auto before = m_store->published();
    if (isFinal(state)) updateReport();
    m_store->publish(m_counted.frames);
    m_bytesRead.store(m_reader ? m_reader->bytesRead() : 0, std::memory_order_relaxed);
    m_bytesTotal.store(m_reader ? m_reader->bytesTotal() : 0, std::memory_order_relaxed);
    {
        // Together, so that whoever waits never sees the end without the last publication.
        const std::lock_guard lock(m_mutex);
        const bool stateChanged = m_state.exchange(state, std::memory_order_acq_rel) != state;
        const bool rowsLeft = before.firstFrame != m_keptFrom;
        if (!stateChanged && before.frames == m_counted.frames && !rowsLeft) return;
        ++m_publications;
    }
    wake();
}

void Worker::updateReport() {
    if (!m_pipeline) return;
    m_pipeline->updateReport();
    if (m_options.files) m_counted.files = m_options.files->paths();
    m_counted.ring = m_options.files && m_options.files->begun() > 1;
    m_counted.formats = m_reader->formats();
    m_counted.interfaces = m_reader->interfaces();
    m_counted.notes = m_reader->notes();
    m_counted.warnings = m_reader->warnings();
    if (auto clock = m_clock.warning()) m_counted.warnings.push_back(std::move(*clock));
    m_counted.failedFiles = m_reader->failedFiles();
    m_counted.indexBytes = m_store->memory();
    const std::lock_guard lock(m_mutex);
    m_report = m_counted;
}

void Worker::fail(base::Error error) {
    {
        const std::lock_guard lock(m_mutex);
        m_error = std::move(error);
    }
    publish(State::Failed);
}

} // namespace mqttscope::engine
