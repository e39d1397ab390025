// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/packet_set.h"

#include <array>
#include <initializer_list>
#include <string_view>

namespace mqttscope::mqtt {

/// A packet that a property may stand in (kWill for the will), and the section of MQTT 5.0 that describes it there.
struct PropertyPlace {
    PacketType packet;
    std::string_view section; ///< "MQTT 5.0 §3.3.2.3.2"
};

/// Where a property may stand; the place that tells most about it comes first.
class PropertyPlaces {
public:
    consteval PropertyPlaces() = default;

    consteval PropertyPlaces(std::initializer_list<PropertyPlace> places)
        : m_principal(places.begin()->section) {
        for (const auto& place : places) {
            m_packets.bits |= in(place.packet).bits;
            m_sections[static_cast<std::size_t>(place.packet)] = place.section;
        }
    }

    [[nodiscard]] constexpr bool has(PacketType packet) const { return m_packets.has(packet); }

    [[nodiscard]] constexpr PacketSet packets() const { return m_packets; }

    /// The section of the principal place.
    [[nodiscard]] constexpr std::string_view section() const { return m_principal; }

    /// The section of a place, or of the principal one where it may not stand there.
    [[nodiscard]] constexpr std::string_view section(PacketType packet) const {
        return has(packet) ? m_sections[static_cast<std::size_t>(packet)] : m_principal;
    }

private:
    PacketSet m_packets{};
    std::string_view m_principal;
    std::array<std::string_view, 16> m_sections{}; // by packet type
};

} // namespace mqttscope::mqtt
