// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/packet.h"

#include <cstdint>

namespace mqttscope::mqtt {

/// What some bytes are if a property block (MQTT 5.0 §2.2.2) begins at the first of them.
struct PropertyBlock {
    enum class State : std::uint8_t {
        Sound,
        Broken, ///< no block: a property that may not stand here, a value out of its bounds, a length that does not fit
        Cut     ///< as far as the bytes go it is one
    };

    State state = State::Broken;
    std::uint32_t size = 0;       ///< with its length; of a cut one as far as it is known
    std::uint32_t evidence = 0;   ///< in bits: chance bytes look like this once in 2^evidence times
    std::uint16_t topicAlias = 0; ///< 0 = none
};

/// `bytes`: those that are there; `room`: how many there are up to the end of the packet, at least as many. Looks at no
/// more than 32 properties and 64 bytes of each.
[[nodiscard]] PropertyBlock examineProperties(base::ByteView bytes, std::size_t room, PacketType place);

/// How many of the first bytes of a text are looked at.
inline constexpr std::size_t kMostText = 64;

/// Whether bytes may be the beginning of a text in UTF-8 without control characters (MQTT-1.5.4-1, §1.5.4). Looks at
/// no more than kMostText of them.
[[nodiscard]] bool mayBeText(base::ByteView bytes);

} // namespace mqttscope::mqtt
