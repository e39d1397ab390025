// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/mqtt/packet_fields.h"
#include "core/mqtt/property_table.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace mqttscope::mqtt {

/// The fields of one property row. `name` and `value` are those of a pair.
struct PropertyFields {
    base::FieldId value{};
    base::FieldId pairName{};
    base::FieldId pairValue{};
};

namespace detail {

/// Room for a key that is made from another one.
struct KeyText {
    std::array<char, 56> text{};
    std::size_t size = 0;

    consteval void append(std::string_view more) {
        for (const char c : more) text[size++] = c; // too long a key does not compile
    }

    [[nodiscard]] constexpr std::string_view view() const { return {text.data(), size}; }
};

inline constexpr std::string_view kPropertyPrefix = "mqtt.prop.";
inline constexpr std::string_view kWillPrefix = "mqtt.will.prop.";

consteval std::size_t countPropertyFields() {
    std::size_t count = 0;
    for (const auto& property : kProperties)
        count += std::size_t{property.isPair() ? 3U : 1U} * (property.hasWillField() ? 2U : 1U);
    return count;
}

inline constexpr std::size_t kPropertyFieldCount = countPropertyFields();

/// The keys of the fields that properties make: first all that are no will's, then the will's.
consteval auto makePropertyKeys() {
    std::array<KeyText, kPropertyFieldCount> keys{};
    std::size_t next = 0;
    for (const bool will : {false, true}) {
        for (const auto& property : kProperties) {
            if (will && !property.hasWillField()) continue;
            for (const std::string_view part : {"", ".name", ".value"}) {
                if (!part.empty() && !property.isPair()) continue;
                auto& key = keys[next++];
                key.append(will ? kWillPrefix : kPropertyPrefix);
                key.append(property.key.substr(kPropertyPrefix.size()));
                key.append(part);
            }
        }
    }
    return keys;
}

inline constexpr auto kPropertyKeys = makePropertyKeys();

consteval base::FieldInfo propertyField(const Property& property, std::string_view key, bool will) {
    base::FieldInfo info{};
    info.key = key;
    info.label = property.label;
    info.type = property.type;
    info.width = property.width;
    info.names = property.names;
    info.aliases = property.alias;
    if (property.type == base::FieldType::Text || property.type == base::FieldType::Binary)
        info.lengthAliases = "mqtt.prop_string_len";
    info.section = will ? property.places.section(kWill) : property.places.section();
    info.meaning = property.meaning;
    info.secret = property.secret;
    return info;
}

consteval base::FieldInfo pairField(const Property& property, std::string_view key, bool will, bool name) {
    auto info = propertyField(property, key, will);
    info.label = name ? "Name" : "Value";
    info.type = base::FieldType::Text;
    info.aliases = name ? "mqtt.prop_key" : "mqtt.prop_value";
    info.lengthAliases = name ? "mqtt.prop_key_len" : "mqtt.prop_value_len";
    info.meaning = name ? "The name of a user property." : "The value of a user property.";
    return info;
}

consteval auto makeFields() {
    std::array<base::FieldInfo, kPacketFields.size() + kPropertyFieldCount> fields{};
    std::ranges::copy(kPacketFields, fields.begin());
    std::size_t key = 0;
    std::size_t next = kPacketFields.size();
    for (const bool will : {false, true}) {
        for (const auto& property : kProperties) {
            if (will && !property.hasWillField()) continue;
            fields[next++] = propertyField(property, kPropertyKeys[key++].view(), will);
            if (!property.isPair()) continue;
            fields[next++] = pairField(property, kPropertyKeys[key++].view(), will, true);
            fields[next++] = pairField(property, kPropertyKeys[key++].view(), will, false);
        }
    }
    for (std::size_t i = 0; i < fields.size(); ++i)
        fields[i].id = base::FieldId{static_cast<std::uint16_t>(base::kMqttFields + i)};
    return fields;
}

} // namespace detail

/// The field table of this module: packet fields, then the fields of the properties.
inline constexpr auto kFields = detail::makeFields();

[[nodiscard]] constexpr const base::FieldInfo& fieldOf(base::FieldId id) {
    return kFields[id.value - base::kMqttFields];
}

/// The id behind a key, found while compiling: `fieldId("mqtt.qos")`. A key that is not in the table does not compile.
[[nodiscard]] consteval base::FieldId fieldId(std::string_view key) {
    for (const auto& info : kFields)
        if (info.key == key) return info.id;
    throw "no field has this key";
}

namespace detail {

consteval auto mapPropertyFields(bool forWill) {
    std::array<PropertyFields, kProperties.size()> map{};
    std::size_t next = kPacketFields.size();
    for (const bool will : {false, true}) {
        for (std::size_t i = 0; i < kProperties.size(); ++i) {
            if (will && !kProperties[i].hasWillField()) continue;
            PropertyFields made{.value = kFields[next++].id};
            if (kProperties[i].isPair()) {
                made.pairName = kFields[next++].id;
                made.pairValue = kFields[next++].id;
            }
            if (!will || forWill) map[i] = made;
        }
    }
    return map;
}

inline constexpr auto kPropertyFields = mapPropertyFields(false);
inline constexpr auto kWillPropertyFields = mapPropertyFields(true);

} // namespace detail

/// What a field is made from where it is made from a property: the value, or the pair as a whole.
struct PropertyOrigin {
    std::uint8_t row = kProperties.size(); ///< of kProperties; its size for other fields
    bool inWill = false;                   ///< the field that only the will has

    [[nodiscard]] constexpr bool valid() const { return row < kProperties.size(); }
};

namespace detail {

inline constexpr auto kPropertyOrigins = [] {
    std::array<PropertyOrigin, kFields.size()> origins{};
    for (std::size_t i = 0; i < kProperties.size(); ++i) {
        const auto row = static_cast<std::uint8_t>(i);
        origins[kWillPropertyFields[row].value.value - base::kMqttFields] = {row, true};
        origins[kPropertyFields[row].value.value - base::kMqttFields] = {row, false};
    }
    return origins;
}();

} // namespace detail

[[nodiscard]] constexpr PropertyOrigin propertyOrigin(base::FieldId field) {
    return detail::kPropertyOrigins[field.value - base::kMqttFields];
}

/// The fields of row `index` of kProperties where it stands in `place`.
[[nodiscard]] constexpr const PropertyFields& propertyFields(std::size_t index, PacketType place) {
    return place == kWill ? detail::kWillPropertyFields[index] : detail::kPropertyFields[index];
}

} // namespace mqttscope::mqtt
