// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/boundary.h"

#include "core/mqtt/boundary_witness.h"
#include "core/mqtt/packet_set.h"

#include <array>

namespace mqttscope::mqtt {
namespace {

constexpr std::uint32_t kEnoughEvidence = 40;
constexpr std::uint32_t kPieceEvidence = 12; // packets like to begin and end where segments do

/// Packet types that do not flow in a direction, by Direction (MQTT 5.0 §2.1.2).
constexpr std::array<PacketSet, 2> kWrongWay{
    in(PacketType::Connack, PacketType::Suback, PacketType::Unsuback, PacketType::Pingresp),
    in(PacketType::Connect, PacketType::Subscribe, PacketType::Unsubscribe, PacketType::Pingreq)};

} // namespace

bool isPossible(std::uint8_t first, const VariableByteInteger& remaining, Version version) {
    const auto type = packetType(first);
    if (type == PacketType::Reserved || remaining.state == VariableByteInteger::State::TooLong) return false;
    if (hasLegalFlags(first) || !remaining.whole()) return true;
    return fits(type, remaining.value, version == Version::V5 ? Family::V5 : Family::V3);
}

bool isPossibleWithWrongFlags(base::ByteView rest, Version version) {
    const auto remaining = readVariableByteInteger(rest.subspan(1));
    if (!isPossible(rest[0], remaining, version)) return false;
    if (!remaining.whole()) return true;
    if (examine(rest, version == Version::V5 ? Family::V5 : Family::V3, Flags::Ignored).possible) return true;
    const std::size_t length = 1 + remaining.size + remaining.value;
    return length == rest.size() || (length < rest.size() && examine(rest.subspan(length), version).possible);
}

BoundaryGuess guessBoundary(base::ByteView bytes, const StreamNature& nature, bool pieceBegins) {
    using Verdict = BoundaryGuess::Verdict;
    auto evidence = pieceBegins ? kPieceEvidence : 0;
    std::uint32_t examined = 0;
    while (!bytes.empty()) {
        const auto packet = examine(bytes, nature.version);
        ++examined;
        if (!packet.possible) return {Verdict::No, 0, examined};
        const auto wrongWay = kWrongWay[static_cast<std::size_t>(nature.direction)].has(packetType(bytes[0]));
        evidence += wrongWay ? packet.evidence / 2 : packet.evidence;
        if (evidence >= kEnoughEvidence) return {Verdict::Yes, evidence, examined};
        if (packet.length == 0 || packet.length > bytes.size()) return {Verdict::NeedMore, evidence, examined};
        bytes = bytes.subspan(packet.length);
    }
    evidence += kPieceEvidence;
    return {evidence >= kEnoughEvidence ? Verdict::Yes : Verdict::NeedMore, evidence, examined, true};
}

} // namespace mqttscope::mqtt
