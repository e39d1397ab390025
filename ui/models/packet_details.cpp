// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/packet_details.h"

#include "core/format/row_text.h"
#include "core/session/catalogue.h"
#include "ui/models/text.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

std::shared_ptr<const PacketDetails> PacketDetails::decode(std::shared_ptr<const engine::Inspection> inspection,
                                                           const store::Snapshot& snapshot, base::RowId row) {
    auto made = std::make_shared<PacketDetails>();
    made->id = row;
    made->packet = inspection->packet(snapshot, row);
    const auto columns = snapshot.row(row);
    if (store::isEvent(columns)) {
        made->event = toText(format::eventText(columns));
    } else {
        made->packetFields = made->packet.decode();
    }
    // The frame of the packet's last captured byte; an event points at its frame itself.
    auto extent = columns.first;
    for (const auto& part : made->packet.parts)
        if (!part.bytes.empty()) extent = part.extent;
    if (extent.valid()) {
        made->frame = inspection->frame(snapshot, extent, columns.connection);
        made->frameFields = made->frame.decode();
    }
    base::FrameId before{};
    for (const auto& part : made->packet.parts) {
        if (part.frame != before) ++made->frameCount;
        before = part.frame;
    }
    made->m_inspection = std::move(inspection);
    return made;
}

std::uint32_t PacketDetails::size(ByteSpace space) const {
    return space == ByteSpace::Packet ? packet.available : static_cast<std::uint32_t>(frame.frame.bytes.size());
}

std::vector<std::uint8_t> PacketDetails::read(ByteSpace space, std::uint32_t offset, std::uint32_t count) const {
    const auto total = size(space);
    if (offset >= total) return {};
    count = std::min(count, total - offset);
    if (space == ByteSpace::Packet) return packet.copy(offset, count);
    const auto bytes = frame.frame.bytes.subspan(offset, count);
    return {bytes.begin(), bytes.end()};
}

std::uint32_t PacketDetails::fieldAt(ByteSpace space, std::uint32_t byte) const {
    return fields(space).nodeAt(byte);
}

std::vector<base::ByteRange> PacketDetails::secrets(ByteSpace space) const {
    std::vector<base::ByteRange> found;
    for (const auto& node : packetFields.nodes) {
        if (!session::fieldInfo(node.field).secret || node.range.size == 0) continue;
        const auto range = node.content.size > 0 ? node.content : node.range;
        if (space == ByteSpace::Packet) {
            found.push_back(range);
            continue;
        }
        // The same bytes as they lie in the frame: each part of the packet that came in it.
        for (const auto& part : packet.parts) {
            if (part.frame != frame.frame.id || part.bytes.empty()) continue;
            const auto from = std::max(range.offset, part.offset);
            const auto to = std::min(range.end(), part.offset + static_cast<std::uint32_t>(part.bytes.size()));
            const auto* first = frame.frame.bytes.data();
            if (from >= to || part.bytes.data() < first || part.bytes.data() >= first + frame.frame.bytes.size())
                continue;
            const auto shift = static_cast<std::uint32_t>(part.bytes.data() - first);
            found.push_back({shift + from - part.offset, to - from});
        }
    }
    return found;
}

} // namespace mqttscope::ui
