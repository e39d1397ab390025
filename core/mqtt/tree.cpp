// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/tree.h"

#include "core/mqtt/check.h"
#include "core/mqtt/decoder.h"
#include "core/mqtt/head.h"
#include "core/mqtt/rule_map.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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
        if (id == fieldId("mqtt.publish.topic") && value.content.size == 0) resolveTopic(range);
    }

    void enter(base::FieldId id, base::ByteRange range, Value value) { fill(m_tree.enter(id, range), value); }

    void leave() { m_tree.leave(); }

    void problem(const ProblemReport& report) {
        if (report.problem == Problem::NotCaptured) notCaptured(report);
        if (breaksLayout(report.problem) && !m_malformed) m_malformed = report;
    }

    /// Where the version is not sure, the packet may be sound in another one than it was decoded by.
    [[nodiscard]] const std::optional<ProblemReport>& malformed() const { return m_malformed; }

    void add(const Breach& breach) {
        m_tree.problems.push_back({.node = nodeOf(breach),
                                   .range = breach.range,
                                   .kind = std::to_underlying(breach.problem),
                                   .text = describe(breach),
                                   .rule = breach.rule,
                                   .severity = breach.severity,
                                   .field = breach.field});
    }

    void addDoubt(const ProblemReport& report) {
        const Breach breach{
            .rule = ruleOf(report, packetType(m_head[0])), .range = report.range, .field = report.field};
        m_tree.problems.push_back({.node = nodeOf(breach),
                                   .range = report.range,
                                   .kind = std::to_underlying(report.problem),
                                   .text = describe(breach) + ": the version it is decoded by is not sure",
                                   .severity = base::Severity::Information});
    }

private:
    static void fill(base::FieldNode& node, const Value& value) {
        node.number = value.number;
        node.content = value.content;
    }

    void notCaptured(const ProblemReport& report) {
        m_tree.problems.push_back({.node = m_tree.current(),
                                   .range = report.range,
                                   .kind = std::to_underlying(report.problem),
                                   .text = "The packet goes on, but its other bytes are not in the capture",
                                   .severity = base::Severity::Information});
    }

    /// The topic that an alias stands for lies in no byte of this packet.
    void resolveTopic(base::ByteRange emptyTopic) {
        if (m_context.resolvedTopic.empty()) return;
        auto& node = m_tree.add(fieldId("mqtt.publish.topic"), {emptyTopic.end(), 0});
        node.generated = true;
        node.text = static_cast<std::uint32_t>(m_tree.texts.size());
        m_tree.texts.emplace_back(m_context.resolvedTopic);
    }

    /// The node of the field where it holds the bytes; else the deepest node that does.
    [[nodiscard]] std::uint32_t nodeOf(const Breach& breach) const {
        auto found = base::FieldNode::kNone;
        for (auto i = static_cast<std::uint32_t>(m_firstNode); i < m_tree.nodes.size(); ++i) {
            const auto& node = m_tree.nodes[i];
            if (breach.range.offset < node.range.offset || breach.range.end() > node.range.end()) continue;
            if (node.field == breach.field) return i;
            if (node.range.size != 0) found = i;
        }
        return found;
    }

    base::ByteView m_head;
    const TreeContext& m_context;
    base::FieldTree& m_tree;
    std::size_t m_firstNode;
    std::optional<ProblemReport> m_malformed{};
};

} // namespace

void decodeTree(base::ByteView head, std::uint32_t length, std::uint32_t available, const TreeContext& context,
                base::FieldTree& tree) {
    if (head.empty()) return;
    TreeSink sink(head, context, tree);
    Decoder(sink, head, std::min(length, available)).packet(context.version);

    std::vector<Breach> breaches;
    checkPacket(head, length, available,
                {.version = context.version,
                 .inferred = context.inferred,
                 .bridge = context.bridge,
                 .direction = context.direction,
                 .directionSure = context.directionSure},
                breaches);
    for (const auto& breach : breaches) sink.add(breach);
    const auto told = std::ranges::any_of(breaches, [](const auto& breach) { return breaksLayout(breach.problem); });
    if (const auto& malformed = sink.malformed(); malformed && !told) sink.addDoubt(*malformed);
}

void decodeFields(base::ByteView head, std::uint32_t length, std::uint32_t available, const TreeContext& context,
                  base::FieldTree& tree) {
    if (head.empty()) return;
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
