// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/filter/value.h"

#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::filter {

/// Finds what a JSON pointer (RFC 6901) names in a document, by its tokens. A name that stands twice gives two values.
/// Nothing where the text is no JSON (RFC 8259), or is nested deeper than kDeepestJson. Strings are kept in `texts`.
void jsonValues(std::string_view document, std::span<const std::string> pointer, std::vector<Value>& values,
                std::deque<std::string>& texts);

inline constexpr std::size_t kDeepestJson = 512;

} // namespace mqttscope::filter
