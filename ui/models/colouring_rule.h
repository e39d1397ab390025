// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>

#include <array>
#include <cstdint>
#include <optional>

namespace mqttscope::ui {

/// The backgrounds that a rule may give; what they look like is the theme's business.
enum class Tint : std::uint8_t { Red, Orange, Yellow, Green, Blue, Violet, Grey };

inline constexpr std::array kTints{Tint::Red,  Tint::Orange, Tint::Yellow, Tint::Green,
                                   Tint::Blue, Tint::Violet, Tint::Grey};

/// "red": what it is called in files; the same for ever.
[[nodiscard]] QString tintName(Tint tint);
[[nodiscard]] std::optional<Tint> tintOf(const QString& name);

/// Rows that a display filter accepts have a background.
struct ColouringRule {
    QString name{};
    QString filter{}; ///< as written; one that is wrong colours nothing
    Tint tint = Tint::Yellow;
    bool on = true;
    bool everywhere = false; ///< of all captures, not only of the one that is open

    bool operator==(const ColouringRule&) const = default;
};

/// The first that accepts a row gives its background.
using ColouringRules = QList<ColouringRule>;

/// Those of one capture, or those of all.
[[nodiscard]] ColouringRules rulesOf(const ColouringRules& rules, bool everywhere);

} // namespace mqttscope::ui
