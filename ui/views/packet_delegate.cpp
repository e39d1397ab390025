// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/packet_delegate.h"

#include "ui/views/severity_mark.h"

#include <QPainter>

#include <algorithm>
#include <array>

namespace mqttscope::ui {

namespace {

constexpr int kMargin = 4; // pixels left and right of a cell's text
// Pixels of the line that joins rows of the selected one's connection, and of those in its segment.
constexpr int kConnectionBar = 2;
constexpr int kSegmentBar = 4;
constexpr int kBarInset = 2;

Qt::TextElideMode elideMode(const QModelIndex& index) {
    switch (index.data(PacketTableModel::FamilyRole).value<Family>()) {
    case Family::Publish:
    case Family::Subscribe:
        // The ends of a topic tell topics apart.
        if (index.column() == PacketTableModel::Info) return Qt::ElideMiddle;
        break;
    case Family::Connect:
    case Family::Quiet:
    case Family::Event:
        break;
    }
    return index.column() == PacketTableModel::Client ? Qt::ElideMiddle : Qt::ElideRight;
}

bool hasFigures(int column) {
    switch (static_cast<PacketTableModel::Column>(column)) {
    case PacketTableModel::Number:
    case PacketTableModel::Time:
    case PacketTableModel::Identifier:
    case PacketTableModel::Size:
    case PacketTableModel::SincePrevious:
        return true;
    case PacketTableModel::Mark:
    case PacketTableModel::Client:
    case PacketTableModel::Direction:
    case PacketTableModel::Type:
    case PacketTableModel::Info:
    case PacketTableModel::Payload:
    case PacketTableModel::Flags:
    case PacketTableModel::kColumns:
        return false;
    }
    return false;
}

quint32 signsOf(const QModelIndex& index) {
    return index.data(PacketTableModel::SignsRole).toUInt();
}

bool isSelected(const QStyleOptionViewItem& option) {
    return (option.state & QStyle::State_Selected) != 0;
}

} // namespace

const Theme& PacketDelegate::theme(const QPalette& palette) const {
    if (!m_theme || palette.cacheKey() != m_paletteKey) {
        m_theme.emplace(palette);
        m_paletteKey = palette.cacheKey();
    }
    return *m_theme;
}

const QFont& PacketDelegate::font(const QStyleOptionViewItem& option, int column) const {
    if (m_plainFont != option.font || m_figuresFont.family().isEmpty()) {
        m_plainFont = option.font;
        m_figuresFont = figuresFont(option.font);
    }
    return hasFigures(column) ? m_figuresFont : m_plainFont;
}

QColor PacketDelegate::rowFill(const QPalette& palette, const QModelIndex& row) const {
    const bool marked = (signsOf(row) & RowSign::kMarked) != 0;
    if (marked) return theme(palette).markFill;
    const auto tint = row.data(PacketTableModel::TintRole);
    return tint.isValid() ? theme(palette).tint(static_cast<Tint>(tint.toInt())) : QColor();
}

QColor PacketDelegate::textColor(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    if (isSelected(option)) return option.palette.color(QPalette::HighlightedText);
    const auto color = plainColor(option, index);
    const bool filled = option.backgroundBrush.style() != Qt::NoBrush;
    return filled ? readableOn(color, option.backgroundBrush.color()) : color;
}

QColor PacketDelegate::plainColor(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const auto& colors = theme(option.palette);
    const auto family = index.data(PacketTableModel::FamilyRole).value<Family>();
    if (family == Family::Event || (signsOf(index) & RowSign::kIgnored) != 0) return colors.dim;
    switch (static_cast<PacketTableModel::Column>(index.column())) {
    case PacketTableModel::Type:
        return colors.family(family);
    case PacketTableModel::Number:
    case PacketTableModel::Direction:
        return colors.dim;
    case PacketTableModel::Mark:
    case PacketTableModel::Time:
    case PacketTableModel::Client:
    case PacketTableModel::Info:
    case PacketTableModel::Payload:
    case PacketTableModel::Flags:
    case PacketTableModel::Identifier:
    case PacketTableModel::Size:
    case PacketTableModel::SincePrevious:
    case PacketTableModel::kColumns:
        break;
    }
    return colors.text;
}

void PacketDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    if (index.column() == PacketTableModel::Mark) return paintMark(painter, option, index);
    if (index.column() == PacketTableModel::Direction) return paintArrow(painter, option, index);
    const auto text = index.data(Qt::DisplayRole).toString();
    if (text.isEmpty()) return;
    const auto signs = signsOf(index);
    const int left = index.column() == PacketTableModel::Number ? paintSigns(painter, option, signs) : 0;
    const auto area = option.rect.adjusted(kMargin + left, 0, -kMargin, 0);
    const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
    auto letters = font(option, index.column());
    // Grey alone is what events are, too.
    if ((signs & RowSign::kIgnored) != 0) letters.setStrikeOut(true);
    painter->setFont(letters);
    painter->setPen(textColor(option, index));
    painter->drawText(area, static_cast<int>(alignment | Qt::TextSingleLine),
                      painter->fontMetrics().elidedText(text, elideMode(index), area.width()));
}

int PacketDelegate::paintSigns(QPainter* painter, const QStyleOptionViewItem& option, quint32 signs) const {
    if ((signs & (RowSign::kMarked | RowSign::kNoted)) == 0) return 0;
    const auto& colors = theme(option.palette);
    const auto ground = option.backgroundBrush.style() != Qt::NoBrush ? option.backgroundBrush.color() : colors.base;
    const auto ink =
        isSelected(option) ? option.palette.color(QPalette::HighlightedText) : readableOn(colors.markInk, ground);
    const double height = option.rect.height() * 0.52;
    const double width = height * 0.68;
    double at = option.rect.left() + 2.0;
    const double top = option.rect.center().y() + 0.5 - height / 2;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if ((signs & RowSign::kMarked) != 0) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(ink);
        const std::array<QPointF, 5> ribbon{QPointF(at, top), QPointF(at + width, top),
                                            QPointF(at + width, top + height),
                                            QPointF(at + width / 2, top + height * 0.68), QPointF(at, top + height)};
        painter->drawPolygon(ribbon.data(), static_cast<int>(ribbon.size()));
        at += width + 3;
    }
    if ((signs & RowSign::kNoted) != 0) {
        painter->setPen(QPen(ink, 1.2));
        painter->setBrush(Qt::NoBrush);
        const QRectF sheet(at + 0.5, top, height * 0.8, height);
        painter->drawRect(sheet);
        for (const double line : {0.3, 0.52, 0.74})
            painter->drawLine(QPointF(sheet.left() + 2, sheet.top() + height * line),
                              QPointF(sheet.right() - 2, sheet.top() + height * line));
        at += sheet.width() + 3;
    }
    painter->restore();
    return static_cast<int>(at) - option.rect.left();
}

void PacketDelegate::paintRelation(QPainter* painter, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) const {
    const auto relation = index.data(PacketTableModel::RelationRole).value<Relation>();
    if (relation == Relation::None) return;
    const auto color = isSelected(option) ? option.palette.color(QPalette::HighlightedText) : theme(option.palette).dim;
    const int width = relation == Relation::Segment ? kSegmentBar : kConnectionBar;
    painter->fillRect(QRect(option.rect.left() + kBarInset, option.rect.top(), width, option.rect.height()), color);
}

void PacketDelegate::paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    paintRelation(painter, option, index);
    const auto mark = index.data(PacketTableModel::MarkRole).value<RowMark>();
    if (mark == RowMark::None) return;
    const auto& colors = theme(option.palette);
    const double side = std::min(option.rect.width() - kSegmentBar - kBarInset, option.rect.height()) * 0.62;
    QRectF box(0, 0, side, side);
    box.moveCenter(QRectF(option.rect).center() + QPointF((kSegmentBar + kBarInset) / 2.0, 0));
    paintSeverity(painter, box, mark, isSelected(option) ? option.palette.color(QPalette::HighlightedText) : QColor(),
                  isSelected(option) ? option.palette.color(QPalette::Highlight) : colors.base, colors, option.font);
}

void PacketDelegate::paintArrow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const bool left = index.data(Qt::DisplayRole).toString() == QStringLiteral("←");
    const auto center = QRectF(option.rect).center();
    const double half = std::min(option.rect.width() * 0.3, option.rect.height() * 0.32);
    const double head = half * 0.55;
    const double tip = left ? -half : half;
    const double back = left ? head : -head;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(center);
    painter->setPen(QPen(textColor(option, index), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->drawLine(QPointF(-tip, 0), QPointF(tip, 0));
    const std::array<QPointF, 3> arrow{QPointF(tip + back, -head), QPointF(tip, 0), QPointF(tip + back, head)};
    painter->drawPolyline(arrow.data(), static_cast<int>(arrow.size()));
    painter->restore();
}

QSize PacketDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFontMetrics metrics(font(option, index.column()));
    return {metrics.horizontalAdvance(index.data(Qt::DisplayRole).toString()) + 2 * kMargin + 2, metrics.height()};
}

} // namespace mqttscope::ui
