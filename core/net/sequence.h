// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/connection_table.h"

#include <cstdint>

namespace mqttscope::net {

/// Positions begin in the second 4 GiB, so that what lies before the start of a stream has a position too.
inline constexpr std::uint64_t kFirstPosition = std::uint64_t{1} << 32;

/// Nothing can be this far ahead: the largest window that window scaling allows (RFC 7323 §2.2).
inline constexpr std::int32_t kMaxWindow = 1 << 30;
/// No sender repeats, and no receiver acknowledges, this far away from what was captured: ten times the largest
/// default buffer of any common system.
inline constexpr std::int32_t kPlausible = 64 << 20;
/// A side whose numbers are further away than this after a close is another connection (RFC 9293 §3.4.1 makes initial
/// sequence numbers random).
inline constexpr std::int32_t kSameConnection = 1 << 20;

/// How far `to` is after `from`; negative if before (RFC 9293 §3.4).
[[nodiscard]] constexpr std::int32_t sequenceDistance(std::uint32_t from, std::uint32_t to) {
    return static_cast<std::int32_t>(to - from);
}

[[nodiscard]] constexpr std::uint32_t sequenceOf(std::uint64_t position) {
    return static_cast<std::uint32_t>(position);
}

/// The position of a sequence number that lies within 2 GiB of `near`.
[[nodiscard]] constexpr std::uint64_t positionOf(std::uint64_t near, std::uint32_t sequence) {
    return near + static_cast<std::uint64_t>(std::int64_t{sequenceDistance(sequenceOf(near), sequence)});
}

/// Makes `sequence` the first byte of the stream.
inline void begin(HalfStream& half, std::uint32_t sequence) {
    half.started = true;
    half.startSequence = sequence;
    half.next = kFirstPosition | sequence;
}

[[nodiscard]] constexpr std::int64_t timeDistance(base::Timestamp a, base::Timestamp b) {
    const auto difference = a - b;
    return difference == INT64_MIN ? INT64_MAX : difference < 0 ? -difference : difference;
}

/// How many bytes after `next` the peer acknowledged although they were not captured. The FIN counts as a byte for
/// TCP and as none here; a single byte may be a FIN that was not captured, so it proves nothing.
[[nodiscard]] constexpr std::uint64_t acknowledgedAhead(const HalfStream& half) {
    if (!half.started || !half.ackKnown || half.finDelivered) return 0;
    auto ahead = sequenceDistance(sequenceOf(half.next), half.acknowledged);
    if (ahead <= 0 || ahead > kPlausible) return 0;
    if (half.finKnown && half.acknowledged == half.finSequence + 1) --ahead;
    if (!half.finKnown && half.waiting == WaitingStore::kNone && ahead == 1) return 0;
    return static_cast<std::uint64_t>(ahead);
}

} // namespace mqttscope::net
