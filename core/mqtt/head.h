// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/packet.h"

#include <cstdint>

namespace mqttscope::mqtt {

/// How much of a packet is to be gathered when it does not lie together: all but the payload of a PUBLISH.
struct HeadSize {
    std::uint32_t bytes = 0; ///< if not known: how many bytes must be there to tell more
    bool known = false;
};

/// `beginning` holds the whole fixed header at least, `length` is that of the packet with it. Takes the same time
/// however long the head is. A PUBLISH whose head does not fit into it has no payload. Of an unknown version the head
/// includes what 5.0 would have as properties, up to 1 KiB: that is what tells the version.
[[nodiscard]] HeadSize headSize(base::ByteView beginning, std::uint32_t length, Version version);

} // namespace mqttscope::mqtt
