// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/filter/literal.h"

#include "core/filter/letters.h"
#include "core/filter/nearest.h"
#include "core/session/fields.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <utility>

namespace mqttscope::filter {
namespace {

std::unexpected<NoValue> noValue(std::string cause, std::string better = {}) {
    return std::unexpected(NoValue{std::move(cause), std::move(better)});
}

/// Names of codes are compared without what people write differently: "granted QoS 1", granted_qos_1.
std::string plainName(std::string_view name) {
    std::string plain;
    for (const char c : name)
        if (isLetter(c) || isDigit(c) || static_cast<unsigned char>(c) >= 0x80) plain += lowered(c);
    return plain;
}

std::string quotedIfNeeded(std::string_view name) {
    return name.find(' ') == std::string_view::npos ? std::string(name) : fmt::format("\"{}\"", name);
}

Read<Constant> readCode(const std::string& text, const base::FieldInfo& info, std::string_view key) {
    if (const auto number = readNumber(text)) return Constant{.kind = Kind::Number, .number = *number};
    const auto plain = plainName(text);
    if (info.type == base::FieldType::Boolean) {
        for (const auto* name : {"true", "yes", "set"})
            if (plain == name) return Constant{.kind = Kind::Number, .number = 1};
        for (const auto* name : {"false", "no", "notset"})
            if (plain == name) return Constant{.kind = Kind::Number, .number = 0};
        return noValue(fmt::format("{} is true or false, not {}", key, text));
    }
    std::vector<std::string_view> names;
    for (const auto& name : info.names) {
        if (plainName(name.name) == plain)
            return Constant{.kind = Kind::Number, .number = static_cast<Quantity>(name.code)};
        names.push_back(name.name);
    }
    if (names.empty()) return noValue(fmt::format("{} is a number, not {}", key, text));
    const auto near = nearest(text, names);
    return noValue(fmt::format("{} is no value of {}", text, key), near.empty() ? "" : quotedIfNeeded(near));
}

Read<Constant> readAddress(const std::string& text, base::FieldType type, std::string_view key) {
    const bool v6 = type == base::FieldType::Ipv6;
    const int bits = v6 ? 128 : 32;
    const auto slash = std::min(text.find('/'), text.size());
    Constant constant{.kind = Kind::Address, .bytes = std::string(v6 ? 16 : 4, '\0')};
    const auto host = text.substr(0, slash);
    if (::inet_pton(v6 ? AF_INET6 : AF_INET, host.c_str(), constant.bytes.data()) != 1) {
        std::array<char, 16> other{};
        if (::inet_pton(v6 ? AF_INET : AF_INET6, host.c_str(), other.data()) == 1)
            return noValue(fmt::format("{} holds addresses of IPv{} only", key, v6 ? 6 : 4));
        return noValue(fmt::format("{} is no IPv{} address", text, v6 ? 6 : 4));
    }
    if (slash == text.size()) return constant;
    const auto length = std::string_view(text).substr(slash + 1);
    const auto [end, failure] = std::from_chars(length.data(), length.data() + length.size(), constant.prefix);
    if (failure != std::errc() || end != length.data() + length.size() || constant.prefix < 0 || constant.prefix > bits)
        return noValue(fmt::format("a prefix length is 0 to {}", bits));
    return constant;
}

Read<Constant> readOctets(const Part& literal, Kind kind) {
    if (literal.form == Form::Word) {
        auto bytes = readBytes(literal.text);
        if (bytes) return Constant{.kind = kind, .bytes = std::move(*bytes)};
        return noValue(fmt::format("{} is no sequence of bytes, such as 0a:0b:0c", literal.text),
                       fmt::format("\"{}\"", literal.text));
    }
    return Constant{.kind = kind, .bytes = literal.text};
}

std::string_view unsignedPart(std::string_view text, bool& negative) {
    negative = text.starts_with('-');
    if (negative || text.starts_with('+')) text.remove_prefix(1);
    return text;
}

std::optional<Quantity> readInteger(std::string_view digits, int base) {
    std::uint64_t value = 0;
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    if (failure != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return static_cast<Quantity>(value);
}

constexpr Quantity kSecond = 1'000'000'000;

/// Digits with a point, as many times as `factor` says: exact where the result is whole and has no more than 64 bits.
std::optional<Quantity> readDecimal(std::string_view text, Quantity factor) {
    bool negative = false;
    const auto digits = unsignedPart(text, negative);
    Quantity value = 0;
    Quantity scale = 1;
    bool point = false;
    bool any = false;
    for (const char c : digits) {
        if (c == '.' && !std::exchange(point, true)) continue;
        if (!isDigit(c) || digits.size() > 40) return std::nullopt;
        any = true;
        value = value * 10 + (c - '0');
        if (point) scale *= 10;
    }
    if (!any) return std::nullopt;
    if (negative) value = -value;
    return std::fmod(factor, scale) == 0 ? value * (factor / scale) : value * factor / scale;
}

/// Takes a number of at most `most` digits off the front.
std::optional<int> takeNumber(std::string_view& text, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < std::min(most, text.size()) && isDigit(text[count])) value = value * 10 + (text[count++] - '0');
    if (count == 0) return std::nullopt;
    text.remove_prefix(count);
    return value;
}

bool takeText(std::string_view& text, std::string_view what) {
    if (!text.starts_with(what)) return false;
    text.remove_prefix(what.size());
    return true;
}

/// 03:04, 03:04:05, 03:04:05.678; nothing at all is midnight.
bool takeTimeOfDay(std::string_view& text, std::tm& parts, Quantity& fraction) {
    if (text.empty()) return true;
    const auto hour = takeNumber(text, 2);
    if (!hour || !takeText(text, ":")) return false;
    const auto minute = takeNumber(text, 2);
    if (!minute) return false;
    int second = 0;
    if (takeText(text, ":")) {
        const auto read = takeNumber(text, 2);
        if (!read) return false;
        second = *read;
        if (text.starts_with('.')) {
            std::size_t count = 1;
            while (count < text.size() && isDigit(text[count])) ++count;
            const auto read2 = readDecimal(text.substr(0, count), kSecond);
            if (!read2) return false;
            fraction = *read2;
            text.remove_prefix(count);
        }
    }
    if (*hour > 23 || *minute > 59 || second > 60) return false;
    parts.tm_hour = *hour;
    parts.tm_min = *minute;
    parts.tm_sec = second;
    return true;
}

/// Z, UTC, +01:00; `minutes` east of Greenwich.
bool takeZone(std::string_view& text, std::optional<int>& minutes) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    if (text.empty()) return true;
    if (takeText(text, "Z") || takeText(text, "UTC")) {
        minutes = 0;
        return text.empty();
    }
    const bool west = text.starts_with('-');
    if (!west && !text.starts_with('+')) return false;
    text.remove_prefix(1);
    const auto hours = takeNumber(text, 2);
    takeText(text, ":");
    const auto rest = text.empty() ? 0 : takeNumber(text, 2);
    if (!hours || !rest || !text.empty() || *hours > 14 || *rest > 59) return false;
    minutes = (west ? -1 : 1) * (*hours * 60 + *rest);
    return true;
}

constexpr std::array<std::string_view, 12> kMonths{"jan", "feb", "mar", "apr", "may", "jun",
                                                   "jul", "aug", "sep", "oct", "nov", "dec"};

/// 2026-01-02, or Jan 2, 2026.
bool takeDate(std::string_view& text, std::tm& parts) {
    if (const auto year = takeNumber(text, 4)) {
        if (!takeText(text, "-")) return false;
        const auto month = takeNumber(text, 2);
        if (!month || !takeText(text, "-")) return false;
        const auto day = takeNumber(text, 2);
        if (!day) return false;
        parts.tm_year = *year - 1900;
        parts.tm_mon = *month - 1;
        parts.tm_mday = *day;
    } else {
        const auto month = std::ranges::find(kMonths, lowercase(text.substr(0, 3)));
        if (month == kMonths.end()) return false;
        text.remove_prefix(3);
        while (takeText(text, " ")) {
        }
        const auto day = takeNumber(text, 2);
        if (!day || !takeText(text, ",")) return false;
        while (takeText(text, " ")) {
        }
        const auto year4 = takeNumber(text, 4);
        if (!year4) return false;
        parts.tm_year = *year4 - 1900;
        parts.tm_mon = static_cast<int>(month - kMonths.begin());
        parts.tm_mday = *day;
    }
    if (!text.empty() && !takeText(text, "T") && !takeText(text, " ")) return false;
    return parts.tm_mon >= 0 && parts.tm_mon < 12 && parts.tm_mday >= 1 && parts.tm_mday <= 31;
}

} // namespace

std::optional<Quantity> readNumber(std::string_view text) {
    bool negative = false;
    const auto digits = unsignedPart(text, negative);
    std::optional<Quantity> value;
    if (digits.starts_with("0x") || digits.starts_with("0X")) {
        value = readInteger(digits.substr(2), 16);
    } else if (digits.starts_with("0b") || digits.starts_with("0B")) {
        value = readInteger(digits.substr(2), 2);
    } else if (digits.size() > 1 && digits.front() == '0' && readInteger(digits, 8)) {
        value = readInteger(digits, 8);
    } else if (value = readInteger(digits, 10); !value) {
        double real = 0;
        const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), real);
        const bool digit = !digits.empty() && (isDigit(digits.front()) || digits.front() == '.'); // no "inf"
        if (digit && failure == std::errc() && end == digits.data() + digits.size()) value = real;
    }
    if (value && negative) value = -*value;
    return value;
}

std::optional<Quantity> readDuration(std::string_view text, bool& unitless) {
    static constexpr std::array<std::pair<std::string_view, Quantity>, 10> kUnits{{{"ns", 1},
                                                                                   {"us", 1'000},
                                                                                   {"µs", 1'000},
                                                                                   {"ms", 1'000'000},
                                                                                   {"min", 60 * kSecond},
                                                                                   {"s", kSecond},
                                                                                   {"m", 60 * kSecond},
                                                                                   {"h", 3600 * kSecond},
                                                                                   {"d", 86'400 * kSecond},
                                                                                   {"", kSecond}}};
    for (const auto& [unit, factor] : kUnits) {
        if (!text.ends_with(unit)) continue;
        const auto number = readDecimal(text.substr(0, text.size() - unit.size()), factor);
        if (!number) continue;
        unitless = unit.empty();
        return number;
    }
    return std::nullopt;
}

std::optional<Quantity> readTime(std::string_view text) {
    if (const auto time = readDecimal(text, kSecond)) return time;
    std::tm parts{};
    Quantity fraction = 0;
    std::optional<int> zone;
    if (!takeDate(text, parts) || !takeTimeOfDay(text, parts, fraction) || !takeZone(text, zone)) return std::nullopt;
    parts.tm_isdst = -1;
    const auto seconds = zone ? ::timegm(&parts) - *zone * 60 : std::mktime(&parts);
    return static_cast<Quantity>(seconds) * kSecond + fraction;
}

std::optional<std::string> readBytes(std::string_view text) {
    if (text.size() == 1 && hexDigit(text[0])) return std::string(1, static_cast<char>(*hexDigit(text[0])));
    if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
    std::string bytes;
    std::optional<char> separator;
    while (!text.empty()) {
        const auto high = hexDigit(text[0]);
        const auto low = text.size() > 1 ? hexDigit(text[1]) : std::nullopt;
        if (!high || !low) return std::nullopt;
        bytes += static_cast<char>(*high << 4 | *low);
        text.remove_prefix(2);
        if (text.empty()) break;
        const bool separated = text.front() == ':' || text.front() == '-' || text.front() == '.';
        const char found = separated ? text.front() : '\0';
        if (separator.value_or(found) != found) return std::nullopt;
        separator = found;
        if (separated) text.remove_prefix(1);
        if (text.empty()) return std::nullopt;
    }
    if (bytes.empty()) return std::nullopt;
    return bytes;
}

Read<Constant> readLiteral(const Part& literal, Kind kind) {
    const auto& text = literal.text;
    switch (kind) {
    case Kind::Number:
        if (literal.form == Form::Character)
            return Constant{.kind = kind, .number = static_cast<Quantity>(static_cast<unsigned char>(text[0]))};
        if (const auto number = readNumber(text)) return Constant{.kind = kind, .number = *number};
        return noValue(fmt::format("{} is no number", text));
    case Kind::Text:
        return Constant{.kind = kind, .bytes = text};
    case Kind::Mac:
        if (auto bytes = readBytes(text); bytes && bytes->size() <= 6)
            return Constant{.kind = kind, .bytes = std::move(*bytes)};
        return noValue(fmt::format("{} is no MAC address", text));
    case Kind::Bytes:
        return readOctets(literal, kind);
    case Kind::Time:
        if (const auto time = readTime(text)) return Constant{.kind = kind, .number = *time};
        return noValue(fmt::format("{} is no time, such as \"2026-11-22 23:58:41\" or 2026-11-22T22:58:41Z", text));
    case Kind::Duration:
    case Kind::Address:
    case Kind::Truth:
    case Kind::Null:
    case Kind::Structure:
        break;
    }
    return noValue(fmt::format("{} cannot be compared here", text));
}

Read<Constant> readLiteral(const Part& literal, const session::KeyMeaning& meaning, std::string_view key,
                           bool& unitless) {
    const auto& info = *meaning.field;
    const auto kind = kindOf(meaning);
    switch (kind) {
    case Kind::Number:
        if (literal.form == Form::Character || meaning.length) return readLiteral(literal, kind);
        return readCode(literal.text, info, key);
    case Kind::Duration:
        if (const auto duration = readDuration(literal.text, unitless))
            return Constant{.kind = kind, .number = *duration};
        return noValue(fmt::format("{} is no duration, such as 250ms, 1.5s, 2min, 3h", literal.text));
    case Kind::Address:
        return readAddress(literal.text, info.type, key);
    case Kind::Text:
        // Rules are quoted as the standards do, too.
        if (info.id == session::id(session::SessionField::FindingRule) && literal.text.starts_with("MQTT-"))
            return Constant{.kind = kind, .bytes = literal.text.substr(5)};
        return readLiteral(literal, kind);
    case Kind::Bytes:
    case Kind::Mac:
    case Kind::Time:
    case Kind::Truth:
    case Kind::Null:
    case Kind::Structure:
        break;
    }
    return readLiteral(literal, kind);
}

Read<Constant> readJsonLiteral(const Part& literal) {
    const auto& text = literal.text;
    if (literal.form == Form::String) return Constant{.kind = Kind::Text, .bytes = text};
    if (text == "true" || text == "false") return Constant{.kind = Kind::Truth, .number = text == "true" ? 1.0L : 0.0L};
    if (text == "null") return Constant{.kind = Kind::Null};
    if (const auto number = readNumber(text)) return Constant{.kind = Kind::Number, .number = *number};
    return noValue(fmt::format("{} is no value of JSON; text stands in quotes", text), fmt::format("\"{}\"", text));
}

} // namespace mqttscope::filter
