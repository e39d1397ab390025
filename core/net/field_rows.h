// SPDX-License-Identifier: GPL-3.0-or-later
// How the rows of the tables of this module are written.
#pragma once

#include "core/net/fields.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::net {

/// What only some fields have.
struct FieldExtra {
    std::uint64_t mask = 0;
    std::span<const base::CodeName> names{};
    std::string_view aliases{};
    bool hexadecimal = false;
    bool secret = false;
};

/// One row of a table; `Field` is its enumeration, which idOf() numbers.
template <class Field>
[[nodiscard]] constexpr base::FieldInfo row(Field field, std::string_view key, std::string_view label,
                                            base::FieldType type, std::uint8_t width, std::string_view section,
                                            std::string_view meaning, const FieldExtra& extra = {}) {
    return {.id = idOf(field),
            .key = key,
            .label = label,
            .type = type,
            .width = width,
            .mask = extra.mask,
            .names = extra.names,
            .aliases = extra.aliases,
            .section = section,
            .meaning = meaning,
            .hexadecimal = extra.hexadecimal,
            .secret = extra.secret};
}

/// Names of EtherTypes (IEEE 802 Numbers of IANA).
inline constexpr std::array kEtherTypes = {
    base::CodeName{0x0800, "IPv4"},
    base::CodeName{0x0806, "ARP"},
    base::CodeName{0x22EB, "ERSPAN Type III"},
    base::CodeName{0x6558, "Transparent Ethernet Bridging"},
    base::CodeName{0x8100, "802.1Q VLAN"},
    base::CodeName{0x86DD, "IPv6"},
    base::CodeName{0x8847, "MPLS"},
    base::CodeName{0x8848, "MPLS (label assigned upstream)"},
    base::CodeName{0x8863, "PPPoE Discovery"},
    base::CodeName{0x8864, "PPPoE Session"},
    base::CodeName{0x888E, "802.1X"},
    base::CodeName{0x88A8, "802.1ad VLAN"},
    base::CodeName{0x88BE, "ERSPAN"},
    base::CodeName{0x88CC, "LLDP"},
};

/// Names of IP protocols (Protocol Numbers of IANA).
inline constexpr std::array kProtocols = {
    base::CodeName{0, "Hop-by-Hop Options"},
    base::CodeName{1, "ICMP"},
    base::CodeName{2, "IGMP"},
    base::CodeName{4, "IPv4"},
    base::CodeName{6, "TCP"},
    base::CodeName{17, "UDP"},
    base::CodeName{41, "IPv6"},
    base::CodeName{43, "Routing"},
    base::CodeName{44, "Fragment"},
    base::CodeName{47, "GRE"},
    base::CodeName{50, "ESP"},
    base::CodeName{51, "AH"},
    base::CodeName{58, "ICMPv6"},
    base::CodeName{59, "nothing"},
    base::CodeName{60, "Destination Options"},
    base::CodeName{89, "OSPF"},
    base::CodeName{132, "SCTP"},
    base::CodeName{137, "MPLS"},
};

} // namespace mqttscope::net
