// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/packet_details.h"

#include "core/exporter/frame_mask.h"
#include "core/format/row_text.h"
#include "core/format/text.h"
#include "core/format/time.h"
#include "core/session/catalogue.h"
#include "core/session/exchange.h"
#include "ui/models/text.h"

#include <algorithm>
#include <utility>

namespace mqttscope::ui {

namespace {

/// Parts of one frame that follow each other are one segment: bytes may lie in several pieces of a source.
std::vector<PacketSegment> segmentsOf(const engine::PacketBytes& packet) {
    std::vector<PacketSegment> segments;
    for (const auto& part : packet.parts) {
        const bool missing = part.bytes.empty();
        if (!segments.empty() && segments.back().frame == part.frame && segments.back().missing == missing)
            segments.back().range.size += part.size;
        else
            segments.push_back({part.frame, {part.offset, part.size}, missing});
    }
    return segments;
}

QString mateText(const store::Snapshot& snapshot, const store::Row& row) {
    constexpr std::size_t kLength = 120;
    auto text = toText(format::typeText(row));
    if (row.text.valid()) text += QLatin1Char(' ') + toText(format::visibleText(snapshot.text(row.text), kLength));
    return text;
}

/// Rows stand in the order of completion, so those that one frame completed stand together.
std::vector<FrameMate> matesOf(const store::Snapshot& snapshot, base::RowId row) {
    const auto frames = snapshot.columns().frames(snapshot.rows());
    const auto isMate = [&](std::uint32_t other) { return frames[other] == frames[row.value]; };
    auto first = row.value;
    while (first > snapshot.firstRow() && row.value - first < PacketDetails::kMostMates && isMate(first - 1)) --first;
    auto end = row.value + 1;
    while (end < snapshot.rows() && end - row.value <= PacketDetails::kMostMates && isMate(end)) ++end;
    std::vector<FrameMate> mates;
    for (auto at = first; at < end; ++at)
        if (at != row.value) mates.push_back({base::RowId(at), mateText(snapshot, snapshot.row(base::RowId(at)))});
    return mates;
}

/// How long after the first packet a step came.
QString stepText(const store::Row& first, const store::Row& row) {
    auto text = toText(format::typeText(row));
    if (!row.time.known() || !first.time.known() || row.time == first.time) return text;
    const auto after = row.time - first.time;
    text += after > 0 ? QStringLiteral("  +") : QStringLiteral("  ");
    text += toText(format::durationText(after));
    return text;
}

} // namespace

void PacketDetails::tellExchange(const store::Snapshot& snapshot) {
    session::ExchangeFinder finder;
    const auto* const found = finder.find(snapshot, id);
    if (found == nullptr) return;
    exchange = toText(format::exchangeText(*found));
    exchangeOpen = found->state == session::ExchangeState::Open;
    const auto first = snapshot.row(found->packets.front());
    for (const auto row : found->packets) steps.push_back({row, stepText(first, snapshot.row(row))});
}

bool PacketDetails::exchangeWentOn(const store::Snapshot& now) const {
    session::ExchangeFinder finder;
    const auto* const found = exchangeOpen && now.has(id) ? finder.find(now, id) : nullptr;
    return found != nullptr && (found->packets.size() != steps.size() || found->state != session::ExchangeState::Open);
}

std::shared_ptr<const PacketDetails> PacketDetails::decode(std::shared_ptr<const engine::Inspection> inspection,
                                                           const store::Snapshot& snapshot, base::RowId row,
                                                           const QString& note) {
    auto made = std::make_shared<PacketDetails>();
    made->id = row;
    made->note = note;
    made->packet = inspection->packet(snapshot, row);
    made->payloadOffset = made->packet.length;
    const auto columns = snapshot.row(row);
    if (store::isEvent(columns)) {
        made->event = toText(format::eventText(snapshot, columns));
    } else {
        made->packetFields = made->packet.decode();
        if (mqtt::packetType(columns.head) == mqtt::PacketType::Publish)
            made->payloadOffset = made->packet.summary().payloadOffset;
    }
    // The frame of the packet's last captured byte; an event points at its frame itself.
    auto extent = columns.first;
    for (const auto& part : made->packet.parts)
        if (!part.bytes.empty()) extent = part.extent;
    if (extent.valid()) {
        made->frame = inspection->frame(snapshot, extent, columns.connection);
        made->frameFields = made->frame.decode();
        const auto frame = made->frame.frame.id;
        made->m_frameSecrets = exporter::FrameMask::ofOne(*inspection, snapshot, frame, row)
                                   .of(frame, made->frame.frame.bytes, exporter::payloadOf(made->frameFields));
    }
    made->m_packetSecrets = exporter::secretRanges(made->packetFields, {});
    made->segments = segmentsOf(made->packet);
    base::FrameId before{};
    for (const auto& segment : made->segments) {
        if (!segment.missing && segment.frame != before) ++made->frameCount;
        if (!segment.missing) before = segment.frame;
    }
    made->tellExchange(snapshot);
    made->mates = matesOf(snapshot, row);
    made->m_inspection = std::move(inspection);
    made->m_snapshot = snapshot;
    return made;
}

const base::FieldTree& PacketDetails::fields(ByteSpace space) const {
    static const base::FieldTree kNone;
    switch (space) {
    case ByteSpace::Packet:
        return packetFields;
    case ByteSpace::Frame:
        return frameFields;
    case ByteSpace::Payload:
        return kNone;
    }
    return kNone;
}

const std::vector<base::ByteRange>& PacketDetails::secrets(ByteSpace space) const {
    static const std::vector<base::ByteRange> kNone;
    switch (space) {
    case ByteSpace::Packet:
        return m_packetSecrets;
    case ByteSpace::Frame:
        return m_frameSecrets;
    case ByteSpace::Payload:
        return kNone; // none that MQTT knows of
    }
    return kNone;
}

std::uint32_t PacketDetails::size(ByteSpace space) const {
    switch (space) {
    case ByteSpace::Packet:
        return packet.available;
    case ByteSpace::Payload:
        return packet.available - std::min(packet.available, payloadOffset);
    case ByteSpace::Frame:
        return static_cast<std::uint32_t>(frame.frame.bytes.size());
    }
    return 0;
}

std::vector<std::uint8_t> PacketDetails::read(ByteSpace space, std::uint32_t offset, std::uint32_t count) const {
    const auto total = size(space);
    if (offset >= total) return {};
    count = std::min(count, total - offset);
    if (space == ByteSpace::Packet) return packet.copy(offset, count);
    if (space == ByteSpace::Payload) return packet.copy(payloadOffset + offset, count);
    const auto bytes = frame.frame.bytes.subspan(offset, count);
    return {bytes.begin(), bytes.end()};
}

std::uint32_t PacketDetails::fieldAt(ByteSpace space, std::uint32_t byte) const {
    if (space == ByteSpace::Payload) return base::FieldNode::kNone;
    const auto& nodes = fields(space).nodes;
    auto found = fields(space).nodeAt(byte);
    // A part of the packet that holds one field alone is less than that field.
    while (found != base::FieldNode::kNone && found + 1 < nodes.size() && nodes[found + 1].parent == found &&
           nodes[found + 1].end == nodes[found].end && nodes[found + 1].range == nodes[found].range &&
           session::fieldInfo(nodes[found].field).type == base::FieldType::Group)
        ++found;
    return found;
}

bool PacketDetails::isMasked(ByteSpace space, base::ByteRange range) const {
    return std::any_of(secrets(space).begin(), secrets(space).end(), [range](const auto& secret) {
        return secret.offset < range.end() && range.offset < secret.end();
    });
}

} // namespace mqttscope::ui
