// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/packet_writer.h"
#include "tests/bench/stages.h"

#include <algorithm>
#include <string>

namespace mqttscope::bench {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10; // as mqttscope-cli writes
constexpr std::uint32_t kMostRows = 200'000;

/// Bytes are those that were written.
void write(benchmark::State& state, const Fixture& fixture, exporter::PacketFormat format) {
    engine::Inspection inspection({.paths = {fixture.path().string()}});
    while (inspection.wait()) {
    }
    const auto snapshot = inspection.snapshot();
    const auto rows = std::min(snapshot.rows(), kMostRows);
    std::uint64_t written = 0;
    for (auto _ : state) {
        const auto writer = exporter::makerOf(format)({});
        std::string out;
        written = 0;
        for (base::RowId row(0); row.value < rows; ++row.value) {
            writer->packet(exporter::PacketRecord(inspection, snapshot, row), out);
            if (out.size() < kBlock) continue;
            written += out.size();
            out.clear();
        }
        written += out.size();
    }
    report(state, rows, written);
}

} // namespace

void addExporter(const Fixture& fixture) {
    const auto add = [&fixture](const char* name, exporter::PacketFormat format) {
        benchmark::RegisterBenchmark(caseName(name, fixture).c_str(),
                                     [&fixture, format](benchmark::State& state) { write(state, fixture, format); });
    };
    add("export text", exporter::PacketFormat::Text);
    add("export ndjson", exporter::PacketFormat::Ndjson);
    add("export csv", exporter::PacketFormat::Csv);
}

} // namespace mqttscope::bench
