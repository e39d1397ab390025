// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissect.h"

#include "core/net/dissector.h"
#include "core/net/tcp_header.h"

namespace mqttscope::net {
namespace {

void dissectFrame(Dissector& to, const FrameView& frame) {
    to.enter(NetField::Frame, to.captured());
    const auto number = [&](NetField field, std::uint64_t value) { to.tree().add(idOf(field), {}).number = value; };
    if (frame.id.valid()) number(NetField::FrameNumber, std::uint64_t{frame.id.value} + 1);
    number(NetField::FrameTime, static_cast<std::uint64_t>(frame.time.nanoseconds));
    number(NetField::FrameLength, frame.originalLength);
    number(NetField::FrameCapturedLength, frame.bytes.size());
    to.leave();
}

/// Walks the layers as findIp() does and describes each. Returns whether it arrived at IP.
bool dissectLayers(Dissector& to, std::uint32_t linkType) {
    auto layer = firstLayer(linkType);
    std::uint32_t offset = 0;
    for (int depth = 0; isHeader(layer); ++depth) {
        if (depth == kMaxLayers) return false;
        to.seek(offset);
        dissectLayer(to, layer);
        const auto inner = innerLayer(layer, to.bytes().subspan(offset));
        if (inner.layer == Layer::Cut)
            to.problem(NetProblem::Clipped, offset, "The capture ends inside a link header.");
        layer = inner.layer;
        if (layer == Layer::Cut || inner.offset > to.captured() - offset) return false;
        offset += inner.offset;
    }
    to.seek(offset);
    return layer == Layer::Ip;
}

void dissectPacket(Dissector& to, const FrameView& frame, const FrameContext& context) {
    const auto place = findIp(frame.linkType, frame.bytes, frame.originalLength);
    const auto packet = readIp(frame.bytes, place);
    dissectIp(to, packet);
    if (packet.state != IpPacket::State::Ok) {
        const bool clipped = packet.state == IpPacket::State::Clipped;
        to.problem(clipped ? NetProblem::Clipped : NetProblem::Malformed, place.offset,
                   clipped ? "The capture ends inside the IP header." : "The IP header contradicts itself.");
        return;
    }
    to.seek(packet.payload);
    const bool beginning = packet.fragmentOffset == 0;
    if (packet.protocol == protocol::kTcp && beginning) {
        dissectTcp(to, packet.payloadSize, context);
    } else {
        to.blob(NetField::Data, packet.payloadSize);
    }
    const auto end = packet.payload + packet.payloadSize;
    if (end >= to.captured()) return;
    to.seek(end);
    to.blob(NetField::EthernetPadding, to.captured() - end);
}

} // namespace

void dissect(const FrameView& frame, base::FieldTree& tree, const FrameContext& context) {
    Dissector to(frame, tree);
    dissectFrame(to, frame);
    if (dissectLayers(to, frame.linkType)) {
        dissectPacket(to, frame, context);
    } else {
        to.seek(to.position());
        to.blob(NetField::Data, to.captured());
    }
}

} // namespace mqttscope::net
