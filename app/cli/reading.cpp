// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"

#include "core/format/text.h"
#include "core/net/link_types.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <thread>
#include <utility>

namespace mqttscope::cli {
namespace {

sigset_t endingSignals() {
    sigset_t signals;
    ::sigemptyset(&signals);
    ::sigaddset(&signals, SIGINT);
    ::sigaddset(&signals, SIGTERM);
    return signals;
}

/// One line on standard error that is written over and over.
class ProgressLine {
public:
    explicit ProgressLine(bool shown)
        : m_shown(shown) {}

    ~ProgressLine() {
        if (m_drawn) fmt::print(stderr, "\r\x1b[K");
    }

    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    void show(const engine::Progress& progress, std::uint32_t rows) {
        using namespace std::chrono_literals;
        const auto now = std::chrono::steady_clock::now();
        if (!m_shown || now - m_last < 100ms) return;
        m_last = now;
        m_drawn = true;
        fmt::print(stderr, "\r\x1b[K");
        if (progress.bytesTotal != 0) fmt::print(stderr, "{:3} %  ", progress.bytesRead * 100 / progress.bytesTotal);
        fmt::print(stderr, "{} packets and events", format::numberText(rows));
        std::fflush(stderr);
    }

private:
    bool m_shown;
    bool m_drawn = false;
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace

class OnSignal::Impl {
public:
    explicit Impl(std::function<void()> call)
        : m_thread([call = std::move(call)](const std::stop_token& stop) {
            const auto signals = endingSignals();
            for (int number = 0; ::sigwait(&signals, &number) == 0 && !stop.stop_requested();) call();
        }) {}

    ~Impl() {
        m_thread.request_stop();
        // The thread sleeps until a signal comes: this one is for it alone, and only ends its waiting.
        ::pthread_kill(m_thread.native_handle(), SIGINT);
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

private:
    std::jthread m_thread;
};

OnSignal::OnSignal(std::function<void()> call)
    : m_impl(std::make_unique<Impl>(std::move(call))) {}

OnSignal::~OnSignal() = default;

void OnSignal::blockSignals() {
    const auto signals = endingSignals();
    ::pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

void complain(std::string_view text) {
    fmt::print(stderr, "mqttscope-cli: {}\n", text);
}

void printWarnings(const engine::Report& report) {
    for (const auto& warning : report.warnings) {
        complain(fmt::format("warning: {}: {}", format::visibleText(warning.file), warning.text));
    }
    if (report.net.clippedFrames != 0) {
        complain(fmt::format("warning: the snapshot length clipped {} of {} frames: what it cut off is not shown",
                             format::numberText(report.net.clippedFrames), format::numberText(report.frames)));
    }
    for (const auto& unknown : report.net.unknownLinks) {
        const auto name = net::linkTypeName(unknown.linkType);
        complain(fmt::format("warning: {} frames of {} are not understood", format::numberText(unknown.frames),
                             name.empty() ? fmt::format("link type {}", unknown.linkType) : std::string(name)));
    }
}

int inspect(const Options& options, const std::function<bool(engine::Inspection&, const store::Snapshot&)>& onRows,
            const std::function<int(engine::Inspection&, const store::Snapshot&)>& atEnd) {
    engine::Inspection inspection(
        {.paths = options.files, .ports = options.ports, .detect = options.detect, .follow = options.follow});
    for (const auto& doubt : options.doubts) complain("warning: " + doubt);
    bool wanted = true;
    {
        const OnSignal cancel([&inspection] { inspection.cancel(); });
        ProgressLine progress(options.progress);
        for (bool more = true; more && wanted;) {
            more = inspection.wait();
            const auto snapshot = inspection.snapshot();
            wanted = onRows(inspection, snapshot);
            progress.show(inspection.progress(), snapshot.rows());
        }
    }
    auto status = atEnd(inspection, inspection.snapshot());
    if (wanted) {
        const auto report = inspection.report();
        printWarnings(report);
        if (status == kDone && report.failedFiles != 0) status = kFailed;
    }
    if (const auto error = inspection.error()) {
        complain(error->message());
        return kFailed;
    }
    return status;
}

bool arrives(const Options& options) {
    return options.follow || std::ranges::find(options.files, "-") != options.files.end();
}

bool mustReadAll(const Options& options) {
    return options.choice.filter.dependsOnLaterFacts() && !arrives(options);
}

int writeResult(const Options& options, std::string_view text) {
    auto output = exporter::OutputFile::open(options.output, options.force, options.files);
    base::Result<void> result = output ? output->write(text) : std::unexpected(output.error());
    if (result) result = output->finish();
    if (result) return kDone;
    complain(result.error().message());
    return kFailed;
}

} // namespace mqttscope::cli
