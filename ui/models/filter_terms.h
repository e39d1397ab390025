// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_details.h"
#include "ui/models/row_order.h"
#include "ui/models/value_tree.h"

#include <QString>

#include <string_view>

namespace mqttscope::ui {

/// How a condition joins the filter that is there.
enum class FilterJoin : std::uint8_t { Replace, ReplaceNot, And, Or, AndNot, OrNot };

/// The filter that comes of it; an empty one is replaced. Parentheses stand where they are needed.
[[nodiscard]] QString joinFilter(const QString& filter, FilterJoin join, const QString& condition);

/// A condition that the shown value of a field fulfils. A value that is masked is only asked to be there.
[[nodiscard]] QString nodeTerm(const PacketDetails& details, ByteSpace space, std::uint32_t node, bool secretsShown);

/// The same of the first field of a packet or its frame with one of these keys, separated by spaces; empty if it has
/// none.
[[nodiscard]] QString keyTerm(const PacketDetails& details, std::string_view keys, bool secretsShown);

/// A condition that the value in a column of the packet table fulfils (PacketTableModel::Column); empty if it has none.
[[nodiscard]] QString cellTerm(const store::Snapshot& snapshot, const PacketDetails& details, int column,
                               bool secretsShown);

/// A condition on a value of a payload in JSON: what it is where its text tells all of it, otherwise that it is there.
[[nodiscard]] QString jsonTerm(const ValueTree& tree, std::uint32_t node);

/// A condition that the packets of a row's exchange fulfil.
[[nodiscard]] QString exchangeTerm(base::RowId row);

/// Everything that narrows the table as one filter, for the command line; empty where nothing does.
[[nodiscard]] QString narrowingFilter(const Narrowing& narrowing);

} // namespace mqttscope::ui
