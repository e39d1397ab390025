// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/mqtt/codes.h"

#include <array>

namespace mqttscope::mqtt {

/// Every field that is no property, in the order in which people meet them. A row's id is its place here.
// clang-format off: rows of a table, not one attribute a line
inline constexpr auto kPacketFields = [] {
    using enum base::FieldType;
    using enum PacketType;
    return std::to_array<base::FieldInfo>({
        // The three parts of a packet.
        {.key = "mqtt.fixed_header", .label = "Fixed Header", .section = "MQTT 5.0 §2.1",
         .meaning = "The part that every packet has: its type, its flags and its length."},
        {.key = "mqtt.variable_header", .label = "Variable Header", .section = "MQTT 5.0 §2.2",
         .meaning = "The part between fixed header and payload; what it holds depends on the packet type."},
        {.key = "mqtt.payload", .label = "Payload", .section = "MQTT 5.0 §2.3",
         .meaning = "The last part of a packet; in a PUBLISH it is the application message."},

        // Fixed header.
        {.key = "mqtt.hdrflags", .label = "Header Flags", .type = Unsigned, .width = 1, .section = "MQTT 5.0 §2.1.1",
         .meaning = "The first byte: packet type and flags."},
        {.key = "mqtt.type", .label = "Packet Type", .type = Unsigned, .width = 1, .mask = 0xF0, .names = kPacketTypeNames,
         .aliases = "mqtt.msgtype", .section = "MQTT 5.0 §2.1.2", .meaning = "Which of the fifteen control packets this is."},
        {.key = "mqtt.dup", .label = "DUP", .type = Boolean, .width = 1, .mask = 0x08, .aliases = "mqtt.dupflag",
         .section = "MQTT 5.0 §3.3.1.1", .meaning = "Set when the sender sends the packet again."},
        {.key = "mqtt.qos", .label = "QoS", .type = Unsigned, .width = 1, .mask = 0x06, .names = kQosNames,
         .section = "MQTT 5.0 §3.3.1.2", .meaning = "How surely the message is delivered."},
        {.key = "mqtt.retain", .label = "RETAIN", .type = Boolean, .width = 1, .mask = 0x01, .section = "MQTT 5.0 §3.3.1.3",
         .meaning = "To the server: keep this message for the topic. To a client: it was kept."},
        {.key = "mqtt.reserved_flags", .label = "Reserved Flags", .type = Unsigned, .width = 1, .mask = 0x0F,
         .aliases = "mqtt.hdr_reserved", .section = "MQTT 5.0 §2.1.3", .meaning = "Four bits with a fixed value for this packet type."},
        {.key = "mqtt.retain_reserved", .label = "Reserved", .type = Boolean, .width = 1, .mask = 0x01,
         .section = "MQTT 3.1 §2.1", .meaning = "The RETAIN bit of a packet that has no use for it in MQTT 3.1."},
        {.key = "mqtt.len", .label = "Remaining Length", .type = Unsigned, .aliases = "mqtt.remaining_length",
         .section = "MQTT 5.0 §2.1.4", .meaning = "How many bytes of the packet follow this number, which has one to four bytes itself."},

        // What several packets have.
        {.key = "mqtt.packet_identifier", .label = "Packet Identifier", .type = Unsigned, .width = 2, .aliases = "mqtt.msgid",
         .section = "MQTT 5.0 §2.2.1", .meaning = "The number that ties a packet to its acknowledgement."},
        {.key = "mqtt.properties", .label = "Properties", .section = "MQTT 5.0 §2.2.2",
         .meaning = "The properties of the packet, with their length before them."},
        {.key = "mqtt.property_length", .label = "Property Length", .type = Unsigned, .aliases = "mqtt.property_len",
         .section = "MQTT 5.0 §2.2.2.1", .meaning = "How many bytes of properties follow this number."},
        {.key = "mqtt.property_id", .label = "Property Identifier", .type = Unsigned, .aliases = "mqtt.prop_id",
         .section = "MQTT 5.0 §2.2.2.2", .meaning = "Which property this is."},
        {.key = "mqtt.prop.unknown", .label = "Unknown Property", .type = Binary, .aliases = "mqtt.prop_unknown",
         .section = "MQTT 5.0 §2.2.2.2",
         .meaning = "A property that the standard does not know, and all that follows it: its length cannot be told."},
        {.key = "mqtt.undecoded", .label = "Undecoded Bytes", .type = Binary, .section = "MQTT 5.0 §4.13",
         .meaning = "Bytes that have no place in the layout of the packet."},

        // CONNECT.
        {.key = "mqtt.connect.protocol_name", .label = "Protocol Name", .type = Text, .aliases = "mqtt.protoname",
         .lengthAliases = "mqtt.proto_len", .section = "MQTT 5.0 §3.1.2.1", .meaning = "\"MQTT\"; \"MQIsdp\" in MQTT 3.1."},
        {.key = "mqtt.connect.protocol_level", .label = "Protocol Level", .type = Unsigned, .width = 1, .mask = 0x7F,
         .names = kLevelNames, .aliases = "mqtt.ver", .section = "MQTT 5.0 §3.1.2.2", .meaning = "The version that the client speaks."},
        {.key = "mqtt.connect.bridge", .label = "Bridge", .type = Boolean, .width = 1, .mask = 0x80, .section = "MQTT 3.1.1 §3.1.2.2",
         .meaning = "Set by brokers that connect to a broker: a use of the level's highest bit that no standard knows."},
        {.key = "mqtt.connect.flags", .label = "Connect Flags", .type = Unsigned, .width = 1, .aliases = "mqtt.conflags",
         .section = "MQTT 5.0 §3.1.2.3", .meaning = "What the payload of the CONNECT holds, and how the session begins."},
        {.key = "mqtt.connect.user_name_flag", .label = "User Name Flag", .type = Boolean, .width = 1, .mask = 0x80,
         .aliases = "mqtt.conflag.uname", .section = "MQTT 5.0 §3.1.2.8", .meaning = "The payload has a user name."},
        {.key = "mqtt.connect.password_flag", .label = "Password Flag", .type = Boolean, .width = 1, .mask = 0x40,
         .aliases = "mqtt.conflag.passwd", .section = "MQTT 5.0 §3.1.2.9", .meaning = "The payload has a password."},
        {.key = "mqtt.connect.will_retain", .label = "Will Retain", .type = Boolean, .width = 1, .mask = 0x20,
         .aliases = "mqtt.conflag.retain", .section = "MQTT 5.0 §3.1.2.7", .meaning = "The will is to be kept for its topic."},
        {.key = "mqtt.connect.will_qos", .label = "Will QoS", .type = Unsigned, .width = 1, .mask = 0x18, .names = kQosNames,
         .aliases = "mqtt.conflag.qos", .section = "MQTT 5.0 §3.1.2.6", .meaning = "The QoS with which the will is published."},
        {.key = "mqtt.connect.will_flag", .label = "Will Flag", .type = Boolean, .width = 1, .mask = 0x04,
         .aliases = "mqtt.conflag.willflag", .section = "MQTT 5.0 §3.1.2.5", .meaning = "The payload has a will."},
        {.key = "mqtt.connect.clean_start", .label = "Clean Start / Clean Session", .type = Boolean, .width = 1, .mask = 0x02,
         .aliases = "mqtt.connect.clean_session mqtt.conflag.cleansess", .section = "MQTT 5.0 §3.1.2.4",
         .meaning = "The client wants a new session; before 5.0 also one that ends with the connection."},
        {.key = "mqtt.connect.reserved", .label = "Reserved", .type = Boolean, .width = 1, .mask = 0x01,
         .aliases = "mqtt.conflag.reserved", .section = "MQTT 5.0 §3.1.2.3", .meaning = "Must be 0."},
        {.key = "mqtt.connect.keep_alive", .label = "Keep Alive", .type = Unsigned, .width = 2, .names = kKeepAliveNames,
         .aliases = "mqtt.kalive", .section = "MQTT 5.0 §3.1.2.10",
         .meaning = "The most seconds between two packets of the client; after one and a half times that the server closes."},
        {.key = "mqtt.connect.client_id", .label = "Client Identifier", .type = Text, .aliases = "mqtt.clientid",
         .lengthAliases = "mqtt.clientid_len", .section = "MQTT 5.0 §3.1.3.1", .meaning = "The name of the client, which names its session."},
        {.key = "mqtt.will.properties", .label = "Will Properties", .aliases = "mqtt.will_properties",
         .section = "MQTT 5.0 §3.1.3.2", .meaning = "The properties that the will is published with, and its delay."},
        {.key = "mqtt.will.topic", .label = "Will Topic", .type = Text, .aliases = "mqtt.willtopic",
         .lengthAliases = "mqtt.willtopic_len", .section = "MQTT 5.0 §3.1.3.3", .meaning = "The topic that the will is published to."},
        {.key = "mqtt.will.payload", .label = "Will Payload", .type = Binary, .aliases = "mqtt.willmsg mqtt.willmsg_text",
         .lengthAliases = "mqtt.willmsg_len", .section = "MQTT 5.0 §3.1.3.4", .meaning = "The message that the will publishes."},
        {.key = "mqtt.connect.user_name", .label = "User Name", .type = Text, .aliases = "mqtt.username",
         .lengthAliases = "mqtt.username_len", .section = "MQTT 5.0 §3.1.3.5", .meaning = "The name that the client authenticates with."},
        {.key = "mqtt.connect.password", .label = "Password", .type = Binary, .aliases = "mqtt.passwd",
         .lengthAliases = "mqtt.passwd_len", .section = "MQTT 5.0 §3.1.3.6",
         .meaning = "The secret that the client authenticates with.", .secret = true},

        // CONNACK.
        {.key = "mqtt.connack.flags", .label = "Connect Acknowledge Flags", .type = Unsigned, .width = 1,
         .aliases = "mqtt.conack.flags", .section = "MQTT 5.0 §3.2.2.1", .meaning = "One flag, and seven bits that must be 0."},
        {.key = "mqtt.connack.reserved", .label = "Reserved", .type = Unsigned, .width = 1, .mask = 0xFE,
         .aliases = "mqtt.conack.flags.reserved", .section = "MQTT 5.0 §3.2.2.1", .meaning = "Must be 0."},
        {.key = "mqtt.connack.session_present", .label = "Session Present", .type = Boolean, .width = 1, .mask = 0x01,
         .aliases = "mqtt.conack.flags.sp", .section = "MQTT 5.0 §3.2.2.1.1",
         .meaning = "The server goes on with a session that it kept for this client."},
        {.key = "mqtt.connack.unused", .label = "Reserved", .type = Unsigned, .width = 1, .section = "MQTT 3.1 §3.2",
         .meaning = "A byte that MQTT 3.1 does not use."},
        {.key = "mqtt.connack.return_code", .label = "Return Code", .type = Unsigned, .width = 1, .names = kReturnCodeNames,
         .aliases = "mqtt.conack.val", .section = "MQTT 3.1.1 §3.2.2.3", .meaning = "Whether the server accepts the connection, and why not."},
        {.key = "mqtt.connack.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Connack>,
         .section = "MQTT 5.0 §3.2.2.2", .meaning = "Whether the server accepts the connection, and why not."},

        // PUBLISH and its acknowledgements.
        {.key = "mqtt.publish.topic", .label = "Topic Name", .type = Text, .aliases = "mqtt.topic",
         .lengthAliases = "mqtt.topic_len", .section = "MQTT 5.0 §3.3.2.1", .meaning = "The topic that the message is published to."},
        {.key = "mqtt.publish.payload", .label = "Application Message", .type = Binary, .aliases = "mqtt.msg mqtt.msg_text",
         .section = "MQTT 5.0 §3.3.3", .meaning = "The message itself, in whatever form publisher and subscribers agreed on."},
        {.key = "mqtt.puback.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Puback>,
         .section = "MQTT 5.0 §3.4.2.1", .meaning = "What became of the QoS 1 message."},
        {.key = "mqtt.pubrec.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Pubrec>,
         .section = "MQTT 5.0 §3.5.2.1", .meaning = "What became of the QoS 2 message; a failure ends the exchange."},
        {.key = "mqtt.pubrel.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Pubrel>,
         .section = "MQTT 5.0 §3.6.2.1", .meaning = "Whether the sender still knows the packet identifier."},
        {.key = "mqtt.pubcomp.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Pubcomp>,
         .section = "MQTT 5.0 §3.7.2.1", .meaning = "Whether the receiver still knew the packet identifier."},

        // Subscriptions.
        {.key = "mqtt.subscription", .label = "Subscription", .section = "MQTT 5.0 §3.8.3",
         .meaning = "One topic filter and how its messages are wanted."},
        {.key = "mqtt.subscribe.filter", .label = "Topic Filter", .type = Text, .aliases = "mqtt.topic",
         .lengthAliases = "mqtt.topic_len", .section = "MQTT 5.0 §3.8.3", .meaning = "The topics that the client wants messages of."},
        {.key = "mqtt.subscribe.options", .label = "Subscription Options", .type = Unsigned, .width = 1,
         .aliases = "mqtt.subscription_options", .section = "MQTT 5.0 §3.8.3.1", .meaning = "How the messages are wanted."},
        {.key = "mqtt.subscribe.reserved", .label = "Reserved", .type = Unsigned, .width = 1, .mask = 0xC0,
         .aliases = "mqtt.subscription_options_reserved", .section = "MQTT 5.0 §3.8.3.1", .meaning = "Must be 0."},
        {.key = "mqtt.subscribe.retain_handling", .label = "Retain Handling", .type = Unsigned, .width = 1, .mask = 0x30,
         .names = kRetainHandlingNames, .aliases = "mqtt.subscription_options_retain", .section = "MQTT 5.0 §3.8.3.1",
         .meaning = "When the server sends the messages that it keeps for the topics."},
        {.key = "mqtt.subscribe.retain_as_published", .label = "Retain As Published", .type = Boolean, .width = 1, .mask = 0x08,
         .aliases = "mqtt.subscription_options_rap", .section = "MQTT 5.0 §3.8.3.1",
         .meaning = "Messages keep the RETAIN flag that they were published with."},
        {.key = "mqtt.subscribe.no_local", .label = "No Local", .type = Boolean, .width = 1, .mask = 0x04,
         .aliases = "mqtt.subscription_options_nl", .section = "MQTT 5.0 §3.8.3.1",
         .meaning = "The client does not want its own messages back."},
        {.key = "mqtt.subscribe.unused", .label = "Reserved", .type = Unsigned, .width = 1, .mask = 0xFC,
         .section = "MQTT 3.1.1 §3.8.3.1", .meaning = "Must be 0 before 5.0."},
        {.key = "mqtt.subscribe.qos", .label = "Requested QoS", .type = Unsigned, .width = 1, .mask = 0x03, .names = kQosNames,
         .aliases = "mqtt.sub.qos mqtt.subscription_options_qos", .section = "MQTT 5.0 §3.8.3.1",
         .meaning = "The highest QoS that the client wants the messages with."},
        {.key = "mqtt.suback.return_code", .label = "Return Code", .type = Unsigned, .width = 1, .names = kGrantedNames,
         .aliases = "mqtt.suback.qos", .section = "MQTT 3.1.1 §3.9.3", .meaning = "The QoS granted to one topic filter, or its refusal."},
        {.key = "mqtt.suback.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Suback>,
         .section = "MQTT 5.0 §3.9.3", .meaning = "The QoS granted to one topic filter, or why it was refused."},
        {.key = "mqtt.unsubscribe.filter", .label = "Topic Filter", .type = Text, .aliases = "mqtt.topic",
         .lengthAliases = "mqtt.topic_len", .section = "MQTT 5.0 §3.10.3", .meaning = "The topic filter that the client gives up."},
        {.key = "mqtt.unsuback.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Unsuback>,
         .section = "MQTT 5.0 §3.11.3", .meaning = "What became of giving up one topic filter."},

        // The end, and extended authentication.
        {.key = "mqtt.disconnect.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1,
         .names = kReasonNames<Disconnect>, .section = "MQTT 5.0 §3.14.2.1", .meaning = "Why the sender ends the connection."},
        {.key = "mqtt.auth.reason_code", .label = "Reason Code", .type = Unsigned, .width = 1, .names = kReasonNames<Auth>,
         .section = "MQTT 5.0 §3.15.2.1", .meaning = "How far the extended authentication is."},
    });
}();
// clang-format on

} // namespace mqttscope::mqtt
