// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

namespace mqttscope::net {

/// Frames of a link type that net does not understand; linkTypeName() names it.
struct UnknownLinkType {
    std::uint32_t linkType = 0;
    std::uint64_t frames = 0;
};

/// What net saw, for `info` and for tests. Every frame is counted in `frames` and in at most one of the counters that
/// say why it gave no TCP segment.
struct NetStatistics {
    std::uint64_t frames = 0;
    std::uint64_t clippedFrames = 0;           ///< shorter than on the wire
    std::vector<UnknownLinkType> unknownLinks; ///< by first appearance
    std::uint64_t framesWithoutIp = 0;         ///< ARP, LLDP, an encapsulation that is not understood
    std::uint64_t framesWithoutTcp = 0;        ///< IP, but neither TCP nor a tunnel that leads to it
    std::uint64_t malformedFrames = 0;         ///< headers that contradict themselves
    std::uint64_t headersClipped = 0;          ///< the snapshot length cut an IP or TCP header

    std::uint64_t fragments = 0;            ///< frames that hold an IP fragment
    std::uint64_t datagramsReassembled = 0; ///< put together from fragments
    std::uint64_t datagramsExpired = 0;     ///< given up: pieces missing for too long, or too many waiting
    std::uint64_t fragmentOverlaps = 0;     ///< fragments that repeat bytes; the first captured ones were kept
    std::uint64_t fragmentsBad = 0;         ///< beyond 65,535 bytes, empty, or contradicting the datagram's end

    std::uint64_t segments = 0;            ///< TCP segments, duplicates among them
    std::uint64_t segmentsWithPayload = 0; ///< of those, with at least one byte of payload on the wire
    std::uint64_t duplicateFrames = 0;     ///< segments and fragments captured twice and dropped (duplicates.h)
    std::uint64_t segmentsAfterClose = 0;  ///< payload on a connection that had ended
    std::uint64_t segmentsBeforeStart = 0; ///< bytes from before the place where a late capture began
    std::uint64_t segmentsOutOfWindow = 0; ///< sequence numbers that this connection cannot have sent
    std::uint64_t connections = 0;
    std::uint64_t bytesDelivered = 0;
};

} // namespace mqttscope::net
