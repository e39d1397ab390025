// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mqttscope::filter {

/// Bytes as a string of the language, quotes included. Whatever they are, they are read back the same.
[[nodiscard]] std::string quoted(std::string_view bytes);

/// A value of a field as the language writes it: `1`, `PUBLISH`, `"plant/1"`, `10.0.0.1`, `de:ad:be:ef`. `number` is
/// that of numbers, flags and times, `content` the bytes of the rest. Empty for groups, which have no value.
[[nodiscard]] std::string literalText(const base::FieldInfo& field, std::uint64_t number, std::string_view content);

/// A condition that holds where a field has this value: `mqtt.qos == 1`; of a group, that it is there. Long values are
/// compared by their length and their beginning.
[[nodiscard]] std::string term(const base::FieldInfo& field, std::uint64_t number, std::string_view content);

} // namespace mqttscope::filter
