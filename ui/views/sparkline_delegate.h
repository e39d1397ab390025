// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace mqttscope::ui {

/// A small curve of the values in RatesRole (QList<double>, the latest last), drawn to its own height; below it,
/// filled, those in PartRole, which are a part of them.
class SparklineDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    static constexpr int RatesRole = Qt::UserRole + 100;
    static constexpr int PartRole = Qt::UserRole + 101;

    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

} // namespace mqttscope::ui
