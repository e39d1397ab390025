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
    UtcTimeOfDay,   ///< u: 22:58:41.012068
    UtcDateAndTime, ///< ud: 2026-11-22 22:58:41.012068
    Epoch,          ///< e: 1795391921.012068
    SinceFirst,     ///< r: seconds since the first frame of the capture
    SincePrevious,  ///< d, dd: seconds since the previous packet
};

[[nodiscard]] std::optional<TimeFormat> timeFormatFromLetters(std::string_view letters);

/// What stands for a time that the capture does not tell.
inline constexpr std::string_view kNoTime = "—";

/// `reference` is the first frame's or the previous packet's time where the format asks for one. `digits` of the
/// second: 0 to 9. A time that is not known, or is counted from one that is not, is kNoTime.
[[nodiscard]] std::string timeText(base::Timestamp time, TimeFormat format, base::Timestamp reference, int digits = 6);

/// Seconds with nine digits behind the point, as tshark's fields have them: "0.012068000".
[[nodiscard]] std::string secondsText(std::int64_t nanoseconds);

/// RFC 3339 in UTC with nanoseconds, for machines: "2026-11-22T23:58:41.012068000Z"; empty where it is not known.
[[nodiscard]] std::string isoText(base::Timestamp time);

} // namespace mqttscope::format
