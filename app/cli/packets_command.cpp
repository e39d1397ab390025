// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/reading.h"

namespace mqttscope::cli {
namespace {

/// Nothing was printed: where the user may look.
void hintWithoutPackets(const engine::Report& report) {
    std::string ports;
    std::size_t count = 0;
    for (const auto& [port, connections] : report.tcpConnectionsByPort) {
        constexpr std::size_t kShown = 5;
        if (++count > kShown) break;
        ports += (ports.empty() ? "" : ", ") + std::to_string(port);
    }
    if (report.tcpConnectionsByPort.size() > count) ports += ", …";
    complain(ports.empty()
                 ? "no MQTT packet was found, and no TCP connection ('mqttscope-cli info' tells what is inside)"
                 : "no MQTT packet was found; there are connections to TCP port " + ports +
                       " (-d PORT takes a port for MQTT, -d tcp.port==PORT,websocket for MQTT over WebSocket, "
                       "'mqttscope-cli info' tells what is inside)");
}

} // namespace

int runPackets(const Options& options) {
    auto output = exporter::OutputFile::open(options.output, options.force, options.files);
    if (!output) {
        complain(output.error().message());
        return kFailed;
    }
    std::stop_source stop;
    exporter::PacketRun run(options.choice, exporter::makerOf(options.format), options.writer, *output,
                            {.stop = stop.get_token(), .progress = {}});
    const auto until = arrives(options) ? exporter::WriteUntil::Now : exporter::WriteUntil::Settled;
    return inspect(
        options,
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            return mustReadAll(options) || run.write(inspection, snapshot, until);
        },
        [&](engine::Inspection& inspection, const store::Snapshot& snapshot) {
            const OnSignal cancel([&stop] { stop.request_stop(); });
            run.write(inspection, snapshot); // what was held back
            if (options.choice.filter.acceptsAll() && run.packets() == 0 && !output->closed() && !inspection.error() &&
                inspection.progress().state == engine::State::Finished)
                hintWithoutPackets(inspection.report());
            inspection.cancel();
            run.end(inspection, snapshot);
            auto result = run.result();
            // Where nothing could be read, no file appears; whole rows in front of the damage are kept.
            if (result && inspection.error() && snapshot.rows() == 0) return kFailed;
            if (result) result = output->finish();
            if (result) return kDone;
            complain(result.error().message());
            return kFailed;
        });
}

} // namespace mqttscope::cli
