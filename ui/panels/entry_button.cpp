// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/entry_button.h"

#include "ui/models/text.h"
#include "ui/views/theme.h"

#include <QPainter>

namespace mqttscope::ui {

namespace {

constexpr int kPadding = 8;
constexpr int kIcon = 18;
constexpr int kIconGap = 12;

} // namespace

EntryButton::EntryButton(const QIcon& icon, const QString& title, const QString& explanation, QWidget* parent)
    : QAbstractButton(parent)
    , m_title(title) // not the button's text: an ampersand in a file name is no shortcut
    , m_explanation(explanation) {
    setIcon(icon);
    setAccessibleName(title);
    setAccessibleDescription(explanation);
    setToolTip(plainToolTip(title + QLatin1Char('\n') + explanation));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void EntryButton::setFaded(bool faded) {
    m_faded = faded;
    update();
}

QSize EntryButton::sizeHint() const {
    const int lines = m_explanation.isEmpty() ? 1 : 2;
    const int width =
        std::max(fontMetrics().horizontalAdvance(m_title), fontMetrics().horizontalAdvance(m_explanation));
    return {width + 2 * kPadding + kIcon + kIconGap, fontMetrics().lineSpacing() * lines + 2 * kPadding};
}

QSize EntryButton::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 24, sizeHint().height()};
}

void EntryButton::paintEvent(QPaintEvent*) {
    const Theme theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (isDown() || underMouse() || hasFocus()) {
        painter.setPen(hasFocus() ? QPen(theme.accent, 1.5) : QPen(Qt::NoPen));
        painter.setBrush(isDown() ? theme.fieldFill : underMouse() ? theme.hoverFill : QBrush(Qt::NoBrush));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
    }
    const int line = fontMetrics().lineSpacing();
    const QRect iconBox(kPadding, kPadding + (line - kIcon) / 2, kIcon, kIcon);
    icon().paint(&painter, iconBox, Qt::AlignCenter, m_faded ? QIcon::Disabled : QIcon::Normal);
    QRect box(kPadding + kIcon + kIconGap, kPadding, width() - 2 * kPadding - kIcon - kIconGap, line);
    const auto draw = [&](const QString& words, const QColor& color, Qt::TextElideMode mode) {
        painter.setPen(color);
        painter.drawText(box, static_cast<int>(Qt::AlignVCenter | Qt::TextSingleLine),
                         fontMetrics().elidedText(words, mode, box.width()));
        box.translate(0, line);
    };
    draw(m_title, m_faded ? theme.dim : theme.text, Qt::ElideMiddle);
    if (!m_explanation.isEmpty()) draw(m_explanation, theme.dim, Qt::ElideRight);
}

} // namespace mqttscope::ui
