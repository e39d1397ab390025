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

QColor PacketDelegate::textColor(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    if (isSelected(option)) return option.palette.color(QPalette::HighlightedText);
    const auto& colors = theme(option.palette);
    const auto family = index.data(PacketTableModel::FamilyRole).value<Family>();
    if (family == Family::Event) return colors.dim;
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
    const auto area = option.rect.adjusted(kMargin, 0, -kMargin, 0);
    const auto alignment = static_cast<Qt::Alignment>(index.data(Qt::TextAlignmentRole).toInt());
    painter->setFont(font(option, index.column()));
    painter->setPen(textColor(option, index));
    painter->drawText(area, static_cast<int>(alignment | Qt::TextSingleLine),
                      painter->fontMetrics().elidedText(text, elideMode(index), area.width()));
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
