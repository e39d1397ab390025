// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field_tree.h"
#include "core/base/id.h"
#include "core/net/frame_view.h"

#include <cstdint>
#include <optional>

namespace mqttscope::net {

/// What is known about a frame beyond its bytes.
struct FrameContext {
    base::TcpConnectionId tcpStream{};                  ///< invalid where the frame belongs to none
    std::optional<std::uint32_t> firstSequence{};       ///< of the sender (TcpConnection::firstSequence)
    std::optional<std::uint32_t> firstAcknowledgment{}; ///< of the receiver: its firstSequence
};

/// Problems that dissect() notes.
enum class NetProblem : std::uint16_t {
    Clipped,   ///< the snapshot length cut the header off
    Malformed, ///< the header contradicts itself
};

/// Describes one frame: the frame itself, each link layer, IP and TCP, every value with its bytes. Ranges count in
/// frame.bytes. Values that lie in no byte are marked as generated. Whatever is cut short is described as far as it
/// goes.
void dissect(const FrameView& frame, base::FieldTree& tree, const FrameContext& context = {});

} // namespace mqttscope::net
