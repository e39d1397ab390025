// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/stages.h"

namespace mqttscope::bench {

/// Items are packets, as everywhere, so that the stages add up.
void addCapture(const Fixture& fixture) {
    benchmark::RegisterBenchmark(caseName("capture", fixture).c_str(), [&fixture](benchmark::State& state) {
        for (auto _ : state) {
            capture::SourceTable sources;
            const auto reader = capture::CaptureReader::open(sources, {fixture.path().string()}, {});
            if (!reader) return state.SkipWithError(reader.error().message().c_str());
            capture::Frame frame;
            std::size_t frames = 0;
            for (auto step = (*reader)->next(frame); step && *step == capture::Step::Frame;
                 step = (*reader)->next(frame)) {
                benchmark::DoNotOptimize(sources.view(frame.place, frame.capturedLength));
                ++frames;
            }
            if (frames != fixture.frames().size()) return state.SkipWithError("frames are missing");
        }
        report(state, fixture.packetCount(), fixture.file().size());
    });
}

} // namespace mqttscope::bench
