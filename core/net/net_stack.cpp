// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/net_stack.h"

#include "core/net/layers.h"

#include <algorithm>
#include <array>

namespace mqttscope::net {
namespace {

constexpr std::uint32_t kSmallestTcpHeader = 20;

Origin originOf(const FrameView& frame, std::uint32_t offset) {
    return {frame.id, frame.time, frame.place, offset};
}

/// The part of a frame from `offset` on that has `size` bytes on the wire.
Chunk chunkOf(const FrameView& frame, std::uint32_t offset, std::uint32_t size) {
    const auto captured = static_cast<std::uint32_t>(frame.bytes.size());
    const auto available = offset < captured ? captured - offset : 0;
    return {frame.bytes.data() + std::min(offset, captured), std::min(available, size), size, originOf(frame, offset)};
}

Segment segmentOf(const IpPacket& packet, const TcpHeader& header) {
    Segment segment;
    segment.source = packet.source;
    segment.destination = packet.destination;
    segment.header = header;
    segment.hasIdentification = packet.hasIdentification;
    segment.identification = packet.identification;
    return segment;
}

} // namespace

NetStack::NetStack(StreamListener& listener, const NetOptions& options)
    : m_options(options)
    , m_fragments(m_options, m_statistics)
    , m_streams(listener, m_options, m_statistics) {}

void NetStack::frame(const FrameView& frame) {
    ++m_statistics.frames;
    if (frame.originalLength > frame.bytes.size()) ++m_statistics.clippedFrames;
    const auto place = findIp(frame.linkType, frame.bytes, frame.originalLength);
    if (place.layer != Layer::Ip) {
        if (place.layer == Layer::Unknown) {
            countUnknown(frame.linkType);
        } else {
            ++(place.layer == Layer::Cut ? m_statistics.headersClipped : m_statistics.framesWithoutIp);
        }
        return;
    }
    const auto packet = readIp(frame.bytes, place);
    if (packet.state != IpPacket::State::Ok) {
        ++(packet.state == IpPacket::State::Clipped ? m_statistics.headersClipped : m_statistics.malformedFrames);
        return;
    }
    // Only the first fragment of IPv6 is sure to say what the datagram carries behind further extension headers.
    const bool mayBeTcp = packet.protocol == protocol::kTcp || (packet.fragment && isExtension(packet.protocol));
    if (!mayBeTcp) {
        ++m_statistics.framesWithoutTcp;
        return;
    }
    if (packet.fragment) {
        fragment(frame, packet);
    } else {
        whole(frame, packet);
    }
}

void NetStack::finish() {
    m_fragments.finish();
    m_streams.finish();
}

void NetStack::countUnknown(std::uint32_t linkType) {
    auto& unknown = m_statistics.unknownLinks;
    const auto found = std::ranges::find(unknown, linkType, &UnknownLinkType::linkType);
    if (found != unknown.end()) {
        ++found->frames;
    } else {
        unknown.push_back({linkType, 1});
    }
}

void NetStack::whole(const FrameView& frame, const IpPacket& packet) {
    const auto all = chunkOf(frame, packet.payload, packet.payloadSize);
    const auto header = readTcpHeader({all.bytes, all.captured});
    if (!header) {
        ++(packet.payloadSize >= kSmallestTcpHeader ? m_statistics.headersClipped : m_statistics.malformedFrames);
        return;
    }
    if (header->size < kSmallestTcpHeader || header->size > packet.payloadSize) {
        malformed(packet, *header, originOf(frame, packet.payload));
        return;
    }
    auto segment = segmentOf(packet, *header);
    segment.size = packet.payloadSize - header->size;
    const auto payload = chunkOf(frame, packet.payload + header->size, segment.size);
    segment.now = originOf(frame, segment.size > 0 ? packet.payload + header->size : packet.payload);
    if (segment.size > 0) segment.chunks = {&payload, 1};
    m_streams.segment(segment);
}

void NetStack::malformed(const IpPacket& packet, const TcpHeader& header, const Origin& origin) {
    ++m_statistics.malformedFrames;
    auto segment = segmentOf(packet, header);
    segment.malformed = true;
    segment.now = origin;
    m_streams.segment(segment);
}

void NetStack::fragment(const FrameView& frame, const IpPacket& packet) {
    const auto piece = chunkOf(frame, packet.payload, packet.payloadSize);
    if (const auto* const datagram = m_fragments.add(packet, piece)) reassembled(frame, packet, *datagram);
}

void NetStack::reassembled(const FrameView& frame, const IpPacket& packet, const Datagram& datagram) {
    std::uint32_t offset = 0;
    auto carried = datagram.protocol;
    while (isExtension(carried)) {
        std::array<std::uint8_t, 2> start{};
        if (datagram.gather(offset, start) < start.size()) {
            ++m_statistics.headersClipped;
            return;
        }
        offset += extensionSize(carried, start[1]);
        carried = start[0];
    }
    if (carried != protocol::kTcp) {
        ++m_statistics.framesWithoutTcp;
        return;
    }
    std::array<std::uint8_t, kMaxTcpHeader> buffer{};
    const auto gathered = datagram.gather(offset, buffer);
    const auto header = readTcpHeader({buffer.data(), gathered});
    if (!header) {
        ++m_statistics.headersClipped;
        return;
    }
    if (header->size < kSmallestTcpHeader || offset + header->size > datagram.size) {
        malformed(packet, *header, originOf(frame, packet.payload));
        return;
    }
    auto segment = segmentOf(packet, *header);
    auto skip = offset + header->size;
    segment.size = datagram.size - skip;
    m_chunks.clear();
    for (auto piece : datagram.pieces) {
        const auto skipped = std::min(skip, piece.size);
        piece.dropFront(skipped);
        skip -= skipped;
        if (piece.size > 0) m_chunks.push_back(piece);
    }
    segment.chunks = m_chunks;
    segment.now = originOf(frame, packet.payload);
    m_streams.segment(segment);
}

} // namespace mqttscope::net
