// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/fragments.h"
#include "core/net/frame_view.h"
#include "core/net/net_options.h"
#include "core/net/net_statistics.h"
#include "core/net/stream_listener.h"
#include "core/net/tcp_streams.h"

#include <vector>

namespace mqttscope::net {

/// Turns frames into the byte streams of TCP connections: link layers, IP and its fragments, TCP. One thread feeds it.
///
/// What no standard settles, it does so:
/// - A connection whose SYN was not captured begins, for each side, with the first data of that side. Earlier bytes
///   that come later are counted and left out: the capture started late, which is no gap.
/// - The payload of a RST is a reason in words (RFC 1122 §4.2.2.12), not part of the stream.
/// - A SYN begins another connection if its number differs from the first one's, as for Wireshark's tcp.stream; or if
///   it is the same and the connection was closed, which Wireshark does since 4.2.
/// - A reset connection still takes data that was in flight, for NetOptions::resetLinger* frames and time, then closes;
/// a refused one may be tried again in
///   that time.
/// - Where the IP header says more bytes than the frame had, the rest counts as clipped.
/// - A datagram whose fragments never all came is given up as a whole: its bytes show as a gap if they were
///   acknowledged.
class NetStack {
public:
    explicit NetStack(StreamListener& listener, const NetOptions& options = {});
    NetStack(const NetStack&) = delete;
    NetStack& operator=(const NetStack&) = delete;

    /// The next frame. Its bytes must stay in place until finish() was called.
    void frame(const FrameView& frame);
    /// The capture ended: hands over what waits and closes every connection.
    void finish();

    [[nodiscard]] const NetStatistics& statistics() const { return m_statistics; }

private:
    void countUnknown(std::uint32_t linkType);
    void whole(const FrameView& frame, const IpPacket& packet);
    void malformed(const IpPacket& packet, const TcpHeader& header, const Origin& origin);
    void fragment(const FrameView& frame, const IpPacket& packet);
    void reassembled(const FrameView& frame, const IpPacket& packet, const Datagram& datagram);

    NetOptions m_options;
    NetStatistics m_statistics;
    FragmentTable m_fragments;
    TcpStreams m_streams;
    std::vector<Chunk> m_chunks; ///< of the segment that is put together, kept to reuse its memory
};

} // namespace mqttscope::net
