// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/packet_bytes.h"

#include "core/mqtt/problem.h"
#include "core/net/dissect.h"
#include "core/net/fields.h"
#include "core/net/proxy_header.h"

#include <algorithm>
#include <utility>

namespace mqttscope::engine {
namespace {

/// No fault of the sender and none of the capture: it says so in place of what the decoder tells of missing bytes.
void tellGone(base::FieldTree& tree, std::uint16_t kind) {
    const auto told = std::ranges::find(tree.problems, kind, &base::FieldProblem::kind);
    auto& problem = told == tree.problems.end() ? tree.problems.emplace_back() : *told;
    problem.kind = kind;
    problem.text = "Its bytes are gone: the file was cut while it was open";
    problem.rule = {};
    problem.severity = base::Severity::Warning;
}

} // namespace

std::vector<std::uint8_t> PacketBytes::copy(std::uint32_t offset, std::uint32_t size) const {
    std::vector<std::uint8_t> bytes;
    const auto end = static_cast<std::uint32_t>(std::min<std::uint64_t>(std::uint64_t{offset} + size, length));
    auto part = std::ranges::partition_point(parts, [&](const PacketPart& p) { return p.offset + p.size <= offset; });
    for (; part != parts.end() && part->offset < end; ++part) {
        const auto from = std::max(offset, part->offset) - part->offset;
        const auto to = std::min(end, part->offset + part->size) - part->offset;
        if (part->bytes.size() < to) break; // a gap, or a source that ends before
        bytes.insert(bytes.end(), part->bytes.begin() + from, part->bytes.begin() + to);
    }
    return bytes;
}

base::ByteView PacketBytes::view(std::uint32_t offset, std::uint32_t size, std::vector<std::uint8_t>& scratch) const {
    const auto part =
        std::ranges::partition_point(parts, [&](const PacketPart& p) { return p.offset + p.size <= offset; });
    if (part != parts.end() && part->bytes.size() >= std::uint64_t{offset - part->offset} + size) {
        return part->bytes.subspan(offset - part->offset, size);
    }
    scratch = copy(offset, size);
    return scratch;
}

mqtt::PacketSummary PacketBytes::summary() const {
    return mqtt::summarise(head(), length, version.version);
}

base::FieldTree PacketBytes::decode() const {
    auto tree = decode(mqtt::decodeTree);
    if (gone && !store::isEvent(row)) tellGone(tree, std::to_underlying(mqtt::Problem::NotCaptured));
    return tree;
}

base::FieldTree PacketBytes::decodeFields() const {
    return decode(mqtt::decodeFields);
}

base::FieldTree PacketBytes::decode(Decode how) const {
    base::FieldTree tree;
    if (store::isEvent(row)) {
        if (store::eventKind(row) == store::EventKind::ProxyHeader) net::describeProxyHeader(head(), tree);
        return tree;
    }
    how(head(), length, available,
        {.version = version.version,
         .direction = store::direction(row),
         .resolvedTopic = resolvedTopic,
         .inferred = version.inferred,
         .bridge = version.bridge,
         .directionSure = directionSure},
        tree);
    return tree;
}

base::FieldTree FrameBytes::decode() const {
    base::FieldTree lost;
    if (gone) tellGone(lost, std::to_underlying(net::NetProblem::Clipped));
    if (gone && frame.bytes.empty()) return lost;
    auto tree = decode(base::Direction::ToServer);
    tree.problems.insert(tree.problems.end(), lost.problems.begin(), lost.problems.end());
    const auto port = std::ranges::find(tree.nodes, net::idOf(net::NetField::TcpSourcePort), &base::FieldNode::field);
    if (port == tree.nodes.end() || port->number == clientPort) return tree;
    tree = decode(base::Direction::ToClient);
    tree.problems.insert(tree.problems.end(), lost.problems.begin(), lost.problems.end());
    return tree;
}

base::FieldTree FrameBytes::decode(base::Direction direction) const {
    base::FieldTree tree;
    net::dissect(frame, tree,
                 {.tcpStream = tcpConnection,
                  .firstSequence = firstSequence[static_cast<std::size_t>(direction)],
                  .firstAcknowledgment = firstSequence[static_cast<std::size_t>(base::opposite(direction))]});
    if (webSocket) net::dissectWebSocket(*webSocket, tree);
    return tree;
}

} // namespace mqttscope::engine
