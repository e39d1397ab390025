// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/value_tree.h"

#include <QAbstractItemModel>

#include <memory>

namespace mqttscope::ui {

/// The values of a structured payload for a tree view. One that holds others tells how many, as folded text does.
class ValueTreeModel : public QAbstractItemModel {
    Q_OBJECT

public:
    enum Role : std::uint16_t {
        KeyRole = Qt::UserRole, ///< QString: its name, or its place in an array; empty for the document itself
        ValueRole,              ///< QString
        KindRole,               ///< int: ValueKind
    };

    using QAbstractItemModel::QAbstractItemModel;

    /// Null shows nothing.
    void show(std::shared_ptr<const ValueTree> tree);

    [[nodiscard]] QString pointer(const QModelIndex& index) const;
    /// A display filter that the payload fulfils because of this value, if it is JSON.
    [[nodiscard]] QString jsonTerm(const QModelIndex& index) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex& child) const override;
    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;

private:
    [[nodiscard]] const ValueNode& node(const QModelIndex& index) const;
    [[nodiscard]] QString valueText(const ValueNode& node) const;

    std::shared_ptr<const ValueTree> m_tree;
};

} // namespace mqttscope::ui
