// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/details_delegate.h"

#include "ui/models/details_model.h"
#include "ui/views/theme.h"

#include <QApplication>
#include <QPainter>
#include <QStyle>

#include <utility>

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

/// Width of the bits before a line's text, with the space behind them; 0 without bits.
int bitsWidth(const QString& bits, const QFont& font) {
    if (bits.isEmpty()) return 0;
    return QFontMetrics(fixedFont(font)).horizontalAdvance(bits + QStringLiteral("  "));
}

/// The bits that count stand out from the dots of the others.
void paintBits(QPainter* painter, const QRect& area, const QString& bits, const QFont& font, const QColor& color,
               const QColor& dim) {
    painter->setFont(fixedFont(font));
    const int step = painter->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    const int baseline = area.top() + (area.height() + QFontMetrics(font).ascent() - QFontMetrics(font).descent()) / 2;
    for (qsizetype i = 0; i < bits.size(); ++i) {
        const bool other = bits[i] == QLatin1Char('.');
        painter->setPen(other ? dim : color);
        // A dot at half height reads as a place, one on the line as the end of a sentence.
        const auto sign = other ? QString(QChar(0x00B7)) : QString(bits[i]);
        painter->drawText(area.left() + static_cast<int>(i) * step, baseline, sign);
    }
}

} // namespace

QSize DetailsDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    constexpr int kPadding = 4; // pixels above and below the text together
    auto size = QStyledItemDelegate::sizeHint(option, index);
    size.setHeight(option.fontMetrics.height() + kPadding);
    size.rwidth() += bitsWidth(index.data(DetailsModel::BitsRole).toString(), option.font);
    return size;
}

void DetailsDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto bits = index.data(DetailsModel::BitsRole).toString();
    if (bits.isEmpty()) return QStyledItemDelegate::paint(painter, option, index);
    QStyleOptionViewItem line(option);
    initStyleOption(&line, index);
    const auto* style = line.widget != nullptr ? line.widget->style() : QApplication::style();
    const auto area = style->subElementRect(QStyle::SE_ItemViewItemText, &line, line.widget).adjusted(2, 0, 0, 0);
    const auto text = std::exchange(line.text, QString());
    style->drawControl(QStyle::CE_ItemViewItem, &line, painter, line.widget);
    const bool selected = (line.state & QStyle::State_Selected) != 0;
    const auto color = line.palette.color(selected ? QPalette::HighlightedText : QPalette::Text);
    const auto dim = selected ? color : Theme(line.palette).dim;
    painter->save();
    painter->setClipRect(line.rect);
    paintBits(painter, area, bits, line.font, color, dim);
    const auto rest = area.adjusted(bitsWidth(bits, line.font), 0, 0, 0);
    painter->setFont(line.font);
    painter->setPen(color);
    painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
                      line.fontMetrics.elidedText(text, line.textElideMode, rest.width()));
    painter->restore();
}

void DetailsDelegate::initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const {
    QStyledItemDelegate::initStyleOption(option, index);
    const Theme theme(option->palette);
    switch (index.data(DetailsModel::KindRole).value<DetailsKind>()) {
    case DetailsKind::FrameGroup:
    case DetailsKind::EventText:
    case DetailsKind::SegmentGroup:
    case DetailsKind::MoreSegments:
    case DetailsKind::MateGroup:
        option->palette.setColor(QPalette::Text, theme.dim);
        break;
    case DetailsKind::Step:
        if (!index.data(DetailsModel::LinkRole).isValid()) break;
        [[fallthrough]];
    case DetailsKind::Mate:
        option->palette.setColor(QPalette::Text, readableOn(option->palette.color(QPalette::Link), theme.base));
        option->font.setUnderline(true);
        break;
    case DetailsKind::Problem:
        paintAs(*option, index.data(DetailsModel::SeverityRole).value<base::Severity>(), theme);
        break;
    case DetailsKind::Note:
        option->backgroundBrush = theme.markFill;
        option->palette.setColor(QPalette::Text, readableOn(theme.text, theme.markFill));
        break;
    case DetailsKind::Segment:
    case DetailsKind::ExchangeGroup:
        break;
    case DetailsKind::Field:
        if (option->text.startsWith(QLatin1Char('['))) option->palette.setColor(QPalette::Text, theme.dim);
        if (index.data(DetailsModel::SectionRole).toBool()) option->font.setBold(true);
        break;
    }
}

} // namespace mqttscope::ui
