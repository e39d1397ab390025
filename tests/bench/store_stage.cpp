// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"
#include "tests/bench/stages.h"

#include <algorithm>
#include <memory>

namespace mqttscope::bench {
namespace {

constexpr std::uint32_t kRows = 10'000'000;
constexpr std::uint32_t kRowsPerPublication = 100'000;
constexpr std::uint8_t kPublish = 0x30;
constexpr std::uint8_t kPuback = 0x40;

void fill(store::Store& store) {
    for (std::uint32_t i = 0; i < kRows; ++i) {
        store.rows.append({.time = {i},
                           .connection = base::ConnectionId(i % 20),
                           .first = base::ExtentId(i / 9),
                           .firstOffset = i % 9 * 70,
                           .frame = base::FrameId(i / 9),
                           .length = 70,
                           .text = base::TextId(i % 1000),
                           .packetIdentifier = static_cast<std::uint16_t>(i),
                           .head = i % 10 == 0 ? kPuback : kPublish});
        if (i % kRowsPerPublication == 0) store.publish(i / 9);
    }
    store.publish(kRows / 9);
}

void append(benchmark::State& state) {
    for (auto _ : state) {
        store::Store store;
        fill(store);
        benchmark::DoNotOptimize(store.published());
    }
    report(state, kRows, std::uint64_t{kRows} * store::Rows::kBytesPerRow);
}

void publish(benchmark::State& state) {
    store::Store store;
    std::uint64_t frames = 0;
    for (auto _ : state) store.publish(++frames);
    report(state, 1, sizeof(store::Counts));
}

/// What a filter on one column does.
void scan(benchmark::State& state) {
    const auto store = std::make_shared<store::Store>();
    fill(*store);
    for (auto _ : state) {
        const store::Snapshot snapshot(store);
        const auto heads = snapshot.columns().heads(snapshot.rows());
        benchmark::DoNotOptimize(std::count(heads.begin(), heads.end(), kPuback));
    }
    report(state, kRows, kRows);
}

} // namespace

void addStore() {
    benchmark::RegisterBenchmark("store append", append)->Unit(benchmark::kMillisecond);
    // Each publication is an entry of its own, so their number has a bound.
    benchmark::RegisterBenchmark("store publish", publish)->Iterations(1'000'000);
    benchmark::RegisterBenchmark("store scan of a column", scan)->Unit(benchmark::kMillisecond);
}

} // namespace mqttscope::bench
