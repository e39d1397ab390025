// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/exporter/packet_record.h"
#include "core/format/text.h"
#include "core/session/catalogue.h"

#include <string>
#include <vector>

namespace mqttscope::exporter {

/// A key as it was given, and what it means.
struct KeyColumn {
    std::string key;
    std::vector<session::KeyMeaning> meanings; ///< never empty; all of one table
};

/// Whom values are written for.
enum class ValueStyle : std::uint8_t {
    Machine, ///< numbers, bytes as hex, flags as 1 and 0 (`-T fields`)
    People,  ///< names of codes, units, control characters made visible
};

struct ValueOptions {
    ValueStyle style = ValueStyle::Machine;
    format::TextOptions text{};
};

/// Whether it tells of what belongs to a packet.
[[nodiscard]] bool isOfExchanges(const KeyColumn& column);

/// The values of one key in one row, in packet order. None where the row does not have the field.
[[nodiscard]] std::vector<std::string> keyValues(const PacketRecord& record, const KeyColumn& column,
                                                 const ValueOptions& options);

} // namespace mqttscope::exporter
