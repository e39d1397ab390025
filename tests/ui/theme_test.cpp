// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/theme.h"

#include <gtest/gtest.h>

namespace mqttscope::ui {
namespace {

/// Palettes that platforms have, and some that they should not.
std::vector<std::pair<std::string, QPalette>> palettes() {
    QPalette grey(QColor(128, 128, 128), QColor(128, 128, 128));
    QPalette faint(lightPalette());
    faint.setColor(QPalette::Text, QColor(190, 190, 190));
    faint.setColor(QPalette::Highlight, QColor(190, 220, 250));
    return {{"light", lightPalette()}, {"dark", darkPalette()}, {"grey", grey}, {"faint", faint}};
}

TEST(Contrast, IsThatOfTheGuidelines) {
    EXPECT_NEAR(contrast(Qt::black, Qt::white), 21.0, 0.01);
    EXPECT_NEAR(contrast(Qt::white, Qt::white), 1.0, 0.01);
    EXPECT_NEAR(contrast(QColor(0x76, 0x76, 0x76), Qt::white), 4.54, 0.01); // the lightest grey that passes on white
}

TEST(Theme, EveryTextCanBeReadInEveryPalette) {
    for (const auto& [name, platform] : palettes()) {
        SCOPED_TRACE(name);
        const auto palette = readablePalette(platform);
        const Theme theme(palette);
        for (const auto family : {Family::Connect, Family::Publish, Family::Subscribe, Family::Quiet, Family::Event})
            EXPECT_GE(contrast(theme.family(family), theme.base), kTextContrast);
        EXPECT_GE(contrast(theme.text, theme.base), kTextContrast);
        EXPECT_GE(contrast(theme.dim, theme.base), kTextContrast);
        EXPECT_GE(contrast(theme.text, theme.fieldFill), kTextContrast);
        EXPECT_GE(contrast(theme.text, theme.hoverFill), kTextContrast);
        EXPECT_GE(contrast(theme.error, theme.errorFill), kTextContrast);
        EXPECT_GE(contrast(theme.warning, theme.warningFill), kTextContrast);
        for (const auto group : {QPalette::Active, QPalette::Inactive}) {
            const auto pair = [&](QPalette::ColorRole text, QPalette::ColorRole background) {
                return contrast(palette.color(group, text), palette.color(group, background));
            };
            EXPECT_GE(pair(QPalette::HighlightedText, QPalette::Highlight), kTextContrast);
            EXPECT_GE(pair(QPalette::WindowText, QPalette::Window), kTextContrast);
            EXPECT_GE(pair(QPalette::ButtonText, QPalette::Button), kTextContrast);
            EXPECT_GE(pair(QPalette::PlaceholderText, QPalette::Base), kTextContrast);
        }
    }
}

TEST(Theme, LeavesAloneWhatCanBeRead) {
    const auto light = lightPalette();
    EXPECT_EQ(readablePalette(light), light);
    EXPECT_EQ(readableOn(Qt::black, Qt::white), QColor(Qt::black));
}

TEST(Theme, FiguresStandBelowEachOther) {
    const QFontMetricsF metrics(figuresFont(QFont()));
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        EXPECT_NEAR(metrics.horizontalAdvance(QChar(digit)), metrics.horizontalAdvance(QChar(u'0')), 0.01);
}

} // namespace
} // namespace mqttscope::ui
