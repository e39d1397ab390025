// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/check.h"
#include "core/mqtt/rule_map.h"

#include <fmt/format.h>

#include <algorithm>

namespace mqttscope::mqtt {

std::span<const base::Rule> rules() {
    return kRules;
}

const base::Rule* findRule(base::RuleId id) {
    const auto* const row = std::ranges::lower_bound(kRules, id, {}, &base::Rule::id);
    return row != kRules.end() && row->id == id ? &*row : nullptr;
}

std::string_view ruleNumber(const base::Rule& rule, Version version) {
    switch (version) {
    case Version::V31:
        return rule.id311.empty() ? std::string_view() : "3.1";
    case Version::V311:
        return rule.id311.substr(0, rule.id311.find(','));
    case Version::V5:
        return rule.id5.substr(0, rule.id5.find(','));
    case Version::Unknown:
        break;
    }
    return {};
}

std::string_view ruleNumber(const base::Rule& rule, Version version, PacketType type, base::FieldId field) {
    const auto ofProperty =
        version == Version::V5 && std::ranges::find(kPropertyRules, rule.id) != kPropertyRules.end();
    const auto origin = ofProperty && field.valid() ? propertyOrigin(field) : PropertyOrigin{};
    if (!origin.valid()) return ruleNumber(rule, version);
    const auto section = kProperties[origin.row].places.section(origin.inWill ? kWill : type);
    return section.substr(section.find("§"));
}

std::string describe(const Breach& breach) {
    const auto* row = findRule(breach.rule);
    if (row == nullptr) return {};
    const auto label = breach.field.valid() ? fieldOf(breach.field).label : std::string_view("A field");
    return fmt::format(fmt::runtime(row->text), label);
}

} // namespace mqttscope::mqtt
