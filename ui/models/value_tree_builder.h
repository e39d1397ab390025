// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/models/value_tree.h"

#include <utility>

namespace mqttscope::ui {

/// Puts a ValueTree together from values as they come.
class ValueTreeBuilder {
public:
    /// False where the document has more values, or is nested deeper, than a tree may have.
    [[nodiscard]] bool add(ValueKind kind, QString text) { return append(kind, std::move(text)); }

    [[nodiscard]] bool enter(ValueKind kind, QString text = {}) {
        if (++m_depth > ValueTree::kMostDepth || !append(kind, std::move(text))) return false;
        m_open = static_cast<std::uint32_t>(m_tree.nodes.size() - 1);
        return true;
    }

    void leave() {
        --m_depth;
        m_open = m_tree.nodes[m_open].parent;
    }

    /// Of the value that comes next.
    void setKey(QString key) { m_key = std::move(key); }

    [[nodiscard]] ValueTree finish();

private:
    [[nodiscard]] bool append(ValueKind kind, QString text);

    ValueTree m_tree;
    QString m_key;
    std::uint32_t m_open = ValueNode::kNone;
    std::uint32_t m_depth = 0;
};

} // namespace mqttscope::ui
