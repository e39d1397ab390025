// SPDX-License-Identifier: GPL-3.0-or-later
// GRE, and the mirrored frames of switches that it carries (ERSPAN, draft-foschiano-erspan).
#include "core/net/tunnels.h"

namespace mqttscope::net {
namespace {

using base::ByteView;

constexpr std::uint16_t kErspanType = 0x88BE;
constexpr std::uint16_t kErspan3Type = 0x22EB;
constexpr std::uint16_t kSequencePresent = 0x1000;
/// Bits 1, 4 and 5, whose meaning RFC 2784 §2.3 took away, and the version: such a header is something else.
constexpr std::uint16_t kMustBeZero = 0x4C07;

constexpr std::uint16_t big16(ByteView bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

} // namespace

Inner insideGre(ByteView bytes) {
    if (bytes.size() < 4) return {Layer::Cut};
    const auto flags = big16(bytes, 0);
    const auto type = big16(bytes, 2);
    if ((flags & kMustBeZero) != 0 || type < 0x0600) return {};
    const auto size = greHeaderSize(flags);
    // Type I of ERSPAN is told from type II by the missing sequence number; it has no header of its own.
    if (type == kErspanType) return {(flags & kSequencePresent) != 0 ? Layer::Erspan2 : Layer::Ethernet, size};
    if (type == kErspan3Type) return {Layer::Erspan3, size};
    return {layerOfEtherType(type), size};
}

Inner insideErspan2(ByteView bytes) {
    if (bytes.size() < 8) return {Layer::Cut};
    return bytes[0] >> 4 == 1 ? Inner{Layer::Ethernet, 8} : Inner{};
}

Inner insideErspan3(ByteView bytes) {
    if (bytes.size() < 12) return {Layer::Cut};
    if (bytes[0] >> 4 != 2) return {};
    const auto kind = big16(bytes, 10);
    const std::uint32_t size = (kind & 1) != 0 ? 20 : 12;
    const auto frameType = kind >> 10 & 0x1F;
    if (frameType == 0) return {Layer::Ethernet, size};
    return frameType == 2 ? Inner{Layer::Ip, size} : Inner{};
}

} // namespace mqttscope::net
