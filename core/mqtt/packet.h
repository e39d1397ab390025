// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace mqttscope::mqtt {

/// MQTT Control Packet type, the high nibble of the first byte (MQTT 5.0 §2.1.2).
enum class PacketType : std::uint8_t {
    Reserved,
    Connect,
    Connack,
    Publish,
    Puback,
    Pubrec,
    Pubrel,
    Pubcomp,
    Subscribe,
    Suback,
    Unsubscribe,
    Unsuback,
    Pingreq,
    Pingresp,
    Disconnect,
    Auth,
};

/// Protocol level as CONNECT states it, the bridge bit taken off (MQTT 5.0 §3.1.2.2).
enum class Version : std::uint8_t { Unknown = 0, V31 = 3, V311 = 4, V5 = 5 };

[[nodiscard]] constexpr PacketType packetType(std::uint8_t firstByte) {
    return static_cast<PacketType>(firstByte >> 4);
}

/// Packets that carry a password or authentication data: whatever of them is not understood may be one.
[[nodiscard]] constexpr bool carriesSecrets(PacketType type) {
    return type == PacketType::Connect || type == PacketType::Connack || type == PacketType::Auth;
}

/// "PUBLISH"; "RESERVED" for type 0.
[[nodiscard]] std::string_view name(PacketType type);
/// "3.1", "3.1.1", "5.0", "unknown".
[[nodiscard]] std::string_view name(Version version);

/// The longest Remaining Length, four bytes of seven bits (MQTT 5.0 §2.1.4).
inline constexpr std::uint32_t kMaxRemainingLength = 268'435'455;

} // namespace mqttscope::mqtt
