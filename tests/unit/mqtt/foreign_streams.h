// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/packet_builder.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttscope::mqtt {

/// A connection that is no MQTT, as its ends say it; each piece would be a segment.
struct ForeignStream {
    struct Piece {
        bool fromInitiator;
        test::Bytes bytes;
    };

    std::string what;
    std::vector<Piece> pieces;
};

/// One connection of each of many protocols, and bytes of no protocol at all.
[[nodiscard]] std::vector<ForeignStream> foreignStreams();

} // namespace mqttscope::mqtt
