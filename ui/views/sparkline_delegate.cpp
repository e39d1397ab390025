// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/sparkline_delegate.h"

#include "ui/views/theme.h"

#include <QApplication>
#include <QPainter>

#include <algorithm>

namespace mqttscope::ui {

namespace {

constexpr int kWidth = 120;
constexpr int kPadding = 5;
constexpr int kPoints = 60;
constexpr float kPartOpacity = 0.35F;

/// From the right, where now is.
QPolygonF curveOf(const QList<double>& rates, double most, const QRectF& place) {
    QPolygonF curve;
    for (qsizetype i = 0; i < rates.size(); ++i) {
        const auto fromRight = static_cast<double>(rates.size() - 1 - i) / (kPoints - 1);
        const auto height = std::min(1.0, rates[i] / most) * place.height();
        curve += QPointF(place.right() - fromRight * place.width(), place.bottom() - height);
    }
    return curve;
}

} // namespace

QSize SparklineDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    return {kWidth, QStyledItemDelegate::sizeHint(option, index).height() + kPadding};
}

void SparklineDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    auto item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const auto* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);
    const auto rates = index.data(RatesRole).value<QList<double>>();
    const QRectF place = QRectF(item.rect).adjusted(kPadding, kPadding, -kPadding, -kPadding);
    const Theme theme(item.palette);
    const bool selected = item.state.testFlag(QStyle::State_Selected);
    const auto color = selected ? item.palette.color(QPalette::HighlightedText) : theme.accent;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(selected ? color : theme.line, 1));
    painter->drawLine(place.bottomLeft(), place.bottomRight());
    if (rates.size() >= 2) {
        const double most = std::max(1.0, *std::max_element(rates.begin(), rates.end()));
        if (auto area = curveOf(index.data(PartRole).value<QList<double>>(), most, place); area.size() >= 2) {
            area.prepend({area.first().x(), place.bottom()});
            area.append({area.last().x(), place.bottom()});
            auto fill = color;
            fill.setAlphaF(kPartOpacity);
            painter->setPen(Qt::NoPen);
            painter->setBrush(fill);
            painter->drawPolygon(area);
            painter->setBrush(Qt::NoBrush);
        }
        painter->setPen(QPen(color, 1.4));
        painter->drawPolyline(curveOf(rates, most, place));
    }
    painter->restore();
}

} // namespace mqttscope::ui
