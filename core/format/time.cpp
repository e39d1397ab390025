// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/time.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <ctime>
#include <utility>

namespace mqttscope::format {
namespace {

struct Split {
    std::int64_t seconds;
    std::int64_t nanoseconds; ///< 0 to 999,999,999, also before 1970
};

Split split(std::int64_t nanoseconds) {
    auto seconds = nanoseconds / base::kNanosecondsPerSecond;
    auto rest = nanoseconds % base::kNanosecondsPerSecond;
    if (rest < 0) {
        rest += base::kNanosecondsPerSecond;
        --seconds;
    }
    return {seconds, rest};
}

/// ".012068", or nothing for 0 digits. Cut, not rounded: a time stamp must not move into the next second.
std::string fraction(std::int64_t nanoseconds, int digits) {
    if (digits <= 0) return {};
    auto text = fmt::format(".{:09}", nanoseconds);
    text.resize(static_cast<std::size_t>(digits) + 1);
    return text;
}

std::string secondsText(std::int64_t nanoseconds, int digits) {
    if (nanoseconds < 0) {
        const auto positive = nanoseconds == INT64_MIN ? INT64_MAX : -nanoseconds;
        return "-" + secondsText(positive, digits);
    }
    const auto parts = split(nanoseconds);
    return std::to_string(parts.seconds) + fraction(parts.nanoseconds, digits);
}

std::tm local(std::time_t seconds) {
    std::tm time{};
    ::localtime_r(&seconds, &time);
    return time;
}

std::tm utc(std::time_t seconds) {
    std::tm time{};
    ::gmtime_r(&seconds, &time);
    return time;
}

std::string date(const std::tm& time) {
    return fmt::format("{:04}-{:02}-{:02}", time.tm_year + 1900, time.tm_mon + 1, time.tm_mday);
}

std::string clock(const std::tm& time) {
    return fmt::format("{:02}:{:02}:{:02}", time.tm_hour, time.tm_min, time.tm_sec);
}

} // namespace

std::string secondsText(std::int64_t nanoseconds) {
    return secondsText(nanoseconds, 9);
}

std::optional<TimeFormat> timeFormatFromLetters(std::string_view letters) {
    static constexpr std::array<std::pair<std::string_view, TimeFormat>, 8> kLetters{{
        {"a", TimeFormat::TimeOfDay},
        {"ad", TimeFormat::DateAndTime},
        {"u", TimeFormat::UtcTimeOfDay},
        {"ud", TimeFormat::UtcDateAndTime},
        {"e", TimeFormat::Epoch},
        {"r", TimeFormat::SinceFirst},
        {"d", TimeFormat::SincePrevious},
        {"dd", TimeFormat::SincePrevious},
    }};
    for (const auto& [known, format] : kLetters) {
        if (known == letters) return format;
    }
    return std::nullopt;
}

std::string timeText(base::Timestamp time, TimeFormat format, base::Timestamp reference, int digits) {
    const bool counts = format == TimeFormat::SinceFirst || format == TimeFormat::SincePrevious;
    if (!time.known() || (counts && !reference.known())) return std::string(kNoTime);
    const auto parts = split(time.nanoseconds);
    switch (format) {
    case TimeFormat::TimeOfDay:
        return clock(local(parts.seconds)) + fraction(parts.nanoseconds, digits);
    case TimeFormat::DateAndTime: {
        const auto at = local(parts.seconds);
        return date(at) + ' ' + clock(at) + fraction(parts.nanoseconds, digits);
    }
    case TimeFormat::UtcTimeOfDay:
        return clock(utc(parts.seconds)) + fraction(parts.nanoseconds, digits);
    case TimeFormat::UtcDateAndTime: {
        const auto at = utc(parts.seconds);
        return date(at) + ' ' + clock(at) + fraction(parts.nanoseconds, digits);
    }
    case TimeFormat::Epoch:
        return secondsText(time.nanoseconds, digits);
    case TimeFormat::SinceFirst:
    case TimeFormat::SincePrevious:
        return secondsText(time - reference, digits);
    }
    return {};
}

std::string isoText(base::Timestamp time) {
    if (!time.known()) return {};
    const auto parts = split(time.nanoseconds);
    // Every packet of an export has one: fmt and gmtime_r() take ten times as long.
    namespace chrono = std::chrono;
    const chrono::sys_seconds at{chrono::seconds(parts.seconds)};
    const auto day = chrono::floor<chrono::days>(at);
    const chrono::year_month_day date(day);
    const auto inDay = static_cast<std::uint64_t>((at - day).count());
    std::string text = "0000-00-00T00:00:00.000000000Z";
    const auto put = [&text](std::size_t end, std::size_t digits, std::uint64_t number) {
        for (; digits > 0; --digits, number /= 10) text[--end] = static_cast<char>('0' + number % 10);
    };
    put(4, 4, static_cast<std::uint64_t>(static_cast<int>(date.year()))); // 64 bits of nanoseconds: 1677 to 2262
    put(7, 2, static_cast<unsigned>(date.month()));
    put(10, 2, static_cast<unsigned>(date.day()));
    put(13, 2, inDay / 3600);
    put(16, 2, inDay / 60 % 60);
    put(19, 2, inDay % 60);
    put(29, 9, static_cast<std::uint64_t>(parts.nanoseconds));
    return text;
}

} // namespace mqttscope::format
