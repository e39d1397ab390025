// SPDX-License-Identifier: GPL-3.0-or-later
// Refuses to compile rules that contradict themselves, or that nothing can break.
#include "core/mqtt/check.h"
#include "core/mqtt/rule_map.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace mqttscope::mqtt {
namespace {

consteval void require(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

/// The rules of one packet that traffic can break. 15, 32 and other missing numbers need more than one packet.
constexpr auto kExpected = std::to_array<std::uint16_t>(
    {1,   2,   3,   4,   5,   6,   7,   8,   9,   10,  11,  12,  13,  14,  16,  17,  18,  19,  20,  21,  22,
     23,  24,  25,  26,  27,  28,  29,  30,  31,  34,  35,  36,  37,  38,  39,  40,  41,  42,  43,  44,  45,
     46,  47,  48,  49,  50,  53,  54,  62,  65,  67,  93,  94,  95,  96,  97,  98,  99,  105, 106, 107, 130,
     131, 132, 133, 134, 135, 136, 137, 139, 140, 141, 142, 151, 152, 159, 160, 161, 162, 197});

consteval bool hasRule(std::uint16_t number) {
    return std::ranges::any_of(kRules, [&](const base::Rule& row) { return row.id.value == number; });
}

/// "3.1.0-2, 4.7.1-1" or "§2.2.2.2": no characters but these, no empty number.
consteval bool areNumbers(std::string_view text) {
    while (!text.empty()) {
        const auto end = std::min(text.find(", "), text.size());
        auto number = text.substr(0, end);
        if (number.starts_with("§")) number.remove_prefix(std::string_view("§").size());
        if (number.empty() || number.find_first_not_of("0123456789.-") != std::string_view::npos) return false;
        text.remove_prefix(std::min(end + 2, text.size()));
    }
    return true;
}

consteval bool rulesAgree() {
    for (std::size_t i = 0; i < kRules.size(); ++i) {
        const auto& row = kRules[i];
        const auto own = row.id.value >= kFirstOwn;
        require(i == 0 || kRules[i - 1].id < row.id, "numbers must be unique and in order");
        require(row.id.valid() && (row.id.value < base::kOwnRules || own), "a number");
        require(row.severity <= Severity::Error, "a severity that is none");
        require(areNumbers(row.id311) && areNumbers(row.id5), "a number of a standard that is none");
        require(own == !row.name.empty(), "rules of ours have a name, others have none");
        require(own == (row.id311.empty() && row.id5.empty()), "a rule that no version has");
        require(!row.text.empty() && !row.text.ends_with('.'), "a text is one sentence without its full stop");
        const auto open = row.text.find('{');
        require(open == std::string_view::npos || row.text.substr(open, 2) == "{}", "the label of the field is {}");
    }
    for (const auto number : kExpected) require(hasRule(number), "a rule is missing");
    const auto standards =
        std::ranges::count_if(kRules, [](const base::Rule& row) { return row.id.value < kFirstVariant; });
    require(standards == static_cast<std::ptrdiff_t>(kExpected.size()), "a rule that is not expected");
    require(hasRule(kMoreBreaches.value), "what bounds the breaches of a packet");
    return true;
}

/// Each problem that is a fault of the sender breaks a rule, whatever the field.
consteval bool problemsAgree() {
    for (auto number = 0U; number <= static_cast<unsigned>(Problem::BrokenRule); ++number) {
        const auto problem = static_cast<Problem>(number);
        const auto general = ruleOf({.problem = problem, .range = {0, 1}}, PacketType::Publish).valid();
        const auto byItself = problem == Problem::NotCaptured || problem == Problem::NotUtf8 ||
                              problem == Problem::WrongSender || problem == Problem::BrokenRule;
        require(general != byItself, "a problem without a rule");
    }
    return true;
}

/// Numbers that only some values are legal for, and values that only one side may send, have rules that say so.
consteval bool propertiesHaveRules() {
    for (std::size_t i = 0; i < kProperties.size(); ++i) {
        const auto& row = kProperties[i];
        const auto field = propertyFields(i, PacketType::Publish).value;
        if (row.smallest != 0 || row.largest == 1) {
            const auto broken = ruleOf({.problem = Problem::ValueNotAllowed, .range = {0, 1}, .field = field}, {});
            require((row.largest == 1) == (broken == rule(22)), "only of 0 and 1 the rule says so");
        }
        if (!row.serverOnly.empty() || !row.clientOnly.empty())
            require(ruleOf({.problem = Problem::WrongSender, .field = field}, {}).valid(), "a sender without a rule");
        require((row.serverOnly.bits & ~row.places.packets().bits) == 0 &&
                    (row.clientOnly.bits & ~row.places.packets().bits) == 0,
                "a sender of a property that may not stand there");
    }
    return true;
}

consteval bool codesAgree() {
    for (const auto& row : kCodeRules) require(!fieldOf(row.field).names.empty(), "a code that has no legal values");
    for (const auto& info : kPacketFields)
        if (info.key.ends_with(".reason_code") || info.key.ends_with(".return_code"))
            require(std::ranges::count(kCodeRules, fieldId(info.key), &CodeRule::field) == 1, "a code without a rule");
    for (const auto& reason : detail::kReasons)
        require(((reason.serverOnly.bits | reason.clientOnly.bits) & ~reason.packets.bits) == 0 &&
                    (reason.serverOnly.bits & reason.clientOnly.bits) == 0,
                "a sender of a code that may not stand there");
    return true;
}

consteval bool textsAgree() {
    for (const auto& row : kTextRules) {
        require(fieldOf(row.field).type == base::FieldType::Text, "only texts have rules of texts");
        require(std::ranges::count(kTextRules, row.field, &TextRule::field) == 1, "a text with two rules");
        require((row.kind == TextKind::TopicName) == row.wildcard.valid(), "topic names have no wildcards");
    }
    return true;
}

static_assert(rulesAgree());
static_assert(problemsAgree());
static_assert(propertiesHaveRules());
static_assert(codesAgree());
static_assert(textsAgree());

} // namespace
} // namespace mqttscope::mqtt
