// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/format/time.h"
#include "ui/models/colouring_rule.h"
#include "ui/models/port_texts.h"
#include "ui/models/saved_filter.h"

#include <QByteArray>
#include <QStringList>
#include <QVariant>

namespace mqttscope::ui {

/// Light, dark, or as the system says.
enum class Appearance : std::uint8_t { System, Light, Dark };

/// What is remembered from one run to the next (QSettings).
namespace settings {

inline constexpr int kMaxRecent = 12;
inline constexpr int kMaxZoom = 12;

/// Captures opened last, newest first; some may be gone.
[[nodiscard]] QStringList recentFiles();
void addRecentFile(const QString& path);
void removeRecentFile(const QString& path);
void clearRecentFiles();

/// Filters applied last, newest first.
[[nodiscard]] QStringList recentFilters();
void addRecentFilter(const QString& filter);
void clearRecentFilters();

/// Filters with names, in the order of their buttons.
[[nodiscard]] SavedFilters savedFilters();
void setSavedFilters(const SavedFilters& filters);

/// Colouring rules of all captures.
[[nodiscard]] ColouringRules colouringRules();
void setColouringRules(const ColouringRules& rules);

[[nodiscard]] Appearance appearance();
void setAppearance(Appearance appearance);

/// Steps of the zoom, 0 = the system's font size.
[[nodiscard]] int zoom();
void setZoom(int steps);

/// How times of rows are written.
[[nodiscard]] format::TimeFormat timeFormat();
void setTimeFormat(format::TimeFormat format);
/// Digits of the second, 0 to 9.
[[nodiscard]] int timeDigits();
void setTimeDigits(int digits);

/// Whether MQTT is looked for on every port.
[[nodiscard]] bool detection();
void setDetection(bool on);

/// What ports carry in every capture, as their user wrote it.
[[nodiscard]] PortTexts ports();
void setPorts(const PortTexts& ports);
/// readPorts(ports()); port 1883 alone where that fails.
[[nodiscard]] engine::PortSet portSet();

/// Whether passwords are masked when the window opens.
[[nodiscard]] bool secretsMasked();
void setSecretsMasked(bool masked);

/// Sizes and places of windows, splitters and columns, by name.
[[nodiscard]] QByteArray state(const QString& name);
void setState(const QString& name, const QByteArray& state);

/// What was captured with last, by name.
[[nodiscard]] QVariant captureWish(const QString& name);
void setCaptureWish(const QString& name, const QVariant& value);

/// Where the file dialog was last.
[[nodiscard]] QString directory();
void setDirectory(const QString& directory);

} // namespace settings

/// Gives the application its palette: the system's made readable, or ours.
void applyAppearance(Appearance appearance);

} // namespace mqttscope::ui
