// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/base/field.h"
#include "core/base/field_tree.h"

#include <cstdint>
#include <optional>
#include <span>

namespace mqttscope::net {

inline constexpr std::uint16_t kWebSocketFields = base::kNetFields + 0x0C00;

/// The fields of the WebSocket table, in its order.
enum class WebSocketField : std::uint16_t {
    Frame,
    Fin,
    Reserved,
    Compressed,
    Opcode,
    Mask,
    Length,
    Length16,
    Length64,
    Key,
    FrameLength,
    Payload,
    MaskedPayload,
    GivenLength,
};

[[nodiscard]] constexpr base::FieldId idOf(WebSocketField field) {
    return {static_cast<std::uint16_t>(kWebSocketFields + static_cast<std::uint16_t>(field))};
}

/// Every field that dissectWebSocket() may find. Keys are Wireshark's where it has one.
[[nodiscard]] std::span<const base::FieldInfo> webSocketFields();

/// A frame of WebSocket, or a piece of one, in a captured frame.
struct WebSocketFrameView {
    base::ByteView header{};                 ///< of the WebSocket frame, at least
    std::optional<std::uint32_t> headerAt{}; ///< in the captured frame; nothing where it lies in others
    base::ByteRange payload{};               ///< the part of its payload that the captured frame holds
    std::uint32_t given = 0;                 ///< bytes of messages that the part became
};

/// Describes it. Ranges count in the captured frame; what lies in others is marked as generated.
void dissectWebSocket(const WebSocketFrameView& view, base::FieldTree& tree);

} // namespace mqttscope::net
