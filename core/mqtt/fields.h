// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/mqtt/packet.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::mqtt {

/// The field table of this module; ids count from base::kMqttFields on. For ids known while compiling see fieldId() in
/// field_table.h.
[[nodiscard]] std::span<const base::FieldInfo> fields();

/// The field of an id of this module.
[[nodiscard]] const base::FieldInfo& field(base::FieldId id);

/// The standard's name of a reason or return code, by packet type and version; empty where it is not defined. A server
/// that refuses version 5.0 may answer in the older form, so the return codes of a CONNACK are known there too.
[[nodiscard]] std::string_view reasonName(PacketType type, Version version, std::uint8_t code);

/// The name of a property, "Topic Alias"; empty if the standard has none of this identifier.
[[nodiscard]] std::string_view propertyName(std::uint32_t identifier);

} // namespace mqttscope::mqtt
