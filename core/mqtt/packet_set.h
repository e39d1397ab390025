// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/packet.h"

#include <cstdint>

namespace mqttscope::mqtt {

/// Some of the packet types, as the tables name them: where a property may stand, where a reason code is defined.
struct PacketSet {
    std::uint16_t bits = 0;

    [[nodiscard]] constexpr bool has(PacketType type) const { return (bits >> static_cast<unsigned>(type) & 1U) != 0; }

    [[nodiscard]] constexpr bool empty() const { return bits == 0; }

    constexpr bool operator==(const PacketSet&) const = default;
};

/// The will's properties lie inside CONNECT but are those of another packet, the PUBLISH to come. Type 0 is no packet
/// and stands for them.
inline constexpr PacketType kWill = PacketType::Reserved;

template <class... Types>
[[nodiscard]] consteval PacketSet in(Types... types) {
    return {static_cast<std::uint16_t>((0U | ... | (1U << static_cast<unsigned>(types))))};
}

} // namespace mqttscope::mqtt
