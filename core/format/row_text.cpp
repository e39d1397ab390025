// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/row_text.h"

#include "core/format/time.h"
#include "core/mqtt/fields.h"
#include "core/mqtt/framer.h"
#include "core/net/stream_listener.h"
#include "core/net/websocket_rules.h"
#include "core/session/event_names.h"

#include <arpa/inet.h>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <sys/socket.h>

#include <array>
#include <limits>

namespace mqttscope::format {
namespace {

constexpr std::uint8_t kDup = 0x08;
constexpr std::uint8_t kRetain = 0x01;
constexpr std::uint16_t kSwitchingProtocols = 101; // RFC 6455 §4.2.2

std::string_view towards(const store::Row& row) {
    return store::direction(row) == base::Direction::ToServer ? "to the server" : "to the client";
}

std::string_view sender(const store::Row& row) {
    return store::direction(row) == base::Direction::ToServer ? "client" : "server";
}

std::string_view gapReason(net::GapCause cause) {
    switch (cause) {
    case net::GapCause::None:
        return "they never came";
    case net::GapCause::Acknowledged:
        return "the peer acknowledged them, so the capture missed them";
    case net::GapCause::TooFarBehind:
        return "later bytes waited for them up to the limit";
    case net::GapCause::StreamEnded:
        return "they had not come when the stream ended";
    case net::GapCause::Clipped:
        return "the snapshot length cut them off the frame";
    }
    return {};
}

std::string_view skipReason(mqtt::SkippedBytes::Why why) {
    switch (why) {
    case mqtt::SkippedBytes::Why::LateStart:
        return "the capture starts inside a packet";
    case mqtt::SkippedBytes::Why::AfterGap:
        return "the rest of a packet whose beginning is missing";
    case mqtt::SkippedBytes::Why::BadLength:
        return "the Remaining Length is longer than four bytes";
    case mqtt::SkippedBytes::Why::ForbiddenType:
        return "packet type 0 is forbidden";
    case mqtt::SkippedBytes::Why::NotMqtt:
        return "they begin no control packet";
    case mqtt::SkippedBytes::Why::NoMessage:
        return "their WebSocket messages cannot be read";
    }
    return {};
}

std::string connectText(const mqtt::PacketSummary& summary, const TextOptions& options) {
    auto text = summary.clientId.empty() ? std::string("(no client identifier)")
                                         : visibleText(summary.clientId, options.maxLength);
    text += fmt::format(", keep alive {} s", summary.keepAlive);
    if (summary.cleanStart) text += summary.protocolLevel == 5 ? ", clean start" : ", clean session";
    if (summary.will) text += ", will";
    if (summary.userName) text += ", user name";
    if (summary.password) text += ", password";
    return text;
}

std::string reasonText(mqtt::PacketType type, mqtt::Version version, std::uint8_t code) {
    const auto name = mqtt::reasonName(type, version, code);
    return name.empty() ? fmt::format("code 0x{:02x}", code) : std::string(name);
}

std::string reasonText(mqtt::PacketType type, mqtt::Version version, const mqtt::PacketSummary& summary) {
    return summary.hasReasonCode ? reasonText(type, version, summary.reasonCode) : std::string();
}

/// One code for each topic filter: as they stand where they are few, else counted, what failed in front.
std::string reasonsText(mqtt::PacketType type, mqtt::Version version, base::ByteView codes) {
    constexpr std::size_t kFew = 4;
    std::string text;
    const auto add = [&](std::uint8_t code, std::size_t count) {
        if (!text.empty()) text += ", ";
        if (count > 1) text += fmt::format("{} × ", count);
        text += reasonText(type, version, code);
    };
    if (codes.size() <= kFew) {
        for (const auto code : codes) add(code, 1);
        return text;
    }
    std::array<std::size_t, 256> counts{};
    for (const auto code : codes) ++counts[code];
    // From 0x80 on a code is a failure (MQTT 5.0 §2.4; 0x80 in MQTT 3.1.1 §3.9.3).
    constexpr std::size_t kFailure = 0x80;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        const auto code = (i + kFailure) % counts.size();
        if (counts[code] != 0) add(static_cast<std::uint8_t>(code), counts[code]);
    }
    return text;
}

std::string topicText(const store::Snapshot& snapshot, const store::Row& row, const mqtt::PacketSummary& summary,
                      const TextOptions& options) {
    const auto alias = summary.topicAlias != 0 && summary.topic.empty();
    if (!row.text.valid()) {
        if (alias) return fmt::format("[topic of alias {} is unknown]", summary.topicAlias);
        return summary.headWhole ? "(no topic)" : "(topic unknown)";
    }
    auto topic = visibleText(snapshot.text(row.text), options.maxLength);
    return alias ? fmt::format("{} [alias {}]", topic, summary.topicAlias) : topic;
}

std::string filterText(const store::Snapshot& snapshot, const store::Row& row, const mqtt::PacketSummary& summary,
                       const TextOptions& options) {
    if (!row.text.valid()) return "(no topic filter)";
    const auto text = visibleText(snapshot.text(row.text), options.maxLength);
    return summary.moreFilters ? text + ", …" : text;
}

} // namespace

std::string typeText(const store::Row& row) {
    return std::string(session::typeName(row));
}

std::string eventText(const store::Row& row) {
    const auto bytes = byteCountText(row.length);
    switch (store::eventKind(row)) {
    case store::EventKind::Refused:
        return fmt::format("the {} refused the TCP connection", sender(row));
    case store::EventKind::Fin:
        return fmt::format("the {} sends no more", sender(row));
    case store::EventKind::Reset:
        return fmt::format("the {} reset the TCP connection", sender(row));
    case store::EventKind::Retransmission:
        return fmt::format("{} {} sent again", bytes, towards(row));
    case store::EventKind::ZeroWindow:
        return fmt::format("the {} can take no more bytes for now", sender(row));
    case store::EventKind::KeepAlive:
        return fmt::format("the {} probes whether its peer is alive", sender(row));
    case store::EventKind::Gap:
        return fmt::format("{} {} are missing: {}", bytes, towards(row),
                           gapReason(static_cast<net::GapCause>(row.packetIdentifier)));
    case store::EventKind::Skipped:
        return fmt::format("{} {} are no packet: {}", bytes, towards(row),
                           skipReason(static_cast<mqtt::SkippedBytes::Why>(row.packetIdentifier)));
    case store::EventKind::ProxyHeader:
        return fmt::format("PROXY v{}", row.packetIdentifier);
    case store::EventKind::Tls:
        return "TLS begins: what follows is encrypted";
    case store::EventKind::WebSocketOpen:
        if (store::direction(row) == base::Direction::ToServer) return "the client asks for WebSocket";
        return row.packetIdentifier == kSwitchingProtocols ? "the server accepts WebSocket"
                                                           : "the server refuses WebSocket";
    case store::EventKind::WebSocketPing:
        return fmt::format("the {} asks whether its peer is there", sender(row));
    case store::EventKind::WebSocketPong:
        return fmt::format("the {} is there", sender(row));
    case store::EventKind::WebSocketClose:
        return fmt::format("the {} closes the WebSocket", sender(row));
    case store::EventKind::WebSocketProblem:
        return std::string(net::webSocketRule(base::RuleId(row.packetIdentifier)).text);
    case store::EventKind::Dropped:
        return fmt::format("{}{} dropped while capturing, shortly before: bytes may be missing here",
                           row.packetIdentifier == std::numeric_limits<std::uint16_t>::max() ? "at least " : "",
                           row.packetIdentifier == 1 ? "1 frame was"
                                                     : numberText(row.packetIdentifier) + " frames were");
    }
    return {};
}

std::string eventText(const store::Snapshot& snapshot, const store::Row& row, const TextOptions& options) {
    auto text = eventText(row);
    if (row.text.valid()) text += ": " + visibleText(snapshot.text(row.text), options.maxLength);
    return text;
}

std::string proxyText(const net::ProxyHeader& header) {
    if (header.local) return "LOCAL (the proxy speaks for itself)";
    switch (header.family) {
    case net::ProxyHeader::Family::Unspecified:
        return header.version == 1 ? "UNKNOWN" : "no address";
    case net::ProxyHeader::Family::Ipv4:
    case net::ProxyHeader::Family::Ipv6:
        return fmt::format("{} → {}", endpointText(header.source), endpointText(header.destination));
    case net::ProxyHeader::Family::Unix:
        return fmt::format("{} → {}", header.unixSource, header.unixDestination);
    }
    return {};
}

std::string infoText(const store::Snapshot& snapshot, const store::Row& row, const mqtt::PacketSummary& summary,
                     const TextOptions& options) {
    if (store::isEvent(row)) return eventText(snapshot, row, options);
    const auto type = mqtt::packetType(row.head);
    const auto version = snapshot.connection(row.connection).version.load(std::memory_order_acquire).version;
    switch (type) {
    case mqtt::PacketType::Connect:
        return connectText(summary, options);
    case mqtt::PacketType::Connack: {
        auto text = reasonText(type, version, summary);
        if (summary.sessionPresent) text += ", session present";
        if (!summary.clientId.empty()) text += ", assigned " + visibleText(summary.clientId, options.maxLength);
        return text;
    }
    case mqtt::PacketType::Publish:
        return topicText(snapshot, row, summary, options);
    case mqtt::PacketType::Subscribe:
    case mqtt::PacketType::Unsubscribe:
        return filterText(snapshot, row, summary, options);
    case mqtt::PacketType::Puback:
    case mqtt::PacketType::Pubrec:
    case mqtt::PacketType::Pubrel:
    case mqtt::PacketType::Pubcomp:
        // Nearly all say success: naming only what is not makes it stand out.
        return summary.reasonCode == 0 ? std::string() : reasonText(type, version, summary);
    case mqtt::PacketType::Suback:
    case mqtt::PacketType::Unsuback:
        return reasonsText(type, version, summary.reasonCodes);
    case mqtt::PacketType::Disconnect:
    case mqtt::PacketType::Auth:
        return reasonText(type, version, summary);
    case mqtt::PacketType::Reserved:
    case mqtt::PacketType::Pingreq:
    case mqtt::PacketType::Pingresp:
        return {};
    }
    return {};
}

std::string flagsText(const store::Row& row) {
    if (store::isEvent(row) || mqtt::packetType(row.head) != mqtt::PacketType::Publish) return {};
    auto text = fmt::format("{}", row.head >> 1 & 3);
    if ((row.head & kRetain) != 0) text += " R";
    if ((row.head & kDup) != 0) text += " D";
    return text;
}

std::string exchangeText(const session::Exchange& exchange) {
    const auto state = session::name(exchange.state);
    if (exchange.latency) return fmt::format("{} in {}", state, durationText(*exchange.latency));
    if (exchange.awaited == mqtt::PacketType::Reserved) return std::string(state);
    const auto awaited = mqtt::name(exchange.awaited);
    if (exchange.state == session::ExchangeState::Open) return fmt::format("{}: {} is awaited", state, awaited);
    return fmt::format("{}: no {}", state, awaited);
}

std::string endpointText(const net::Endpoint& endpoint) {
    const auto& bytes = endpoint.address.bytes;
    // Every packet of an export has two: inet_ntop() and a format that is read each time take five times as long.
    if (!endpoint.address.v6)
        return fmt::format(FMT_COMPILE("{}.{}.{}.{}:{}"), bytes[0], bytes[1], bytes[2], bytes[3], endpoint.port);
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET6, bytes.data(), text.data(), static_cast<socklen_t>(text.size()));
    return fmt::format("[{}]:{}", text.data(), endpoint.port);
}

std::string versionText(const store::ConnectionVersion& version) {
    auto text = std::string(mqtt::name(version.version));
    if (version.bridge) text += " (bridge)";
    if (version.inferred) text += " (inferred)";
    return text;
}

} // namespace mqttscope::format
