// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/exporter/record_fields.h"

#include <algorithm>

namespace mqttscope::exporter {

const base::FieldNode* RecordFields::find(base::FieldId field) const {
    const auto found = std::ranges::find(m_tree->nodes, field, &base::FieldNode::field);
    return found == m_tree->nodes.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> RecordFields::number(base::FieldId field) const {
    const auto* const node = find(field);
    return node == nullptr ? std::nullopt : std::optional(node->number);
}

std::string_view RecordFields::text(base::FieldId field) const {
    const auto* const node = find(field);
    return node == nullptr ? std::string_view{} : text(*node);
}

base::ByteView RecordFields::bytes(const base::FieldNode& node) const {
    const auto from = std::min<std::size_t>(node.content.offset, m_view.size());
    return m_view.subspan(from, std::min<std::size_t>(node.content.size, m_view.size() - from));
}

} // namespace mqttscope::exporter
