// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace mqttscope::format {

/// How a time is written; the letters are tshark's `-t`.
enum class TimeFormat : std::uint8_t {
    TimeOfDay,      ///< a: 23:58:41.012068, local
    DateAndTime,    ///< ad: 2026-11-22 23:58:41.012068, local
    UtcDateAndTime, ///< u: 2026-11-22 23:58:41.012068Z
    Epoch,          ///< e: 1795391921.012068
    SinceFirst,     ///< r: seconds since the first packet
    SincePrevious,  ///< d: seconds since the previous packet
};

[[nodiscard]] std::optional<TimeFormat> timeFormatFromLetters(std::string_view letters);

/// `reference` is the first or the previous packet's time where the format asks for one. `digits` of the second: 0
/// to 9.
[[nodiscard]] std::string timeText(base::Timestamp time, TimeFormat format, base::Timestamp reference, int digits = 6);

/// RFC 3339 in UTC with nanoseconds, for machines: "2026-11-22T23:58:41.012068000Z".
[[nodiscard]] std::string isoText(base::Timestamp time);

} // namespace mqttscope::format
