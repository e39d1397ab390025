// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/bytes.h"
#include "core/mqtt/packet.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace mqttscope::test {

using Bytes = std::vector<std::uint8_t>;

/// Bytes of MQTT control packets, made from words: `publish({.topic = "a/b", .payload = "21.5", .qos = 1})`. It knows
/// nothing of the tables that it tests, and writes what it is told, legal or not.
namespace packet {

using mqtt::PacketType;
using mqtt::Version;

inline Bytes& append(Bytes& to, base::ByteView more) {
    to.insert(to.end(), more.begin(), more.end());
    return to;
}

inline Bytes& append(Bytes& to, std::string_view more) {
    return append(to, base::asBytes(more));
}

inline Bytes& appendU16(Bytes& to, std::uint32_t value) {
    to.push_back(static_cast<std::uint8_t>(value >> 8 & 0xFF));
    to.push_back(static_cast<std::uint8_t>(value & 0xFF));
    return to;
}

/// A text or binary after its two length bytes.
inline Bytes& appendText(Bytes& to, std::string_view text) {
    return append(appendU16(to, static_cast<std::uint32_t>(text.size())), text);
}

/// MQTT 5.0 §1.5.5; `size` bytes at least, which may be more than it needs or more than the standard allows.
inline Bytes variableByteInteger(std::uint32_t value, std::size_t size = 1) {
    Bytes bytes;
    do {
        bytes.push_back(static_cast<std::uint8_t>(value & 0x7F));
        value >>= 7;
    } while (value != 0 || bytes.size() < size);
    for (std::size_t i = 0; i + 1 < bytes.size(); ++i) bytes[i] |= 0x80;
    return bytes;
}

/// Fixed header and body.
inline Bytes framed(std::uint8_t firstByte, base::ByteView body, std::size_t lengthSize = 1) {
    Bytes bytes{firstByte};
    append(bytes, variableByteInteger(static_cast<std::uint32_t>(body.size()), lengthSize));
    return append(bytes, body);
}

[[nodiscard]] inline std::uint8_t firstByte(PacketType type, unsigned flags) {
    return static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | flags);
}

/// Properties of MQTT 5.0, one after another: `Properties().u16(0x23, 7).pair("a", "b")`.
class Properties {
public:
    Properties& u8(std::uint8_t identifier, std::uint8_t value) {
        m_bytes.push_back(identifier);
        m_bytes.push_back(value);
        return *this;
    }

    Properties& u16(std::uint8_t identifier, std::uint16_t value) {
        m_bytes.push_back(identifier);
        appendU16(m_bytes, value);
        return *this;
    }

    Properties& u32(std::uint8_t identifier, std::uint32_t value) {
        m_bytes.push_back(identifier);
        appendU16(appendU16(m_bytes, value >> 16), value & 0xFFFF);
        return *this;
    }

    Properties& variable(std::uint8_t identifier, std::uint32_t value) {
        m_bytes.push_back(identifier);
        append(m_bytes, variableByteInteger(value));
        return *this;
    }

    Properties& text(std::uint8_t identifier, std::string_view value) {
        m_bytes.push_back(identifier);
        appendText(m_bytes, value);
        return *this;
    }

    Properties& pair(std::string_view name, std::string_view value) {
        m_bytes.push_back(0x26);
        appendText(appendText(m_bytes, name), value);
        return *this;
    }

    /// The block with its length.
    [[nodiscard]] Bytes block() const {
        auto bytes = variableByteInteger(static_cast<std::uint32_t>(m_bytes.size()));
        return append(bytes, m_bytes);
    }

private:
    Bytes m_bytes;
};

struct Will {
    std::string_view topic;
    std::string_view payload;
    unsigned qos = 0;
    bool retain = false;
    Properties properties{};
};

struct Connect {
    std::string_view clientId;
    Version version = Version::V311;
    bool clean = true;
    std::uint16_t keepAlive = 60;
    std::optional<Will> will{};
    std::optional<std::string_view> userName{};
    std::optional<std::string_view> password{};
    bool bridge = false;
    Properties properties{};
};

inline Bytes connect(const Connect& options) {
    Bytes body;
    appendText(body, options.version == Version::V31 ? "MQIsdp" : "MQTT");
    body.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(options.version) | (options.bridge ? 0x80U : 0U)));
    unsigned flags = options.clean ? 0x02 : 0;
    if (options.will) flags |= 0x04U | options.will->qos << 3 | (options.will->retain ? 0x20U : 0U);
    if (options.password) flags |= 0x40;
    if (options.userName) flags |= 0x80;
    body.push_back(static_cast<std::uint8_t>(flags));
    appendU16(body, options.keepAlive);
    if (options.version == Version::V5) append(body, options.properties.block());
    appendText(body, options.clientId);
    if (options.will) {
        if (options.version == Version::V5) append(body, options.will->properties.block());
        appendText(appendText(body, options.will->topic), options.will->payload);
    }
    if (options.userName) appendText(body, *options.userName);
    if (options.password) appendText(body, *options.password);
    return framed(firstByte(PacketType::Connect, 0), body);
}

/// Of 5.0 with properties, of 3.x without.
inline Bytes connack(std::uint8_t code = 0, bool sessionPresent = false,
                     const std::optional<Properties>& properties = {}) {
    Bytes body{static_cast<std::uint8_t>(sessionPresent ? 1 : 0), code};
    if (properties) append(body, properties->block());
    return framed(firstByte(PacketType::Connack, 0), body);
}

struct Publish {
    std::string_view topic;
    std::string_view payload{};
    unsigned qos = 0;
    std::uint16_t packetIdentifier = 1; ///< with QoS 1 and 2
    bool retain = false;
    bool dup = false;
    std::optional<Properties> properties{}; ///< of 5.0 only
};

inline Bytes publish(const Publish& options) {
    Bytes body;
    appendText(body, options.topic);
    if (options.qos != 0) appendU16(body, options.packetIdentifier);
    if (options.properties) append(body, options.properties->block());
    append(body, options.payload);
    return framed(
        firstByte(PacketType::Publish, options.qos << 1 | (options.retain ? 1U : 0U) | (options.dup ? 8U : 0U)), body);
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP: as short as what is given.
inline Bytes acknowledge(PacketType type, std::uint16_t packetIdentifier, std::optional<std::uint8_t> reason = {},
                         const std::optional<Properties>& properties = {}) {
    Bytes body;
    appendU16(body, packetIdentifier);
    if (reason) body.push_back(*reason);
    if (properties) append(body, properties->block());
    return framed(firstByte(type, type == PacketType::Pubrel ? 2 : 0), body);
}

/// Topic filters with their options byte.
inline Bytes subscribe(std::uint16_t packetIdentifier,
                       std::initializer_list<std::pair<std::string_view, std::uint8_t>> filters,
                       const std::optional<Properties>& properties = {}) {
    Bytes body;
    appendU16(body, packetIdentifier);
    if (properties) append(body, properties->block());
    for (const auto& [filter, options] : filters) appendText(body, filter).push_back(options);
    return framed(firstByte(PacketType::Subscribe, 2), body);
}

inline Bytes unsubscribe(std::uint16_t packetIdentifier, std::initializer_list<std::string_view> filters,
                         const std::optional<Properties>& properties = {}) {
    Bytes body;
    appendU16(body, packetIdentifier);
    if (properties) append(body, properties->block());
    for (const auto filter : filters) appendText(body, filter);
    return framed(firstByte(PacketType::Unsubscribe, 2), body);
}

/// SUBACK or UNSUBACK.
inline Bytes answer(PacketType type, std::uint16_t packetIdentifier, std::initializer_list<std::uint8_t> codes,
                    const std::optional<Properties>& properties = {}) {
    Bytes body;
    appendU16(body, packetIdentifier);
    if (properties) append(body, properties->block());
    body.insert(body.end(), codes);
    return framed(firstByte(type, 0), body);
}

/// DISCONNECT or AUTH: as short as what is given.
inline Bytes reasoned(PacketType type, std::optional<std::uint8_t> reason = {},
                      const std::optional<Properties>& properties = {}) {
    Bytes body;
    if (reason) body.push_back(*reason);
    if (properties) append(body, properties->block());
    return framed(firstByte(type, 0), body);
}

inline Bytes pingreq() {
    return {0xC0, 0x00};
}

inline Bytes pingresp() {
    return {0xD0, 0x00};
}

} // namespace packet
} // namespace mqttscope::test
