// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/packet_values.h"

#include "core/mqtt/decoder.h"
#include "core/mqtt/field_table.h"

#include <algorithm>
#include <array>

namespace mqttscope::filter {
namespace {

/// Keeps what is wanted. Which that is comes with the filter, so nothing is left out while compiling.
class ValueSink {
public:
    ValueSink(const PacketFieldSet& wanted, std::vector<PacketValue>& values)
        : m_wanted(wanted)
        , m_values(values) {}

    static constexpr bool wants(base::FieldId) { return true; }

    void field(base::FieldId id, base::ByteRange range, mqtt::Value value) {
        if (m_wanted[id.value]) m_values.push_back({id, value.number, range, value.content});
        if (!m_open.empty() && range.size != 0) m_open.back().cover(range);
    }

    void enter(base::FieldId id, base::ByteRange range, mqtt::Value value) {
        const bool wanted = m_wanted[id.value];
        field(id, range, value);
        m_open.push_back({.index = m_values.size() - 1, .wanted = wanted});
    }

    /// A group without a range of its own is as long as its parts.
    void leave() {
        const auto group = m_open.back();
        m_open.pop_back();
        if (!m_open.empty() && group.parts.size != 0) m_open.back().cover(group.parts);
        if (group.wanted && m_values[group.index].range.size == 0) m_values[group.index].range = group.parts;
    }

    void problem(const mqtt::ProblemReport&) {}

private:
    struct Open {
        std::size_t index = 0; ///< of its value, where it is wanted
        bool wanted = false;
        base::ByteRange parts{};

        void cover(base::ByteRange range) {
            if (parts.size == 0) parts = range;
            parts.size = std::max(parts.end(), range.end()) - parts.offset;
        }
    };

    const PacketFieldSet& m_wanted;
    std::vector<PacketValue>& m_values;
    std::vector<Open> m_open{};
};

constexpr unsigned kTypes = 16;

consteval std::uint16_t bitOf(mqtt::PacketType type) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(type));
}

/// Packets that are decoded by another version than their connection's, at times.
constexpr std::uint16_t kByOwnVersion = bitOf(mqtt::PacketType::Connect) | bitOf(mqtt::PacketType::Connack);

class LayoutFields {
public:
    LayoutFields() {
        for (auto& fields : m_fields)
            for (auto& ofType : fields) addCommon(ofType);
        for (const auto& layout : mqtt::kLayouts) {
            for (const auto version : {mqtt::Version::V31, mqtt::Version::V311, mqtt::Version::V5}) {
                if (!mqtt::covers(layout.versions, version)) continue;
                auto& fields = m_fields[static_cast<std::size_t>(version)][static_cast<std::size_t>(layout.type)];
                for (const auto& bits : layout.flags) fields.set(bits.field.value);
                addSteps(layout.header, fields);
                addSteps(layout.payload, fields);
            }
        }
    }

    [[nodiscard]] const PacketFieldSet& of(mqtt::Version version, unsigned type) const {
        return m_fields[static_cast<std::size_t>(version)][type];
    }

private:
    /// Whatever its type, a packet may have these.
    static void addCommon(PacketFieldSet& fields) {
        for (const auto* key : {"mqtt.fixed_header", "mqtt.variable_header", "mqtt.payload", "mqtt.hdrflags",
                                "mqtt.type", "mqtt.len", "mqtt.undecoded", "mqtt.undecoded_secret"}) {
            for (const auto& field : mqtt::kFields)
                if (field.key == key) fields.set(field.id.value);
        }
    }

    static void add(PacketFieldSet& fields, base::FieldId field) {
        if (field.valid()) fields.set(field.value);
    }

    static void addSteps(std::span<const mqtt::Step> steps, PacketFieldSet& fields) {
        for (const auto& step : steps) {
            add(fields, step.field);
            for (const auto& bits : step.bits) add(fields, bits.field);
            if (step.eachCount != 0) addSteps({step.each, step.eachCount}, fields);
            if (step.take == mqtt::Take::Properties) addProperties(step.place, fields);
        }
    }

    /// All of them: one that may not stand there is decoded and told.
    static void addProperties(mqtt::PacketType place, PacketFieldSet& fields) {
        constexpr auto kLength = mqtt::fieldId("mqtt.property_length");
        constexpr auto kIdentifier = mqtt::fieldId("mqtt.property_id");
        constexpr auto kUnknown = mqtt::fieldId("mqtt.prop.unknown");
        for (const auto field : {kLength, kIdentifier, kUnknown}) add(fields, field);
        for (std::size_t i = 0; i < mqtt::kProperties.size(); ++i) {
            const auto& made = mqtt::propertyFields(i, place);
            for (const auto field : {made.value, made.pairName, made.pairValue}) add(fields, field);
        }
    }

    std::array<std::array<PacketFieldSet, kTypes>, 6> m_fields{}; // by Version
};

} // namespace

static_assert(mqtt::kFields.size() <= PacketFieldSet().size());

std::uint32_t decodePacket(base::ByteView head, std::uint32_t available, mqtt::Version version,
                           const PacketFieldSet& wanted, std::vector<PacketValue>& values) {
    ValueSink sink(wanted, values);
    mqtt::Decoder decoder(sink, head, available);
    decoder.packet(version);
    return decoder.payloadOffset();
}

std::uint16_t typesWith(const PacketFieldSet& fields, mqtt::Version version) {
    static const LayoutFields layouts;
    std::uint16_t types = 0;
    for (unsigned type = 0; type < kTypes; ++type) {
        const bool any = version == mqtt::Version::Unknown || (kByOwnVersion >> type & 1U) != 0;
        bool has = false;
        for (const auto candidate : {mqtt::Version::V31, mqtt::Version::V311, mqtt::Version::V5})
            has |= (any || candidate == version) && (layouts.of(candidate, type) & fields).any();
        if (has) types = static_cast<std::uint16_t>(types | 1U << type);
    }
    return types;
}

} // namespace mqttscope::filter
