// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_record.h"

#include <span>
#include <string>

namespace mqttscope::exporter {

/// Rows of one connection as a sequence diagram in SVG: client and server as two lines, time downward, equal packets in
/// a row folded to one arrow. `any` is a record of the same capture.
void appendLadder(const PacketRecord& any, std::span<const base::RowId> rows, std::string& out);

} // namespace mqttscope::exporter
