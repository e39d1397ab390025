// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/websocket_frame.h"

#include "core/base/byte_reader.h"

#include <algorithm>
#include <cstring>

namespace mqttscope::net {
namespace {

constexpr std::uint8_t kFin = 0x80;
constexpr std::uint8_t kRsv1 = 0x40;
constexpr std::uint8_t kRsv23 = 0x30;
constexpr std::uint8_t kMask = 0x80;
constexpr std::uint8_t kLength16 = 126;
constexpr std::uint8_t kLength64 = 127;

/// Frames that must follow each other before the middle of a stream is believed to hold them.
constexpr int kEnoughFrames = 4;

} // namespace

std::size_t webSocketHeaderSize(base::ByteView bytes) {
    if (bytes.size() < 2) return 0;
    const auto length = bytes[1] & ~kMask;
    const std::size_t extended = length == kLength16 ? 2 : length == kLength64 ? 8 : 0;
    return 2 + extended + ((bytes[1] & kMask) != 0 ? 4 : 0);
}

WebSocketHeader readWebSocketHeader(base::ByteView bytes) {
    const auto size = webSocketHeaderSize(bytes);
    if (size == 0 || bytes.size() < size) return {};
    base::ByteReader reader(bytes);
    const auto first = reader.u8();
    const auto second = reader.u8();
    WebSocketHeader header{.size = static_cast<std::uint8_t>(size),
                           .fin = (first & kFin) != 0,
                           .compressed = (first & kRsv1) != 0,
                           .reserved = (first & kRsv23) != 0,
                           .opcode = static_cast<std::uint8_t>(first & 0x0F),
                           .masked = (second & kMask) != 0,
                           .length = static_cast<std::uint64_t>(second & ~kMask)};
    if (header.length == kLength16) {
        header.length = reader.u16();
        header.shortest = header.length >= kLength16;
    } else if (header.length == kLength64) {
        header.length = reader.u64();
        header.shortest = header.length > 0xFFFF;
    }
    if (header.masked) std::ranges::copy(reader.bytes(header.mask.size()), header.mask.begin());
    return header;
}

bool isPlausible(const WebSocketHeader& header, bool masked, bool mayCompress) {
    if (header.reserved || !header.knownOpcode() || header.masked != masked) return false;
    if (!header.shortest || !header.possibleLength()) return false;
    // Only the first frame of a message tells that it is compressed (RFC 7692 §6.1).
    if (header.compressed && (!mayCompress || header.isControl() || header.opcode == 0)) return false;
    return !header.isControl() || (header.fin && header.length <= kMostControl);
}

int faults(const WebSocketHeader& header, bool masked) {
    const bool badControl = header.isControl() && (!header.fin || header.length > kMostControl);
    return int{header.reserved} + int{!header.knownOpcode() || badControl} + int{header.masked != masked} +
           int{!header.shortest || !header.possibleLength()};
}

bool beginsWebSocketFrames(base::ByteView bytes, bool masked, bool mayCompress, bool atPieceStart) {
    std::uint64_t at = 0;
    bool usual = false; // begins with one whole binary message
    for (int frames = 0; frames < kEnoughFrames; ++frames) {
        if (at == bytes.size()) return frames > 1 || usual;
        if (at > bytes.size()) return frames > 2 || (usual && atPieceStart);
        const auto header = readWebSocketHeader(bytes.subspan(static_cast<std::size_t>(at)));
        if (header.size == 0) return frames > 1 || (frames == 1 && atPieceStart);
        if (!isPlausible(header, masked, mayCompress)) return false;
        if (frames == 0) usual = header.fin && header.opcode == static_cast<std::uint8_t>(WebSocketOpcode::Binary);
        at += header.size + header.length;
    }
    return true;
}

void unmaskWebSocket(base::ByteView payload, const std::array<std::uint8_t, 4>& mask, std::uint64_t done,
                     std::uint8_t* to) {
    std::array<std::uint8_t, 8> pattern{};
    for (std::size_t i = 0; i < pattern.size(); ++i) pattern[i] = mask[(done + i) % mask.size()];
    std::uint64_t word = 0;
    std::memcpy(&word, pattern.data(), sizeof word);
    std::size_t at = 0;
    for (; at + sizeof word <= payload.size(); at += sizeof word) {
        std::uint64_t value = 0;
        std::memcpy(&value, payload.data() + at, sizeof value);
        value ^= word;
        std::memcpy(to + at, &value, sizeof value);
    }
    for (; at < payload.size(); ++at) to[at] = payload[at] ^ pattern[at % pattern.size()];
}

} // namespace mqttscope::net
