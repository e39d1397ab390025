// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/tree.h"

#include "core/mqtt/decoder.h"
#include "core/mqtt/head.h"

#include <utf8.h>

#include <algorithm>
#include <string>

namespace mqttscope::mqtt {
namespace {

/// Makes the nodes of the details pane.
class TreeSink {
public:
    TreeSink(base::ByteView head, const TreeContext& context, base::FieldTree& tree)
        : m_head(head)
        , m_context(context)
        , m_tree(tree)
        , m_firstNode(tree.nodes.size()) {}

    static constexpr bool wants(base::FieldId) { return true; }

    void field(base::FieldId id, base::ByteRange range, Value value) {
        fill(m_tree.add(id, range), value);
        checkText(id, value.content);
        if (id == fieldId("mqtt.publish.topic") && value.content.size == 0) resolveTopic(range);
    }

    void enter(base::FieldId id, base::ByteRange range, Value value) {
        fill(m_tree.enter(id, range), value);
        checkText(id, value.content);
    }

    void leave() { m_tree.leave(); }

    void problem(const ProblemReport& report) {
        m_tree.problems.push_back({.node = nodeOf(report.range),
                                   .range = report.range,
                                   .kind = static_cast<std::uint16_t>(report.problem),
                                   .text = describe(report)});
    }

private:
    static void fill(base::FieldNode& node, const Value& value) {
        node.number = value.number;
        node.content = value.content;
    }

    /// MQTT-1.5.4-1: texts must be well-formed UTF-8.
    void checkText(base::FieldId id, base::ByteRange content) {
        if (fieldOf(id).type != base::FieldType::Text) return;
        const auto bytes = m_head.subspan(content.offset, content.size);
        const auto fault = utf8::find_invalid(bytes.begin(), bytes.end());
        if (fault == bytes.end()) return;
        const auto at = static_cast<std::uint32_t>(fault - bytes.begin());
        problem({Problem::NotUtf8, {content.offset + at, content.size - at}, id});
    }

    /// The topic that an alias stands for lies in no byte of this packet.
    void resolveTopic(base::ByteRange emptyTopic) {
        if (m_context.resolvedTopic.empty()) return;
        auto& node = m_tree.add(fieldId("mqtt.publish.topic"), {emptyTopic.end(), 0});
        node.generated = true;
        node.text = static_cast<std::uint32_t>(m_tree.texts.size());
        m_tree.texts.emplace_back(m_context.resolvedTopic);
    }

    /// The latest node that holds all of the range; problems follow the field that they are about.
    [[nodiscard]] std::uint32_t nodeOf(base::ByteRange range) const {
        constexpr std::size_t kNearby = 8;
        const auto count = m_tree.nodes.size();
        const auto from = std::max(m_firstNode, count - std::min(count, kNearby));
        for (auto i = count; i-- > from;) {
            const auto& held = m_tree.nodes[i].range;
            if (held.size != 0 && held.offset <= range.offset && range.end() <= held.end())
                return static_cast<std::uint32_t>(i);
        }
        return m_tree.current();
    }

    base::ByteView m_head;
    const TreeContext& m_context;
    base::FieldTree& m_tree;
    std::size_t m_firstNode;
};

} // namespace

void decodeTree(base::ByteView head, std::uint32_t length, std::uint32_t available, const TreeContext& context,
                base::FieldTree& tree) {
    TreeSink sink(head, context, tree);
    Decoder(sink, head, std::min(length, available)).packet(context.version);
}

std::uint32_t headLength(base::ByteView beginning, Version version) {
    const auto length = readVariableByteInteger(beginning.empty() ? beginning : beginning.subspan(1));
    if (!length.whole()) return 0;
    const auto head = headSize(beginning, 1 + length.size + length.value, version);
    return head.known && head.bytes <= beginning.size() ? head.bytes : 0;
}

} // namespace mqttscope::mqtt
