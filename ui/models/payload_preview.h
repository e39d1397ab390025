// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/packet_bytes.h"
#include "core/mqtt/summary.h"

#include <string>

namespace mqttscope::ui {

/// The beginning of a PUBLISH's payload as one short line: as text if it is text, otherwise as hex. Reads no more than
/// that. Empty for other packets.
[[nodiscard]] std::string payloadPreview(const engine::PacketBytes& packet, const mqtt::PacketSummary& summary);

} // namespace mqttscope::ui
