// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/completing_extent.h"

#include <algorithm>
#include <ranges>

namespace mqttscope::engine {
namespace {

// Extents around a packet among which the frame that completed it is looked for: as many segments as wait for one that
// is missing, and some.
constexpr std::uint32_t kOrderedTogether = 1024;

} // namespace

base::ExtentId completingExtent(const store::Snapshot& snapshot, const PacketBytes& packet) {
    const auto& row = packet.row;
    if (store::isEvent(row) || packet.parts.empty()) return row.first;
    // Where segments came out of order, the frame that completed the packet may hold a part from its middle …
    const auto& parts = packet.parts;
    const auto latestFirst = std::views::reverse(parts);
    const auto completing = std::ranges::find(latestFirst, row.frame, &PacketPart::frame);
    if (completing != latestFirst.end()) return completing->extent;
    // … or only what was missing before it, or another fragment of its datagram: bytes that were ordered together.
    const auto known = snapshot.counts().extents;
    if (!parts.back().extent.valid()) return row.first; // it left with its file
    const auto last = parts.back().extent.value;
    for (std::uint32_t distance = 1; distance <= kOrderedTogether; ++distance) {
        for (const auto candidate : {last - distance, last + distance}) {
            if (candidate < known && snapshot.extent(base::ExtentId(candidate)).frame == row.frame)
                return base::ExtentId(candidate);
        }
    }
    return parts.back().extent;
}

} // namespace mqttscope::engine
