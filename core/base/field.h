// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::base {

/// How a decoded value is held and compared.
enum class FieldType : std::uint8_t {
    Group,    ///< holds other fields, has no value of its own
    Boolean,  ///< 0 or 1
    Unsigned, ///< up to 64 bits
    Text,     ///< bytes that should be UTF-8
    Binary,   ///< bytes without an encoding
    Ipv4,     ///< 4 bytes, network order
    Ipv6,     ///< 16 bytes, network order
    Mac,      ///< 6 bytes
    Time,     ///< nanoseconds since 1970 UTC
    Duration, ///< nanoseconds
};

/// A field of one of the tables (mqtt, net, session). Each module numbers its own from its base, so that ids of
/// different modules never meet.
struct FieldId {
    std::uint16_t value = 0xFFFF;

    [[nodiscard]] constexpr bool valid() const { return value != 0xFFFF; }

    constexpr auto operator<=>(const FieldId&) const = default;
};

inline constexpr std::uint16_t kMqttFields = 0x0000;
inline constexpr std::uint16_t kNetFields = 0x4000;
inline constexpr std::uint16_t kSessionFields = 0x8000;

/// A number and the standard's name for it.
struct CodeName {
    std::uint32_t code;
    std::string_view name;
};

/// One row of a field table: everything that anybody may ask about a field without looking at bytes.
struct FieldInfo {
    FieldId id{};
    std::string_view key;   ///< "mqtt.prop.receive_maximum"
    std::string_view label; ///< "Receive Maximum"
    FieldType type = FieldType::Group;
    std::uint8_t width = 0;            ///< bytes it takes in the packet; 0 where that varies
    std::uint64_t mask = 0;            ///< the bits of those bytes that it takes; 0 = all of them
    std::span<const CodeName> names{}; ///< names of its values
    std::string_view aliases{};        ///< other accepted keys (Wireshark's), separated by spaces
    std::string_view lengthAliases{};  ///< keys for the length prefix of a text or binary, separated by spaces
    std::string_view section{};        ///< "MQTT 5.0 §3.1.2.11.3", "RFC 9293 §3.1"
    std::string_view meaning{};        ///< one plain sentence, for tooltips and documentation
    bool hexadecimal = false;          ///< bits rather than a quantity: shown as 0x…
    bool secret = false;               ///< masked everywhere until the user asks (DESIGN.md §6)
};

} // namespace mqttscope::base
