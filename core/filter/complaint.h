// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"

#include <expected>
#include <string>

namespace mqttscope::filter {

/// Something about the text of a filter, at its place there: why it is wrong, or why it may not mean what was meant.
struct Complaint {
    base::ByteRange range{}; ///< bytes of the text; empty at the end where something is missing
    std::string cause{};     ///< "there is no field mqtt.topci", without a full stop
    std::string better{};    ///< what may be written in place of `range`; empty where nothing comes to mind
};

template <class T>
using Checked = std::expected<T, Complaint>;

/// The text and a caret under the place of a complaint, two lines for a terminal: control characters become spaces,
/// and of a long text the part around the place is shown.
[[nodiscard]] std::string pointAt(std::string_view text, const Complaint& complaint);

} // namespace mqttscope::filter
