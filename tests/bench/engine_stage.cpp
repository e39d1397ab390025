// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inspection.h"
#include "core/engine/pipeline.h"
#include "tests/bench/stages.h"

namespace mqttscope::bench {
namespace {

/// From frames to rows, without the file and without the thread.
void pipeline(benchmark::State& state, const Fixture& fixture) {
    for (auto _ : state) {
        store::Store store;
        engine::Report report;
        capture::SourceTable sources; // only payloads that promise text and WebSocket would look there
        engine::Pipeline pipeline(store, report, sources, {}, {});
        for (const auto& frame : fixture.frames()) pipeline.frame(frame, fixture.bytesOf(frame));
        pipeline.finish();
        if (store.rows.size() < fixture.packetCount()) return state.SkipWithError("rows are missing");
    }
    report(state, fixture.packetCount(), fixture.file().size());
}

void inspection(benchmark::State& state, const Fixture& fixture) {
    for (auto _ : state) {
        engine::Inspection inspection({.paths = {fixture.path().string()}});
        while (inspection.wait()) {
        }
        if (inspection.snapshot().rows() < fixture.packetCount()) return state.SkipWithError("rows are missing");
    }
    report(state, fixture.packetCount(), fixture.file().size());
}

} // namespace

void addEngine(const Fixture& fixture) {
    benchmark::RegisterBenchmark(caseName("pipeline", fixture).c_str(),
                                 [&fixture](benchmark::State& state) { pipeline(state, fixture); });
    benchmark::RegisterBenchmark(caseName("inspection", fixture).c_str(), [&fixture](benchmark::State& state) {
        inspection(state, fixture);
    })->UseRealTime();
}

} // namespace mqttscope::bench
