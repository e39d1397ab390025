// SPDX-License-Identifier: GPL-3.0-or-later
// Refuses to compile tables that contradict themselves or each other. A failing check names itself in the error: the
// throw that is not a constant expression.
#include "core/mqtt/layout.h"

#include <algorithm>
#include <array>
#include <bit>
#include <span>
#include <stdexcept>
#include <string_view>

namespace mqttscope::mqtt {
namespace {

using base::FieldInfo;
using base::FieldType;

consteval void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

consteval bool isKey(std::string_view text) {
    return text.starts_with("mqtt.") && std::ranges::all_of(text, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
           });
}

consteval bool isOwnKey(std::string_view key) {
    return std::ranges::any_of(kFields, [&](const FieldInfo& info) { return info.key == key; });
}

/// Aliases are words of one space between; none is a key of ours, which would then mean two things.
consteval bool areAliases(std::string_view words) {
    while (!words.empty()) {
        const auto end = std::min(words.find(' '), words.size());
        if (!isKey(words.substr(0, end)) || isOwnKey(words.substr(0, end))) return false;
        words.remove_prefix(std::min(end + 1, words.size()));
    }
    return true;
}

consteval bool namesFit(const FieldInfo& info) {
    const auto shift = info.mask == 0 ? 0 : std::countr_zero(info.mask);
    const auto largest = info.mask != 0 ? info.mask >> shift : info.width == 0 ? ~0ULL : (1ULL << 8 * info.width) - 1;
    return std::ranges::all_of(info.names, [&](const CodeName& name) {
        return name.code <= largest && !name.name.empty() && nameOf(info.names, name.code) == name.name;
    });
}

consteval bool fieldsAgree() {
    for (std::size_t i = 0; i < kFields.size(); ++i) {
        const auto& info = kFields[i];
        require(info.id.value == base::kMqttFields + i, "a field is not where its id says");
        require(isKey(info.key), "a key has a character that filters cannot write");
        for (std::size_t j = 0; j < i; ++j) require(kFields[j].key != info.key, "two fields have the same key");
        require(!info.label.empty() && !info.section.empty(), "a field has no label or no section");
        require(info.meaning.ends_with('.'), "a meaning is one sentence, with its full stop");
        require(areAliases(info.aliases) && areAliases(info.lengthAliases), "an alias is no key, or one of ours");
        const auto number = info.type == FieldType::Unsigned || info.type == FieldType::Boolean;
        require(number || (info.width == 0 && info.mask == 0 && info.names.empty()), "only numbers have a width");
        require(info.mask < 1ULL << 8 * info.width || info.mask == 0, "bits outside the number");
        require(info.type != FieldType::Boolean || std::has_single_bit(info.mask), "a flag is one bit");
        require(namesFit(info), "a value has two names, or one that it cannot take");
    }
    return true;
}

consteval bool propertiesAgree() {
    for (std::size_t i = 0; i < kProperties.size(); ++i) {
        const auto& row = kProperties[i];
        require(i == 0 || kProperties[i - 1].identifier < row.identifier, "properties go by their identifiers");
        require(row.identifier < 64, "the decoder remembers identifiers in 64 bits");
        require(!row.places.packets().empty(), "a property may stand nowhere");
        require((row.repeatable.bits & ~row.places.packets().bits) == 0, "a property repeats where it may not stand");
        require(row.smallest <= row.largest, "a property has no legal value");
        require(propertyIndex(row.identifier) == i, "the index of properties is wrong");
        for (const auto place : {PacketType::Connect, kWill}) {
            const auto& made = propertyFields(i, place);
            require(fieldOf(made.value).label == row.label, "a property has another's field");
            require(row.isPair() == made.pairName.valid(), "only pairs have names");
        }
    }
    return true;
}

/// The fields of a byte take each of its bits once.
consteval bool bitsAgree(std::span<const Bits> bits, std::uint64_t all) {
    std::uint64_t taken = 0;
    for (const auto& part : bits) {
        const auto& info = fieldOf(part.field);
        require(info.width == 1 && info.mask != 0, "only bits of one byte can be parts of a byte");
        require((taken & info.mask) == 0, "two fields share a bit");
        const auto largest = info.mask >> std::countr_zero(info.mask);
        require(part.mustBe == Bits::kAnything || part.mustBe <= largest,
                "reserved bits must have a value they cannot");
        taken |= info.mask;
    }
    require(taken == all, "some bits of a byte are no field's");
    return true;
}

/// A condition looks at the first byte or at the bits that were read last.
consteval bool conditionsAgree(const Layout& layout) {
    std::span<const Bits> latest;
    for (const auto steps : {layout.header, layout.payload}) {
        for (const auto& step : steps) {
            const auto has = [&](std::span<const Bits> bits) {
                return std::ranges::any_of(bits, [&](const Bits& part) { return part.field == step.condition; });
            };
            require(!step.condition.valid() || has(layout.flags) || has(latest), "a condition on bits not read yet");
            if (step.take == Take::Byte) latest = step.bits;
        }
    }
    return true;
}

/// Marks the fields that steps can emit, and looks at each step for itself.
consteval void visit(std::span<const Step> steps, PacketType type, std::array<bool, kFields.size()>& used) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const auto& step = steps[i];
        if (step.field.valid()) used[step.field.value] = true;
        switch (step.take) {
        case Take::Value:
            require(fieldOf(step.field).type != FieldType::Group && fieldOf(step.field).mask == 0, "a value is none");
            break;
        case Take::Byte:
            require(bitsAgree(step.bits, 0xFF), "unreachable");
            for (const auto& part : step.bits) used[part.field.value] = true;
            break;
        case Take::Properties:
            require(step.place == type || (step.place == kWill && type == PacketType::Connect),
                    "properties of another");
            break;
        case Take::Each:
            require(i + 1 == steps.size() && step.eachCount != 0, "a list goes to the end of the packet");
            visit({step.each, step.eachCount}, type, used);
            break;
        case Take::Rest:
            require(i + 1 == steps.size(), "nothing follows the rest");
            break;
        }
    }
}

consteval bool layoutsAgree() {
    std::array<bool, kFields.size()> used{};
    for (const auto& layout : kLayouts) {
        require(bitsAgree(layout.flags, 0x0F), "unreachable");
        for (const auto& part : layout.flags) used[part.field.value] = true;
        require(conditionsAgree(layout), "unreachable");
        visit(layout.header, layout.type, used);
        visit(layout.payload, layout.type, used);
    }
    for (unsigned type = 0; type < 16; ++type) {
        for (const auto version : {Version::V31, Version::V311, Version::V5}) {
            const auto rows = std::ranges::count_if(kLayouts, [&](const Layout& layout) {
                return static_cast<unsigned>(layout.type) == type && covers(layout.versions, version);
            });
            require(rows == 1, "a packet type has no layout in a version, or two");
        }
    }
    // What the interpreter itself emits.
    constexpr auto kOfTheInterpreter = std::to_array<std::string_view>(
        {"mqtt.fixed_header", "mqtt.variable_header", "mqtt.payload", "mqtt.hdrflags", "mqtt.type", "mqtt.len",
         "mqtt.property_length", "mqtt.property_id", "mqtt.prop.unknown", "mqtt.undecoded", "mqtt.undecoded_secret"});
    for (const auto key : kOfTheInterpreter) used[fieldId(key).value] = true;
    for (std::size_t i = 0; i < kPacketFields.size(); ++i) require(used[i], "a field that no layout has");
    return true;
}

/// Every property that may stand in a packet has a place in its layout, and each place has properties.
consteval bool placesAgree() {
    for (unsigned type = 0; type < 16; ++type) {
        const auto place = static_cast<PacketType>(type);
        const auto wanted =
            std::ranges::any_of(kProperties, [&](const Property& row) { return row.places.has(place); });
        auto found = false;
        for (const auto& layout : kLayouts)
            for (const auto steps : {layout.header, layout.payload})
                for (const auto& step : steps) found |= step.take == Take::Properties && step.place == place;
        require(wanted == found, "properties without a place, or a place without properties");
    }
    return true;
}

static_assert(fieldsAgree());
static_assert(propertiesAgree());
static_assert(layoutsAgree());
static_assert(placesAgree());
static_assert(kProperties.size() == 27, "MQTT 5.0 has 27 properties (§2.2.2.2)");

} // namespace
} // namespace mqttscope::mqtt
