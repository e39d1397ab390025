// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/bench/fixture.h"

#include <benchmark/benchmark.h>

namespace mqttscope::bench {

// Each registers the cases of one stage; fixtures outlive the run.
void addBareLoop(const Fixture& fixture);
void addCapture(const Fixture& fixture);
void addNet(const Fixture& fixture);
void addMqtt(const Fixture& fixture);
void addEngine(const Fixture& fixture);
void addExporter(const Fixture& fixture);
void addFilter(const Fixture& fixture);
void addStore();
void addTextPool();

/// "engine/generated"
[[nodiscard]] inline std::string caseName(const char* stage, const Fixture& fixture) {
    return std::string(stage) + '/' + fixture.name();
}

/// Items and bytes of one iteration.
inline void report(benchmark::State& state, std::uint64_t items, std::uint64_t bytes) {
    const auto iterations = static_cast<std::int64_t>(state.iterations());
    state.SetItemsProcessed(iterations * static_cast<std::int64_t>(items));
    state.SetBytesProcessed(iterations * static_cast<std::int64_t>(bytes));
}

} // namespace mqttscope::bench
