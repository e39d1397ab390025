// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/theme.h"

#include <QFontDatabase>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace mqttscope::ui {

namespace {

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) + 0.0722 * linear(color.blueF());
}

QColor withLightness(const QColor& color, double lightness) {
    float hue = 0;
    float saturation = 0;
    float before = 0;
    color.getHslF(&hue, &saturation, &before);
    return QColor::fromHslF(std::max(hue, 0.0F), saturation, static_cast<float>(std::clamp(lightness, 0.0, 1.0)));
}

QPalette palette(const char* window, const char* base, const char* alternate, const char* text, const char* button,
                 const char* highlight, const char* link) {
    const auto color = [](const char* name) { return QColor(QLatin1String(name)); };
    QPalette made(color(button), color(window));
    made.setColor(QPalette::Window, color(window));
    made.setColor(QPalette::Base, color(base));
    made.setColor(QPalette::AlternateBase, color(alternate));
    made.setColor(QPalette::Button, color(button));
    made.setColor(QPalette::ToolTipBase, color(alternate));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        made.setColor(role, color(text));
    made.setColor(QPalette::Highlight, color(highlight));
    made.setColor(QPalette::HighlightedText, Qt::white);
    made.setColor(QPalette::Link, color(link));
    const auto disabled = blend(color(window), color(text), 0.45);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        made.setColor(QPalette::Disabled, role, disabled);
    made.setColor(QPalette::PlaceholderText, readableOn(disabled, color(base)));
    return made;
}

} // namespace

double contrast(const QColor& one, const QColor& other) {
    const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
    return (light + 0.05) / (dark + 0.05);
}

QColor readableOn(const QColor& wanted, const QColor& background, double ratio) {
    if (contrast(wanted, background) >= ratio) return wanted;
    // Towards whichever end can get further from the background.
    const double end = contrast(Qt::white, background) > contrast(Qt::black, background) ? 1.0 : 0.0;
    const double start = static_cast<double>(wanted.lightnessF());
    for (double step = 0.02; step <= 1.0; step += 0.02) {
        const auto candidate = withLightness(wanted, start + (end - start) * step);
        if (contrast(candidate, background) >= ratio) return candidate;
    }
    return end > 0.5 ? QColor(Qt::white) : QColor(Qt::black);
}

QColor blend(const QColor& under, const QColor& over, double amount) {
    const auto mix = [amount](int from, int to) { return static_cast<int>(std::lround(from + (to - from) * amount)); };
    return {mix(under.red(), over.red()), mix(under.green(), over.green()), mix(under.blue(), over.blue())};
}

bool isDark(const QPalette& palette) {
    return luminance(palette.color(QPalette::Base)) < 0.2;
}

QPalette lightPalette() {
    return palette("#f3f4f6", "#ffffff", "#f7f8fa", "#1c1f24", "#fafafb", "#2563c9", "#1d55b5");
}

QPalette darkPalette() {
    return palette("#24272c", "#1b1d21", "#202327", "#e4e6ea", "#2e3238", "#2a5fb4", "#82b1ff");
}

QPalette readablePalette(QPalette palette) {
    // Only what must change is set: the rest goes on following the system.
    for (const auto group : {QPalette::Active, QPalette::Inactive}) {
        const auto repair = [&](QPalette::ColorRole role, QPalette::ColorRole background) {
            const auto before = palette.color(group, role);
            const auto after = readableOn(before, palette.color(group, background));
            if (after != before) palette.setColor(group, role, after);
        };
        repair(QPalette::Text, QPalette::Base);
        repair(QPalette::WindowText, QPalette::Window);
        repair(QPalette::ButtonText, QPalette::Button);
        repair(QPalette::PlaceholderText, QPalette::Base);
        repair(QPalette::Link, QPalette::Window);
        // A selection keeps its text's colour and takes a deeper or lighter shade behind it.
        repair(QPalette::Highlight, QPalette::HighlightedText);
    }
    return palette;
}

Theme::Theme(const QPalette& palette)
    : base(palette.color(QPalette::Active, QPalette::Base))
    , text(readableOn(palette.color(QPalette::Active, QPalette::Text), base))
    , dim(readableOn(blend(base, text, 0.55), base)) {
    const bool dark = m_dark = isDark(palette);
    line = blend(base, text, dark ? 0.16 : 0.13);
    const auto red = dark ? QColor(255, 122, 112) : QColor(192, 38, 30);
    const auto amber = dark ? QColor(240, 180, 70) : QColor(150, 95, 0);
    errorFill = blend(base, red, dark ? 0.16 : 0.09);
    warningFill = blend(base, amber, dark ? 0.16 : 0.12);
    const auto green = dark ? QColor(120, 215, 150) : QColor(20, 120, 60);
    goodFill = blend(base, green, dark ? 0.16 : 0.10);
    good = readableOn(readableOn(green, base), goodFill);
    error = readableOn(readableOn(red, base), errorFill);
    warning = readableOn(readableOn(amber, base), warningFill);
    accent = palette.color(QPalette::Active, QPalette::Highlight);
    // Neither the blue of what is selected nor the amber and red of what is wrong.
    const auto teal = dark ? QColor(70, 200, 200) : QColor(0, 128, 132);
    markFill = blend(base, teal, dark ? 0.26 : 0.20);
    markInk = readableOn(readableOn(teal, base), markFill);
    const auto shade = dark ? accent.lighter(140) : accent;
    fieldFill = blend(base, shade, dark ? 0.42 : 0.24);
    hoverFill = blend(base, shade, dark ? 0.20 : 0.10);
    text = readableOn(text, fieldFill);
    m_connect = readableOn(dark ? QColor(199, 150, 255) : QColor(124, 58, 190), base);
    m_publish = readableOn(dark ? QColor(110, 200, 245) : QColor(0, 105, 165), base);
    m_subscribe = readableOn(green, base);
}

QColor Theme::tint(Tint tint) const {
    const auto hue = [&](int degrees) { return blend(base, QColor::fromHsv(degrees, 210, 220), m_dark ? 0.34 : 0.26); };
    switch (tint) {
    case Tint::Red:
        return hue(2);
    case Tint::Orange:
        return hue(28);
    case Tint::Yellow:
        return hue(52);
    case Tint::Green:
        return hue(125);
    case Tint::Blue:
        return hue(205);
    case Tint::Violet:
        return hue(285);
    case Tint::Grey:
        return blend(base, text, 0.16);
    }
    return {};
}

QColor Theme::family(Family family) const {
    switch (family) {
    case Family::Connect:
        return m_connect;
    case Family::Publish:
        return m_publish;
    case Family::Subscribe:
        return m_subscribe;
    case Family::Quiet:
    case Family::Event:
        return dim;
    }
    return dim;
}

QFont fixedFont(const QFont& like) {
    auto font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (like.pointSizeF() > 0)
        font.setPointSizeF(like.pointSizeF());
    else
        font.setPixelSize(like.pixelSize());
    return font;
}

QFont figuresFont(const QFont& font) {
    const QFontMetricsF metrics(font);
    for (char16_t digit = u'1'; digit <= u'9'; ++digit)
        if (std::abs(metrics.horizontalAdvance(QChar(digit)) - metrics.horizontalAdvance(QLatin1Char('0'))) > 0.01)
            return fixedFont(font);
    return font;
}

} // namespace mqttscope::ui
