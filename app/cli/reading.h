// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/cli/options.h"
#include "core/engine/inspection.h"
#include "core/exporter/output_file.h"
#include "core/exporter/packet_run.h"
#include "core/exporter/table.h"

#include <functional>
#include <memory>

namespace mqttscope::cli {

/// Calls something on SIGINT and SIGTERM for as long as it lives, on a thread of its own. Block them with
/// blockSignals() before any thread starts.
class OnSignal {
public:
    explicit OnSignal(std::function<void()> call);
    ~OnSignal();
    OnSignal(const OnSignal&) = delete;
    OnSignal& operator=(const OnSignal&) = delete;

    static void blockSignals();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Reads the captures of the command line to their end and calls `onRows` whenever there are more, until it returns
/// false. Shows progress, then warnings on standard error. Returns the exit status. SIGINT and SIGTERM end the reading;
/// once `atEnd` runs, they are its own (OnSignal).
int inspect(const Options& options, const std::function<bool(engine::Inspection&, const store::Snapshot&)>& onRows,
            const std::function<int(engine::Inspection&, const store::Snapshot&)>& atEnd);

/// Whether packets arrive or the file grows: they are shown as they come, whatever is learned afterwards.
[[nodiscard]] bool arrives(const Options& options);

/// Whether the filter asks for what is only known once everything was read: a client that names itself late, findings.
[[nodiscard]] bool mustReadAll(const Options& options);

/// "mqttscope-cli: …" on standard error.
void complain(std::string_view text);

/// What the user should know about what was read, on standard error.
void printWarnings(const engine::Report& report);

// The commands; each returns the exit status.
/// A table in one of the forms of -T.
[[nodiscard]] std::string tableText(const exporter::Table& table, exporter::PacketFormat format);

int runInfo(const Options& options);
int runPackets(const Options& options);
int runConnections(const Options& options);
int runFindings(const Options& options);
int runFields(const Options& options);
int runInterfaces(const Options& options);
int runCapture(const Options& options);
int runExport(const Options& options);

/// Writes one whole result and finishes the output.
int writeResult(const Options& options, std::string_view text);

} // namespace mqttscope::cli
