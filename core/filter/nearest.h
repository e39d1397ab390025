// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <string_view>

namespace mqttscope::filter {

/// The candidate that is spelt most like a word, in any case of letters; empty if none is near.
[[nodiscard]] std::string_view nearest(std::string_view word, std::span<const std::string_view> candidates);

/// The key of a field that was probably meant: a misspelt one, or one that ends like the word (qos: mqtt.qos).
[[nodiscard]] std::string_view nearestField(std::string_view word);

/// The key whose end a word is, or nearly is (retian: mqtt.retain); empty if it may well be a word to search for.
[[nodiscard]] std::string_view fieldEndingLike(std::string_view word);

} // namespace mqttscope::filter
