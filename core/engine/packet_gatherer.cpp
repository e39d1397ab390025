// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/packet_gatherer.h"

#include "core/mqtt/tree.h"

#include <algorithm>

namespace mqttscope::engine {
namespace {

/// Enough for the head of nearly every PUBLISH; more is fetched where properties are longer.
constexpr std::uint32_t kFirstHead = 4096;

} // namespace

PacketBytes PacketGatherer::gather(base::RowId id) const {
    PacketBytes packet;
    packet.row = m_snapshot.row(id);
    packet.length = packet.row.length;
    packet.version = m_snapshot.connection(packet.row.connection).version.load(std::memory_order_acquire);
    packet.directionSure = m_snapshot.connection(packet.row.connection).clientSure;
    if (store::isEvent(packet.row)) {
        if (store::eventKind(packet.row) != store::EventKind::ProxyHeader) return packet;
        collectParts(packet);
        packet.m_gathered = packet.copy(0, packet.available);
        return packet;
    }
    const bool publish = mqtt::packetType(packet.row.head) == mqtt::PacketType::Publish;
    if (publish && packet.row.text.valid()) packet.resolvedTopic = m_snapshot.text(packet.row.text);
    collectParts(packet);
    gatherHead(packet);
    return packet;
}

void PacketGatherer::collectParts(PacketBytes& packet) const {
    std::uint32_t offset = 0;
    auto skip = packet.row.firstOffset;
    bool whole = true;
    for (auto id = packet.row.first; id.valid() && offset < packet.length;) {
        const auto& extent = m_snapshot.extent(id);
        if (extent.isGone()) {
            // What follows the part that left may still be there, but cannot be decoded without it.
            packet.gone = true;
            packet.parts.push_back({.offset = offset, .size = packet.length - offset, .bytes = {}, .extent = {}});
            return;
        }
        const auto size = std::min(extent.length - skip, packet.length - offset);
        PacketPart part{.offset = offset, .size = size, .bytes = {}, .extent = id, .frame = extent.frame};
        if (!extent.isGap()) part.bytes = m_sources.view(extent.place + skip, size);
        packet.parts.push_back(part);
        packet.gone = packet.gone ||
                      (part.bytes.size() < size && !extent.isGap() && m_sources[extent.place.source()].truncated());
        // Only bytes in front of the first hole can be decoded as they stand.
        whole = whole && part.bytes.size() == size;
        if (whole) packet.available += size;
        offset += size;
        skip = 0;
        // `next` of the extent that completes the packet may be written at this moment: it is not looked at.
        if (offset < packet.length) id = extent.next;
    }
}

void PacketGatherer::gatherHead(PacketBytes& packet) {
    if (packet.parts.empty() || packet.available == 0) return;
    if (packet.parts.front().bytes.size() >= packet.available) {
        packet.m_inPlace = packet.parts.front().bytes;
        return;
    }
    auto wanted = packet.available;
    if (mqtt::packetType(packet.row.head) == mqtt::PacketType::Publish) wanted = std::min(wanted, kFirstHead);
    for (;;) {
        packet.m_gathered = packet.copy(0, wanted);
        if (wanted == packet.available || mqtt::headLength(packet.m_gathered, packet.version.version) != 0) return;
        wanted = wanted > packet.available / 2 ? packet.available : wanted * 2;
    }
}

} // namespace mqttscope::engine
