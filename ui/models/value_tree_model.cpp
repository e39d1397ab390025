// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/value_tree_model.h"

#include "ui/models/filter_terms.h"
#include "ui/models/text.h"

#include <utility>

namespace mqttscope::ui {

void ValueTreeModel::show(std::shared_ptr<const ValueTree> tree) {
    beginResetModel();
    m_tree = std::move(tree);
    endResetModel();
}

const ValueNode& ValueTreeModel::node(const QModelIndex& index) const {
    return m_tree->nodes[index.internalId()];
}

QString ValueTreeModel::pointer(const QModelIndex& index) const {
    return index.isValid() ? m_tree->pointer(static_cast<std::uint32_t>(index.internalId())) : QString();
}

QString ValueTreeModel::jsonTerm(const QModelIndex& index) const {
    return index.isValid() ? ui::jsonTerm(*m_tree, static_cast<std::uint32_t>(index.internalId())) : QString();
}

QModelIndex ValueTreeModel::index(int row, int column, const QModelIndex& parent) const {
    if (column != 0 || row < 0 || row >= rowCount(parent)) return {};
    if (!parent.isValid()) return createIndex(0, 0, quintptr{0});
    const auto child = m_tree->children[node(parent).firstChild + static_cast<std::uint32_t>(row)];
    return createIndex(row, 0, quintptr{child});
}

QModelIndex ValueTreeModel::parent(const QModelIndex& child) const {
    if (!child.isValid() || node(child).parent == ValueNode::kNone) return {};
    const auto parent = node(child).parent;
    return createIndex(static_cast<int>(m_tree->nodes[parent].row), 0, quintptr{parent});
}

int ValueTreeModel::rowCount(const QModelIndex& parent) const {
    if (!m_tree || m_tree->nodes.empty()) return 0;
    return parent.isValid() ? static_cast<int>(node(parent).children) : 1;
}

int ValueTreeModel::columnCount(const QModelIndex&) const {
    return 1;
}

QString ValueTreeModel::valueText(const ValueNode& node) const {
    const auto count = numberText(node.children);
    switch (node.kind) {
    case ValueKind::Object:
        return node.text + (node.children == 0 ? QStringLiteral("{}") : QStringLiteral("{%1}").arg(count));
    case ValueKind::Array:
        return node.text + (node.children == 0 ? QStringLiteral("[]") : QStringLiteral("[%1]").arg(count));
    case ValueKind::Text:
    case ValueKind::Number:
    case ValueKind::Word:
    case ValueKind::Bytes:
        return node.text;
    }
    return node.text;
}

QVariant ValueTreeModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid()) return {};
    const auto& value = node(index);
    const bool member = value.parent != ValueNode::kNone;
    const bool inArray = member && m_tree->nodes[value.parent].kind == ValueKind::Array;
    const auto key = inArray ? QString::number(value.row) : value.key;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return member ? QString(key + QLatin1String(": ") + valueText(value)) : valueText(value);
    case KeyRole:
        return member ? key : QString();
    case ValueRole:
        return valueText(value);
    case KindRole:
        return static_cast<int>(value.kind);
    default:
        return {};
    }
}

} // namespace mqttscope::ui
