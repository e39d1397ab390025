// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field_tree.h"
#include "core/base/id.h"
#include "core/mqtt/packet.h"

#include <cstdint>
#include <string_view>

namespace mqttscope::mqtt {

/// What a packet's own bytes do not tell.
struct TreeContext {
    Version version = Version::Unknown;
    base::Direction direction = base::Direction::ToServer;
    std::string_view resolvedTopic{}; ///< PUBLISH: the topic behind its alias; empty if there is none
    bool inferred = false;            ///< these three: see CheckContext
    bool bridge = false;
    bool directionSure = false;
};

/// Appends the details of a packet to `tree`: Fixed Header, Variable Header, Payload, with ranges in the packet. `head`
/// is the packet up to its payload or all of it, `length` its announced length with the fixed header, `available` how
/// many of its bytes were captured. A payload beyond `head` gets its range without being read. Problems are what
/// checkPacket() tells, and what the capture does not hold; their kind is a mqtt::Problem.
void decodeTree(base::ByteView head, std::uint32_t length, std::uint32_t available, const TreeContext& context,
                base::FieldTree& tree);

/// The same without what is wrong with it, which takes as long again: for who tells findings otherwise.
void decodeFields(base::ByteView head, std::uint32_t length, std::uint32_t available, const TreeContext& context,
                  base::FieldTree& tree);

/// Bytes of a packet up to its payload (all of them where it has none); 0 while `beginning` does not hold them all.
[[nodiscard]] std::uint32_t headLength(base::ByteView beginning, Version version);

} // namespace mqttscope::mqtt
