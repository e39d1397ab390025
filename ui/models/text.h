// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/text.h"

#include <QString>

#include <concepts>
#include <string_view>

namespace mqttscope::ui {

/// Text of the core, which is UTF-8, for Qt.
[[nodiscard]] inline QString toText(std::string_view utf8) {
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// "1,234,567", as everywhere else in the program.
[[nodiscard]] QString numberText(std::integral auto number) {
    return toText(format::numberText(static_cast<std::uint64_t>(number)));
}

/// A tool tip that shows its text as it is. Qt takes text that looks like markup for markup, and captured text may look
/// like anything.
[[nodiscard]] inline QString plainToolTip(const QString& text) {
    if (text.isEmpty()) return {};
    return QStringLiteral("<qt>") + text.toHtmlEscaped().replace(QLatin1Char('\n'), QStringLiteral("<br/>")) +
           QStringLiteral("</qt>");
}

} // namespace mqttscope::ui
