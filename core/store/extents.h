// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/column.h"

#include <cstdint>

namespace mqttscope::store {

/// A stretch of one direction of a connection, in stream order: bytes that lie together in a source, or a gap. 24
/// bytes.
struct Extent {
    base::SourceOffset place{}; ///< its first byte; of a gap, the frame that revealed it
    std::uint32_t length = 0;
    base::FrameId frame{};           ///< the frame that carried it
    std::uint32_t offsetInFrame = 0; ///< of its first byte; kGap and kDerived mark what has no place there
    base::ExtentId next{};           ///< what follows in the stream; none while it is the last

    static constexpr std::uint32_t kGap = 0xFFFF'FFFF;
    /// Bytes that were made from captured ones (unmasked, inflated) or freed of what was around them. The extent with
    /// the id before theirs belongs to no stream and tells what they were made from; its `next` names the extent that
    /// begins with the header of the WebSocket frame, or none where it does so itself.
    static constexpr std::uint32_t kDerived = 0xFFFF'FFFE;

    /// Its bytes were there, and left with their file: see Snapshot::extent().
    [[nodiscard]] bool isGone() const { return place.isNone(); }

    [[nodiscard]] bool isGap() const { return offsetInFrame == kGap; }

    [[nodiscard]] bool isDerived() const { return offsetInFrame == kDerived; }
};

using Extents = base::Column<Extent>;

} // namespace mqttscope::store
