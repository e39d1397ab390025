// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/recognise.h"

#include "core/mqtt/packet.h"
#include "core/mqtt/variable_byte_integer.h"

#include <algorithm>
#include <string_view>

namespace mqttscope::mqtt {

StreamStart streamStart(base::ByteView bytes) {
    static constexpr std::string_view kNames[] = {{"\0\4MQTT", 6}, {"\0\6MQIsdp", 8}};
    if (bytes.empty()) return StreamStart::NeedMore;
    if (packetType(bytes[0]) != PacketType::Connect) return StreamStart::No;
    const auto remaining = readVariableByteInteger(bytes.subspan(1));
    if (remaining.state == VariableByteInteger::State::TooLong) return StreamStart::No;
    if (!remaining.whole()) return StreamStart::NeedMore;
    const auto there = base::asText(bytes.subspan(1 + remaining.size));
    for (const auto name : kNames) {
        const auto size = std::min(name.size(), there.size());
        if (there.substr(0, size) == name.substr(0, size))
            return size == name.size() ? StreamStart::Connect : StreamStart::NeedMore;
    }
    return StreamStart::No;
}

} // namespace mqttscope::mqtt
