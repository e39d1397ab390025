// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/export_job.h"

#include "core/exporter/frame_export.h"
#include "core/exporter/output_folder.h"
#include "core/exporter/payload_export.h"

#include <utility>

namespace mqttscope::exporter {
namespace {

base::Error cancelled(const std::string& path) {
    return {.tried = "write", .subject = path, .cause = "it was cancelled", .advice = "Nothing was left behind"};
}

/// One export: its parts share the request and what is counted.
class ExportJob {
public:
    ExportJob(const engine::Inspection& inspection, const store::Snapshot& snapshot, const ExportRequest& request,
              const RunControl& control)
        : m_inspection(inspection)
        , m_snapshot(snapshot)
        , m_request(request)
        , m_control(control) {}

    base::Result<ExportResult> run() {
        const auto done = infoOf(m_request.format).folder ? folder() : file();
        if (!done) return std::unexpected(done.error());
        return std::move(m_result);
    }

private:
    base::Result<void> file() {
        auto output = OutputFile::open(m_request.path, m_request.overwrite, m_request.inputs);
        if (!output) return std::unexpected(output.error());
        if (m_request.format == ExportFormat::Replay) output->makeExecutable();
        auto written = m_request.format == ExportFormat::Pcapng ? frames(*output)
                                                                : text(filesOf(m_request.format).front(), *output);
        if (!written) return written;
        ++m_result.files;
        return output->finish();
    }

    base::Result<void> folder() {
        auto folder = OutputFolder::make(m_request.path);
        if (!folder) return std::unexpected(folder.error());
        if (m_request.format == ExportFormat::Payloads) {
            auto written = exportPayloads(m_inspection, m_snapshot, m_request.choice, *folder, m_control);
            if (!written) return std::unexpected(written.error());
            m_result.packets = m_result.files = *written;
        }
        for (const auto& file : filesOf(m_request.format)) {
            auto output = OutputFile::open(folder->pathOf(file.name), false, {});
            if (!output) return std::unexpected(output.error());
            auto written = text(file, *output);
            if (written) written = output->finish();
            if (!written) return written;
            ++m_result.files;
        }
        if (m_control.stop.stop_requested()) return std::unexpected(cancelled(m_request.path));
        return folder->finish();
    }

    base::Result<void> text(const ExportFile& file, OutputFile& output) {
        auto options = m_request.writer;
        options.json = m_request.format == ExportFormat::ZeekJson;
        PacketRun run(m_request.choice, file.make, options, output, m_control);
        run.write(m_inspection, m_snapshot);
        if (m_control.stop.stop_requested()) return std::unexpected(cancelled(m_request.path));
        run.end(m_inspection, m_snapshot);
        m_result.packets = run.packets();
        return run.result();
    }

    base::Result<void> frames(OutputFile& output) {
        auto written = exportFrames(m_inspection, m_snapshot, m_request, output, m_control);
        if (!written) return std::unexpected(written.error());
        if (m_control.stop.stop_requested()) return std::unexpected(cancelled(m_request.path));
        m_result.packets = written->packets;
        m_result.notes = std::move(written->notes);
        return {};
    }

    const engine::Inspection& m_inspection;
    const store::Snapshot& m_snapshot;
    const ExportRequest& m_request;
    const RunControl& m_control;
    ExportResult m_result;
};

} // namespace

base::Result<ExportResult> exportPackets(const engine::Inspection& inspection, const store::Snapshot& snapshot,
                                         const ExportRequest& request, const RunControl& control) {
    return ExportJob(inspection, snapshot, request, control).run();
}

} // namespace mqttscope::exporter
