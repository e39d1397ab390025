// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/value_delegate.h"

#include "ui/models/value_tree_model.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QPainter>

namespace mqttscope::ui {

QSize ValueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    constexpr int kPadding = 6; // pixels above and below a line together
    return QStyledItemDelegate::sizeHint(option, index) + QSize(0, kPadding);
}

void ValueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    auto item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const auto* style = item.widget != nullptr ? item.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &item, painter, item.widget);

    const Theme theme(item.palette);
    const bool selected = item.state.testFlag(QStyle::State_Selected);
    const auto plain = selected ? item.palette.color(QPalette::HighlightedText) : theme.text;
    const auto dim = selected ? plain : theme.dim;
    const auto kind = static_cast<ValueKind>(index.data(ValueTreeModel::KindRole).toInt());
    auto key = index.data(ValueTreeModel::KeyRole).toString();
    if (!key.isEmpty()) key += QStringLiteral("  ");
    const auto value = index.data(ValueTreeModel::ValueRole).toString();
    auto place = style->subElementRect(QStyle::SE_ItemViewItemText, &item, item.widget).adjusted(3, 0, -3, 0);
    painter->save();
    painter->setFont(item.font);
    painter->setPen(dim);
    const QFontMetrics metrics(item.font);
    painter->drawText(place, Qt::AlignVCenter, metrics.elidedText(key, Qt::ElideMiddle, place.width()));
    place.setLeft(place.left() + metrics.horizontalAdvance(key));
    const bool folded = kind == ValueKind::Object || kind == ValueKind::Array;
    painter->setPen(folded || kind == ValueKind::Word ? dim : plain);
    if (place.width() > 0)
        painter->drawText(place, Qt::AlignVCenter, metrics.elidedText(value, Qt::ElideRight, place.width()));
    painter->restore();
}

} // namespace mqttscope::ui
