// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_pool.h"
#include "tests/bench/stages.h"

#include <fmt/format.h>

#include <string>
#include <vector>

namespace mqttscope::bench {
namespace {

constexpr std::uint32_t kTexts = 1'000'000;

/// A million texts, of which `distinct` differ; the argument of the case.
void intern(benchmark::State& state) {
    const auto distinct = static_cast<std::uint32_t>(state.range(0));
    std::vector<std::string> topics;
    std::uint64_t bytes = 0;
    for (std::uint32_t i = 0; i < distinct; ++i) {
        topics.push_back(fmt::format("site/{}/machine/{}/temperature", i % 20, i));
        bytes += topics.back().size();
    }
    for (auto _ : state) {
        base::TextPool pool;
        for (std::uint32_t i = 0; i < kTexts; i += distinct) {
            for (const auto& topic : topics) benchmark::DoNotOptimize(pool.intern(topic));
        }
    }
    report(state, kTexts, bytes * (kTexts / distinct));
}

} // namespace

void addTextPool() {
    benchmark::RegisterBenchmark("text pool", intern)->ArgName("distinct")->Arg(100)->Arg(10'000)->Arg(kTexts);
}

} // namespace mqttscope::bench
