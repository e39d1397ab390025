// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/capture_builder.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace mqttscope::test {

/// What a busy broker and its clients say, as many packets a second as are asked for: small messages, five in a
/// segment, QoS 0 and 1, clients that come, and now and then something that breaks a rule.
class BusyTraffic {
public:
    static constexpr std::size_t kInARound = 10; ///< packets of one client and the broker's answer

    /// What one client sends at once, and the broker; kInARound packets together.
    struct Round {
        Bytes toServer;
        Bytes toClient;
    };

    [[nodiscard]] static Round round(std::size_t number);
    /// CONNECT and CONNACK of a client.
    [[nodiscard]] static Round greeting(std::size_t client);

    /// One piece of a capture file and what it holds.
    struct Piece {
        Bytes bytes;
        std::uint64_t packets = 0;
    };

    /// A capture file in pieces, so that a growing one can be written at a pace: its head, then a piece for every
    /// `milliseconds`.
    [[nodiscard]] static std::vector<Piece> file(std::size_t packetsPerSecond, std::size_t seconds,
                                                 std::size_t milliseconds);
};

} // namespace mqttscope::test
