// SPDX-License-Identifier: GPL-3.0-or-later
// The framer on any stream in any pieces. Every byte is told exactly once, in order; and as long as the stream stays in
// step, the packets do not depend on the pieces: up to a packet that contradicts itself, where the step may be lost.
#include "core/mqtt/boundary.h"
#include "core/mqtt/framer.h"
#include "core/mqtt/recognise.h"
#include "core/mqtt/tree.h"
#include "core/mqtt/version_evidence.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <vector>

namespace {

using namespace mqttscope;

void require(bool holds) {
    if (!holds) std::abort();
}

/// Checks order and completeness, and remembers what came before the first skip or doubt.
struct Listener {
    mqtt::Version chosen = mqtt::Version::V311;
    std::uint64_t told = 0;
    bool skippedAny = false;
    bool doubted = false;
    mqtt::VersionEvidence evidence{};
    std::vector<std::vector<std::uint8_t>> heads{};

    [[nodiscard]] mqtt::Version version() const { return chosen; }

    void packet(const mqtt::FramedPacket& packet) {
        require(packet.begin.offset + std::uint64_t{packet.begin.extent.value} == told);
        require(packet.available <= packet.length && packet.head.size() <= packet.available);
        require(packet.complete == (packet.available == packet.length) || packet.length == packet.available);
        told += packet.available;
        require(!packet.wrongLength || !packet.complete);
        // A wrong length is seen where pieces end, and so are contents that wrong flags belong to.
        doubted |= packet.wrongLength || !mqtt::hasLegalFlags(packet.head[0]);
        evidence.packet(base::Direction::ToServer, packet.head);
        require(evidence.bits() >= -24 && evidence.bits() <= 24);
        if (skippedAny || doubted) return;
        const auto size = mqtt::headLength(packet.head, chosen);
        const auto head = size == 0 ? packet.head : packet.head.first(std::min<std::size_t>(size, packet.head.size()));
        heads.emplace_back(head.begin(), head.end());
    }

    void skipped(const mqtt::SkippedBytes& bytes) {
        require(bytes.size != 0);
        require(bytes.begin.offset + std::uint64_t{bytes.begin.extent.value} == told);
        told += bytes.size;
        skippedAny = true;
    }
};

/// Extents are named by the stream offset of their first byte, so places tell where they are.
void run(Listener& listener, base::ByteView stream, base::ByteView sizes, mqtt::Framer::Start start) {
    mqtt::Framer framer(start);
    std::size_t at = 0;
    for (std::size_t i = 0; at < stream.size(); ++i) {
        const auto wanted = sizes.empty() ? stream.size() : std::size_t{sizes[i % sizes.size()]} + 1;
        const auto size = std::min(wanted, stream.size() - at);
        framer.feed(stream.subspan(at, size), {base::ExtentId(static_cast<std::uint32_t>(at)), 0}, listener);
        at += size;
    }
    framer.finish(listener);
    require(listener.told == stream.size());
}

/// Pieces of both ends in turns; a verdict comes in time and stays.
void recognise(base::ByteView stream, base::ByteView sizes, bool startSeen) {
    using mqtt::Recognised;
    mqtt::Recogniser recogniser(startSeen);
    std::size_t at = 0;
    for (std::size_t i = 0; at < stream.size(); ++i) {
        const auto wanted = sizes.empty() ? stream.size() : std::size_t{sizes[i % sizes.size()]} + 1;
        const auto size = std::min(wanted, stream.size() - at);
        const auto before = recogniser.result().verdict;
        const auto end = i % 3 == 0 ? mqtt::StreamEnd::Responder : mqtt::StreamEnd::Initiator;
        const auto after = recogniser.feed(end, stream.subspan(at, size)).verdict;
        require(before == Recognised::Verdict::NeedMore || before == after);
        at += size;
        require(i < 128 || after != Recognised::Verdict::NeedMore);
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 2) return 0;
    const base::ByteView input(data, size);
    constexpr mqtt::Version kVersions[] = {mqtt::Version::V311, mqtt::Version::V5, mqtt::Version::Unknown};
    const auto version = kVersions[((input[0] & 1U) | (input[0] >> 1 & 2U)) % 3];
    const auto start = (input[0] & 2) != 0 ? mqtt::Framer::Start::Unknown : mqtt::Framer::Start::AtPacket;
    const auto sizeCount = std::min<std::size_t>(input[0] >> 4, size - 1);
    const auto sizes = input.subspan(1, sizeCount);
    const auto stream = input.subspan(1 + sizeCount);

    recognise(stream, sizes, start == mqtt::Framer::Start::AtPacket);
    Listener pieces{.chosen = version};
    run(pieces, stream, sizes, start);
    Listener whole{.chosen = version};
    run(whole, stream, {}, start);
    if (start != mqtt::Framer::Start::AtPacket) return 0;
    const auto common = std::min(pieces.heads.size(), whole.heads.size());
    require(std::ranges::equal(std::span(pieces.heads).first(common), std::span(whole.heads).first(common)));
    if (!pieces.doubted && !whole.doubted) {
        require(pieces.skippedAny == whole.skippedAny);
        require(pieces.heads == whole.heads);
    }
    return 0;
}
