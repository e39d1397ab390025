// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings.h"

#include "ui/views/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr int kMaxZoom = 12;

QString key(const char* name) {
    return QLatin1String(name);
}

} // namespace

namespace settings {

QStringList recentFiles() {
    auto paths = QSettings().value(key("recent")).toStringList();
    erase_if(paths, [](const QString& path) { return !QFileInfo::exists(path); });
    return paths;
}

void addRecentFile(const QString& path) {
    const auto absolute = QFileInfo(path).absoluteFilePath();
    auto paths = recentFiles();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    QSettings().setValue(key("recent"), QStringList(paths.first(std::min<qsizetype>(paths.size(), kMaxRecent))));
}

void clearRecentFiles() {
    QSettings().remove(key("recent"));
}

Appearance appearance() {
    const auto name = QSettings().value(key("appearance")).toString();
    if (name == key("light")) return Appearance::Light;
    return name == key("dark") ? Appearance::Dark : Appearance::System;
}

void setAppearance(Appearance appearance) {
    switch (appearance) {
    case Appearance::System:
        QSettings().remove(key("appearance"));
        break;
    case Appearance::Light:
        QSettings().setValue(key("appearance"), key("light"));
        break;
    case Appearance::Dark:
        QSettings().setValue(key("appearance"), key("dark"));
        break;
    }
}

int zoom() {
    return std::clamp(QSettings().value(key("zoom")).toInt(), -kMaxZoom, kMaxZoom);
}

void setZoom(int steps) {
    QSettings().setValue(key("zoom"), std::clamp(steps, -kMaxZoom, kMaxZoom));
}

bool detection() {
    return QSettings().value(key("detection"), true).toBool();
}

void setDetection(bool on) {
    QSettings().setValue(key("detection"), on);
}

QByteArray state(const QString& name) {
    return QSettings().value(key("state/") + name).toByteArray();
}

void setState(const QString& name, const QByteArray& state) {
    QSettings().setValue(key("state/") + name, state);
}

QString directory() {
    return QSettings().value(key("directory")).toString();
}

void setDirectory(const QString& directory) {
    QSettings().setValue(key("directory"), directory);
}

} // namespace settings

void applyAppearance(Appearance appearance) {
    switch (appearance) {
    case Appearance::System:
        QApplication::setPalette(QPalette()); // back to the system's
        QApplication::setPalette(readablePalette(QApplication::palette()));
        break;
    case Appearance::Light:
        QApplication::setPalette(lightPalette());
        break;
    case Appearance::Dark:
        QApplication::setPalette(darkPalette());
        break;
    }
}

} // namespace mqttscope::ui
