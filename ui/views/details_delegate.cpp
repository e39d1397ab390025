// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/details_delegate.h"

#include "ui/models/details_model.h"
#include "ui/views/theme.h"

namespace mqttscope::ui {

namespace {

void paintAs(QStyleOptionViewItem& option, base::Severity severity, const Theme& theme) {
    switch (severity) {
    case base::Severity::Error:
        option.text = QStringLiteral("⚠ ") + option.text;
        option.palette.setColor(QPalette::Text, theme.error);
        option.backgroundBrush = theme.errorFill;
        break;
    case base::Severity::Warning:
        option.text = QStringLiteral("⚠ ") + option.text;
        option.palette.setColor(QPalette::Text, theme.warning);
        option.backgroundBrush = theme.warningFill;
        break;
    case base::Severity::Information:
        option.text = QStringLiteral("ⓘ ") + option.text;
        option.palette.setColor(QPalette::Text, theme.dim);
        break;
    }
}

} // namespace

QSize DetailsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    constexpr int kPadding = 4; // pixels above and below the text together
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() + kPadding);
    return size;
}

void DetailsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const Theme theme(option->palette);
    switch (index.data(DetailsModel::KindRole).value<DetailsKind>()) {
    case DetailsKind::FrameGroup:
    case DetailsKind::EventText:
        option->palette.setColor(QPalette::Text, theme.dim);
        break;
    case DetailsKind::Problem:
        paintAs(*option, index.data(DetailsModel::SeverityRole).value<base::Severity>(), theme);
        break;
    case DetailsKind::Field:
        if (option->text.startsWith(QLatin1Char('['))) option->palette.setColor(QPalette::Text, theme.dim);
        if (index.data(DetailsModel::SectionRole).toBool()) option->font.setBold(true);
        break;
    }
}

} // namespace mqttscope::ui
