// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/net_stack.h"

#include "core/net/tunnels.h"

#include <algorithm>
#include <array>

namespace mqttscope::net {
namespace {

constexpr std::uint32_t kSmallestTcpHeader = 20;

Origin originAt(Origin origin, std::uint32_t offset) {
    origin.offsetInFrame = offset;
    return origin;
}

/// The part of a frame from `offset` on that has `size` bytes on the wire.
Chunk chunkOf(base::ByteView bytes, const Origin& origin, std::uint32_t offset, std::uint32_t size) {
    const auto captured = static_cast<std::uint32_t>(bytes.size());
    const auto start = std::min(offset, captured);
    return {bytes.data() + start, std::min(captured - start, size), size, originAt(origin, offset)};
}

/// Whether the captured bytes end before what `place` lies in ended on the wire.
bool isClipped(base::ByteView bytes, const LayerPlace& place) {
    return bytes.size() < place.wireEnd;
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
    const auto place = findIp(firstPlace(frame.linkType, frame.bytes, frame.originalLength), frame.bytes);
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
    const View view{frame.bytes, {frame.id, frame.time, frame.place, 0}};
    if (packet.protocol == protocol::kTcp && !packet.fragment) [[likely]] {
        segment(view, packet);
    } else {
        walk(view, place, packet);
    }
}

void NetStack::letGo(base::FrameId firstKept) {
    m_fragments.letGo(firstKept);
    m_streams.letGo(firstKept);
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

void NetStack::countStop(const View& view, const LayerPlace& place) {
    const bool clipped = place.layer == Layer::Cut && isClipped(view.bytes, place);
    ++(clipped ? m_statistics.headersClipped : m_statistics.framesWithoutTcp);
}

void NetStack::countBroken(const View& view, const LayerPlace& place, const IpPacket& packet) {
    const bool clipped = packet.state == IpPacket::State::Clipped && isClipped(view.bytes, place);
    ++(clipped ? m_statistics.headersClipped : m_statistics.malformedFrames);
}

/// Goes from an IP packet that is Ok through fragments and tunnels to TCP. Each turn passes a header, of which there
/// are at most kMaxLayers.
void NetStack::walk(View view, LayerPlace place, IpPacket packet) {
    for (;;) {
        while (packet.fragment)
            if (!reassemble(view, place, packet)) return;
        if (packet.protocol == protocol::kTcp) return segment(view, packet);
        place = insideIp(packet, place);
        view.bytes = view.bytes.first(std::min<std::size_t>(view.bytes.size(), place.wireEnd));
        place = findIp(place, view.bytes);
        if (place.layer != Layer::Ip) return countStop(view, place);
        packet = readIp(view.bytes, place);
        if (packet.state != IpPacket::State::Ok) return countBroken(view, place, packet);
    }
}

/// Takes a fragment. If it completed a datagram, that is the view from now on, and `packet` is what it holds.
bool NetStack::reassemble(View& view, LayerPlace& place, IpPacket& packet) {
    // Only the first fragment of IPv6 is sure to say what the datagram carries behind further extension headers.
    const bool worthIt = mayCarryTcp(packet.protocol) || isExtension(packet.protocol);
    if (!worthIt || ++place.depth > kMaxLayers) {
        ++m_statistics.framesWithoutTcp;
        return false;
    }
    const auto inFrame = chunkOf(view.bytes, view.origin, packet.payload, packet.payloadSize);
    const auto payload = view.datagram == nullptr ? std::span(&inFrame, 1)
                                                  : piecesOf(*view.datagram, packet.payload, packet.payloadSize);
    if (view.datagram == nullptr) view.origin.offsetInFrame = packet.payload;
    const auto* const datagram = m_fragments.add(packet, payload, view.origin.time);
    if (datagram == nullptr) return false;

    std::array<std::uint8_t, 4> ports{};
    const bool plainUdp = datagram->protocol == protocol::kUdp && datagram->gather(0, ports) == ports.size() &&
                          layerOfUdpPort(static_cast<std::uint16_t>(ports[2] << 8 | ports[3])) == Layer::NotIp;
    if (plainUdp) {
        ++m_statistics.framesWithoutTcp;
        return false;
    }
    m_gathered.resize(datagram->size);
    view.bytes = base::ByteView(m_gathered).first(datagram->gather(0, m_gathered));
    view.datagram = datagram;
    packet.protocol = datagram->protocol;
    packet.fragment = false;
    packet.payload = 0;
    packet.payloadSize = datagram->size;
    place.offset = 0;
    place.wireEnd = datagram->size;
    place.limited = false;
    if (packet.source.v6) skipExtensions(view.bytes, datagram->size, packet);
    if (packet.state == IpPacket::State::Ok) return true;
    countBroken(view, place, packet);
    return false;
}

void NetStack::segment(const View& view, const IpPacket& packet) {
    const auto captured = chunkOf(view.bytes, view.origin, packet.payload, packet.payloadSize);
    const base::ByteView bytes(captured.bytes, captured.captured);
    const auto header = readTcpHeader(bytes);
    if (!header) {
        ++(packet.payloadSize >= kSmallestTcpHeader ? m_statistics.headersClipped : m_statistics.malformedFrames);
        return;
    }
    auto segment = segmentOf(packet, *header);
    if (header->size < kSmallestTcpHeader || header->size > packet.payloadSize) {
        ++m_statistics.malformedFrames;
        segment.malformed = true;
        segment.now = view.datagram == nullptr ? captured.origin : view.origin;
        m_streams.segment(segment);
        return;
    }
    segment.options = bytes.subspan(std::min<std::size_t>(kSmallestTcpHeader, bytes.size()));
    segment.options = segment.options.first(std::min<std::size_t>(segment.options.size(), header->size - 20U));
    const auto offset = packet.payload + header->size;
    segment.size = packet.payloadSize - header->size;
    if (view.datagram == nullptr) {
        const auto payload = chunkOf(view.bytes, view.origin, offset, segment.size);
        segment.now = segment.size > 0 ? payload.origin : captured.origin;
        if (segment.size > 0) segment.chunks = {&payload, 1};
        m_streams.segment(segment);
    } else {
        segment.now = view.origin;
        segment.chunks = piecesOf(*view.datagram, offset, segment.size);
        m_streams.segment(segment);
    }
}

/// The part of a datagram from `offset` on that has `size` bytes on the wire, where it was captured.
std::span<const Chunk> NetStack::piecesOf(const Datagram& datagram, std::uint32_t offset, std::uint32_t size) {
    m_chunks.clear();
    Chunk beyond;
    for (auto piece : datagram.pieces) {
        beyond = piece;
        beyond.dropFront(piece.size);
        const auto skipped = std::min(offset, piece.size);
        piece.dropFront(skipped);
        offset -= skipped;
        piece.size = std::min(piece.size, size);
        piece.captured = std::min(piece.captured, piece.size);
        if (piece.size == 0) continue;
        size -= piece.size;
        m_chunks.push_back(piece);
    }
    // A packet that was cut before it went into the tunnel: the rest was not captured.
    beyond.size = size;
    if (size > 0) m_chunks.push_back(beyond);
    return m_chunks;
}

} // namespace mqttscope::net
