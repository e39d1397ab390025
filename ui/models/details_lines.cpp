// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/details_lines.h"

#include <algorithm>

namespace mqttscope::ui {

DetailsLines::DetailsLines(const PacketDetails& details) {
    if (!details.note.isEmpty()) append(DetailsKind::Note, ByteSpace::Packet, kNone, kNone);
    if (!details.frameFields.nodes.empty())
        appendFields(details.frameFields, ByteSpace::Frame,
                     append(DetailsKind::FrameGroup, ByteSpace::Frame, kNone, kNone));
    appendSegments(details.segments.size());
    if (!details.event.isEmpty()) append(DetailsKind::EventText, ByteSpace::Packet, kNone, kNone);
    appendFields(details.packetFields, ByteSpace::Packet, kNone);
    appendSteps(details.steps.size());
    appendMates(details.mates.size());
}

std::uint32_t DetailsLines::append(DetailsKind kind, ByteSpace space, std::uint32_t source, std::uint32_t parent) {
    const auto made = static_cast<std::uint32_t>(m_lines.size());
    auto& siblings = parent == kNone ? m_top : m_lines[parent].children;
    const auto row = static_cast<int>(siblings.size());
    siblings.push_back(made);
    m_lines.push_back({kind, space, source, parent, {}, row});
    return made;
}

void DetailsLines::appendFields(const base::FieldTree& tree, ByteSpace space, std::uint32_t parent) {
    auto& lines = space == ByteSpace::Packet ? m_packetLines : m_frameLines;
    // Problems of the packet as a whole come first: they explain what is missing below.
    for (std::uint32_t i = 0; i < tree.problems.size(); ++i)
        if (tree.problems[i].node == base::FieldNode::kNone) append(DetailsKind::Problem, space, i, parent);
    lines.reserve(tree.nodes.size());
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        const auto above = tree.nodes[i].parent;
        lines.push_back(append(DetailsKind::Field, space, i, above == base::FieldNode::kNone ? parent : lines[above]));
    }
    for (std::uint32_t i = 0; i < tree.problems.size(); ++i)
        if (const auto node = tree.problems[i].node; node < lines.size())
            append(DetailsKind::Problem, space, i, lines[node]);
}

void DetailsLines::appendSegments(std::size_t count) {
    // One segment is what nearly every packet came in, and the frame says it all.
    if (count < 2) return;
    const auto group = append(DetailsKind::SegmentGroup, ByteSpace::Packet, kNone, kNone);
    const auto listed = static_cast<std::uint32_t>(std::min(count, kMostSegments));
    for (std::uint32_t i = 0; i < listed; ++i) append(DetailsKind::Segment, ByteSpace::Packet, i, group);
    if (listed < count) append(DetailsKind::MoreSegments, ByteSpace::Packet, listed, group);
}

void DetailsLines::appendSteps(std::size_t count) {
    if (count == 0) return;
    const auto group = append(DetailsKind::ExchangeGroup, ByteSpace::Packet, kNone, kNone);
    if (count == 1) return; // the packet itself
    for (std::uint32_t i = 0; i < count; ++i) append(DetailsKind::Step, ByteSpace::Packet, i, group);
}

void DetailsLines::appendMates(std::size_t count) {
    if (count == 0) return;
    const auto group = append(DetailsKind::MateGroup, ByteSpace::Packet, kNone, kNone);
    for (std::uint32_t i = 0; i < count; ++i) append(DetailsKind::Mate, ByteSpace::Packet, i, group);
}

std::uint32_t DetailsLines::lineOf(ByteSpace space, std::uint32_t field) const {
    const auto& lines = space == ByteSpace::Packet ? m_packetLines : m_frameLines;
    return field < lines.size() ? lines[field] : kNone;
}

} // namespace mqttscope::ui
