// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"

#include <span>

namespace mqttscope::session {

/// What a packet has beyond its own bytes. Values come from the store, not from a decoder.
enum class SessionField : std::uint16_t {
    Number = base::kSessionFields, ///< row number, from 1
    Client,
    Connection,
    Direction,
    Version,
    TypeName,
    Size,
    FirstFrame,
    Event,
    Incomplete,
    RelativeTime,
    VersionInferred,
    Packet,
    EventKind,
    Finding,
    FindingRule,
    FindingSeverity,
    Exchange,
    ExchangeState,
    ExchangePacket,
    Latency,
    End,
};

[[nodiscard]] constexpr base::FieldId id(SessionField field) {
    return base::FieldId{static_cast<std::uint16_t>(field)};
}

/// The field table of this module, by SessionField.
[[nodiscard]] std::span<const base::FieldInfo> fields();

} // namespace mqttscope::session
