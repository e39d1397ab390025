// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/value_tree.h"

#include "ui/models/value_tree_builder.h"

#include <QStringList>

namespace mqttscope::ui {

QString ValueTree::pointer(std::uint32_t node) const {
    QStringList parts;
    for (auto at = node; at != ValueNode::kNone && nodes[at].parent != ValueNode::kNone; at = nodes[at].parent) {
        const auto& value = nodes[at];
        const bool member = nodes[value.parent].kind == ValueKind::Object;
        auto part = member ? value.key : QString::number(value.row);
        part.replace(QLatin1Char('~'), QLatin1String("~0")).replace(QLatin1Char('/'), QLatin1String("~1"));
        parts.prepend(QLatin1Char('/') + part);
    }
    return parts.join(QString());
}

bool ValueTreeBuilder::append(ValueKind kind, QString text) {
    if (m_tree.nodes.size() >= ValueTree::kMostValues) return false;
    ValueNode node{.parent = m_open, .kind = kind, .key = std::exchange(m_key, {}), .text = std::move(text)};
    if (m_open != ValueNode::kNone) node.row = m_tree.nodes[m_open].children++;
    m_tree.nodes.push_back(std::move(node));
    return true;
}

ValueTree ValueTreeBuilder::finish() {
    auto& nodes = m_tree.nodes;
    std::uint32_t next = 0;
    for (auto& node : nodes) {
        node.firstChild = next;
        next += node.children;
    }
    m_tree.children.resize(next);
    for (std::uint32_t at = 0; at < nodes.size(); ++at) {
        if (nodes[at].parent != ValueNode::kNone)
            m_tree.children[nodes[nodes[at].parent].firstChild + nodes[at].row] = at;
    }
    return std::move(m_tree);
}

} // namespace mqttscope::ui
