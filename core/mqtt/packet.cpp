// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/packet.h"

#include "core/mqtt/codes.h"

namespace mqttscope::mqtt {

std::string_view name(PacketType type) {
    return kPacketTypeNames[static_cast<std::size_t>(type)].name;
}

std::string_view name(Version version) {
    switch (version) {
    case Version::V31:
        return "3.1";
    case Version::V311:
        return "3.1.1";
    case Version::V5:
        return "5.0";
    case Version::Unknown:
        break;
    }
    return "unknown";
}

} // namespace mqttscope::mqtt
