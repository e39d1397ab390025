// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field.h"
#include "core/base/rule.h"

#include <cstdint>
#include <string>
#include <vector>

namespace mqttscope::base {

/// One decoded value of one packet or frame, with the bytes it came from.
struct FieldNode {
    static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

    FieldId field{};
    std::uint32_t parent = kNone; ///< index of the enclosing node
    std::uint32_t end = 0;        ///< index after the last descendant: nodes stand in pre-order
    ByteRange range{};            ///< the bytes that light up for it, a length prefix included
    ByteRange content{};          ///< text, binary and addresses: the value's own bytes
    std::uint64_t number = 0;     ///< the value of numbers, flags and times
    std::uint32_t text = kNone;   ///< index into FieldTree::texts where the value lies in no byte (a resolved alias)
    bool generated = false;       ///< concluded, not captured: shown in brackets
};

/// Something wrong with some bytes, stored beside what could be decoded.
struct FieldProblem {
    std::uint32_t node = FieldNode::kNone; ///< the node it belongs to, or none for the whole packet
    ByteRange range{};
    std::uint16_t kind = 0; ///< the module's own number (mqtt::Problem)
    std::string text;       ///< one plain sentence
    RuleId rule{};          ///< that it breaks, if any
    Severity severity = Severity::Error;
    FieldId field{}; ///< it is about, if a rule is broken by one
};

/// What a decoder found in one view of bytes. `view` tells which bytes the ranges count in.
struct FieldTree {
    std::vector<FieldNode> nodes;
    std::vector<FieldProblem> problems;
    std::vector<std::string> texts;

    /// Appends a leaf below the innermost open node.
    FieldNode& add(FieldId field, ByteRange range);
    /// Appends a node and makes it the parent of what follows, until leave().
    FieldNode& enter(FieldId field, ByteRange range);
    /// Closes the innermost open node; its range grows to cover its children if it was empty.
    void leave();

    /// The innermost open node, or kNone.
    [[nodiscard]] std::uint32_t current() const { return m_open; }

    /// The deepest node whose range holds the byte, or kNone.
    [[nodiscard]] std::uint32_t nodeAt(std::uint32_t byte) const;

private:
    std::uint32_t m_open = FieldNode::kNone;
};

} // namespace mqttscope::base
