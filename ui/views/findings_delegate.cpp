// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/findings_delegate.h"

#include "core/base/rule.h"
#include "ui/models/findings_model.h"
#include "ui/views/severity_mark.h"

#include <QApplication>
#include <QPainter>

namespace mqttscope::ui {

namespace {

constexpr double kMarkSide = 0.68; // of the height of a line
constexpr int kPadding = 3;        // pixels above and below the text

RowMark markOf(base::Severity severity) {
    switch (severity) {
    case base::Severity::Error:
        return RowMark::Error;
    case base::Severity::Warning:
        return RowMark::Warning;
    case base::Severity::Information:
        break;
    }
    return RowMark::Information;
}

} // namespace

void FindingsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto severity = index.data(FindingsModel::SeverityRole);
    if (!severity.isValid()) return QStyledItemDelegate::paint(painter, option, index);
    auto rest = option;
    const int side = option.rect.height();
    rest.rect.setLeft(option.rect.left() + side);
    QApplication::style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &option, painter, option.widget);
    QStyledItemDelegate::paint(painter, rest, index);
    const Theme theme(option.palette);
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    QRectF box(0, 0, side * kMarkSide, side * kMarkSide);
    box.moveCenter(QRectF(option.rect.left(), option.rect.top(), side, side).center());
    paintSeverity(painter, box, markOf(severity.value<base::Severity>()),
                  selected ? option.palette.color(QPalette::HighlightedText) : QColor(),
                  selected ? option.palette.color(QPalette::Highlight) : theme.base, theme, option.font);
}

QSize FindingsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() + 2 * kPadding);
    return {size.width() + size.height(), size.height()};
}

} // namespace mqttscope::ui
