// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/views/theme.h"

#include <QStyledItemDelegate>

#include <optional>

namespace mqttscope::ui {

/// Paints the cells of the packet table: a hue in the Type cell only, events dimmer, figures below each other.
class PacketDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

    /// What lies behind a row: marks have a colour.
    [[nodiscard]] QColor rowFill(const QPalette& palette, const QModelIndex& row) const;

private:
    [[nodiscard]] const Theme& theme(const QPalette& palette) const;
    [[nodiscard]] QColor plainColor(const QStyleOptionViewItem& option, const QModelIndex& index) const;
    [[nodiscard]] QColor textColor(const QStyleOptionViewItem& option, const QModelIndex& index) const;
    [[nodiscard]] const QFont& font(const QStyleOptionViewItem& option, int column) const;
    void paintRelation(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    /// Returns the width that the signs take.
    int paintSigns(QPainter* painter, const QStyleOptionViewItem& option, quint32 signs) const;
    void paintMark(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;
    void paintArrow(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const;

    // Derived from the last palette and font; one table has one of each.
    mutable std::optional<Theme> m_theme;
    mutable qint64 m_paletteKey = -1;
    mutable QFont m_plainFont;
    mutable QFont m_figuresFont;
};

} // namespace mqttscope::ui
