// SPDX-License-Identifier: GPL-3.0-or-later
// Every stage on its own, and all of them together. The cases run on a generated capture, and also on the one that the
// environment variable MQTTSCOPE_FIXTURE names (else the CMake variable, if it was set).
#include "tests/bench/stages.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <deque>
#include <exception>

namespace {

using namespace mqttscope;

constexpr std::uint32_t kGeneratedPackets = 200'000;

std::string namedFixture() {
    const char* fromEnvironment = std::getenv("MQTTSCOPE_FIXTURE"); // NOLINT(concurrency-mt-unsafe): no thread yet
    return fromEnvironment != nullptr ? fromEnvironment : MQTTSCOPE_FIXTURE;
}

void run() {
    const bench::GeneratedCapture generated(kGeneratedPackets);
    std::deque<bench::Fixture> fixtures;
    fixtures.emplace_back("generated", generated.path());
    if (const auto path = namedFixture(); !path.empty()) {
        fixtures.emplace_back(std::filesystem::path(path).stem().string(), path);
    }
    for (const auto& fixture : fixtures) {
        bench::addBareLoop(fixture);
        bench::addCapture(fixture);
        bench::addNet(fixture);
        bench::addMqtt(fixture);
        bench::addEngine(fixture);
        bench::addExporter(fixture);
        bench::addFilter(fixture);
    }
    bench::addStore();
    bench::addTextPool();
    benchmark::RunSpecifiedBenchmarks();
}

} // namespace

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    try {
        run();
    } catch (const std::exception& failure) {
        fmt::print(stderr, "{}\n", failure.what());
        return 1;
    }
    return 0;
}
