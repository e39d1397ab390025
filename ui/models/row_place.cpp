// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/row_place.h"

#include "ui/models/text.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

namespace mqttscope::ui {

namespace {

constexpr std::int64_t kNanosecondsPerDay = 86'400 * base::kNanosecondsPerSecond;

QString tr(const char* text) {
    return QCoreApplication::translate("RowPlace", text);
}

std::optional<RowPlace> readTimeOfDay(const QString& text) {
    static const QRegularExpression kPattern(QStringLiteral(R"(^(\d{1,2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?$)"));
    const auto match = kPattern.match(text);
    if (!match.hasMatch()) return std::nullopt;
    const auto hours = match.captured(1).toInt();
    const auto minutes = match.captured(2).toInt();
    const auto seconds = match.captured(3).toInt();
    if (hours > 23 || minutes > 59 || seconds > 59) return std::nullopt;
    const auto fraction = match.captured(4).isEmpty() ? QString() : match.captured(4).sliced(1);
    const auto nanoseconds = fraction.leftJustified(9, QLatin1Char('0')).toLongLong();
    return RowPlace{RowPlace::Kind::TimeOfDay,
                    (hours * 3'600LL + minutes * 60LL + seconds) * base::kNanosecondsPerSecond + nanoseconds};
}

std::optional<RowPlace> readDistance(const QString& text) {
    static const QRegularExpression kPattern(QStringLiteral(R"(^([+-])\s*(\d{1,12}(?:\.\d{1,9})?)\s*([a-zµ]*)$)"));
    const auto match = kPattern.match(text);
    if (!match.hasMatch()) return std::nullopt;
    const auto unit = match.captured(3);
    double nanoseconds = 0;
    if (unit.isEmpty() || unit == QStringLiteral("s")) nanoseconds = 1e9;
    if (unit == QStringLiteral("ms")) nanoseconds = 1e6;
    if (unit == QStringLiteral("us") || unit == QStringLiteral("µs")) nanoseconds = 1e3;
    if (unit == QStringLiteral("min") || unit == QStringLiteral("m")) nanoseconds = 60e9;
    if (unit == QStringLiteral("h")) nanoseconds = 3600e9;
    constexpr double kMost = 9e18;
    const auto value = match.captured(2).toDouble() * nanoseconds;
    if (nanoseconds == 0 || value > kMost) return std::nullopt;
    const auto distance = static_cast<std::int64_t>(std::llround(value));
    return RowPlace{RowPlace::Kind::Distance, match.captured(1) == QStringLiteral("-") ? -distance : distance};
}

/// Local midnight of the day in which the capture begins.
std::int64_t midnightBefore(base::Timestamp first) {
    const auto day = QDateTime::fromMSecsSinceEpoch(first.nanoseconds / 1'000'000).date().startOfDay();
    return day.toMSecsSinceEpoch() * 1'000'000;
}

std::expected<base::RowId, QString> rowAtTime(const store::Snapshot& snapshot, std::int64_t nanoseconds) {
    const auto times = snapshot.columns().times(snapshot.rows()).subspan(snapshot.firstRow());
    const auto earlier = [&](base::Timestamp time) { return time.nanoseconds < nanoseconds; };
    auto found = std::ranges::partition_point(times, earlier);
    // Times mostly rise. Where the clock was set back meanwhile they do not, and halving may end at either end.
    if (found == times.begin() || found == times.end()) {
        const auto passing = std::ranges::adjacent_find(
            times, [&](auto before, auto after) { return earlier(before) && !earlier(after); });
        if (passing != times.end()) found = std::next(passing);
    }
    if (found == times.end()) return std::unexpected(tr("The capture ends before that"));
    return base::RowId(snapshot.firstRow() + static_cast<std::uint32_t>(found - times.begin()));
}

/// The next row from `from` on, or back from it, that is so much later or earlier: near by, whatever the clock did
/// elsewhere.
std::expected<base::RowId, QString> rowAtDistance(const store::Snapshot& snapshot, base::RowId from,
                                                  std::int64_t distance) {
    const auto times = snapshot.columns().times(snapshot.rows()).subspan(snapshot.firstRow());
    const auto start = times.begin() + (from.value - snapshot.firstRow());
    std::int64_t wanted = 0;
    if (__builtin_add_overflow(start->nanoseconds, distance, &wanted)) // captures hold any time
        wanted = distance < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    const auto earlier = [&](base::Timestamp time) { return time.nanoseconds < wanted; };
    auto found = start;
    if (distance >= 0) {
        found = std::find_if_not(start, times.end(), earlier);
        if (found == times.end()) return std::unexpected(tr("The capture ends before that"));
    } else {
        while (found != times.begin() && !earlier(*std::prev(found))) --found;
    }
    return base::RowId(snapshot.firstRow() + static_cast<std::uint32_t>(found - times.begin()));
}

} // namespace

std::expected<RowPlace, QString> readPlace(const QString& text) {
    auto words = text.trimmed().toLower();
    if (const auto time = readTimeOfDay(words)) return *time;
    if (const auto distance = readDistance(words)) return *distance;
    const bool frame = words.startsWith(QStringLiteral("frame"));
    if (frame) words = words.sliced(5).trimmed();
    words.remove(QLatin1Char(',')).remove(QLatin1Char(' '));
    bool isNumber = false;
    const auto number = words.toLongLong(&isNumber);
    if (isNumber && number >= 1 && !words.startsWith(QLatin1Char('+')))
        return RowPlace{frame ? RowPlace::Kind::Frame : RowPlace::Kind::Number, number};
    return std::unexpected(tr("A number, frame N, a time such as 02:14:07, or a distance such as +5s, please"));
}

std::expected<base::RowId, QString> rowAt(const store::Snapshot& snapshot, const RowPlace& place, base::RowId current) {
    const auto rows = snapshot.rows();
    const base::RowId top(snapshot.firstRow());
    if (snapshot.rowCount() == 0) return std::unexpected(tr("There are no packets"));
    switch (place.kind) {
    case RowPlace::Kind::Number:
        if (place.value >= 1 && place.value <= top.value)
            return std::unexpected(tr("Packet %1 left with the oldest file: the first one now is %2")
                                       .arg(numberText(place.value), numberText(std::uint64_t{top.value} + 1)));
        if (place.value >= 1 && place.value <= rows) return base::RowId(static_cast<std::uint32_t>(place.value - 1));
        return std::unexpected(
            tr("There is no packet %1: the capture has %2").arg(numberText(place.value), numberText(rows)));
    case RowPlace::Kind::Frame: {
        const auto frames = snapshot.columns().frames(rows).subspan(top.value);
        // Frames are counted from 0 inside.
        const auto found = std::ranges::partition_point(
            frames, [&](auto frame) { return std::int64_t{frame.value} + 1 < place.value; });
        if (found == frames.end())
            return std::unexpected(tr("No packet came in frame %1 or later").arg(numberText(place.value)));
        return base::RowId(top.value + static_cast<std::uint32_t>(found - frames.begin()));
    }
    case RowPlace::Kind::TimeOfDay: {
        const auto first = snapshot.row(top).time;
        auto wanted = midnightBefore(first) + place.value;
        // A capture over midnight: what is earlier than its beginning is on the next day.
        if (wanted < first.nanoseconds - base::kNanosecondsPerSecond) wanted += kNanosecondsPerDay;
        auto row = rowAtTime(snapshot, wanted);
        if (!row && wanted - kNanosecondsPerDay < first.nanoseconds)
            row = rowAtTime(snapshot, wanted - kNanosecondsPerDay);
        return row;
    }
    case RowPlace::Kind::Distance: {
        return rowAtDistance(snapshot, snapshot.has(current) ? current : top, place.value);
    }
    }
    return std::unexpected(QString());
}

} // namespace mqttscope::ui
