// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/head.h"

#include "core/mqtt/variable_byte_integer.h"

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

constexpr std::uint32_t kMostGuessed = 1024;

} // namespace

HeadSize headSize(base::ByteView beginning, std::uint32_t length, Version version) {
    if (packetType(beginning[0]) != PacketType::Publish) return {length, true};
    constexpr std::uint8_t kQosBits = 0x06;
    const auto topic = 1 + readVariableByteInteger(beginning.subspan(1)).size;
    auto at = topic + 2;
    if (at > length) return {length, true};
    if (beginning.size() < at) return {at, false};
    at += static_cast<std::uint32_t>(beginning[topic] << 8 | beginning[topic + 1]);
    if ((beginning[0] & kQosBits) != 0) at += 2;
    if (at > length) return {length, true};
    if (version == Version::V31 || version == Version::V311) return {at, true};

    // The length of the properties may itself be cut.
    if (at == length) return {length, true};
    const auto have = static_cast<std::uint32_t>(beginning.size());
    if (have <= at) return {at + 1, false};
    const auto inPacket = std::min(have, length);
    const auto properties = readVariableByteInteger(beginning.first(inPacket).subspan(at));
    if (!properties.whole()) {
        const auto cut = properties.state == VariableByteInteger::State::Cut && inPacket < length;
        if (cut) return {have + 1, false};
        return {version == Version::V5 ? length : at, true};
    }
    const auto block = properties.size + properties.value;
    // Where the version is to be found out: what may be properties, unless that is more than a few bytes of payload.
    if (version == Version::Unknown && block > std::min(kMostGuessed, length - at)) return {at, true};
    return {std::min(at + block, length), true};
}

} // namespace mqttscope::mqtt
