// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <QString>

#include <utility>
#include <vector>

namespace mqttscope::ui {

/// What may stand at a place of a display filter.
struct FilterSuggestions {
    int from = 0; ///< the characters that a suggestion replaces
    int length = 0;
    std::vector<std::pair<QString, QString>> words{}; ///< as the language writes it, and what it means
};

/// The most suggestions at a time.
inline constexpr std::size_t kMostSuggestions = 60;

/// Fields and functions, operators behind a field, and values behind an operator: names of codes, and of the capture
/// its client identifiers and latest topics. Takes about a millisecond, however large the capture is.
[[nodiscard]] FilterSuggestions suggestForFilter(const QString& text, int cursor, const store::Snapshot& snapshot);

} // namespace mqttscope::ui
