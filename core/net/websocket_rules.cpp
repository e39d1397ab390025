// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/websocket_rules.h"

#include <algorithm>
#include <array>

namespace mqttscope::net {
namespace {

using base::Rule;
using base::RuleId;
using enum base::Severity;

/// By WebSocketProblem, then what is no problem of the traffic, then what no traffic can break.
constexpr std::array kRules{
    Rule{.id = RuleId(219),
         .id311 = "6.0.0-1",
         .id5 = "6.0.0-1",
         .severity = Error,
         .text = "MQTT is sent in text frames of WebSocket: only binary frames may carry it"},
    Rule{.id = RuleId(221),
         .id311 = "6.0.0-3",
         .id5 = "6.0.0-3",
         .severity = Error,
         .text = "The client does not offer the WebSocket sub-protocol mqtt"},
    Rule{.id = RuleId(222),
         .id311 = "6.0.0-4",
         .id5 = "6.0.0-4",
         .severity = Error,
         .text = "The server does not select the WebSocket sub-protocol mqtt"},
    Rule{.id = RuleId(1200),
         .name = "websocket.unmasked",
         .severity = Error,
         .text = "A client's frame is not masked (RFC 6455 §5.1)"},
    Rule{.id = RuleId(1201),
         .name = "websocket.masked",
         .severity = Error,
         .text = "A server's frame is masked (RFC 6455 §5.1)"},
    Rule{.id = RuleId(1202),
         .name = "websocket.reserved_bits",
         .severity = Error,
         .text = "A reserved bit is set that no negotiated extension defines (RFC 6455 §5.2)"},
    Rule{.id = RuleId(1203),
         .name = "websocket.opcode",
         .severity = Error,
         .text = "The opcode of a frame is a reserved one (RFC 6455 §5.2)"},
    Rule{.id = RuleId(1204),
         .name = "websocket.control",
         .severity = Error,
         .text = "A control frame is fragmented or longer than 125 bytes (RFC 6455 §5.5)"},
    Rule{.id = RuleId(1205),
         .name = "websocket.length",
         .severity = Error,
         .text = "The length of a frame is written in more bytes than it needs, or is above 2^63 (RFC 6455 §5.2)"},
    Rule{.id = RuleId(1206),
         .name = "websocket.fragment",
         .severity = Error,
         .text = "Fragments of messages are mixed up (RFC 6455 §5.4)"},
    Rule{.id = RuleId(1207),
         .name = "websocket.deflate",
         .severity = Error,
         .text = "A compressed message cannot be expanded (RFC 7692 §7.2.2)"},
    Rule{.id = RuleId(1208),
         .name = "websocket.context",
         .severity = Warning,
         .text = "A compressed message refers to bytes that are not known: it cannot be expanded"},
    Rule{.id = RuleId(1209),
         .name = "websocket.bomb",
         .severity = Warning,
         .text = "Compressed messages grow beyond all measure: the rest is not expanded"},
    Rule{.id = RuleId(1210),
         .name = "websocket.head",
         .severity = Error,
         .text = "A head of HTTP is malformed or longer than 16 KiB (RFC 9112 §2)"},
    Rule{.id = kWebSocketNotKept,
         .name = "websocket.not_kept",
         .severity = Warning,
         .text = "The bytes of messages could not be kept on disk: the packets in them are missing"},
    Rule{.id = RuleId(220),
         .id311 = "6.0.0-2",
         .id5 = "6.0.0-2",
         .severity = Information,
         .text = "Packets need not be aligned with frames of WebSocket: receivers join what they hold"},
};

static_assert(kRules.size() == kWebSocketProblems + 2);

} // namespace

std::span<const base::Rule> webSocketRules() {
    return kRules;
}

const base::Rule& webSocketRule(base::RuleId id) {
    static constexpr Rule kUnknown{.name = "websocket", .text = "Something is wrong with the WebSocket"};
    const auto* const found = std::ranges::find(kRules, id, &Rule::id);
    return found == kRules.end() ? kUnknown : *found;
}

base::RuleId ruleOf(WebSocketProblem problem) {
    return kRules[static_cast<std::size_t>(problem)].id;
}

} // namespace mqttscope::net
