// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/packet.h"

#include <cstdint>
#include <string_view>

namespace mqttscope::mqtt {

/// What the index needs of a packet. Texts lie in the packet's bytes, as captured: no encoding is promised.
struct PacketSummary {
    std::uint8_t firstByte = 0;
    bool malformed = false;             ///< its bytes contradict its layout (breaksLayout in problem.h)
    std::uint16_t packetIdentifier = 0; ///< 0 = none
    std::uint16_t topicAlias = 0;       ///< 0 = none
    std::uint16_t keepAlive = 0;        ///< CONNECT: seconds, 0 = off
    std::uint32_t payloadOffset = 0;    ///< where the payload begins in the packet; its end if there is none, or
                                        ///< if what stands before it is cut short
    std::string_view topic{};           ///< PUBLISH: topic name; SUBSCRIBE, UNSUBSCRIBE: first filter
    std::string_view clientId{};        ///< CONNECT; CONNACK: Assigned Client Identifier
    std::uint8_t protocolLevel = 0;     ///< CONNECT: as sent, with the bridge bit (0x80)
    std::uint8_t reasonCode = 0;        ///< return or reason code; SUBACK, UNSUBACK: the first one
    base::ByteView reasonCodes{};       ///< SUBACK, UNSUBACK: all of them, a byte each
    bool hasReasonCode = false;         ///< false where a short form leaves it out: then it is 0x00
    bool sessionPresent = false;        ///< CONNACK
    bool cleanStart = false;            ///< CONNECT: Clean Start, or Clean Session
    bool moreFilters = false;           ///< SUBSCRIBE, UNSUBSCRIBE: `topic` is not the only filter
    bool headWhole = false;             ///< everything before the payload could be read
    bool will = false;                  ///< CONNECT: the flags of its payload
    bool userName = false;
    bool password = false;
    bool suspicious = false;    ///< checkPacket() may have something to tell; where it is false, it surely has not
    bool payloadIsText = false; ///< PUBLISH 5.0 that promises UTF-8 in a payload beyond `head`: see Utf8Check
};

/// Reads a packet by the layouts of `version`, a CONNECT by its own level. `head` is the packet up to its payload or
/// all of it, `length` its announced length with the fixed header. Allocates nothing.
[[nodiscard]] PacketSummary summarise(base::ByteView head, std::uint32_t length, Version version);

} // namespace mqttscope::mqtt
