// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/fragments.h"
#include "core/net/frame_view.h"
#include "core/net/ip.h"
#include "core/net/layers.h"
#include "core/net/net_options.h"
#include "core/net/net_statistics.h"
#include "core/net/stream_listener.h"
#include "core/net/tcp_streams.h"

#include <cstdint>
#include <span>
#include <vector>

namespace mqttscope::net {

/// Turns frames into the byte streams of TCP connections: link layers, IP and its fragments, tunnels, TCP. One thread
/// feeds it.
///
/// What no standard settles, it does so:
/// - A connection whose SYN was not captured begins, for each side, with the first data of that side. Earlier bytes
///   that come later are counted and left out: the capture started late, which is no gap.
/// - The payload of a RST is a reason in words (RFC 1122 §4.2.2.12), not part of the stream.
/// - A SYN begins another connection if its number differs from the first one's, as for Wireshark's tcp.stream; or if
///   it is the same and the connection was closed, which Wireshark does since 4.2.
/// - A reset connection still takes data that was in flight, for NetOptions::resetLinger* frames and time, then closes;
///   a refused one may be tried again in that time.
/// - Where the IP header says more bytes than the frame had, the rest counts as clipped.
/// - A connection is known by its addresses and ports alone, in whatever tunnel or virtual network its segments travel:
///   a mirror may show one direction plain and the other in a tunnel. So does Wireshark.
/// - A packet that a tunnel carries may say more bytes than the tunnel does: mirrors cut what they copy. The rest
/// counts
///   as clipped.
/// - TCP headers that ICMP quotes are no segments.
/// - A datagram whose fragments never all came is given up as a whole: its bytes show as a gap if they were
///   acknowledged.
class NetStack {
public:
    explicit NetStack(StreamListener& listener, const NetOptions& options = {});
    NetStack(const NetStack&) = delete;
    NetStack& operator=(const NetStack&) = delete;

    /// The next frame. Its bytes must stay in place until finish() was called, or letGo() of a later frame.
    void frame(const FrameView& frame);
    /// Frames before this one are about to go: what of their bytes still waits is handed over as it is, or given up.
    void letGo(base::FrameId firstKept);
    /// The capture ended: hands over what waits and closes every connection.
    void finish();

    [[nodiscard]] const NetStatistics& statistics() const { return m_statistics; }

private:
    /// The bytes that offsets count in: those of a frame, or of a datagram put together from fragments.
    struct View {
        base::ByteView bytes;               ///< captured without a hole, as far as the innermost tunnel reaches
        Origin origin{};                    ///< the frame; for a datagram, the place of its last fragment
        const Datagram* datagram = nullptr; ///< none: it is a frame
    };

    void countUnknown(std::uint32_t linkType);
    void countStop(const View& view, const LayerPlace& place);
    void countBroken(const View& view, const LayerPlace& place, const IpPacket& packet);
    void walk(View view, LayerPlace place, IpPacket packet);
    bool reassemble(View& view, LayerPlace& place, IpPacket& packet);
    void segment(const View& view, const IpPacket& packet);
    std::span<const Chunk> piecesOf(const Datagram& datagram, std::uint32_t offset, std::uint32_t size);

    NetOptions m_options;
    NetStatistics m_statistics;
    FragmentTable m_fragments;
    TcpStreams m_streams;
    std::vector<Chunk> m_chunks;          ///< of what is put together; a member to reuse its memory
    std::vector<std::uint8_t> m_gathered; ///< the bytes of the datagram whose headers are read; the same
};

} // namespace mqttscope::net
