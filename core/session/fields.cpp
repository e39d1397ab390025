// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/fields.h"

#include <array>

namespace mqttscope::session {
namespace {

using base::FieldInfo;
using base::FieldType;

constexpr std::array<base::CodeName, 2> kDirections{{{0, "to server"}, {1, "to client"}}};

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
              .meaning =
                  "The client identifier of the connection, known on every packet once CONNECT or CONNACK told it."},
    FieldInfo{.id = id(SessionField::Connection),
              .key = "mqtt.connection",
              .label = "Connection",
              .type = FieldType::Unsigned,
              .meaning = "The number of the MQTT network connection, counted from 0."},
    FieldInfo{.id = id(SessionField::Direction),
              .key = "mqtt.direction",
              .label = "Direction",
              .type = FieldType::Unsigned,
              .names = kDirections,
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
