// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/tree.h"
#include "tests/bench/framing.h"
#include "tests/bench/stages.h"

namespace mqttscope::bench {
namespace {

std::uint64_t sizeOf(const std::vector<Packet>& packets) {
    std::uint64_t size = 0;
    for (const auto& packet : packets) size += packet.bytes.size();
    return size;
}

std::uint64_t sizeOf(const std::vector<Piece>& pieces) {
    std::uint64_t size = 0;
    for (const auto& piece : pieces) size += piece.bytes.size();
    return size;
}

template <class Take>
void frameAll(benchmark::State& state, const Fixture& fixture, const Take& take) {
    for (auto _ : state) {
        Framing framing(fixture.streams());
        for (const auto& piece : fixture.pieces()) framing.feed(piece, take);
    }
    report(state, fixture.packetCount(), sizeOf(fixture.pieces()));
}

void decodeAll(benchmark::State& state, const Fixture& fixture) {
    base::FieldTree tree;
    for (auto _ : state) {
        for (const auto& packet : fixture.packets()) {
            tree = {};
            mqtt::decodeTree(packet.bytes, packet.length, packet.length, {.version = packet.version}, tree);
            benchmark::DoNotOptimize(tree.nodes.data());
        }
    }
    report(state, fixture.packets().size(), sizeOf(fixture.packets()));
}

} // namespace

void addMqtt(const Fixture& fixture) {
    benchmark::RegisterBenchmark(caseName("mqtt framer", fixture).c_str(), [&fixture](benchmark::State& state) {
        frameAll(state, fixture,
                 [](const mqtt::FramedPacket& packet, mqtt::Version) { benchmark::DoNotOptimize(packet.length); });
    });
    benchmark::RegisterBenchmark(
        caseName("mqtt framer and summary", fixture).c_str(), [&fixture](benchmark::State& state) {
            frameAll(state, fixture, [](const mqtt::FramedPacket& packet, mqtt::Version version) {
                benchmark::DoNotOptimize(mqtt::summarise(packet.head, packet.length, version));
            });
        });
    benchmark::RegisterBenchmark(caseName("mqtt tree", fixture).c_str(),
                                 [&fixture](benchmark::State& state) { decodeAll(state, fixture); });
}

} // namespace mqttscope::bench
