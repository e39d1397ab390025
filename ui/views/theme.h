// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/packet_table_model.h"

#include <QColor>
#include <QFont>
#include <QPalette>

namespace mqttscope::ui {

/// Text must stand out from its background by this ratio (WCAG 2.1 §1.4.3).
inline constexpr double kTextContrast = 4.5;

/// WCAG contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrast(const QColor& one, const QColor& other);
/// The colour nearest to `wanted` in lightness that has at least `ratio` against the background.
[[nodiscard]] QColor readableOn(const QColor& wanted, const QColor& background, double ratio = kTextContrast);
/// `amount` (0 to 1) of `over` laid on `under`.
[[nodiscard]] QColor blend(const QColor& under, const QColor& over, double amount);

[[nodiscard]] bool isDark(const QPalette& palette);
[[nodiscard]] QPalette lightPalette();
[[nodiscard]] QPalette darkPalette();
/// The palette with its texts made readable where a platform's own are not.
[[nodiscard]] QPalette readablePalette(QPalette palette);

/// Colours with a meaning, computed from a palette so that they can be read in it.
struct Theme {
    explicit Theme(const QPalette& palette);

    QColor base;        ///< background of tables and trees
    QColor text;        ///< plain text
    QColor dim;         ///< what matters less: events, offsets, unprintable bytes
    QColor line;        ///< thin separators
    QColor error;       ///< text of errors
    QColor warning;     ///< text of warnings
    QColor good;        ///< marks of what is right
    QColor errorFill;   ///< background behind errors
    QColor warningFill; ///< background behind warnings
    QColor goodFill;    ///< background behind what is right
    QColor fieldFill;   ///< bytes of the selected field
    QColor hoverFill;   ///< bytes of the field below the pointer
    QColor markFill;    ///< background of rows that the user marked, and of notes
    QColor markInk;     ///< signs of what the user said about a row
    QColor accent;      ///< frame around the byte under the cursor

    /// Background of rows that a colouring rule accepts.
    [[nodiscard]] QColor tint(Tint tint) const;
    /// Text of the Type cell.
    [[nodiscard]] QColor family(Family family) const;

private:
    bool m_dark;
    QColor m_connect;
    QColor m_publish;
    QColor m_subscribe;
};

/// The font for hex and for columns of figures that must stand below each other.
[[nodiscard]] QFont fixedFont(const QFont& like);
/// `font` itself where its digits are equally wide, otherwise a fixed-width one of its size.
[[nodiscard]] QFont figuresFont(const QFont& font);

} // namespace mqttscope::ui
