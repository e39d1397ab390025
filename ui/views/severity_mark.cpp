// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/severity_mark.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace mqttscope::ui {

namespace {

enum class Shape { Disc, Triangle, Ring };

Shape shapeOf(RowMark mark) {
    switch (mark) {
    case RowMark::Malformed:
    case RowMark::Error:
        return Shape::Disc;
    case RowMark::Incomplete:
    case RowMark::Warning:
        return Shape::Triangle;
    case RowMark::None:
    case RowMark::Information:
        break;
    }
    return Shape::Ring;
}

QColor colorOf(Shape shape, const Theme& theme) {
    switch (shape) {
    case Shape::Disc:
        return theme.error;
    case Shape::Triangle:
        return theme.warning;
    case Shape::Ring:
        break;
    }
    return theme.dim;
}

} // namespace

void paintSeverity(QPainter* painter, QRectF box, RowMark mark, const QColor& ink, const QColor& ground,
                   const Theme& theme, const QFont& font) {
    if (mark == RowMark::None) return;
    const auto shape = shapeOf(mark);
    const auto color = ink.isValid() ? ink : colorOf(shape, theme);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    auto letter = font;
    letter.setBold(true);
    letter.setPixelSize(std::max(6, static_cast<int>(box.height() * 0.72)));
    painter->setFont(letter);
    if (shape == Shape::Ring) {
        painter->setBrush(Qt::NoBrush);
        painter->setPen(QPen(color, 1.2));
        painter->drawEllipse(box.adjusted(0.6, 0.6, -0.6, -0.6));
        painter->drawText(box, Qt::AlignCenter, QStringLiteral("i"));
        return painter->restore();
    }
    if (shape == Shape::Disc) {
        painter->drawEllipse(box);
    } else {
        QPainterPath triangle(QPointF(box.center().x(), box.top()));
        triangle.lineTo(box.bottomRight());
        triangle.lineTo(box.bottomLeft());
        triangle.closeSubpath();
        painter->drawPath(triangle);
        box.translate(0, box.height() * 0.10);
    }
    painter->setPen(ground);
    painter->drawText(box, Qt::AlignCenter, QStringLiteral("!"));
    painter->restore();
}

} // namespace mqttscope::ui
