// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/recognise.h"

#include "core/mqtt/packet.h"
#include "core/mqtt/variable_byte_integer.h"

#include <algorithm>
#include <string_view>

namespace mqttscope::mqtt {
namespace {

using Verdict = Recognised::Verdict;

constexpr std::uint32_t kEnough = 56;
constexpr std::uint32_t kMostBytes = 16'384;
constexpr std::uint32_t kMostPieces = 64;
constexpr std::uint32_t kMostLookedInside =
    2'048; // of each end, bytes that may begin a packet without beginning a piece
constexpr std::uint32_t kMostFollowed = 4;

StreamEnd opposite(StreamEnd end) {
    return end == StreamEnd::Initiator ? StreamEnd::Responder : StreamEnd::Initiator;
}

bool isEnough(std::uint32_t evidence, std::uint32_t packets, std::uint32_t answers) {
    return evidence >= kEnough && (packets >= 3 || (packets == 2 && answers != 0));
}

} // namespace

StreamStart streamStart(base::ByteView bytes) {
    static constexpr std::string_view kNames[] = {{"\0\4MQTT", 6}, {"\0\6MQIsdp", 8}};
    if (bytes.empty()) return StreamStart::NeedMore;
    if (packetType(bytes[0]) != PacketType::Connect) return StreamStart::No;
    const auto remaining = readVariableByteInteger(bytes.subspan(1));
    if (remaining.state == VariableByteInteger::State::TooLong) return StreamStart::No;
    if (!remaining.whole()) return StreamStart::NeedMore;
    const auto there = base::asText(bytes.subspan(1 + remaining.size));
    for (const auto name : kNames) {
        const auto size = std::min(name.size(), there.size());
        if (there.substr(0, size) == name.substr(0, size))
            return size == name.size() ? StreamStart::Connect : StreamStart::NeedMore;
    }
    return StreamStart::No;
}

Recogniser::Recogniser(bool startSeen)
    : m_atStart(startSeen) {}

const Recognised& Recogniser::feed(StreamEnd from, base::ByteView piece) {
    if (m_result.verdict != Verdict::NeedMore || piece.empty()) return m_result;
    auto& stream = streamOf(from);
    if (m_atStart) {
        begin(from, piece);
    } else {
        follow(from, piece);
        judge();
    }
    stream.bytes += static_cast<std::uint32_t>(std::min<std::size_t>(piece.size(), kMostBytes));
    ++stream.pieces;
    const auto spent = stream.bytes >= kMostBytes || stream.pieces >= kMostPieces;
    if (m_result.verdict == Verdict::NeedMore && spent) decide(Verdict::No);
    return m_result;
}

const Recognised& Recogniser::gap(StreamEnd from) {
    auto& stream = streamOf(from);
    stream.alive = false;
    // The beginning is lost: whether this is MQTT can only be told as for a stream that was met in its middle.
    if (from == StreamEnd::Initiator) m_atStart = false;
    stream.beginning = {};
    return m_result;
}

/// The first bytes of the client decide; what a server says before is no MQTT but may be late in the capture.
void Recogniser::begin(StreamEnd from, base::ByteView piece) {
    if (from != StreamEnd::Initiator) return;
    auto& beginning = streamOf(from).beginning;
    constexpr std::size_t kLongest = 13;
    const auto more = piece.first(std::min(piece.size(), kLongest));
    beginning.insert(beginning.end(), more.begin(), more.end());
    switch (streamStart(beginning)) {
    case StreamStart::NeedMore:
        return;
    case StreamStart::No:
        return decide(Verdict::No);
    case StreamStart::Connect:
        m_result.client = from;
        m_result.evidence = kEnough;
        return decide(Verdict::Mqtt);
    }
}

void Recogniser::follow(StreamEnd from, base::ByteView piece) {
    auto& stream = streamOf(from);
    auto& peer = streamOf(opposite(from));
    const auto* heard = peer.alive ? &peer.chain : nullptr;
    if (stream.alive) stream.alive = stream.chain.feed(piece, heard);
    if (!stream.alive) {
        if (streamStart(piece) == StreamStart::Connect) {
            m_result.client = from;
            m_result.evidence = kEnough;
            return decide(Verdict::Mqtt);
        }
        stream.chain = {};
        stream.alive = stream.chain.feed(piece, heard);
    }
    if (!stream.alive) lookInside(stream, piece);
    // Both cannot be clients: the one that says less is believed less.
    const auto clash =
        (stream.chain.isClient() && peer.chain.isClient()) || (stream.chain.isServer() && peer.chain.isServer());
    if (stream.alive && peer.alive && clash)
        (stream.chain.evidence() < peer.chain.evidence() ? stream : peer).alive = false;
}

/// Looks for packets that follow each other from some byte of a piece up to its end. Each byte begins a packet at most
/// once in all tries: where a chain was broken behind it once, it will be again.
void Recogniser::lookInside(Stream& stream, base::ByteView piece) {
    if (stream.bytes >= kMostLookedInside) return;
    const auto window = std::min<std::size_t>(piece.size(), kMostLookedInside - stream.bytes);
    std::vector<bool> tried(window, false);
    std::uint32_t followed = 0;
    for (std::size_t from = 1; from < window; ++from) {
        auto at = from;
        std::uint32_t evidence = 0;
        while (at < window && !tried[at]) {
            tried[at] = true;
            const auto packet = examine(piece.subspan(at), Version::Unknown);
            if (!packet.possible) break;
            evidence += packet.evidence;
            const auto whole = packet.length != 0 && packet.length <= piece.size() - at;
            at = whole ? at + packet.length : piece.size();
        }
        // Whether it is enough is for a chain to say, which does not count the same thing twice.
        if (at < window || evidence < kEnough || ++followed > kMostFollowed) continue;
        PacketChain chain;
        if (!chain.feed(piece.subspan(from), nullptr)) continue;
        if (!isEnough(chain.evidence(), chain.packets(), 0)) continue;
        stream.chain = std::move(chain);
        stream.alive = true;
        return;
    }
}

void Recogniser::judge() {
    if (m_result.verdict != Verdict::NeedMore) return;
    std::uint32_t packets = 0;
    std::uint32_t answers = 0;
    m_result.evidence = 0;
    for (const auto& stream : m_streams) {
        if (!stream.alive) continue;
        m_result.evidence += stream.chain.evidence();
        packets += stream.chain.packets();
        answers += stream.chain.answers();
    }
    if (!isEnough(m_result.evidence, packets, answers)) return;
    for (const auto end : {StreamEnd::Initiator, StreamEnd::Responder}) {
        const auto& stream = streamOf(end);
        if (!stream.alive) continue;
        if (stream.chain.isClient()) m_result.client = end;
        if (stream.chain.isServer()) m_result.client = opposite(end);
    }
    decide(Verdict::Mqtt);
}

/// The verdict stays; what was kept for it is given back.
void Recogniser::decide(Verdict verdict) {
    m_result.verdict = verdict;
    m_streams = {};
}

} // namespace mqttscope::mqtt
