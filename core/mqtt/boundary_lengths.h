// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/boundary_witness.h"
#include "core/mqtt/layout.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>

namespace mqttscope::mqtt {

/// Smallest and largest Remaining Length of a packet type; none is legal where the smallest is the larger one.
struct Lengths {
    std::uint32_t smallest = 1;
    std::uint32_t largest = 0;
};

[[nodiscard]] consteval bool isOf(Family family, Versions versions) {
    return family == Family::V5 ? covers(versions, Version::V5)
                                : covers(versions, Version::V31) || covers(versions, Version::V311);
}

/// Adds the lengths that some steps may take. A list has at least one element (MQTT-3.8.3-2, MQTT-3.10.3-2).
consteval void addLengths(std::span<const Step> steps, Lengths& sum) {
    auto needed = true;
    for (const auto& step : steps) {
        needed = needed && !step.mayEnd;
        std::uint32_t smallest = 1;
        auto fixed = false;
        switch (step.take) {
        case Take::Value: {
            const auto& field = fieldOf(step.field);
            fixed = field.width != 0;
            smallest = fixed ? field.width : 2; // a length prefix (MQTT 5.0 §1.5.4)
            break;
        }
        case Take::Byte:
            fixed = true;
            break;
        case Take::Properties:
            break;
        case Take::Each: {
            Lengths element{0, 0};
            addLengths({step.each, step.eachCount}, element);
            smallest = element.smallest;
            break;
        }
        case Take::Rest:
            smallest = 0;
            break;
        }
        if (needed && !step.condition.valid()) sum.smallest += smallest;
        sum.largest = fixed ? std::min(sum.largest + smallest, kMaxRemainingLength) : kMaxRemainingLength;
    }
}

/// By packet type, read off the layouts.
[[nodiscard]] consteval std::array<Lengths, 16> lengthsOf(Family family) {
    std::array<Lengths, 16> all{};
    for (const auto& layout : kLayouts) {
        if (!isOf(family, layout.versions) || layout.reserved) continue;
        Lengths lengths{0, 0};
        addLengths(layout.header, lengths);
        addLengths(layout.payload, lengths);
        auto& known = all[static_cast<std::size_t>(layout.type)];
        const auto first = known.smallest > known.largest;
        known.smallest = first ? lengths.smallest : std::min(known.smallest, lengths.smallest);
        known.largest = first ? lengths.largest : std::max(known.largest, lengths.largest);
    }
    return all;
}

/// Whether some version of a family lets a packet begin with this byte. QoS 3 is none (MQTT-3.3.1-4).
[[nodiscard]] consteval bool isLegalFirstByte(std::uint8_t byte, Family family) {
    for (const auto& layout : kLayouts) {
        if (layout.type != packetType(byte) || layout.reserved || !isOf(family, layout.versions)) continue;
        auto legal = true;
        for (const auto& bits : layout.flags) {
            const auto mask = fieldOf(bits.field).mask;
            const auto number = (byte & mask) >> std::countr_zero(mask);
            if (bits.mustBe != Bits::kAnything && number != bits.mustBe) legal = false;
            if (bits.field == fieldId("mqtt.qos") && number == 3) legal = false;
        }
        if (legal) return true;
    }
    return false;
}

[[nodiscard]] consteval std::array<bool, 256> legalFirstBytes(Family family) {
    std::array<bool, 256> legal{};
    for (std::size_t byte = 0; byte < legal.size(); ++byte)
        legal[byte] = isLegalFirstByte(static_cast<std::uint8_t>(byte), family);
    return legal;
}

} // namespace mqttscope::mqtt
