// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/fields.h"

#include "core/mqtt/codes.h"
#include "core/mqtt/field_table.h"

namespace mqttscope::mqtt {
namespace {

std::string_view returnName(PacketType type, Version version, std::uint8_t code) {
    if (type == PacketType::Connack) return nameOf(kReturnCodeNames, code);
    // A SUBACK of 3.1 cannot refuse (MQTT 3.1 §3.9).
    if (type == PacketType::Suback && !(version == Version::V31 && code > 2)) return nameOf(kGrantedNames, code);
    return {};
}

} // namespace

std::span<const base::FieldInfo> fields() {
    return kFields;
}

const base::FieldInfo& field(base::FieldId id) {
    return fieldOf(id);
}

std::string_view reasonName(PacketType type, Version version, std::uint8_t code) {
    if (version != Version::V5) return returnName(type, version, code);
    if (const auto* reason = findReason(type, code)) return reason->name;
    return type == PacketType::Connack ? returnName(type, version, code) : std::string_view{};
}

std::string_view propertyName(std::uint32_t identifier) {
    const auto index = propertyIndex(identifier);
    return index == kProperties.size() ? std::string_view{} : kProperties[index].label;
}

} // namespace mqttscope::mqtt
