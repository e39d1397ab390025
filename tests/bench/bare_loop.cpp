// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bare_loop.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <vector>

namespace mqttscope::bench {
namespace {

constexpr std::size_t kFileHeader = 24;
constexpr std::size_t kRecordHeader = 16;
constexpr std::size_t kEthernet = 14;
constexpr std::uint16_t kMqttPort = 1883;

std::uint16_t big16(const std::uint8_t* at) {
    return static_cast<std::uint16_t>(at[0] << 8 | at[1]);
}

std::uint32_t little32(const std::uint8_t* at) {
    std::uint32_t value = 0;
    std::memcpy(&value, at, sizeof value); // the yardstick is for little-endian machines
    return value;
}

/// Where a stream stands between two segments.
struct Stream {
    std::uint32_t toCome = 0;    ///< bytes of the current packet that are still to come
    std::uint32_t remaining = 0; ///< Remaining Length, as far as it was read
    std::uint32_t shift = 0;
    bool inHeader = false;
};

/// Counts the packets whose fixed header ends in `bytes`.
std::uint64_t cut(base::ByteView bytes, Stream& stream) {
    std::uint64_t packets = 0;
    auto state = stream;
    std::size_t at = std::min<std::size_t>(state.toCome, bytes.size());
    state.toCome -= static_cast<std::uint32_t>(at);
    const auto* data = bytes.data();
    while (at < bytes.size()) {
        if (!state.inHeader) {
            state = {.inHeader = true};
            ++at;
            continue;
        }
        const auto byte = data[at++];
        state.remaining |= (byte & 0x7FU) << state.shift;
        state.shift += 7;
        if ((byte & 0x80U) != 0 && state.shift < 28) continue;
        ++packets;
        state.inHeader = false;
        const auto here = std::min<std::size_t>(state.remaining, bytes.size() - at);
        state.toCome = state.remaining - static_cast<std::uint32_t>(here);
        at += here;
    }
    stream = state;
    return packets;
}

} // namespace

BareCount bareLoop(base::ByteView file) {
    BareCount count;
    std::vector<Stream> streams(std::size_t{2} << 16); // by the client's port and the direction
    const auto* data = file.data();
    std::size_t at = kFileHeader;
    while (at + kRecordHeader <= file.size()) {
        const std::size_t length = little32(data + at + 8);
        at += kRecordHeader;
        if (length > file.size() - at) break;
        const auto* frame = data + at;
        at += length;
        if (length < kEthernet + 40 || big16(frame + 12) != 0x0800 || frame[kEthernet + 9] != 6) continue;
        const auto* ip = frame + kEthernet;
        const std::size_t ipHeader = (ip[0] & 0x0FU) * std::size_t{4};
        const auto* tcp = ip + ipHeader;
        const std::size_t headers = ipHeader + (tcp[12] >> 4) * std::size_t{4};
        const std::size_t total = big16(ip + 2);
        if (total < headers || total + kEthernet > length) continue;
        const bool toServer = big16(tcp + 2) == kMqttPort;
        if (!toServer && big16(tcp) != kMqttPort) continue;
        auto& stream = streams[big16(toServer ? tcp : tcp + 2) * std::size_t{2} + (toServer ? 1 : 0)];
        if ((tcp[13] & 0x02U) != 0) stream = {}; // SYN
        if (total == headers) continue;
        ++count.segments;
        count.packets += cut({ip + headers, total - headers}, stream);
    }
    return count;
}

} // namespace mqttscope::bench
