// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QString>

namespace mqttscope::ui {

/// A finding in one line, with the number of its rule in the version of its connection: "3.3.1-2: …".
[[nodiscard]] QString findingText(const store::Snapshot& snapshot, const store::Finding& finding);

/// The rule of a finding as it is called where there is room for few words: "3.3.1-2", "capture.gap".
[[nodiscard]] QString ruleText(const store::Snapshot& snapshot, const store::Finding& finding);

/// What was found about a row, a line each, first things first.
[[nodiscard]] QString findingTexts(const store::Snapshot& snapshot, base::RowId row);

} // namespace mqttscope::ui
