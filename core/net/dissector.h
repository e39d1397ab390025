// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field_tree.h"
#include "core/net/dissect.h"
#include "core/net/fields.h"
#include "core/net/ip.h"
#include "core/net/layers.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>

namespace mqttscope::net {

/// Walks through the bytes of a frame and writes down fields. After the first field that was not captured nothing
/// more is added, so that a description is written in a straight line.
class Dissector {
public:
    Dissector(const FrameView& frame, base::FieldTree& tree)
        : m_bytes(frame.bytes)
        , m_tree(tree) {}

    [[nodiscard]] base::ByteView bytes() const { return m_bytes; }

    [[nodiscard]] base::FieldTree& tree() { return m_tree; }

    [[nodiscard]] bool ok() const { return m_ok; }

    [[nodiscard]] std::uint32_t captured() const { return static_cast<std::uint32_t>(m_bytes.size()); }

    [[nodiscard]] std::uint32_t position() const { return m_position; }

    /// Sets where the bytes end that may be described: with the frame, or with what holds the next layer.
    void limit(base::ByteView bytes) { m_bytes = bytes; }

    void seek(std::uint32_t position) {
        m_position = position;
        m_ok = true;
    }

    void enter(NetField field, std::uint32_t size) { m_tree.enter(idOf(field), {m_position, std::min(size, left())}); }

    /// A number whose bits are fields of their own, until leave().
    void enterNumber(NetField field) {
        const auto before = m_tree.nodes.size();
        peek(field);
        if (m_tree.nodes.size() == before) {
            m_tree.enter(idOf(field), {std::min(m_position, captured()), 0});
            return;
        }
        const auto leaf = m_tree.nodes.back();
        m_tree.nodes.pop_back();
        auto& node = m_tree.enter(idOf(field), leaf.range);
        node.content = leaf.content;
        node.number = leaf.number;
    }

    void leave() { m_tree.leave(); }

    /// The next field; its width is in the table. Returns the number that it holds.
    std::uint64_t next(NetField field) { return next(field, infoOf(field).width); }

    std::uint64_t next(NetField field, std::uint32_t width) {
        const auto value = peek(field, width);
        if (m_ok) m_position += width;
        return value;
    }

    /// Describes bits of the bytes that come next without stepping over them; the table has their mask.
    std::uint64_t peek(NetField field) { return peek(field, infoOf(field).width); }

    /// A number that lies in no byte.
    void generated(NetField field, std::uint64_t number) {
        auto& node = m_tree.add(idOf(field), {});
        node.number = number;
        node.generated = true;
    }

    /// A number that the bytes hold in other units or another byte order.
    void converted(NetField field, std::uint32_t width, std::uint64_t number) {
        if (!has(width)) return;
        m_tree.add(idOf(field), {m_position, width}).number = number;
    }

    /// `size` bytes without structure, or those of them that were captured.
    void blob(NetField field, std::uint32_t size) {
        const auto there = std::min(size, left());
        if (!m_ok || there == 0) return;
        m_tree.add(idOf(field), {m_position, there}).content = {m_position, there};
        m_position += there;
    }

    void skip(std::uint32_t size) {
        if (has(size)) m_position += size;
    }

    void problem(NetProblem kind, std::uint32_t from, std::string sentence) {
        const auto start = std::min(from, captured());
        m_tree.problems.push_back(
            {m_tree.current(), {start, captured() - start}, static_cast<std::uint16_t>(kind), std::move(sentence)});
    }

private:
    [[nodiscard]] std::uint32_t left() const { return m_position < captured() ? captured() - m_position : 0; }

    bool has(std::uint32_t width) {
        if (width > left()) m_ok = false;
        return m_ok;
    }

    std::uint64_t peek(NetField field, std::uint32_t width) {
        if (!has(width)) return 0;
        auto& node = m_tree.add(idOf(field), {m_position, width});
        node.content = node.range;
        if (width > 8) return 0;
        std::uint64_t value = 0;
        for (std::uint32_t i = 0; i < width; ++i) value = value << 8 | m_bytes[m_position + i];
        if (const auto mask = infoOf(field).mask; mask != 0) value = (value & mask) >> std::countr_zero(mask);
        node.number = value;
        return value;
    }

    base::ByteView m_bytes;
    base::FieldTree& m_tree;
    std::uint32_t m_position = 0;
    bool m_ok = true;
};

/// Describes the header at the dissector's position.
void dissectLayer(Dissector& to, Layer layer);
/// The same for UDP and the headers of tunnels.
void dissectUdp(Dissector& to);
void dissectVxlan(Dissector& to);
void dissectGeneve(Dissector& to);
void dissectGre(Dissector& to);
void dissectErspan2(Dissector& to);
void dissectErspan3(Dissector& to);
void dissectMpls(Dissector& to);
void dissectPseudowire(Dissector& to);
/// Describes an IP header with its options or extension headers.
void dissectIp(Dissector& to, const IpPacket& packet);
/// Describes a TCP header. `size` is what the IP packet carries, on the wire.
void dissectTcp(Dissector& to, std::uint32_t size, const FrameContext& context);

} // namespace mqttscope::net
