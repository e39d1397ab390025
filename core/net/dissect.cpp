// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/dissect.h"

#include "core/net/dissector.h"

#include <iterator>
#include <vector>

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

/// Walks a frame as NetStack does, but for fragments, and describes each header on the way.
class FrameWalk {
public:
    FrameWalk(Dissector& to, const FrameView& frame, const FrameContext& context)
        : m_to(to)
        , m_frame(frame)
        , m_context(context)
        , m_bytes(frame.bytes)
        , m_place(firstPlace(frame.linkType, frame.bytes, frame.originalLength)) {}

    void run() {
        while (isHeader(m_place.layer) || m_place.layer == Layer::Ip) {
            m_to.seek(m_place.offset);
            if (!(m_place.layer == Layer::Ip ? packet() : header())) break;
        }
        padding();
    }

private:
    [[nodiscard]] bool clipped() const { return m_bytes.size() < m_place.wireEnd; }

    /// Describes the header here and steps over it. Returns whether something is known about what follows.
    bool header() {
        dissectLayer(m_to, m_place.layer);
        const auto outer = m_place;
        m_place = nextPlace(outer, m_bytes);
        if (m_place.layer == Layer::Cut) {
            m_to.problem(clipped() ? NetProblem::Clipped : NetProblem::Malformed, outer.offset,
                         outer.layer >= Layer::Udp ? "The packet ends inside a tunnel's header."
                                                   : "The capture ends inside a link header.");
        }
        if (isHeader(m_place.layer) || m_place.layer == Layer::Ip) return true;
        const bool datagram = outer.layer == Layer::Udp && m_place.layer == Layer::NotIp;
        m_to.seek(m_to.position());
        m_to.blob(datagram ? NetField::UdpPayload : NetField::Data, m_to.captured());
        return false;
    }

    /// Describes the IP packet here, and TCP if that is what it holds. Returns whether it holds a tunnel.
    bool packet() {
        const auto packet = readIp(m_bytes, m_place);
        dissectIp(m_to, packet);
        if (packet.state != IpPacket::State::Ok) {
            const bool cut = packet.state == IpPacket::State::Clipped;
            m_to.problem(cut ? NetProblem::Clipped : NetProblem::Malformed, m_place.offset,
                         cut ? "The capture ends inside the IP header." : "The IP header contradicts itself.");
            return false;
        }
        m_ends.push_back(packet.payload + packet.payloadSize);
        m_to.seek(packet.payload);
        if (packet.protocol == protocol::kTcp && packet.fragmentOffset == 0) {
            dissectTcp(m_to, packet.payloadSize, m_context);
            return false;
        }
        const auto inside = insideIp(packet, m_place);
        if (packet.fragment || inside.layer == Layer::NotIp) {
            m_to.blob(NetField::Data, packet.payloadSize);
            return false;
        }
        m_place = inside;
        m_bytes = m_bytes.first(std::min<std::size_t>(m_bytes.size(), inside.wireEnd));
        m_to.limit(m_bytes);
        return true;
    }

    /// What follows each IP packet in what holds it, from the inside out.
    void padding() {
        m_to.limit(m_frame.bytes);
        for (auto end = m_ends.rbegin(); end != m_ends.rend(); ++end) {
            const auto outer = std::next(end) == m_ends.rend() ? m_to.captured() : *std::next(end);
            if (*end >= std::min(outer, m_to.captured())) continue;
            m_to.seek(*end);
            m_to.blob(NetField::EthernetPadding, outer - *end);
        }
    }

    Dissector& m_to;
    const FrameView& m_frame;
    const FrameContext& m_context;
    base::ByteView m_bytes; ///< as far as the innermost tunnel reaches
    LayerPlace m_place;
    std::vector<std::uint32_t> m_ends; ///< of the IP packets, from the outside in
};

} // namespace

void dissect(const FrameView& frame, base::FieldTree& tree, const FrameContext& context) {
    Dissector to(frame, tree);
    dissectFrame(to, frame);
    FrameWalk(to, frame, context).run();
}

} // namespace mqttscope::net
