// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field_tree.h"
#include "core/engine/inspection.h"

#include <vector>

namespace mqttscope::ui {

/// The ranges of a packet's secret fields (passwords, authentication data), in the packet.
[[nodiscard]] std::vector<base::ByteRange> packetSecrets(const base::FieldTree& packetFields);

/// What must be masked in a frame, in the frame: the secret fields of every packet that lies in it, and payload that
/// belongs to no packet we can decode, because a retransmission or a fragment may hold anything. `row` is a row of that
/// frame.
[[nodiscard]] std::vector<base::ByteRange> frameSecrets(const engine::Inspection& inspection,
                                                        const store::Snapshot& snapshot, base::RowId row,
                                                        const engine::FrameBytes& frame,
                                                        const base::FieldTree& frameFields);

} // namespace mqttscope::ui
