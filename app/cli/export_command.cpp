// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"
#include "core/exporter/export_job.h"
#include "core/format/text.h"

#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

namespace mqttscope::cli {
namespace {

/// How far the writing is, over and over on one line of standard error.
class ExportProgress {
public:
    ExportProgress(bool shown, std::uint32_t rows)
        : m_shown(shown)
        , m_rows(rows) {}

    ~ExportProgress() {
        if (m_drawn) fmt::print(stderr, "\r\x1b[K");
    }

    ExportProgress(const ExportProgress&) = delete;
    ExportProgress& operator=(const ExportProgress&) = delete;

    void show(std::uint32_t done) {
        using namespace std::chrono_literals;
        const auto now = std::chrono::steady_clock::now();
        if (!m_shown || m_rows == 0 || now - m_last < 100ms) return;
        m_last = now;
        m_drawn = true;
        fmt::print(stderr, "\r\x1b[Kwriting {:3} %", std::uint64_t{done} * 100 / m_rows);
        std::fflush(stderr);
    }

private:
    bool m_shown;
    std::uint32_t m_rows;
    bool m_drawn = false;
    std::chrono::steady_clock::time_point m_last{};
};

int tell(const base::Result<exporter::ExportResult>& result, const Options& options) {
    if (!result) {
        complain(result.error().message());
        return kFailed;
    }
    for (const auto& note : result->notes) complain(note);
    if (options.output != "-")
        complain(fmt::format("{} packets written to {}", format::numberText(result->packets),
                             format::visibleText(options.output)));
    return kDone;
}

} // namespace

int runExport(const Options& options) {
    return inspect(
        options, [](engine::Inspection&, const store::Snapshot&) { return true; },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            // Where nothing could be read, no file appears.
            if (inspection.error() && snapshot.rows() == 0) return kFailed;
            if (inspection.progress().state == engine::State::Cancelled) return kFailed;
            std::stop_source stop;
            const OnSignal cancel([&stop] { stop.request_stop(); });
            ExportProgress progress(options.progress, snapshot.rows());
            return tell(exporter::exportPackets(inspection, snapshot,
                                                {.format = options.exportFormat,
                                                 .path = options.output,
                                                 .overwrite = options.force,
                                                 .inputs = options.files,
                                                 .choice = options.choice,
                                                 .writer = options.writer,
                                                 .wholeConnections = options.wholeConnections},
                                                {.stop = stop.get_token(),
                                                 .progress = [&progress](std::uint32_t done) { progress.show(done); }}),
                        options);
        });
}

} // namespace mqttscope::cli
