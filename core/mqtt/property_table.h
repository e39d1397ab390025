// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/mqtt/codes.h"
#include "core/mqtt/packet_set.h"
#include "core/mqtt/property_place.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::mqtt {

/// One property of MQTT 5.0 (§2.2.2.2). Its fields are made from this row: one of its own, one more for the will where
/// it may stand in both, and name and value of a pair.
struct Property {
    std::uint8_t identifier;
    std::string_view key; ///< "mqtt.prop.topic_alias"; in the will "mqtt.will.prop.…"
    std::string_view label;
    base::FieldType type;       ///< Group: a pair of texts; Unsigned of width 0: a variable byte integer
    std::uint8_t width = 0;     ///< bytes of a number
    PropertyPlaces places{};    ///< where it may stand
    PacketSet repeatable{};     ///< where it may stand more than once
    PacketSet serverOnly{};     ///< where only a server may send it
    PacketSet clientOnly{};     ///< where only a client may send it
    std::uint32_t smallest = 0; ///< legal values of a number
    std::uint32_t largest = 0xFFFF'FFFF;
    std::span<const CodeName> names{};
    std::string_view alias = "mqtt.prop_number"; ///< Wireshark's key
    std::string_view meaning;
    bool secret = false;

    [[nodiscard]] constexpr bool isPair() const { return type == base::FieldType::Group; }

    /// Whether the will has a field of its own for it.
    [[nodiscard]] constexpr bool hasWillField() const { return places.has(kWill) && places.packets() != in(kWill); }
};

namespace detail {

using enum base::FieldType;

inline constexpr std::string_view kPropString = "mqtt.prop_string";
inline constexpr PacketSet kEverywhere = in(kWill, Connect, Connack, Publish, Puback, Pubrec, Pubrel, Pubcomp,
                                            Subscribe, Suback, Unsubscribe, Unsuback, Disconnect, Auth);

} // namespace detail

using detail::kEverywhere;
using detail::kPropString;

/// All properties, by identifier (MQTT 5.0 §2.2.2.2, table 2-4).
inline constexpr auto kProperties = [] {
    using enum PacketType;
    using enum base::FieldType;
    return std::to_array<Property>({
        {.identifier = 0x01,
         .key = "mqtt.prop.payload_format_indicator",
         .label = "Payload Format Indicator",
         .type = Unsigned,
         .width = 1,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.2"}, {kWill, "MQTT 5.0 §3.1.3.2.3"}},
         .largest = 1,
         .names = kPayloadFormatNames,
         .meaning = "Whether the payload is UTF-8 text or unspecified bytes."},
        {.identifier = 0x02,
         .key = "mqtt.prop.message_expiry_interval",
         .label = "Message Expiry Interval",
         .type = Unsigned,
         .width = 4,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.3"}, {kWill, "MQTT 5.0 §3.1.3.2.4"}},
         .meaning = "Lifetime of the message in seconds; without it the message does not expire."},
        {.identifier = 0x03,
         .key = "mqtt.prop.content_type",
         .label = "Content Type",
         .type = Text,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.9"}, {kWill, "MQTT 5.0 §3.1.3.2.5"}},
         .alias = "mqtt.property.content_type",
         .meaning = "What the payload is, in words that sender and receiver agree on, often a MIME type."},
        {.identifier = 0x08,
         .key = "mqtt.prop.response_topic",
         .label = "Response Topic",
         .type = Text,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.5"}, {kWill, "MQTT 5.0 §3.1.3.2.6"}},
         .alias = kPropString,
         .meaning = "The topic to send a response to; it makes the message a request."},
        {.identifier = 0x09,
         .key = "mqtt.prop.correlation_data",
         .label = "Correlation Data",
         .type = Binary,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.6"}, {kWill, "MQTT 5.0 §3.1.3.2.7"}},
         .alias = kPropString,
         .meaning = "Bytes by which the requester knows which request a response belongs to."},
        {.identifier = 0x0B,
         .key = "mqtt.prop.subscription_identifier",
         .label = "Subscription Identifier",
         .type = Unsigned,
         .places = {{Subscribe, "MQTT 5.0 §3.8.2.1.2"}, {Publish, "MQTT 5.0 §3.3.2.3.8"}},
         .repeatable = in(Publish),
         .serverOnly = in(Publish),
         .smallest = 1,
         .largest = kMaxRemainingLength,
         .meaning = "A number that the client gave to a subscription and the server repeats in what matches it."},
        {.identifier = 0x11,
         .key = "mqtt.prop.session_expiry_interval",
         .label = "Session Expiry Interval",
         .type = Unsigned,
         .width = 4,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.2"},
                    {Connack, "MQTT 5.0 §3.2.2.3.2"},
                    {Disconnect, "MQTT 5.0 §3.14.2.2.2"}},
         .clientOnly = in(Disconnect),
         .names = kSessionExpiryNames,
         .meaning = "How many seconds the session outlives its connection."},
        {.identifier = 0x12,
         .key = "mqtt.prop.assigned_client_identifier",
         .label = "Assigned Client Identifier",
         .type = Text,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.7"}},
         .alias = kPropString,
         .meaning = "The client identifier that the server chose for a client that came without one."},
        {.identifier = 0x13,
         .key = "mqtt.prop.server_keep_alive",
         .label = "Server Keep Alive",
         .type = Unsigned,
         .width = 2,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.14"}},
         .names = kKeepAliveNames,
         .meaning = "The keep alive in seconds that the client must use instead of its own."},
        {.identifier = 0x15,
         .key = "mqtt.prop.authentication_method",
         .label = "Authentication Method",
         .type = Text,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.9"},
                    {Connack, "MQTT 5.0 §3.2.2.3.17"},
                    {Auth, "MQTT 5.0 §3.15.2.2.2"}},
         .alias = kPropString,
         .meaning = "The name of the method of extended authentication."},
        {.identifier = 0x16,
         .key = "mqtt.prop.authentication_data",
         .label = "Authentication Data",
         .type = Binary,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.10"},
                    {Connack, "MQTT 5.0 §3.2.2.3.18"},
                    {Auth, "MQTT 5.0 §3.15.2.2.3"}},
         .alias = kPropString,
         .meaning = "Data of the authentication method, defined by that method.",
         .secret = true},
        {.identifier = 0x17,
         .key = "mqtt.prop.request_problem_information",
         .label = "Request Problem Information",
         .type = Unsigned,
         .width = 1,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.7"}},
         .largest = 1,
         .names = kNoYes,
         .meaning = "Whether the server may send reason strings and user properties with failures."},
        {.identifier = 0x18,
         .key = "mqtt.prop.will_delay_interval",
         .label = "Will Delay Interval",
         .type = Unsigned,
         .width = 4,
         .places = {{kWill, "MQTT 5.0 §3.1.3.2.2"}},
         .meaning = "How many seconds the server waits before it publishes the will."},
        {.identifier = 0x19,
         .key = "mqtt.prop.request_response_information",
         .label = "Request Response Information",
         .type = Unsigned,
         .width = 1,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.6"}},
         .largest = 1,
         .names = kNoYes,
         .meaning = "Whether the client asks for response information in the CONNACK."},
        {.identifier = 0x1A,
         .key = "mqtt.prop.response_information",
         .label = "Response Information",
         .type = Text,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.15"}},
         .alias = kPropString,
         .meaning = "A text from which the client makes its response topics."},
        {.identifier = 0x1C,
         .key = "mqtt.prop.server_reference",
         .label = "Server Reference",
         .type = Text,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.16"}, {Disconnect, "MQTT 5.0 §3.14.2.2.5"}},
         .alias = kPropString,
         .meaning = "The other server that the client should use."},
        {.identifier = 0x1F,
         .key = "mqtt.prop.reason_string",
         .label = "Reason String",
         .type = Text,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.9"},
                    {Puback, "MQTT 5.0 §3.4.2.2.2"},
                    {Pubrec, "MQTT 5.0 §3.5.2.2.2"},
                    {Pubrel, "MQTT 5.0 §3.6.2.2.2"},
                    {Pubcomp, "MQTT 5.0 §3.7.2.2.2"},
                    {Suback, "MQTT 5.0 §3.9.2.1.2"},
                    {Unsuback, "MQTT 5.0 §3.11.2.1.2"},
                    {Disconnect, "MQTT 5.0 §3.14.2.2.3"},
                    {Auth, "MQTT 5.0 §3.15.2.2.4"}},
         .alias = kPropString,
         .meaning = "The reason in words, for people who look for the fault."},
        {.identifier = 0x21,
         .key = "mqtt.prop.receive_maximum",
         .label = "Receive Maximum",
         .type = Unsigned,
         .width = 2,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.3"}, {Connack, "MQTT 5.0 §3.2.2.3.3"}},
         .smallest = 1,
         .meaning = "How many QoS 1 and QoS 2 messages the sender of this is willing to have in flight."},
        {.identifier = 0x22,
         .key = "mqtt.prop.topic_alias_maximum",
         .label = "Topic Alias Maximum",
         .type = Unsigned,
         .width = 2,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.5"}, {Connack, "MQTT 5.0 §3.2.2.3.8"}},
         .meaning = "The highest topic alias that the sender of this accepts; 0 means none."},
        {.identifier = 0x23,
         .key = "mqtt.prop.topic_alias",
         .label = "Topic Alias",
         .type = Unsigned,
         .width = 2,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.4"}},
         .smallest = 1,
         .alias = "mqtt.property.topic_alias",
         .meaning = "A number that stands for the topic on this connection and in this direction."},
        {.identifier = 0x24,
         .key = "mqtt.prop.maximum_qos",
         .label = "Maximum QoS",
         .type = Unsigned,
         .width = 1,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.4"}},
         .largest = 1,
         .names = kQosNames,
         .alias = "mqtt.property.max_qos",
         .meaning = "The highest QoS that the server accepts; without it, 2."},
        {.identifier = 0x25,
         .key = "mqtt.prop.retain_available",
         .label = "Retain Available",
         .type = Unsigned,
         .width = 1,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.5"}},
         .largest = 1,
         .names = kNoYes,
         .meaning = "Whether the server keeps retained messages."},
        {.identifier = 0x26,
         .key = "mqtt.prop.user_property",
         .label = "User Property",
         .type = Group,
         .places = {{Publish, "MQTT 5.0 §3.3.2.3.7"},
                    {kWill, "MQTT 5.0 §3.1.3.2.8"},
                    {Connect, "MQTT 5.0 §3.1.2.11.8"},
                    {Connack, "MQTT 5.0 §3.2.2.3.10"},
                    {Puback, "MQTT 5.0 §3.4.2.2.3"},
                    {Pubrec, "MQTT 5.0 §3.5.2.2.3"},
                    {Pubrel, "MQTT 5.0 §3.6.2.2.3"},
                    {Pubcomp, "MQTT 5.0 §3.7.2.2.3"},
                    {Subscribe, "MQTT 5.0 §3.8.2.1.3"},
                    {Suback, "MQTT 5.0 §3.9.2.1.3"},
                    {Unsubscribe, "MQTT 5.0 §3.10.2.1.2"},
                    {Unsuback, "MQTT 5.0 §3.11.2.1.3"},
                    {Disconnect, "MQTT 5.0 §3.14.2.2.4"},
                    {Auth, "MQTT 5.0 §3.15.2.2.5"}},
         .repeatable = kEverywhere,
         .alias = "",
         .meaning = "A name and a value that the standard gives no meaning."},
        {.identifier = 0x27,
         .key = "mqtt.prop.maximum_packet_size",
         .label = "Maximum Packet Size",
         .type = Unsigned,
         .width = 4,
         .places = {{Connect, "MQTT 5.0 §3.1.2.11.4"}, {Connack, "MQTT 5.0 §3.2.2.3.6"}},
         .smallest = 1,
         .meaning = "The longest packet in bytes that the sender of this accepts."},
        {.identifier = 0x28,
         .key = "mqtt.prop.wildcard_subscription_available",
         .label = "Wildcard Subscription Available",
         .type = Unsigned,
         .width = 1,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.11"}},
         .largest = 1,
         .names = kNoYes,
         .meaning = "Whether the server accepts topic filters with wildcards."},
        {.identifier = 0x29,
         .key = "mqtt.prop.subscription_identifier_available",
         .label = "Subscription Identifiers Available",
         .type = Unsigned,
         .width = 1,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.12"}},
         .largest = 1,
         .names = kNoYes,
         .meaning = "Whether the server accepts subscription identifiers."},
        {.identifier = 0x2A,
         .key = "mqtt.prop.shared_subscription_available",
         .label = "Shared Subscription Available",
         .type = Unsigned,
         .width = 1,
         .places = {{Connack, "MQTT 5.0 §3.2.2.3.13"}},
         .largest = 1,
         .names = kNoYes,
         .meaning = "Whether the server accepts shared subscriptions."},
    });
}();

/// One past the highest identifier.
inline constexpr std::size_t kPropertyIdentifiers = kProperties.back().identifier + 1U;

namespace detail {

consteval auto indexProperties() {
    std::array<std::uint8_t, kPropertyIdentifiers> index{};
    index.fill(0xFF);
    for (std::size_t i = 0; i < kProperties.size(); ++i)
        index[kProperties[i].identifier] = static_cast<std::uint8_t>(i);
    return index;
}

inline constexpr auto kPropertyIndex = indexProperties();

} // namespace detail

/// Row of kProperties with this identifier, or kProperties.size().
[[nodiscard]] constexpr std::size_t propertyIndex(std::uint32_t identifier) {
    if (identifier >= kPropertyIdentifiers || detail::kPropertyIndex[identifier] == 0xFF) return kProperties.size();
    return detail::kPropertyIndex[identifier];
}

} // namespace mqttscope::mqtt
