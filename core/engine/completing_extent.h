// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/packet_bytes.h"

namespace mqttscope::engine {

/// The extent that leads to the frame which completed a packet, or in which an event happened.
[[nodiscard]] base::ExtentId completingExtent(const store::Snapshot& snapshot, const PacketBytes& packet);

} // namespace mqttscope::engine
