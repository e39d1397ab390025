// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/id.h"

#include <cstdint>

namespace mqttscope::mqtt {

/// A place in a stream: an extent of it and the byte in that extent.
struct StreamPlace {
    base::ExtentId extent{};
    std::uint32_t offset = 0;
};

/// A control packet that was cut out of a stream.
struct FramedPacket {
    base::ByteView head;      ///< the packet up to its payload (all of it when it lay in one extent or has no payload)
    std::uint32_t length = 0; ///< as announced, fixed header included; up to 268,435,460. If the stream ended inside
                              ///< the fixed header: the bytes that came
    StreamPlace begin{};      ///< its first byte
    base::ExtentId last{};    ///< the extent that completed it
    bool complete = true;     ///< false: the stream ended or has a gap inside it
    std::uint32_t available = 0; ///< bytes of it that came before the gap or the end; `length` if complete
    bool wrongLength = false;    ///< incomplete: other packets begin after `available` bytes (LengthDoubt)
};

/// Bytes that belong to no packet: garbage, or what a gap or a late start cut off.
struct SkippedBytes {
    std::uint64_t size = 0;
    StreamPlace begin{};
    base::ExtentId last{};
    enum class Why : std::uint8_t {
        LateStart,     ///< the capture began inside a packet
        AfterGap,      ///< the beginning of a packet is missing
        BadLength,     ///< where a packet should begin, its Remaining Length has a fifth byte
        ForbiddenType, ///< where a packet should begin, its type is 0
        NotMqtt,       ///< they can begin no packet
        NoMessage,     ///< they are of WebSocket messages that cannot be read
    } why{};
};

} // namespace mqttscope::mqtt
