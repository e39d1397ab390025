// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field.h"
#include "core/mqtt/packet.h"

#include <bitset>
#include <cstdint>
#include <vector>

namespace mqttscope::filter {

/// A set of fields of the mqtt table.
using PacketFieldSet = std::bitset<256>;

/// One field that a packet has.
struct PacketValue {
    base::FieldId field{};
    std::uint64_t number = 0;
    base::ByteRange range{};   ///< of the field; of a group that grows with its parts, empty
    base::ByteRange content{}; ///< of texts and binaries
};

/// Decodes a packet and keeps the fields that are wanted, in packet order. Tells where the payload begins.
std::uint32_t decodePacket(base::ByteView head, std::uint32_t available, mqtt::Version version,
                           const PacketFieldSet& wanted, std::vector<PacketValue>& values);

/// The packet types, a bit each, of which a packet may hold one of the fields when it is decoded by a version. What it
/// leaves out holds none, so it need not be decoded.
[[nodiscard]] std::uint16_t typesWith(const PacketFieldSet& fields, mqtt::Version version);

} // namespace mqttscope::filter
