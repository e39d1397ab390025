// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <cstdint>

namespace mqttscope::bench {

struct BareCount {
    std::uint64_t segments = 0; ///< TCP segments of port 1883 with data
    std::uint64_t packets = 0;  ///< MQTT Control Packets
};

/// The least that any inspector must do, the yardstick of DESIGN.md §7: finds the segments of a little-endian pcap file
/// of Ethernet, IPv4 and TCP, and cuts packets by their Remaining Length. It believes every field, keeps nothing and
/// puts nothing in order, so it is right only for captures without loss.
[[nodiscard]] BareCount bareLoop(base::ByteView file);

} // namespace mqttscope::bench
