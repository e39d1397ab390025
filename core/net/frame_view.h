// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/time.h"

#include <cstdint>

namespace mqttscope::net {

/// One captured record as net sees it: its bytes from the link layer on, and where they lie.
struct FrameView {
    base::FrameId id{};
    base::Timestamp time{};
    std::uint32_t linkType = 0;       ///< LINKTYPE_ value as in the capture file (1 = Ethernet)
    std::uint32_t originalLength = 0; ///< bytes on the wire; more than bytes.size() when the capture clipped it
    base::ByteView bytes;             ///< as captured; stays valid as long as its source is open
    base::SourceOffset place{};       ///< where bytes[0] lies
};

} // namespace mqttscope::net
