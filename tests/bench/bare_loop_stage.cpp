// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bare_loop.h"
#include "tests/bench/stages.h"

namespace mqttscope::bench {

void addBareLoop(const Fixture& fixture) {
    benchmark::RegisterBenchmark(caseName("bare loop", fixture).c_str(), [&fixture](benchmark::State& state) {
        for (auto _ : state) benchmark::DoNotOptimize(bareLoop(fixture.file()));
        report(state, fixture.packetCount(), fixture.file().size());
    });
}

} // namespace mqttscope::bench
