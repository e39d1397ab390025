// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/mqtt/packet.h"
#include "core/mqtt/packet_set.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::mqtt {

using base::CodeName;

/// MQTT 5.0 §2.1.2.
inline constexpr auto kPacketTypeNames = std::to_array<CodeName>({
    {0, "RESERVED"},
    {1, "CONNECT"},
    {2, "CONNACK"},
    {3, "PUBLISH"},
    {4, "PUBACK"},
    {5, "PUBREC"},
    {6, "PUBREL"},
    {7, "PUBCOMP"},
    {8, "SUBSCRIBE"},
    {9, "SUBACK"},
    {10, "UNSUBSCRIBE"},
    {11, "UNSUBACK"},
    {12, "PINGREQ"},
    {13, "PINGRESP"},
    {14, "DISCONNECT"},
    {15, "AUTH"},
});

/// MQTT 5.0 §4.3.
inline constexpr auto kQosNames = std::to_array<CodeName>({
    {0, "at most once"},
    {1, "at least once"},
    {2, "exactly once"},
    {3, "reserved"},
});

/// MQTT 5.0 §3.1.2.2.
inline constexpr auto kLevelNames = std::to_array<CodeName>({{3, "MQTT 3.1"}, {4, "MQTT 3.1.1"}, {5, "MQTT 5.0"}});

/// MQTT 5.0 §3.8.3.1.
inline constexpr auto kRetainHandlingNames = std::to_array<CodeName>({
    {0, "send retained messages at the subscribe"},
    {1, "send retained messages if the subscription is new"},
    {2, "do not send retained messages"},
    {3, "reserved"},
});

/// MQTT 5.0 §3.3.2.3.2.
inline constexpr auto kPayloadFormatNames = std::to_array<CodeName>({{0, "unspecified bytes"}, {1, "UTF-8 text"}});

/// MQTT 5.0 §3.1.2.11.2.
inline constexpr auto kSessionExpiryNames =
    std::to_array<CodeName>({{0, "ends with the connection"}, {0xFFFF'FFFF, "never expires"}});

inline constexpr auto kNoYes = std::to_array<CodeName>({{0, "no"}, {1, "yes"}});

inline constexpr auto kKeepAliveNames = std::to_array<CodeName>({{0, "off"}});

/// CONNACK return codes of 3.1 and 3.1.1 (MQTT 3.1.1 §3.2.2.3).
inline constexpr auto kReturnCodeNames = std::to_array<CodeName>({
    {0, "connection accepted"},
    {1, "unacceptable protocol version"},
    {2, "identifier rejected"},
    {3, "server unavailable"},
    {4, "bad user name or password"},
    {5, "not authorized"},
});

/// SUBACK return codes of 3.1 and 3.1.1 (MQTT 3.1.1 §3.9.3); 3.1 has no failure.
inline constexpr auto kGrantedNames = std::to_array<CodeName>({
    {0x00, "granted QoS 0"},
    {0x01, "granted QoS 1"},
    {0x02, "granted QoS 2"},
    {0x80, "failure"},
});

/// A reason code and the packets that may carry it with this meaning.
struct Reason {
    std::uint8_t code;
    std::string_view name;
    PacketSet packets;
    PacketSet serverOnly{}; ///< where only a server may send it
    PacketSet clientOnly{}; ///< where only a client may send it
};

namespace detail {

using enum PacketType;

inline constexpr PacketSet kFailures = in(Connack, Puback, Pubrec, Suback, Unsuback, Disconnect);

/// MQTT 5.0 §2.4 and the tables of §3.2.2.2, §3.4.2.1, §3.5.2.1, §3.6.2.1, §3.7.2.1, §3.9.3, §3.11.3, §3.14.2.1 and
/// §3.15.2.1. 0x8C stands for DISCONNECT in §2.4 only.
inline constexpr auto kReasons = std::to_array<Reason>({
    {0x00, "success", in(Connack, Puback, Pubrec, Pubrel, Pubcomp, Unsuback, Auth), in(Auth)},
    {0x00, "normal disconnection", in(Disconnect), {}, in(Disconnect)},
    {0x00, "granted QoS 0", in(Suback)},
    {0x01, "granted QoS 1", in(Suback)},
    {0x02, "granted QoS 2", in(Suback)},
    {0x04, "disconnect with will message", in(Disconnect), {}, in(Disconnect)},
    {0x10, "no matching subscribers", in(Puback, Pubrec), in(Puback, Pubrec)},
    {0x11, "no subscription existed", in(Unsuback)},
    {0x18, "continue authentication", in(Auth)},
    {0x19, "re-authenticate", in(Auth), {}, in(Auth)},
    {0x80, "unspecified error", kFailures},
    {0x81, "malformed packet", in(Connack, Disconnect)},
    {0x82, "protocol error", in(Connack, Disconnect)},
    {0x83, "implementation specific error", kFailures},
    {0x84, "unsupported protocol version", in(Connack)},
    {0x85, "client identifier not valid", in(Connack)},
    {0x86, "bad user name or password", in(Connack)},
    {0x87, "not authorized", kFailures, in(Disconnect)},
    {0x88, "server unavailable", in(Connack)},
    {0x89, "server busy", in(Connack, Disconnect), in(Disconnect)},
    {0x8A, "banned", in(Connack)},
    {0x8B, "server shutting down", in(Disconnect), in(Disconnect)},
    {0x8C, "bad authentication method", in(Connack, Disconnect)},
    {0x8D, "keep alive timeout", in(Disconnect), in(Disconnect)},
    {0x8E, "session taken over", in(Disconnect), in(Disconnect)},
    {0x8F, "topic filter invalid", in(Suback, Unsuback, Disconnect), in(Disconnect)},
    {0x90, "topic name invalid", in(Connack, Puback, Pubrec, Disconnect)},
    {0x91, "packet identifier in use", in(Puback, Pubrec, Suback, Unsuback)},
    {0x92, "packet identifier not found", in(Pubrel, Pubcomp)},
    {0x93, "receive maximum exceeded", in(Disconnect)},
    {0x94, "topic alias invalid", in(Disconnect)},
    {0x95, "packet too large", in(Connack, Disconnect)},
    {0x96, "message rate too high", in(Disconnect)},
    {0x97, "quota exceeded", in(Connack, Puback, Pubrec, Suback, Disconnect)},
    {0x98, "administrative action", in(Disconnect)},
    {0x99, "payload format invalid", in(Connack, Puback, Pubrec, Disconnect)},
    {0x9A, "retain not supported", in(Connack, Disconnect), in(Disconnect)},
    {0x9B, "QoS not supported", in(Connack, Disconnect), in(Disconnect)},
    {0x9C, "use another server", in(Connack, Disconnect), in(Disconnect)},
    {0x9D, "server moved", in(Connack, Disconnect), in(Disconnect)},
    {0x9E, "shared subscriptions not supported", in(Suback, Disconnect), in(Disconnect)},
    {0x9F, "connection rate exceeded", in(Connack, Disconnect), in(Disconnect)},
    {0xA0, "maximum connect time", in(Disconnect), in(Disconnect)},
    {0xA1, "subscription identifiers not supported", in(Suback, Disconnect), in(Disconnect)},
    {0xA2, "wildcard subscriptions not supported", in(Suback, Disconnect), in(Disconnect)},
});

consteval std::size_t reasonCount(PacketType type) {
    std::size_t count = 0;
    for (const auto& reason : kReasons) count += reason.packets.has(type) ? 1U : 0U;
    return count;
}

template <PacketType Type>
consteval auto reasonsOf() {
    std::array<CodeName, reasonCount(Type)> names{};
    std::size_t next = 0;
    for (const auto& reason : kReasons)
        if (reason.packets.has(Type)) names[next++] = {reason.code, reason.name};
    return names;
}

} // namespace detail

/// The row of a reason code in a packet type, or nothing.
[[nodiscard]] constexpr const Reason* findReason(PacketType type, std::uint64_t code) {
    for (const auto& reason : detail::kReasons)
        if (reason.code == code && reason.packets.has(type)) return &reason;
    return nullptr;
}

/// The reason codes that MQTT 5.0 defines for one packet type.
template <PacketType Type>
inline constexpr auto kReasonNames = detail::reasonsOf<Type>();

/// The name of a code, or nothing.
[[nodiscard]] constexpr std::string_view nameOf(std::span<const CodeName> names, std::uint64_t code) {
    for (const auto& entry : names)
        if (entry.code == code) return entry.name;
    return {};
}

} // namespace mqttscope::mqtt
