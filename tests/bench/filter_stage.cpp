// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inspection.h"
#include "core/filter/filter.h"
#include "core/filter/scan.h"
#include "tests/bench/stages.h"

#include <array>
#include <utility>

namespace mqttscope::bench {
namespace {

/// Every row of the capture by one filter, as the window and the commands do it.
void scan(benchmark::State& state, const Fixture& fixture, const char* text) {
    engine::Inspection inspection({.paths = {fixture.path().string()}});
    while (inspection.wait()) {
    }
    const auto filter = filter::Filter::read(text);
    if (!filter) return state.SkipWithError(filter.error().cause.c_str());
    const auto snapshot = inspection.snapshot();
    const auto source = inspection.packetSource(snapshot);
    std::size_t accepted = 0;
    for (auto _ : state) {
        accepted = 0;
        filter::scan(*filter, snapshot, *source, base::RowId(0), {},
                     [&](std::span<const base::RowId> rows, base::RowId, base::RowId) {
                         accepted += rows.size();
                         return true;
                     });
    }
    report(state, snapshot.rows(), fixture.file().size());
    state.counters["accepted"] = static_cast<double>(accepted);
}

} // namespace

void addFilter(const Fixture& fixture) {
    constexpr std::array kFilters{std::pair{"filter type", "mqtt.type == PUBLISH"},
                                  std::pair{"filter qos and client", "mqtt.qos == 1 and client == \"c3\""},
                                  std::pair{"filter size", "mqtt.size > 60"},
                                  std::pair{"filter topic", "mqtt.publish.topic covered_by \"site/3/#\""},
                                  std::pair{"filter payload", "mqtt.publish.payload contains \"value\""},
                                  std::pair{"filter json", "json[\"/value\"] > 25"},
                                  std::pair{"filter words", "temperature 27"},
                                  std::pair{"filter frame", "tcp.dstport == 1883"}};
    for (const auto& [name, text] : kFilters)
        benchmark::RegisterBenchmark(caseName(name, fixture).c_str(), [&fixture,
                                                                       written = text](benchmark::State& state) {
            scan(state, fixture, written);
        })->Unit(benchmark::kMillisecond);
}

} // namespace mqttscope::bench
