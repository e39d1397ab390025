// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"
#include "core/capture/live/live_capture.h"
#include "core/capture/spool_files.h"
#include "core/format/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <future>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace mqttscope::cli {
namespace {

using capture::live::CaptureEnd;
using capture::live::CaptureStatus;
using capture::live::LiveCapture;

/// How often it is looked how the capture stands.
constexpr std::chrono::milliseconds kLook{200};

struct Totals {
    std::uint64_t droppedByKernel = 0;
    std::uint64_t droppedByInterface = 0;
};

Totals totalsOf(const CaptureStatus& status) {
    Totals totals;
    for (const auto& interface : status.interfaces) {
        totals.droppedByKernel += interface.counts.droppedByKernel;
        totals.droppedByInterface += interface.counts.droppedByInterface;
    }
    return totals;
}

std::string countersText(const CaptureStatus& status) {
    const auto totals = totalsOf(status);
    return fmt::format("{} frames captured, {} dropped by the kernel, {} by the interface",
                       format::numberText(status.frames), format::numberText(totals.droppedByKernel),
                       format::numberText(totals.droppedByInterface));
}

/// Says when an interface is lost, and when it is there again.
class LostInterfaces {
public:
    void tell(const LiveCapture& capture) {
        const auto status = capture.status();
        for (const auto& interface : status.interfaces) {
            if (std::exchange(m_lost[interface.name], interface.lost) == interface.lost) continue;
            const bool lost = !interface.lost.empty();
            complain(lost ? fmt::format("warning: {}: {}. {}", interface.name, format::visibleText(interface.lost),
                                        interface.returns ? "Capturing goes on when it is back"
                                                          : "Start the capture anew when it is back")
                          : fmt::format("{}: it is back", interface.name));
        }
    }

private:
    std::map<std::string, std::string> m_lost; // why, by name
};

/// Only writes: waits for the end and shows how it stands.
void watch(const LiveCapture& capture, const Options& options, std::future<void> ended) {
    LostInterfaces lost;
    bool drawn = false;
    while (ended.wait_for(kLook) == std::future_status::timeout) {
        lost.tell(capture);
        if (!options.progress) continue;
        fmt::print(stderr, "\r\x1b[K{}", countersText(capture.status()));
        std::fflush(stderr);
        drawn = true;
    }
    if (drawn) fmt::print(stderr, "\r\x1b[K");
}

/// Shows packets as they come, from the file that the capture writes.
int show(LiveCapture& capture, const Options& options, engine::Inspection& inspection) {
    auto output = exporter::OutputFile::open(options.output, options.force, {});
    if (!output) {
        complain(output.error().message());
        return kFailed;
    }
    exporter::PacketRun run(options.choice, exporter::makerOf(options.format), options.writer, *output);
    // Also while no packet comes, and because of that.
    const std::jthread telling([&capture](const std::stop_token& stop) {
        LostInterfaces lost;
        std::mutex mutex;
        std::unique_lock lock(mutex);
        std::condition_variable_any nothing;
        while (!nothing.wait_for(lock, stop, kLook, [&stop] { return stop.stop_requested(); })) lost.tell(capture);
    });
    bool wanted = true;
    store::Snapshot snapshot;
    for (bool more = true; more && wanted;) {
        more = inspection.wait();
        snapshot = inspection.snapshot();
        wanted = run.write(inspection, snapshot);
    }
    capture.stop();
    inspection.cancel();
    run.end(inspection, snapshot);
    if (wanted) printWarnings(inspection.report());
    auto result = run.result();
    if (result) result = output->finish();
    if (!result) {
        complain(result.error().message());
        return kFailed;
    }
    if (const auto error = inspection.error()) {
        complain(error->message());
        return kFailed;
    }
    return kDone;
}

int tellEnd(const LiveCapture& capture) {
    complain(countersText(capture.status()));
    if (totalsOf(capture.status()).droppedByKernel != 0)
        complain("dropped frames are missing in the capture: a larger buffer (-B) or a narrower filter (-f) helps");
    const auto error = capture.error();
    if (!error) return kDone;
    complain(error->message());
    return kFailed;
}

/// The inspection that shows what the capture writes. It comes into being when the file is there, and the capture may
/// have ended by then.
class Follower {
public:
    void begin(const Options& options, const std::string& path) {
        const std::lock_guard lock(m_mutex);
        m_inspection.emplace(engine::InspectionOptions{
            .paths = {path}, .ports = options.ports, .detect = options.detect, .follow = true});
        if (m_complete) m_inspection->endFollowing();
    }

    void captureEnded() {
        const std::lock_guard lock(m_mutex);
        m_complete = true;
        if (m_inspection) m_inspection->endFollowing();
    }

    /// Only once it was started.
    [[nodiscard]] engine::Inspection& inspection() {
        return *m_inspection; // NOLINT(bugprone-unchecked-optional-access): see above
    }

private:
    std::mutex m_mutex;
    bool m_complete = false;
    std::optional<engine::Inspection> m_inspection;
};

} // namespace

int runCapture(const Options& options) {
    for (const auto& doubt : options.doubts) complain("warning: " + doubt);
    auto wanted = options.capture;
    const bool spooled = wanted.path.empty();
    if (spooled) {
        auto path = capture::chooseSpoolPath();
        if (!path) {
            complain(path.error().message());
            return kFailed;
        }
        wanted.path = std::move(*path);
        if (!wanted.stop.bytes) wanted.stop.bytes = capture::live::kSpoolLimit;
    }
    Follower follower;
    std::promise<void> ended;
    auto capture = LiveCapture::start(wanted, [&] {
        follower.captureEnded();
        ended.set_value();
    });
    if (!capture) {
        complain(capture.error().message());
        return kFailed;
    }
    const OnSignal stop([&] { (*capture)->stop(); });
    int status = kDone;
    if (options.decode) {
        follower.begin(options, (*capture)->paths().front());
        status = show(**capture, options, follower.inspection());
    } else {
        watch(**capture, options, ended.get_future());
    }
    (*capture)->wait();
    int ending = tellEnd(**capture);
    const bool full = spooled && !options.capture.stop.bytes && (*capture)->status().end == CaptureEnd::Bytes;
    if (full) {
        complain(
            fmt::format("the capture ended at {} GiB, as much as is kept without a file; -w FILE has no such limit",
                        capture::live::kSpoolLimit >> 30));
        ending = kFailed;
    }
    if (spooled) ::unlink((*capture)->paths().front().c_str());
    return status == kDone ? ending : status;
}

} // namespace mqttscope::cli
