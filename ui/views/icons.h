// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QPalette>

namespace mqttscope::ui {

/// One of our line drawings (resources/icons), sharp at any size, drawn in the colour that text has where it stands.
[[nodiscard]] QIcon lineIcon(const QString& name, QPalette::ColorRole role = QPalette::ButtonText);
/// The same in a colour of its own.
[[nodiscard]] QIcon lineIcon(const QString& name, const QColor& color);

} // namespace mqttscope::ui
