// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstddef>
#include <cstdint>

namespace mqttscope::net {

/// Bounds on what net remembers. The defaults suit captures of any size: data waits as views in place, so a waiting
/// piece costs less than 200 bytes whatever it holds.
struct NetOptions {
    std::size_t waitingPiecesPerSide = 4096;      ///< out-of-order pieces that one side of a connection may hold
    std::size_t waitingPieces = 262'144;          ///< out-of-order pieces over all connections
    std::uint64_t waitingBytesPerSide = 32 << 20; ///< out-of-order bytes that one side may hold back

    /// A hole that the peer acknowledged is taken for lost after this many further segments of the connection, or
    /// after this much capture time: captures of several queues hold frames out of order, but not by more.
    std::uint32_t graceSegments = 8;
    std::int64_t graceTime = base::kNanosecondsPerSecond / 5;

    /// A reset connection counts as closed after this many frames and this much capture time: what was in flight when
    /// the RST was sent is part of what was said, and a refused SYN is tried again. Where time stands still, many more
    /// frames will do.
    std::uint64_t resetLingerFrames = 256;
    std::uint64_t resetLingerFramesAtMost = 65'536;
    std::int64_t resetLingerTime = 2 * base::kNanosecondsPerSecond;

    std::size_t fragmentedDatagrams = 4096;                          ///< incomplete datagrams that are kept
    std::size_t fragmentPieces = 65'536;                             ///< pieces of all of them
    std::uint64_t fragmentBytes = 64 << 20;                          ///< bytes of all of them
    std::int64_t fragmentTimeout = 60 * base::kNanosecondsPerSecond; ///< capture time (RFC 8200 §4.5)
    std::int64_t duplicateTime = base::kNanosecondsPerSecond / 10;   ///< a frame captured twice comes this soon
    /// The same where IP carries no identification (duplicates.h says why).
    std::int64_t duplicateTimeWithoutId = base::kNanosecondsPerSecond / 500;
};

} // namespace mqttscope::net
