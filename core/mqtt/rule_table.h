// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rule.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace mqttscope::mqtt {

/// The rules that one packet can break. A rule that names several different faults has a row for each: one under its
/// own number, the others from kFirstVariant on, with the same numbers of the standards. A number is never used again.
/// Rows of ours start at 1100.
///
/// Numbers of the standards are written without "MQTT-", the principal one first; some are misprinted there and kept
/// so ("3-8.3-4"). Rule 46 (order of the payload of a CONNECT) is seen only where a field reaches past the packet. Rule
/// 92 (no identifier with QoS 0) binds decoders, and no traffic can break it.
inline constexpr std::uint16_t kFirstVariant = 300;
inline constexpr std::uint16_t kFirstOwn = 1100;

// clang-format off: rows of a table, not one attribute a line
inline constexpr auto kRules = [] {
    using enum base::Severity;
    return std::to_array<base::Rule>({
        // Encoding and framing.
        {{1}, "1.5.3-1", "1.5.4-1", "", Error, "{} is not well-formed UTF-8"},
        {{2}, "1.5.3-2, 4.7.3-2", "1.5.4-2, 4.7.3-2", "", Error,
         "{} holds the character U+0000, which no text may hold"},
        {{3}, "1.5.3-3", "1.5.4-3", "", Information,
         "{} holds U+FEFF (a byte order mark): it is part of the text, and texts that look the same may differ by it"},
        {{4}, "§1.5.3", "§1.5.4", "", Warning,
         "{} holds a control character or a non-character: a receiver may close the connection because of it"},
        {{5}, "§2.2.3", "1.5.5-1", "", Error, "{} is written in more bytes than it needs"},
        {{6}, "§2.2.3", "§1.5.5", "", Error, "{} goes on after its fourth byte, and no length may be longer"},
        {{7}, "", "1.5.7-1", "", Error, "{} of a User Property is not well-formed UTF-8"},
        {{8}, "2.2.2-1, 2.2.2-2", "2.1.3-1", "", Error,
         "The low four bits of the first byte are not 0000, as this packet type must have them"},
        {{9}, "3.6.1-1, 2.2.2-1, 2.2.2-2", "3.6.1-1, 2.1.3-1", "", Error,
         "The low four bits of the first byte of a PUBREL must be 0010"},
        {{10}, "3.8.1-1, 2.2.2-1, 2.2.2-2", "3.8.1-1, 2.1.3-1", "", Error,
         "The low four bits of the first byte of a SUBSCRIBE must be 0010"},
        {{11}, "3.10.1-1, 2.2.2-1, 2.2.2-2", "3.10.1-1, 2.1.3-1", "", Error,
         "The low four bits of the first byte of an UNSUBSCRIBE must be 0010"},
        {{12}, "3.14.1-1, 2.2.2-1, 2.2.2-2", "3.14.1-1, 2.1.3-1", "", Error,
         "The low four bits of the first byte of a DISCONNECT must be 0000"},
        {{13}, "", "3.15.1-1, 2.1.3-1", "", Error, "The low four bits of the first byte of an AUTH must be 0000"},
        {{14}, "§2.2.1", "§2.1.2", "", Error, "Packet type 0 is forbidden"},
        {{16}, "§3", "§3", "", Error, "{} runs past the end of the packet, or of what holds it"},
        {{17}, "§3", "§3", "", Error, "The packet is longer than its layout: its last bytes have no meaning"},

        // Properties.
        {{18}, "", "2.2.2-1", "", Error, "The packet ends before its property length, which must be there even where it is 0"},
        {{19}, "", "§2.2.2.2", "", Error, "The standard knows no property of this identifier"},
        {{20}, "", "§2.2.2.2", "", Error, "{} may not stand in this packet"},
        {{21}, "", "§3.1.2.11, §3.2.2.3, §3.3.2.3", "", Error, "{} may stand here only once"},
        {{22}, "", "§3.1.2.11, §3.2.2.3", "", Error, "{} must be 0 or 1"},
        {{23}, "", "§3.1.2.11.3, §3.2.2.3.3", "", Error,
         "Receive Maximum must not be 0: nothing could be sent with QoS 1 or 2"},
        {{24}, "", "§3.1.2.11.4, §3.2.2.3.6", "", Error,
         "Maximum Packet Size must not be 0: no packet would be small enough"},
        {{25}, "", "§3.3.2.3.8, §3.8.2.1.2", "", Error, "Subscription Identifier must not be 0"},
        {{26}, "", "§3.1.2.11.10, §3.15.2.2", "", Error,
         "Authentication Data without Authentication Method: nobody can tell what it means"},
        {{27}, "", "3.3.2-13, 1.5.4-1", "", Error, "Response Topic is not well-formed UTF-8"},
        {{28}, "", "3.3.2-14", "", Error, "Response Topic holds a wildcard: nobody can publish to it"},
        {{29}, "", "3.3.2-19, 1.5.4-1", "", Error, "Content Type is not well-formed UTF-8"},
        {{30}, "", "§3.3.2.3.2", "", Warning, "Payload Format Indicator promises UTF-8, but the payload is not"},
        {{31}, "", "§3.3.2.3.5", "", Information,
         "Correlation Data without Response Topic: usual in a response, but a request like this gets no answer"},

        // CONNECT.
        {{34}, "3.1.2-1", "3.1.2-1", "", Error, "Protocol Name is not \"MQTT\""},
        {{35}, "3.1.2-2", "3.1.2-2", "", Warning, "Protocol Level is none that a standard defines (3, 4 or 5)"},
        {{36}, "3.1.2-3", "3.1.2-3", "", Error, "The reserved bit of the connect flags must be 0"},
        {{37}, "3.1.2-9", "3.1.2-9", "", Error, "The will flag is set, but the packet ends before {}"},
        {{38}, "3.1.2-13, 3.1.2-11", "3.1.2-11", "", Error, "Will QoS must be 0 where the will flag is not set"},
        {{39}, "3.1.2-14", "3.1.2-12", "", Error, "Will QoS must not be 3"},
        {{40}, "3.1.2-15", "3.1.2-13", "", Error, "Will Retain must be 0 where the will flag is not set"},
        {{41}, "3.1.2-18", "3.1.2-16", "", Error, "The user name flag is not set, but a user name seems to follow"},
        {{42}, "3.1.2-19", "3.1.2-17", "", Error, "The user name flag is set, but the packet ends before the user name"},
        {{43}, "3.1.2-20", "3.1.2-18", "", Error, "The password flag is not set, but a password seems to follow"},
        {{44}, "3.1.2-21", "3.1.2-19", "", Error, "The password flag is set, but the packet ends before the password"},
        {{45}, "3.1.2-22", "", "", Error, "A password without a user name: MQTT 3.1.1 forbids that, 5.0 allows it"},
        {{46}, "3.1.3-1", "3.1.3-1", "", Error,
         "{} reaches past the packet: the fields of the payload are not in their order, or a length is wrong"},
        {{47}, "3.1.3-3", "3.1.3-3", "", Error,
         "The packet ends before the client identifier, which must be there even where it is empty"},
        {{48}, "3.1.3-4, 1.5.3-1", "3.1.3-4, 1.5.4-1", "", Error, "Client Identifier is not well-formed UTF-8"},
        {{49}, "3.1.3-5", "3.1.3-5", "", Information,
         "Client Identifier is not 1 to 23 letters and digits: a server need not accept it"},
        {{50}, "3.1.3-7", "", "", Error, "An empty client identifier needs Clean Session 1"},
        {{53}, "3.1.3-10, 1.5.3-1", "3.1.3-11, 1.5.4-1", "", Error, "Will Topic is not well-formed UTF-8"},
        {{54}, "3.1.3-11, 1.5.3-1", "3.1.3-12, 1.5.4-1", "", Error, "User Name is not well-formed UTF-8"},

        // CONNACK.
        {{62}, "§3.2.2.1", "3.2.2-1", "", Error, "The reserved bits of the acknowledge flags must be 0"},
        {{65}, "3.2.2-4", "3.2.2-6", "", Error, "Session Present is set in a CONNACK that refuses the connection"},
        {{67}, "3.2.2-6", "3.2.2-8", "", Error, "{} of the CONNACK is none that the standard defines"},

        // PUBLISH.
        {{93}, "3.3.1-2, 4.3.1-1", "3.3.1-2, 4.3.1-1", "", Error, "DUP is set with QoS 0, where nothing is sent again"},
        {{94}, "3.3.1-4", "3.3.1-4", "", Error, "QoS must not be 3"},
        {{95}, "3.3.2-1, 1.5.3-1", "3.3.2-1, 1.5.4-1", "", Error, "Topic Name is not well-formed UTF-8"},
        {{96}, "3.3.2-2, 4.7.1-1", "3.3.2-2, 4.7.0-1", "", Error,
         "Topic Name holds a wildcard: only filters may have + and #"},
        {{97}, "4.7.3-1", "4.7.3-1", "", Error, "{} must have at least one character"},
        {{98}, "4.7.3-3", "4.7.3-3", "", Error, "{} is longer than the 32,767 bytes that MQTT 3.1 allows"},
        {{99}, "", "3.3.2-8", "", Error, "Topic Alias must not be 0"},
        {{105}, "", "3.3.4-6", "", Error, "A client must not send a Subscription Identifier in a PUBLISH"},
        {{106}, "§4.7.2", "§4.7.2", "", Warning,
         "A client publishes to a topic that starts with $, which are the server's own"},
        {{107}, "2.3.1-1", "2.2.1-3", "", Error, "Packet Identifier must not be 0"},

        // Reason codes.
        {{130}, "", "3.4.2-1", "", Error, "{} is none that a PUBACK may have"},
        {{131}, "", "3.5.2-1", "", Error, "{} is none that a PUBREC may have"},
        {{132}, "", "3.6.2-1", "", Error, "{} is none that a PUBREL may have"},
        {{133}, "", "3.7.2-1", "", Error, "{} is none that a PUBCOMP may have"},
        {{134}, "3.9.3-2", "3.9.3-2", "", Error, "{} is none that a SUBACK may have"},
        {{135}, "", "3.11.3-2", "", Error, "{} is none that an UNSUBACK may have"},
        {{136}, "", "3.14.2-1", "", Error, "{} is none that a DISCONNECT may have"},
        {{137}, "", "3.15.2-1", "", Error, "{} is none that an AUTH may have"},

        // SUBSCRIBE and UNSUBSCRIBE.
        {{139}, "3.8.3-1, 1.5.3-1", "3.8.3-1, 1.5.4-1", "", Error, "Topic Filter is not well-formed UTF-8"},
        {{140}, "3.8.3-3", "3.8.3-2", "", Error, "A SUBSCRIBE without any topic filter"},
        {{141}, "3-8.3-4", "3.8.3-5", "", Error, "The reserved bits of the subscription options must be 0"},
        {{142}, "", "3.8.3-4", "", Error, "No Local must not be set on a shared subscription"},
        {{151}, "3.10.3-1, 1.5.3-1", "3.10.3-1, 1.5.4-1", "", Error, "Topic Filter is not well-formed UTF-8"},
        {{152}, "3.10.3-2", "3.10.3-2", "", Error, "An UNSUBSCRIBE without any topic filter"},
        {{159}, "4.7.1-2", "4.7.1-1", "", Error, "# must be the last character of a topic filter, alone or after a /"},
        {{160}, "4.7.1-3", "4.7.1-2", "", Error, "+ must fill a whole level of a topic filter"},
        {{161}, "", "4.8.2-1", "", Error, "The share name of a shared subscription must have at least one character"},
        {{162}, "", "4.8.2-2", "", Error, "A share name must be followed by / and a topic filter"},
        {{197}, "", "3.14.2-2", "", Error, "A server must not send a Session Expiry Interval in a DISCONNECT"},

        // Other faults of the rules above: 14, 26, 35, 53, 53, 95, 130, 131, 136, 137, 141, 141, 162, 49, 107, 34.
        {{300}, "§2.2.1", "§2.1.2", "", Error, "AUTH is no packet of this version: it came with MQTT 5.0"},
        {{301}, "", "§3.15.2.2.2", "", Error, "An AUTH without Authentication Method"},
        {{302}, "3.1.2-2", "3.1.2-2", "", Warning,
         "Protocol Name and Protocol Level do not belong together: MQIsdp is 3, MQTT is 4 and 5"},
        {{303}, "4.7.3-1, 3.1.3-10", "4.7.3-1, 3.1.3-11", "", Error, "Will Topic must have at least one character"},
        {{304}, "4.7.1-1, 3.1.3-10", "4.7.0-1, 3.1.3-11", "", Error,
         "Will Topic holds a wildcard: only filters may have + and #"},
        {{305}, "3.3.2-1", "3.3.2-1", "", Error, "The packet ends before the topic name"},
        {{306}, "", "3.4.2-1", "", Error, "Only a server may send this reason code in a PUBACK"},
        {{307}, "", "3.5.2-1", "", Error, "Only a server may send this reason code in a PUBREC"},
        {{308}, "", "3.14.2-1", "", Error, "Only the other side may send this reason code in a DISCONNECT"},
        {{309}, "", "3.15.2-1", "", Error, "Only the other side may send this reason code in an AUTH"},
        {{310}, "3-8.3-4", "3.8.3-5", "", Error, "Requested QoS must not be 3"},
        {{311}, "", "3.8.3-5", "", Error, "Retain Handling must not be 3"},
        {{312}, "", "4.8.2-2", "", Error, "A share name must hold no + and no #"},
        {{313}, "3.1.3-5", "3.1.3-5", "", Error, "Client Identifier must have 1 to 23 characters in MQTT 3.1"},
        {{314}, "2.3.1-1", "2.2.1-4", "", Error, "Packet Identifier must not be 0 in a PUBLISH of the server"},
        {{315}, "3.1.2-1", "", "", Error, "Protocol Name is not \"MQIsdp\", which it must be in MQTT 3.1"},

        {{kFirstOwn}, "", "", "mqtt.more_findings", Error, "More is wrong with this packet than is told"},
    });
}();
// clang-format on

} // namespace mqttscope::mqtt
