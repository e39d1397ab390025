// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/check_text.h"

#include "core/mqtt/plain_text.h"
#include "core/mqtt/utf8_check.h"

#include <utf8.h>

#include <algorithm>
#include <array>

namespace mqttscope::mqtt {
namespace {

using base::ByteRange;

constexpr bool isControl(std::uint32_t character) {
    return character < 0x20 || (character >= 0x7F && character <= 0x9F);
}

/// Unicode 15.0 §23.7.
constexpr bool isNonCharacter(std::uint32_t character) {
    return (character >= 0xFDD0 && character <= 0xFDEF) || (character & 0xFFFEU) == 0xFFFE;
}

ByteRange one(std::size_t at) {
    return {static_cast<std::uint32_t>(at), 1};
}

void keepFirst(ByteRange& kept, ByteRange found) {
    if (kept.size == 0) kept = found;
}

/// # is the last character, alone or after a / (MQTT-4.7.1-1); + fills a level (MQTT-4.7.1-2).
void findMisplaced(std::string_view filter, std::size_t begin, FilterFaults& faults) {
    for (auto i = begin; i < filter.size(); ++i) {
        const auto first = i == begin || filter[i - 1] == '/';
        const auto last = i + 1 == filter.size();
        if (filter[i] == '#' && !(first && last)) keepFirst(faults.hash, one(i));
        if (filter[i] == '+' && !(first && (last || filter[i + 1] == '/'))) keepFirst(faults.plus, one(i));
    }
}

/// $share/{ShareName}/{filter}; where the filter begins, or the end where there is none.
std::size_t checkShare(std::string_view filter, FilterFaults& faults) {
    constexpr base::RuleId kNameEmpty{161};
    constexpr base::RuleId kNoFilter{162};
    constexpr base::RuleId kWildcardInName{312};
    const auto begin = kSharePrefix.size();
    const auto slash = filter.find('/', begin);
    const auto end = std::min(slash, filter.size());
    const auto wildcard = filter.substr(0, end).find_first_of("+#", begin);
    if (end == begin) {
        faults.share = {0, static_cast<std::uint32_t>(begin)};
        faults.shareRule = kNameEmpty;
    } else if (wildcard != std::string_view::npos) {
        faults.share = one(wildcard);
        faults.shareRule = kWildcardInName;
    } else if (end + 1 >= filter.size()) {
        faults.share = {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(filter.size() - begin)};
        faults.shareRule = kNoFilter;
    }
    return std::min(end + 1, filter.size());
}

/// Topics that products take messages of clients on: not the standard's, but no mistake of the client either.
constexpr auto kVendorTopics = std::to_array<std::string_view>(
    {"$share/", "$queue/", "$exclusive/", "$delayed/", "$aws/", "$iothub/", "$dps/", "$CONTROL/"});

} // namespace

TextFaults findTextFaults(base::ByteView text) {
    TextFaults faults;
    if (isPlainText(base::asText(text))) return faults;
    faults.notUtf8 = findNotUtf8(text);
    const auto end = faults.notUtf8.size != 0 ? text.begin() + faults.notUtf8.offset : text.end();
    for (auto at = text.begin(); at != end;) {
        const auto begin = at;
        const std::uint32_t character = utf8::unchecked::next(at);
        const ByteRange range{static_cast<std::uint32_t>(begin - text.begin()), static_cast<std::uint32_t>(at - begin)};
        if (character == 0) {
            keepFirst(faults.zero, range);
        } else if (isControl(character) || isNonCharacter(character)) {
            keepFirst(faults.control, range);
        } else if (character == 0xFEFF) {
            keepFirst(faults.mark, range);
        }
    }
    return faults;
}

ByteRange findWildcard(std::string_view topic) {
    const auto at = topic.find_first_of("+#");
    return at == std::string_view::npos ? ByteRange{} : one(at);
}

FilterFaults findFilterFaults(std::string_view filter, bool sharing) {
    FilterFaults faults;
    const auto begin = sharing && filter.starts_with(kSharePrefix) ? checkShare(filter, faults) : 0;
    findMisplaced(filter, begin, faults);
    return faults;
}

DollarTopic dollarTopic(std::string_view topic) {
    if (!topic.starts_with('$')) return DollarTopic::No;
    const auto vendor = std::ranges::any_of(kVendorTopics, [&](auto prefix) { return topic.starts_with(prefix); });
    return vendor ? DollarTopic::Vendor : DollarTopic::Server;
}

} // namespace mqttscope::mqtt
