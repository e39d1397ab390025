// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/mqtt/packet.h"
#include "tests/support/packet_builder.h"

#include <string>
#include <string_view>
#include <vector>

namespace mqttscope::mqtt {

struct SamplePacket {
    std::string_view what;
    Version version;
    test::Bytes bytes;
};

/// All properties that may stand in a packet of this type (kWill's are `will`).
inline test::packet::Properties fullProperties(PacketType type) {
    test::packet::Properties p;
    switch (type) {
    case PacketType::Connect:
        return p.u32(0x11, 3600)
            .u16(0x21, 20)
            .u32(0x27, 65'536)
            .u16(0x22, 10)
            .u8(0x19, 1)
            .u8(0x17, 0)
            .pair("a", "b")
            .pair("a", "c")
            .text(0x15, "SCRAM")
            .text(0x16, "secret");
    case PacketType::Connack:
        return p.u32(0x11, 10)
            .u16(0x21, 5)
            .u8(0x24, 1)
            .u8(0x25, 0)
            .u32(0x27, 1000)
            .text(0x12, "auto-1")
            .u16(0x22, 3)
            .text(0x1F, "welcome")
            .pair("k", "v")
            .u8(0x28, 1)
            .u8(0x29, 1)
            .u8(0x2A, 0)
            .u16(0x13, 30)
            .text(0x1A, "reply/")
            .text(0x1C, "other")
            .text(0x15, "SCRAM")
            .text(0x16, "x");
    case PacketType::Publish:
        return p.u8(0x01, 1)
            .u32(0x02, 60)
            .u16(0x23, 7)
            .text(0x08, "reply/1")
            .text(0x09, "id")
            .pair("n", "v")
            .variable(0x0B, 300)
            .variable(0x0B, 1)
            .text(0x03, "text/plain");
    case PacketType::Subscribe:
        return p.variable(0x0B, 268'435'455).pair("s", "t");
    case PacketType::Disconnect:
        return p.u32(0x11, 0).text(0x1F, "bye").pair("x", "y").text(0x1C, "other");
    case PacketType::Auth:
        return p.text(0x15, "SCRAM").text(0x16, "data").text(0x1F, "more").pair("x", "y");
    case PacketType::Unsubscribe:
        return p.pair("u", "v");
    case PacketType::Puback:
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp:
    case PacketType::Suback:
    case PacketType::Unsuback:
        return p.text(0x1F, "why").pair("x", "y");
    case PacketType::Reserved: // the will
        return p.u32(0x18, 5)
            .u8(0x01, 1)
            .u32(0x02, 60)
            .text(0x03, "text/plain")
            .text(0x08, "reply/2")
            .text(0x09, "id2")
            .pair("w", "x");
    case PacketType::Pingreq:
    case PacketType::Pingresp:
        break;
    }
    return p;
}

/// Sound packets of every type and version, with all that they can hold.
inline std::vector<SamplePacket> samplePackets() {
    using namespace test::packet;
    const auto v31 = Version::V31;
    const auto v311 = Version::V311;
    const auto v5 = Version::V5;
    const auto full = [](PacketType type) { return fullProperties(type); };
    std::vector<SamplePacket> all;
    for (const auto version : {v31, v311, v5}) {
        all.push_back({"CONNECT", version,
                       connect({.clientId = "dev42",
                                .version = version,
                                .will = Will{"gone", "1", 1, true, full(PacketType::Reserved)},
                                .userName = "user",
                                .password = "pass",
                                .properties = full(PacketType::Connect)})});
        all.push_back({"PINGREQ", version, pingreq()});
        all.push_back({"PINGRESP", version, pingresp()});
        all.push_back({"DISCONNECT", version, reasoned(PacketType::Disconnect)});
        for (const auto type : {PacketType::Puback, PacketType::Pubrec, PacketType::Pubrel, PacketType::Pubcomp}) {
            all.push_back({"acknowledgement", version, acknowledge(type, 7)});
            if (version != v5) continue;
            all.push_back({"acknowledgement with reason", version, acknowledge(type, 7, 0x00)});
            const auto publishes = type == PacketType::Puback || type == PacketType::Pubrec;
            all.push_back({"acknowledgement with properties", version,
                           acknowledge(type, 7, publishes ? 0x97 : 0x92, full(type))});
        }
    }
    for (const auto version : {v31, v311}) {
        all.push_back({"CONNACK", version, connack(0)});
        all.push_back(
            {"PUBLISH QoS 0", version, publish({.topic = "plant/line2/temp", .payload = "21.5", .retain = true})});
        all.push_back({"PUBLISH QoS 1", version, publish({.topic = "a/b", .payload = "x", .qos = 1, .dup = true})});
        all.push_back({"PUBLISH without payload", version, publish({.topic = "a/b", .payload = ""})});
        all.push_back({"SUBSCRIBE", version, subscribe(1, {{"a/+", 1}, {"#", 2}})});
        all.push_back({"SUBACK", version, answer(PacketType::Suback, 1, {0, 1, 2})});
        all.push_back({"UNSUBSCRIBE", version, unsubscribe(2, {"a/+", "#"})});
        all.push_back({"UNSUBACK", version, answer(PacketType::Unsuback, 2, {})});
    }
    all.push_back({"CONNACK", v5, connack(0, false, full(PacketType::Connack))});
    all.push_back({"PUBLISH 5.0", v5,
                   publish({.topic = "a/b", .payload = "x", .qos = 2, .properties = full(PacketType::Publish)})});
    all.push_back({"PUBLISH 5.0 with alias", v5,
                   publish({.topic = "", .payload = "x", .properties = Properties().u16(0x23, 1)})});
    const std::string large(300, 'p');
    all.push_back({"PUBLISH 5.0 of two length bytes", v5,
                   publish({.topic = "a/b", .payload = large, .properties = Properties()})});
    all.push_back(
        {"SUBSCRIBE 5.0", v5, subscribe(1, {{"a/+", 0x2D}, {"$share/g/#", 0x02}}, full(PacketType::Subscribe))});
    all.push_back({"SUBACK 5.0", v5, answer(PacketType::Suback, 1, {0, 0x80}, full(PacketType::Suback))});
    all.push_back({"UNSUBSCRIBE 5.0", v5, unsubscribe(2, {"a/+"}, full(PacketType::Unsubscribe))});
    all.push_back({"UNSUBACK 5.0", v5, answer(PacketType::Unsuback, 2, {0x11, 0x80}, full(PacketType::Unsuback))});
    all.push_back({"DISCONNECT 5.0", v5, reasoned(PacketType::Disconnect, 0x8E, full(PacketType::Disconnect))});
    all.push_back({"AUTH", v5, reasoned(PacketType::Auth, 0x18, full(PacketType::Auth))});
    all.push_back({"AUTH, empty", v5, reasoned(PacketType::Auth)});
    return all;
}

} // namespace mqttscope::mqtt
