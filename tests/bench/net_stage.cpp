// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/net_stack.h"
#include "tests/bench/framing.h"
#include "tests/bench/stages.h"

namespace mqttscope::bench {
namespace {

class Counter final : public net::StreamListener {
public:
    std::uint64_t pieces = 0;

    void opened(const net::TcpConnection&, const net::Origin&) override {}

    void data(const net::TcpConnection&, net::Side, base::ByteView, const net::Origin&, const net::Origin&) override {
        ++pieces;
    }

    void event(const net::TcpConnection&, const net::TcpEvent&, const net::Origin&) override {}

    void closed(const net::TcpConnection&) override {}
};

} // namespace

void addNet(const Fixture& fixture) {
    benchmark::RegisterBenchmark(caseName("net", fixture).c_str(), [&fixture](benchmark::State& state) {
        for (auto _ : state) {
            Counter counter;
            net::NetStack net(counter);
            for (const auto& frame : fixture.frames()) net.frame(frameView(frame, fixture.bytesOf(frame)));
            net.finish();
            if (counter.pieces != fixture.pieces().size()) return state.SkipWithError("segments are missing");
        }
        report(state, fixture.packetCount(), fixture.file().size());
    });
}

} // namespace mqttscope::bench
