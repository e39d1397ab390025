// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/fields.h"

#include <array>

namespace mqttscope::session {
namespace {

using base::FieldInfo;
using base::FieldType;

constexpr std::array<base::CodeName, 2> kDirections{{{0, "to server"}, {1, "to client"}}};

/// By store::EventKind.
constexpr std::array<base::CodeName, 16> kEvents{{{0, "refused"},
                                                  {1, "FIN"},
                                                  {2, "RST"},
                                                  {3, "retransmission"},
                                                  {4, "zero window"},
                                                  {5, "TCP keep-alive"},
                                                  {6, "gap"},
                                                  {7, "skipped"},
                                                  {8, "PROXY"},
                                                  {9, "TLS"},
                                                  {10, "WebSocket"},
                                                  {11, "WebSocket ping"},
                                                  {12, "WebSocket pong"},
                                                  {13, "WebSocket close"},
                                                  {14, "WebSocket problem"},
                                                  {15, "dropped"}}};

/// By base::Severity.
constexpr std::array<base::CodeName, 3> kSeverities{{{0, "information"}, {1, "warning"}, {2, "error"}}};

/// By ExchangeState.
constexpr std::array<base::CodeName, 4> kExchangeStates{
    {{0, "open"}, {1, "complete"}, {2, "refused"}, {3, "unanswered"}}};

constexpr std::array kFields{
    FieldInfo{.id = id(SessionField::Number),
              .key = "mqtt.number",
              .label = "Number",
              .type = FieldType::Unsigned,
              .meaning = "The number of the packet or event in the main table, counted from 1."},
    FieldInfo{.id = id(SessionField::Client),
              .key = "mqtt.client",
              .label = "Client",
              .type = FieldType::Text,
              .aliases = "client",
              .meaning =
                  "The client identifier of the connection, known on every packet once CONNECT or CONNACK told it."},
    FieldInfo{.id = id(SessionField::Connection),
              .key = "mqtt.connection",
              .label = "Connection",
              .type = FieldType::Unsigned,
              .aliases = "connection",
              .meaning = "The number of the MQTT network connection, counted from 0."},
    FieldInfo{.id = id(SessionField::Direction),
              .key = "mqtt.direction",
              .label = "Direction",
              .type = FieldType::Unsigned,
              .names = kDirections,
              .aliases = "direction",
              .meaning = "Which way the packet went: 0 to the server, 1 to the client."},
    FieldInfo{.id = id(SessionField::Version),
              .key = "mqtt.version",
              .label = "Version",
              .type = FieldType::Text,
              .meaning = "The MQTT version that the packet is decoded by: 3.1, 3.1.1, 5.0 or unknown."},
    FieldInfo{.id = id(SessionField::TypeName),
              .key = "mqtt.type_name",
              .label = "Type name",
              .type = FieldType::Text,
              .meaning = "The name of the control packet, such as PUBLISH; of an event its kind in brackets."},
    FieldInfo{.id = id(SessionField::Size),
              .key = "mqtt.size",
              .label = "Size",
              .type = FieldType::Unsigned,
              .meaning =
                  "The bytes of the whole packet, fixed header included, as its Remaining Length announces them."},
    FieldInfo{.id = id(SessionField::FirstFrame),
              .key = "mqtt.first_frame",
              .label = "First frame",
              .type = FieldType::Unsigned,
              .meaning = "The number of the frame that holds the first byte of the packet."},
    FieldInfo{.id = id(SessionField::Event),
              .key = "mqtt.event",
              .label = "Event",
              .type = FieldType::Boolean,
              .meaning = "Set on rows that are no packet: a gap, a FIN, a reset and the like."},
    FieldInfo{.id = id(SessionField::Incomplete),
              .key = "mqtt.incomplete",
              .label = "Incomplete",
              .type = FieldType::Boolean,
              .meaning = "Set on packets of which the capture does not hold every byte."},
    FieldInfo{.id = id(SessionField::RelativeTime),
              .key = "frame.time_relative",
              .label = "Time since the first frame",
              .type = FieldType::Duration,
              .meaning = "From the first frame of the capture to the one that completed the packet, in seconds."},
    FieldInfo{.id = id(SessionField::VersionInferred),
              .key = "mqtt.version_inferred",
              .label = "Version inferred",
              .type = FieldType::Boolean,
              .meaning = "Set where the version is concluded from the packets, because no CONNECT was captured."},
    FieldInfo{.id = id(SessionField::Packet),
              .key = "mqtt",
              .label = "MQTT Control Packet",
              .type = FieldType::Group,
              .meaning = "Every MQTT Control Packet; events have it not."},
    FieldInfo{.id = id(SessionField::EventKind),
              .key = "mqtt.event.kind",
              .label = "Event kind",
              .type = FieldType::Unsigned,
              .names = kEvents,
              .aliases = "event.kind",
              .meaning = "What happened, on rows that are no packet."},
    FieldInfo{.id = id(SessionField::Finding),
              .key = "mqtt.finding",
              .label = "Finding",
              .type = FieldType::Group,
              .aliases = "finding",
              .meaning = "Each finding of the packet or event."},
    FieldInfo{.id = id(SessionField::FindingRule),
              .key = "mqtt.finding.rule",
              .label = "Rule",
              .type = FieldType::Text,
              .aliases = "finding.rule",
              .meaning = "The number or name of the rule of each finding, such as 3.3.1-2 or capture.gap."},
    FieldInfo{.id = id(SessionField::FindingSeverity),
              .key = "mqtt.finding.severity",
              .label = "Severity",
              .type = FieldType::Unsigned,
              .names = kSeverities,
              .aliases = "finding.severity",
              .meaning = "How bad each finding is: 0 information, 1 warning, 2 error."},
    FieldInfo{.id = id(SessionField::Exchange),
              .key = "mqtt.exchange",
              .label = "Exchange",
              .type = FieldType::Group,
              .aliases = "exchange",
              .meaning = "What belongs together on a connection: a request and what answers it, by packet identifier; "
                         "PINGREQ and PINGRESP; CONNECT and CONNACK."},
    FieldInfo{.id = id(SessionField::ExchangeState),
              .key = "mqtt.exchange.state",
              .label = "Exchange state",
              .type = FieldType::Unsigned,
              .names = kExchangeStates,
              .aliases = "exchange.state",
              .meaning =
                  "How far the exchange of the packet came: 0 open, 1 complete, 2 refused, 3 unanswered when the "
                  "connection ended or the packet identifier was used again."},
    FieldInfo{.id = id(SessionField::ExchangePacket),
              .key = "mqtt.exchange.packet",
              .label = "Packet of the exchange",
              .type = FieldType::Unsigned,
              .aliases = "exchange.packet",
              .meaning = "The numbers of the packets that belong together, the packet itself among them."},
    FieldInfo{.id = id(SessionField::Latency),
              .key = "mqtt.latency",
              .label = "Latency",
              .type = FieldType::Duration,
              .aliases = "latency",
              .meaning =
                  "From the first packet of its exchange to the last, once it is complete or refused, in seconds; "
                  "the same for each packet of the exchange."},
};

consteval bool inOrder() {
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        if (kFields[i].id.value != base::kSessionFields + i) return false;
    }
    return kFields.size() == static_cast<std::size_t>(SessionField::End) - base::kSessionFields;
}

static_assert(inOrder(), "one row for each SessionField, in its order");

} // namespace

std::span<const base::FieldInfo> fields() {
    return kFields;
}

} // namespace mqttscope::session
