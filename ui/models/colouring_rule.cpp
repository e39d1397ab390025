// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/colouring_rule.h"

#include <algorithm>
#include <iterator>

namespace mqttscope::ui {

QString tintName(Tint tint) {
    switch (tint) {
    case Tint::Red:
        return QStringLiteral("red");
    case Tint::Orange:
        return QStringLiteral("orange");
    case Tint::Yellow:
        return QStringLiteral("yellow");
    case Tint::Green:
        return QStringLiteral("green");
    case Tint::Blue:
        return QStringLiteral("blue");
    case Tint::Violet:
        return QStringLiteral("violet");
    case Tint::Grey:
        return QStringLiteral("grey");
    }
    return {};
}

std::optional<Tint> tintOf(const QString& name) {
    for (const auto tint : kTints)
        if (tintName(tint) == name) return tint;
    return std::nullopt;
}

ColouringRules rulesOf(const ColouringRules& rules, bool everywhere) {
    ColouringRules chosen;
    std::ranges::copy_if(rules, std::back_inserter(chosen),
                         [everywhere](const ColouringRule& rule) { return rule.everywhere == everywhere; });
    return chosen;
}

} // namespace mqttscope::ui
