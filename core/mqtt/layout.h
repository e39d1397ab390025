// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/field.h"
#include "core/mqtt/field_table.h"
#include "core/mqtt/packet.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace mqttscope::mqtt {

/// One or more bits of a byte.
struct Bits {
    static constexpr std::uint16_t kAnything = 0x100;

    base::FieldId field{};
    std::uint16_t mustBe = kAnything; ///< the one legal value of reserved bits

    consteval Bits(std::string_view key, std::uint16_t legal = kAnything)
        : field(fieldId(key))
        , mustBe(legal) {}
};

/// What to take from the bytes next.
enum class Take : std::uint8_t {
    Value,      ///< a field, by its type
    Byte,       ///< a byte whose bits are fields
    Properties, ///< a property length and its properties
    Each,       ///< these steps again and again, up to the end of the packet
    Rest,       ///< all bytes up to the end of the packet
};

/// One step of a layout, written `value("mqtt.packet_identifier").when("mqtt.qos")`.
struct Step {
    Take take{};
    base::FieldId field{};        ///< Byte, Each: the node around the parts; none = no such node
    std::span<const Bits> bits{}; ///< Byte
    const Step* each = nullptr;   ///< Each: the steps to repeat
    std::size_t eachCount = 0;
    PacketType place{};        ///< Properties: whose they are
    base::FieldId condition{}; ///< take it only if these bits, read before, are not 0
    bool mayEnd = false;       ///< the packet may end here instead

    [[nodiscard]] consteval Step when(std::string_view key) const {
        auto step = *this;
        step.condition = fieldId(key);
        return step;
    }

    [[nodiscard]] consteval Step orEnd() const {
        auto step = *this;
        step.mayEnd = true;
        return step;
    }
};

/// The layouts of a packet type differ between versions; a row names those that it is for.
enum class Versions : std::uint8_t { V31 = 1, V311 = 2, V3 = 3, V5 = 4, All = 7 };

struct Layout {
    PacketType type;
    Versions versions;
    std::span<const Bits> flags; ///< the low four bits of the first byte
    std::span<const Step> header{};
    std::span<const Step> payload{};
    bool reserved = false; ///< the version does not know this packet type
};

namespace layouts {

consteval Step value(std::string_view key) {
    return {.take = Take::Value, .field = fieldId(key)};
}

consteval Step byte(std::string_view key, std::span<const Bits> bits) {
    return {.take = Take::Byte, .field = key.empty() ? base::FieldId{} : fieldId(key), .bits = bits};
}

consteval Step properties(PacketType place, std::string_view key = "mqtt.properties") {
    return {.take = Take::Properties, .field = fieldId(key), .place = place};
}

consteval Step each(std::string_view key, std::span<const Step> steps) {
    return {.take = Take::Each,
            .field = key.empty() ? base::FieldId{} : fieldId(key),
            .each = steps.data(),
            .eachCount = steps.size()};
}

consteval Step rest(std::string_view key) {
    return {.take = Take::Rest, .field = fieldId(key)};
}

using enum PacketType;

// Low bits of the first byte (MQTT 5.0 §2.1.3).
inline constexpr Bits kPublishFlags[] = {{"mqtt.dup"}, {"mqtt.qos"}, {"mqtt.retain"}};
inline constexpr Bits kFlags0[] = {{"mqtt.reserved_flags", 0}};
inline constexpr Bits kFlags2[] = {{"mqtt.reserved_flags", 2}};
inline constexpr Bits kAnyFlags[] = {{"mqtt.reserved_flags"}};
// MQTT 3.1 sends these with QoS 1 and sets DUP on a retry (MQTT 3.1 §3.6, §3.8, §3.10).
inline constexpr Bits kFlags31[] = {{"mqtt.dup"}, {"mqtt.qos"}, {"mqtt.retain_reserved", 0}};

// CONNECT.
inline constexpr Bits kLevelBits[] = {{"mqtt.connect.protocol_level"}, {"mqtt.connect.bridge"}};
inline constexpr Bits kConnectBits[] = {{"mqtt.connect.user_name_flag"}, {"mqtt.connect.password_flag"},
                                        {"mqtt.connect.will_retain"},    {"mqtt.connect.will_qos"},
                                        {"mqtt.connect.will_flag"},      {"mqtt.connect.clean_start"},
                                        {"mqtt.connect.reserved", 0}};
inline constexpr Step kConnectHeader[] = {value("mqtt.connect.protocol_name"), byte("", kLevelBits),
                                          byte("mqtt.connect.flags", kConnectBits), value("mqtt.connect.keep_alive")};
inline constexpr Step kConnectHeader5[] = {value("mqtt.connect.protocol_name"), byte("", kLevelBits),
                                           byte("mqtt.connect.flags", kConnectBits), value("mqtt.connect.keep_alive"),
                                           properties(Connect)};
// In MQTT 3.1 the length decides whether user name and password are there, not the flags alone (MQTT 3.1 §3.1).
inline constexpr Step kConnectPayload31[] = {
    value("mqtt.connect.client_id"), value("mqtt.will.topic").when("mqtt.connect.will_flag"),
    value("mqtt.will.payload").when("mqtt.connect.will_flag"),
    value("mqtt.connect.user_name").when("mqtt.connect.user_name_flag").orEnd(),
    value("mqtt.connect.password").when("mqtt.connect.password_flag").orEnd()};
inline constexpr Step kConnectPayload311[] = {value("mqtt.connect.client_id"),
                                              value("mqtt.will.topic").when("mqtt.connect.will_flag"),
                                              value("mqtt.will.payload").when("mqtt.connect.will_flag"),
                                              value("mqtt.connect.user_name").when("mqtt.connect.user_name_flag"),
                                              value("mqtt.connect.password").when("mqtt.connect.password_flag")};
inline constexpr Step kConnectPayload5[] = {value("mqtt.connect.client_id"),
                                            properties(kWill, "mqtt.will.properties").when("mqtt.connect.will_flag"),
                                            value("mqtt.will.topic").when("mqtt.connect.will_flag"),
                                            value("mqtt.will.payload").when("mqtt.connect.will_flag"),
                                            value("mqtt.connect.user_name").when("mqtt.connect.user_name_flag"),
                                            value("mqtt.connect.password").when("mqtt.connect.password_flag")};

// CONNACK.
inline constexpr Bits kConnackBits[] = {{"mqtt.connack.reserved", 0}, {"mqtt.connack.session_present"}};
inline constexpr Step kConnackHeader31[] = {value("mqtt.connack.unused"), value("mqtt.connack.return_code")};
inline constexpr Step kConnackHeader311[] = {byte("mqtt.connack.flags", kConnackBits),
                                             value("mqtt.connack.return_code")};
inline constexpr Step kConnackHeader5[] = {byte("mqtt.connack.flags", kConnackBits), value("mqtt.connack.reason_code"),
                                           properties(Connack)};

// PUBLISH and its acknowledgements. Of these the code and the properties may be left out (MQTT 5.0 §3.4.2.1,
// §3.4.2.2.1).
inline constexpr Step kPublishHeader[] = {value("mqtt.publish.topic"),
                                          value("mqtt.packet_identifier").when("mqtt.qos")};
inline constexpr Step kPublishHeader5[] = {value("mqtt.publish.topic"),
                                           value("mqtt.packet_identifier").when("mqtt.qos"), properties(Publish)};
inline constexpr Step kPublishPayload[] = {rest("mqtt.publish.payload")};
inline constexpr Step kIdentifierOnly[] = {value("mqtt.packet_identifier")};
inline constexpr Step kPuback5[] = {value("mqtt.packet_identifier"), value("mqtt.puback.reason_code").orEnd(),
                                    properties(Puback).orEnd()};
inline constexpr Step kPubrec5[] = {value("mqtt.packet_identifier"), value("mqtt.pubrec.reason_code").orEnd(),
                                    properties(Pubrec).orEnd()};
inline constexpr Step kPubrel5[] = {value("mqtt.packet_identifier"), value("mqtt.pubrel.reason_code").orEnd(),
                                    properties(Pubrel).orEnd()};
inline constexpr Step kPubcomp5[] = {value("mqtt.packet_identifier"), value("mqtt.pubcomp.reason_code").orEnd(),
                                     properties(Pubcomp).orEnd()};

// Subscriptions.
inline constexpr Bits kRequestedQos[] = {{"mqtt.subscribe.unused", 0}, {"mqtt.subscribe.qos"}};
inline constexpr Bits kSubscribeOptions[] = {{"mqtt.subscribe.reserved", 0},
                                             {"mqtt.subscribe.retain_handling"},
                                             {"mqtt.subscribe.retain_as_published"},
                                             {"mqtt.subscribe.no_local"},
                                             {"mqtt.subscribe.qos"}};
inline constexpr Step kSubscription[] = {value("mqtt.subscribe.filter"), byte("mqtt.subscribe.options", kRequestedQos)};
inline constexpr Step kSubscription5[] = {value("mqtt.subscribe.filter"),
                                          byte("mqtt.subscribe.options", kSubscribeOptions)};
inline constexpr Step kSubscribeHeader5[] = {value("mqtt.packet_identifier"), properties(Subscribe)};
inline constexpr Step kSubscribePayload[] = {each("mqtt.subscription", kSubscription)};
inline constexpr Step kSubscribePayload5[] = {each("mqtt.subscription", kSubscription5)};
inline constexpr Step kGranted[] = {value("mqtt.suback.return_code")};
inline constexpr Step kGranted5[] = {value("mqtt.suback.reason_code")};
inline constexpr Step kSubackHeader5[] = {value("mqtt.packet_identifier"), properties(Suback)};
inline constexpr Step kSubackPayload[] = {each("", kGranted)};
inline constexpr Step kSubackPayload5[] = {each("", kGranted5)};
inline constexpr Step kGivenUp[] = {value("mqtt.unsubscribe.filter")};
inline constexpr Step kUnsubscribeHeader5[] = {value("mqtt.packet_identifier"), properties(Unsubscribe)};
inline constexpr Step kUnsubscribePayload[] = {each("", kGivenUp)};
inline constexpr Step kUnsubackCode[] = {value("mqtt.unsuback.reason_code")};
inline constexpr Step kUnsubackHeader5[] = {value("mqtt.packet_identifier"), properties(Unsuback)};
inline constexpr Step kUnsubackPayload5[] = {each("", kUnsubackCode)};

inline constexpr Step kDisconnect5[] = {value("mqtt.disconnect.reason_code").orEnd(), properties(Disconnect).orEnd()};
// Both may be left out, but not the properties alone (MQTT 5.0 §3.15.2.1).
inline constexpr Step kAuth5[] = {value("mqtt.auth.reason_code").orEnd(), properties(Auth)};
inline constexpr Step kNoLayout[] = {rest("mqtt.undecoded")};

} // namespace layouts

/// All layouts: each packet type of each version exactly once.
inline constexpr auto kLayouts = [] {
    using enum PacketType;
    using namespace layouts;
    return std::to_array<Layout>({
        {.type = Reserved, .versions = Versions::All, .flags = kAnyFlags, .payload = kNoLayout, .reserved = true},
        {Connect, Versions::V31, kFlags0, kConnectHeader, kConnectPayload31},
        {Connect, Versions::V311, kFlags0, kConnectHeader, kConnectPayload311},
        {Connect, Versions::V5, kFlags0, kConnectHeader5, kConnectPayload5},
        {Connack, Versions::V31, kFlags0, kConnackHeader31},
        {Connack, Versions::V311, kFlags0, kConnackHeader311},
        {Connack, Versions::V5, kFlags0, kConnackHeader5},
        {Publish, Versions::V3, kPublishFlags, kPublishHeader, kPublishPayload},
        {Publish, Versions::V5, kPublishFlags, kPublishHeader5, kPublishPayload},
        {Puback, Versions::V3, kFlags0, kIdentifierOnly},
        {Puback, Versions::V5, kFlags0, kPuback5},
        {Pubrec, Versions::V3, kFlags0, kIdentifierOnly},
        {Pubrec, Versions::V5, kFlags0, kPubrec5},
        {Pubrel, Versions::V31, kFlags31, kIdentifierOnly},
        {Pubrel, Versions::V311, kFlags2, kIdentifierOnly},
        {Pubrel, Versions::V5, kFlags2, kPubrel5},
        {Pubcomp, Versions::V3, kFlags0, kIdentifierOnly},
        {Pubcomp, Versions::V5, kFlags0, kPubcomp5},
        {Subscribe, Versions::V31, kFlags31, kIdentifierOnly, kSubscribePayload},
        {Subscribe, Versions::V311, kFlags2, kIdentifierOnly, kSubscribePayload},
        {Subscribe, Versions::V5, kFlags2, kSubscribeHeader5, kSubscribePayload5},
        {Suback, Versions::V3, kFlags0, kIdentifierOnly, kSubackPayload},
        {Suback, Versions::V5, kFlags0, kSubackHeader5, kSubackPayload5},
        {Unsubscribe, Versions::V31, kFlags31, kIdentifierOnly, kUnsubscribePayload},
        {Unsubscribe, Versions::V311, kFlags2, kIdentifierOnly, kUnsubscribePayload},
        {Unsubscribe, Versions::V5, kFlags2, kUnsubscribeHeader5, kUnsubscribePayload},
        {Unsuback, Versions::V3, kFlags0, kIdentifierOnly},
        {Unsuback, Versions::V5, kFlags0, kUnsubackHeader5, kUnsubackPayload5},
        {Pingreq, Versions::All, kFlags0},
        {Pingresp, Versions::All, kFlags0},
        {Disconnect, Versions::V3, kFlags0},
        {Disconnect, Versions::V5, kFlags0, kDisconnect5},
        {.type = Auth, .versions = Versions::V3, .flags = kFlags0, .header = kAuth5, .reserved = true},
        {Auth, Versions::V5, kFlags0, kAuth5},
    });
}();

[[nodiscard]] constexpr bool covers(Versions versions, Version version) {
    const auto bits = static_cast<unsigned>(versions);
    switch (version) {
    case Version::V31:
        return (bits & static_cast<unsigned>(Versions::V31)) != 0;
    case Version::Unknown: // 3.1.1 is what most unknown connections speak
    case Version::V311:
        return (bits & static_cast<unsigned>(Versions::V311)) != 0;
    case Version::V5:
        return (bits & static_cast<unsigned>(Versions::V5)) != 0;
    }
    return false;
}

/// Row of kLayouts for a packet type in a version.
[[nodiscard]] consteval std::size_t layoutIndex(PacketType type, Version version) {
    for (std::size_t i = 0; i < kLayouts.size(); ++i)
        if (kLayouts[i].type == type && covers(kLayouts[i].versions, version)) return i;
    throw "no layout for this packet type and version";
}

} // namespace mqttscope::mqtt
