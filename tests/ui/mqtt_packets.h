// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/capture_builder.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace mqttscope::test {

/// A few control packets of MQTT 3.1.1, byte by byte, for captures of the window's tests.
namespace packets {

inline void append(Bytes& bytes, std::string_view text) {
    bytes.push_back(static_cast<std::uint8_t>(text.size() >> 8U));
    bytes.push_back(static_cast<std::uint8_t>(text.size() & 0xFFU));
    bytes.insert(bytes.end(), text.begin(), text.end());
}

/// Fixed header (MQTT 3.1.1 §2.2) and body.
inline Bytes packet(std::uint8_t firstByte, const Bytes& body) {
    Bytes bytes{firstByte};
    auto left = body.size();
    do {
        const auto digit = static_cast<std::uint8_t>(left % 128U);
        left /= 128U;
        bytes.push_back(left > 0 ? static_cast<std::uint8_t>(digit | 0x80U) : digit);
    } while (left > 0);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

inline Bytes connect(std::string_view clientId, std::string_view password = {}) {
    Bytes body;
    append(body, "MQTT");
    body.push_back(4);                                // protocol level
    body.push_back(password.empty() ? 0x02U : 0xC2U); // clean session, and user name and password
    body.insert(body.end(), {0x00, 0x3C});            // keep alive: 60 s
    append(body, clientId);
    if (!password.empty()) {
        append(body, "user");
        append(body, password);
    }
    return packet(0x10, body);
}

inline Bytes connack() {
    return {0x20, 0x02, 0x00, 0x00};
}

inline Bytes publish(std::string_view topic, std::string_view payload) {
    Bytes body;
    append(body, topic);
    body.insert(body.end(), payload.begin(), payload.end());
    return packet(0x30, body);
}

inline Bytes publishQos1(std::string_view topic, std::string_view payload, std::uint16_t identifier) {
    Bytes body;
    append(body, topic);
    body.insert(body.end(),
                {static_cast<std::uint8_t>(identifier >> 8U), static_cast<std::uint8_t>(identifier & 0xFFU)});
    body.insert(body.end(), payload.begin(), payload.end());
    return packet(0x32, body);
}

inline Bytes puback(std::uint16_t identifier) {
    return {0x40, 0x02, static_cast<std::uint8_t>(identifier >> 8U), static_cast<std::uint8_t>(identifier & 0xFFU)};
}

inline Bytes subscribe(std::string_view filter, std::uint16_t identifier) {
    Bytes body{static_cast<std::uint8_t>(identifier >> 8U), static_cast<std::uint8_t>(identifier & 0xFFU)};
    append(body, filter);
    body.push_back(1);
    return packet(0x82, body);
}

inline Bytes suback(std::uint16_t identifier) {
    return {0x90, 0x03, static_cast<std::uint8_t>(identifier >> 8U), static_cast<std::uint8_t>(identifier & 0xFFU),
            0x01};
}

inline Bytes pingreq() {
    return {0xC0, 0x00};
}

inline Bytes pingresp() {
    return {0xD0, 0x00};
}

inline Bytes disconnect() {
    return {0xE0, 0x00};
}

} // namespace packets

} // namespace mqttscope::test
