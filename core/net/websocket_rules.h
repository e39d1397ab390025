// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/rule.h"

#include <cstdint>
#include <span>

namespace mqttscope::net {

/// What can be wrong with a WebSocket that carries MQTT.
enum class WebSocketProblem : std::uint8_t {
    TextFrame,    ///< MQTT in text frames (MQTT-6.0.0-1)
    NotOffered,   ///< the client offered no sub-protocol of MQTT (MQTT-6.0.0-3)
    NotSelected,  ///< the server selected none (MQTT-6.0.0-4)
    Unmasked,     ///< a client's frame without a mask (RFC 6455 §5.1)
    Masked,       ///< a server's frame with one (§5.1)
    ReservedBits, ///< a bit that no negotiated extension defines (§5.2)
    BadOpcode,    ///< a reserved opcode (§5.2)
    BadControl,   ///< a control frame that is fragmented or longer than 125 bytes (§5.5)
    BadLength,    ///< a length in more bytes than it needs, or above 2^63 (§5.2)
    BadFragment,  ///< a continuation of nothing, or a new message inside of another (§5.4)
    BadDeflate,   ///< compressed bytes that are none (RFC 7692 §7.2.2)
    ContextLost,  ///< what a compressed message refers to was not captured, or had to be forgotten
    DeflateBomb,  ///< bytes that grow beyond all measure when they are expanded
    BadHead,      ///< a head of HTTP that is none, or longer than kMostHead (RFC 9112 §2)
};

inline constexpr std::size_t kWebSocketProblems = 14;

/// The rows 219 to 222 of the standards' rules, and our own from 1200 on.
[[nodiscard]] std::span<const base::Rule> webSocketRules();

/// The rule that a problem breaks.
[[nodiscard]] base::RuleId ruleOf(WebSocketProblem problem);

/// The row of one of these rules.
[[nodiscard]] const base::Rule& webSocketRule(base::RuleId id);

/// Bytes that are made from captured ones could not be kept: the disk is full or the limit is reached.
inline constexpr base::RuleId kWebSocketNotKept{1211};

} // namespace mqttscope::net
