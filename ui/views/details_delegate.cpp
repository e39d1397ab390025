// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/details_delegate.h"

#include "ui/models/details_model.h"
#include "ui/views/theme.h"

namespace mqttscope::ui {

QSize DetailsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    constexpr int kPadding = 4; // pixels above and below the text together
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() + kPadding);
    return size;
}

void DetailsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const Theme theme(option->palette);
    const bool fault = index.data(DetailsModel::FaultRole).toBool();
    switch (index.data(DetailsModel::KindRole).value<DetailsKind>()) {
    case DetailsKind::FrameGroup:
    case DetailsKind::EventText:
        option->palette.setColor(QPalette::Text, theme.dim);
        break;
    case DetailsKind::Problem:
        option->text = QStringLiteral("⚠ ") + option->text;
        option->palette.setColor(QPalette::Text, fault ? theme.error : theme.warning);
        option->backgroundBrush = fault ? theme.errorFill : theme.warningFill;
        break;
    case DetailsKind::Field:
        if (option->text.startsWith(QLatin1Char('['))) option->palette.setColor(QPalette::Text, theme.dim);
        if (index.data(DetailsModel::SectionRole).toBool()) option->font.setBold(true);
        break;
    }
}

} // namespace mqttscope::ui
