// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/packet.h"

#include <cstddef>
#include <cstdint>

namespace mqttscope::mqtt {

/// The two kinds of layouts: MQTT 3.1 and 3.1.1 differ in a few flags and codes only.
enum class Family : std::uint8_t { V3, V5 };

/// What some bytes say about whether a packet begins with them.
struct Testimony {
    bool possible = false;              ///< nothing in what was looked at contradicts it
    std::uint32_t evidence = 0;         ///< in bits: chance bytes look like this once in 2^evidence times
    std::size_t length = 0;             ///< of the packet with its fixed header; 0 while that is cut
    std::size_t topicEnd = 0;           ///< PUBLISH: where its topic ends, if that lies in the bytes; else 0
    std::uint16_t packetIdentifier = 0; ///< 0 = none, or cut
    std::uint16_t topicAlias = 0;       ///< PUBLISH of 5.0; 0 = none
    std::uint32_t blockSize = 0;        ///< PUBLISH of 5.0: bytes of its properties with their length; 0 = not known
    std::uint32_t blockEvidence = 0;    ///< PUBLISH of 5.0: the part of `evidence` that its properties give
};

/// Whether the flags of a fixed header count: a packet in step is shown with wrong ones, too.
enum class Flags : std::uint8_t { Count, Ignored };

/// Examines a packet by the layouts of one family; a part that is cut counts as far as it is there. Stricter than a
/// decoder: a broken rule that real packets hardly ever show is a contradiction. Looks at a bounded number of bytes.
[[nodiscard]] Testimony examine(base::ByteView bytes, Family family, Flags flags = Flags::Count);

/// By the family of `version`; of an unknown one by both, and the weaker of what they say if both are possible.
[[nodiscard]] Testimony examine(base::ByteView bytes, Version version);

/// Whether the layouts of a family allow this Remaining Length.
[[nodiscard]] bool fits(PacketType type, std::uint32_t remaining, Family family);

} // namespace mqttscope::mqtt
