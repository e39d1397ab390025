// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/field_tree.h"

#include <algorithm>

namespace mqttscope::base {

FieldNode& FieldTree::add(FieldId field, ByteRange range) {
    const auto index = static_cast<std::uint32_t>(nodes.size());
    auto& node = nodes.emplace_back();
    node.field = field;
    node.parent = m_open;
    node.end = index + 1;
    node.range = range;
    return node;
}

FieldNode& FieldTree::enter(FieldId field, ByteRange range) {
    auto& node = add(field, range);
    m_open = static_cast<std::uint32_t>(nodes.size() - 1);
    return node;
}

void FieldTree::leave() {
    auto& node = nodes[m_open];
    node.end = static_cast<std::uint32_t>(nodes.size());
    if (node.range.size == 0) {
        for (auto i = m_open + 1; i < node.end; i = nodes[i].end) {
            const auto& child = nodes[i];
            if (child.range.size == 0) continue;
            const auto from =
                node.range.size == 0 ? child.range.offset : std::min(node.range.offset, child.range.offset);
            const auto to = node.range.size == 0 ? child.range.end() : std::max(node.range.end(), child.range.end());
            node.range = {from, to - from};
        }
    }
    m_open = node.parent;
}

std::uint32_t FieldTree::nodeAt(std::uint32_t byte) const {
    auto found = FieldNode::kNone;
    // Pre-order and nested ranges: the last node that holds the byte is the deepest. Flags share their byte with the
    // node above them; the byte as a whole belongs to that one.
    for (std::uint32_t i = 0; i < nodes.size(); ++i) {
        if (!nodes[i].range.contains(byte)) continue;
        if (found != FieldNode::kNone && nodes[i].range == nodes[found].range) continue;
        found = i;
    }
    return found;
}

} // namespace mqttscope::base
