// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/settings.h"

#include "ui/views/theme.h"

#include <QApplication>
#include <QFileInfo>
#include <QSettings>

#include <algorithm>

namespace mqttscope::ui {

namespace {

QString key(const char* name) {
    return QLatin1String(name);
}

} // namespace

namespace settings {

QStringList recentFiles() {
    return QSettings().value(key("recent")).toStringList();
}

void addRecentFile(const QString& path) {
    const auto absolute = QFileInfo(path).absoluteFilePath();
    auto paths = recentFiles();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    QSettings().setValue(key("recent"), QStringList(paths.first(std::min<qsizetype>(paths.size(), kMaxRecent))));
}

void removeRecentFile(const QString& path) {
    auto paths = recentFiles();
    paths.removeAll(path);
    QSettings().setValue(key("recent"), paths);
}

void clearRecentFiles() {
    QSettings().remove(key("recent"));
}

QStringList recentFilters() {
    return QSettings().value(key("filters")).toStringList();
}

void addRecentFilter(const QString& filter) {
    if (filter.trimmed().isEmpty()) return;
    auto filters = recentFilters();
    filters.removeAll(filter);
    filters.prepend(filter);
    QSettings().setValue(key("filters"), QStringList(filters.first(std::min<qsizetype>(filters.size(), kMaxRecent))));
}

void clearRecentFilters() {
    QSettings().remove(key("filters"));
}

SavedFilters savedFilters() {
    SavedFilters filters;
    QSettings settings;
    const int count = settings.beginReadArray(key("savedFilters"));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        filters.append({settings.value(key("name")).toString(), settings.value(key("filter")).toString()});
    }
    settings.endArray();
    return filters;
}

void setSavedFilters(const SavedFilters& filters) {
    QSettings settings;
    settings.remove(key("savedFilters")); // a shorter array leaves nothing behind
    settings.beginWriteArray(key("savedFilters"), static_cast<int>(filters.size()));
    for (int i = 0; i < static_cast<int>(filters.size()); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(key("name"), filters[i].name);
        settings.setValue(key("filter"), filters[i].text);
    }
    settings.endArray();
}

ColouringRules colouringRules() {
    ColouringRules rules;
    QSettings settings;
    const int count = settings.beginReadArray(key("colouring"));
    for (int i = 0; i < count; ++i) {
        settings.setArrayIndex(i);
        const auto tint = tintOf(settings.value(key("tint")).toString());
        if (!tint) continue; // of a newer version
        rules.append({.name = settings.value(key("name")).toString(),
                      .filter = settings.value(key("filter")).toString(),
                      .tint = *tint,
                      .on = settings.value(key("on"), true).toBool(),
                      .everywhere = true});
    }
    settings.endArray();
    return rules;
}

void setColouringRules(const ColouringRules& rules) {
    QSettings settings;
    settings.remove(key("colouring"));
    settings.beginWriteArray(key("colouring"), static_cast<int>(rules.size()));
    for (int i = 0; i < static_cast<int>(rules.size()); ++i) {
        settings.setArrayIndex(i);
        settings.setValue(key("name"), rules[i].name);
        settings.setValue(key("filter"), rules[i].filter);
        settings.setValue(key("tint"), tintName(rules[i].tint));
        settings.setValue(key("on"), rules[i].on);
    }
    settings.endArray();
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

format::TimeFormat timeFormat() {
    // By their letters: numbers of enumerators may change.
    const auto letters = QSettings().value(key("timeFormat")).toString().toStdString();
    return format::timeFormatFromLetters(letters).value_or(format::TimeFormat::TimeOfDay);
}

void setTimeFormat(format::TimeFormat format) {
    for (const auto* letters : {"a", "ad", "u", "ud", "e", "r", "d"}) {
        if (format::timeFormatFromLetters(letters) == format) QSettings().setValue(key("timeFormat"), key(letters));
    }
}

int timeDigits() {
    return std::clamp(QSettings().value(key("timeDigits"), 3).toInt(), 0, 9);
}

void setTimeDigits(int digits) {
    QSettings().setValue(key("timeDigits"), digits);
}

bool detection() {
    return QSettings().value(key("detection"), true).toBool();
}

void setDetection(bool on) {
    QSettings().setValue(key("detection"), on);
}

PortTexts ports() {
    const QSettings stored;
    return {stored.value(key("ports/mqtt")).toString(), stored.value(key("ports/webSocket")).toString(),
            stored.value(key("ports/none")).toString()};
}

void setPorts(const PortTexts& ports) {
    QSettings stored;
    stored.setValue(key("ports/mqtt"), ports.mqtt);
    stored.setValue(key("ports/webSocket"), ports.webSocket);
    stored.setValue(key("ports/none"), ports.none);
}

engine::PortSet portSet() {
    return readPorts(ports()).value_or(engine::PortSet::standard());
}

bool secretsMasked() {
    return QSettings().value(key("maskSecrets"), true).toBool();
}

void setSecretsMasked(bool masked) {
    QSettings().setValue(key("maskSecrets"), masked);
}

QByteArray state(const QString& name) {
    return QSettings().value(key("state/") + name).toByteArray();
}

void setState(const QString& name, const QByteArray& state) {
    QSettings().setValue(key("state/") + name, state);
}

QVariant captureWish(const QString& name) {
    return QSettings().value(key("capture/") + name);
}

void setCaptureWish(const QString& name, const QVariant& value) {
    QSettings().setValue(key("capture/") + name, value);
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
