// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/net/net_options.h"
#include "core/net/segment.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mqttscope::net {

/// Tells a frame that was captured twice from a segment that was sent twice.
///
/// One frame is captured more than once where the capture sees it at several places: on every interface that it passes
/// ("any"), on both ports of a mirror, plain and with a VLAN tag, plain and in a mirror's tunnel. Then link layers,
/// TTL, and IP header checksum differ; what stays is what is compared here: addresses and ports, sequence and
/// acknowledgment numbers, flags, window, length, and
/// - the IP identification where there is one. A stack gives a retransmission another one (RFC 6864 §4.3 lets it repeat
///   one only after the lifetime of the packet), so within NetOptions::duplicateTime an equal one is the same packet.
/// - the TCP options where there is none (IPv6; IPv4 with 0, which Linux sends with "don't fragment" in SYN-ACK and
/// RST).
///   A retransmission carries a later time stamp (RFC 7323 §3) as a rule. Without time stamps nothing but time is
///   left: no stack's timer is below 20 ms (Linux: 200 ms, RFC 6298 §2.4: 1 s), a fast retransmission needs a round
///   trip and three answers, and copies come within a millisecond; hence the short NetOptions::duplicateTimeWithoutId.
///   Bare acknowledgments without identification say the same twice in honest traffic and do no harm: they are not
///   compared, unless they close the window or keep the connection alive.
/// The TCP checksum is not compared: a copy taken before the network card filled it in has another one.
///
/// The table is of fixed size, shared by all connections: it finds a copy that comes after some thousand other
/// segments, and forgets earlier ones at no cost. 64 bits of hash are compared; that two different segments agree in
/// them within the time is as likely as one in 10^15.
class DuplicateTable {
public:
    explicit DuplicateTable(const NetOptions& options)
        : m_options(options)
        , m_entries(kEntries) {}

    /// Whether `segment` of the connection with this index in the connection table was captured a moment ago. If not,
    /// it is remembered.
    bool seen(std::uint32_t connection, const Segment& segment);

private:
    static constexpr std::size_t kEntries = 4096;

    struct Entry {
        std::uint64_t print = 0;
        base::Timestamp time{};
    };

    const NetOptions& m_options;
    std::vector<Entry> m_entries;
};

} // namespace mqttscope::net
