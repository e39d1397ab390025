// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/field_table.h"
#include "core/mqtt/fields.h"
#include "core/mqtt/packet.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <vector>

namespace mqttscope::mqtt {
namespace {

TEST(Tables, EveryFieldIsEmittedBySomePacket) {
    std::set<std::string_view> missing;
    for (const auto& info : fields()) missing.insert(info.key);
    auto samples = samplePackets();
    samples.push_back({"unknown property", Version::V5, hex("3008 0001 61 02 07 aa 7879")});
    samples.push_back({"leftover bytes", Version::V311, hex("c002 4142")});
    samples.push_back({"leftover bytes that may be a secret", Version::V311, hex("2003 0000 41")});
    samples.push_back({"bits of 3.1", Version::V31, hex("8a06 0001 0001 61 00")});
    for (const auto& sample : samples)
        for (const auto& node : treeOf(sample.bytes, sample.version).nodes) missing.erase(field(node.field).key);
    EXPECT_THAT(missing, testing::IsEmpty());
}

TEST(Tables, SamplesAreWithoutFault) {
    for (const auto& sample : samplePackets()) {
        SCOPED_TRACE(sample.what);
        // 3.1 sends these with QoS 1, which is what the builder's flags say.
        EXPECT_EQ(problemsText(treeOf(sample.bytes, sample.version)), "");
    }
}

TEST(Tables, WiresharksNamesAreKnown) {
    std::set<std::string_view> known;
    for (const auto& info : fields()) {
        known.insert(info.key);
        for (const auto words : {info.aliases, info.lengthAliases}) {
            auto rest = words;
            while (!rest.empty()) {
                const auto end = std::min(rest.find(' '), rest.size());
                known.insert(rest.substr(0, end));
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
    }
    for (const auto name : {"mqtt.hdrflags",
                            "mqtt.msgtype",
                            "mqtt.dupflag",
                            "mqtt.qos",
                            "mqtt.retain",
                            "mqtt.hdr_reserved",
                            "mqtt.retain_reserved",
                            "mqtt.len",
                            "mqtt.proto_len",
                            "mqtt.protoname",
                            "mqtt.ver",
                            "mqtt.conflags",
                            "mqtt.conflag.uname",
                            "mqtt.conflag.passwd",
                            "mqtt.conflag.retain",
                            "mqtt.conflag.willflag",
                            "mqtt.conflag.cleansess",
                            "mqtt.conflag.reserved",
                            "mqtt.conflag.qos",
                            "mqtt.kalive",
                            "mqtt.clientid_len",
                            "mqtt.clientid",
                            "mqtt.willtopic_len",
                            "mqtt.willtopic",
                            "mqtt.willmsg_len",
                            "mqtt.willmsg",
                            "mqtt.willmsg_text",
                            "mqtt.username_len",
                            "mqtt.username",
                            "mqtt.passwd_len",
                            "mqtt.passwd",
                            "mqtt.conack.flags",
                            "mqtt.conack.flags.sp",
                            "mqtt.conack.flags.reserved",
                            "mqtt.conack.val",
                            "mqtt.connack.reason_code",
                            "mqtt.topic_len",
                            "mqtt.topic",
                            "mqtt.msgid",
                            "mqtt.msg",
                            "mqtt.msg_text",
                            "mqtt.sub.qos",
                            "mqtt.subscription_options",
                            "mqtt.subscription_options_qos",
                            "mqtt.subscription_options_retain",
                            "mqtt.subscription_options_nl",
                            "mqtt.subscription_options_rap",
                            "mqtt.subscription_options_reserved",
                            "mqtt.suback.qos",
                            "mqtt.puback.reason_code",
                            "mqtt.pubrec.reason_code",
                            "mqtt.pubrel.reason_code",
                            "mqtt.pubcomp.reason_code",
                            "mqtt.suback.reason_code",
                            "mqtt.unsuback.reason_code",
                            "mqtt.disconnect.reason_code",
                            "mqtt.auth.reason_code",
                            "mqtt.properties",
                            "mqtt.will_properties",
                            "mqtt.property_len",
                            "mqtt.prop_id",
                            "mqtt.prop_number",
                            "mqtt.prop_string_len",
                            "mqtt.prop_string",
                            "mqtt.prop_key_len",
                            "mqtt.prop_key",
                            "mqtt.prop_value_len",
                            "mqtt.prop_value",
                            "mqtt.prop_unknown",
                            "mqtt.property.content_type",
                            "mqtt.property.max_qos",
                            "mqtt.property.topic_alias"})
        EXPECT_TRUE(known.contains(name)) << name;
}

TEST(Tables, SecretsAreMarked) {
    std::vector<std::string_view> secrets;
    for (const auto& info : fields())
        if (info.secret) secrets.push_back(info.key);
    EXPECT_THAT(secrets, testing::ElementsAre("mqtt.undecoded_secret", "mqtt.connect.password",
                                              "mqtt.prop.authentication_data"));
}

TEST(Tables, WillPropertiesHaveKeysOfTheirOwn) {
    EXPECT_EQ(field(fieldId("mqtt.will.prop.user_property.value")).aliases, "mqtt.prop_value");
    EXPECT_EQ(field(fieldId("mqtt.will.prop.content_type")).label, "Content Type");
    EXPECT_EQ(propertyFields(propertyIndex(0x18), kWill).value, fieldId("mqtt.prop.will_delay_interval"));
    EXPECT_EQ(propertyFields(propertyIndex(0x02), kWill).value, fieldId("mqtt.will.prop.message_expiry_interval"));
    EXPECT_EQ(propertyFields(propertyIndex(0x02), PacketType::Publish).value,
              fieldId("mqtt.prop.message_expiry_interval"));
}

/// Reason codes by packet, typed in from the standard a second time.
struct Codes {
    PacketType type;
    std::vector<int> codes;
};

TEST(Tables, ReasonCodesAreKnownByPacket) {
    using enum PacketType;
    const Codes expected[] = {
        {Connack, {0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
                   0x8A, 0x8C, 0x90, 0x95, 0x97, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9F}},
        {Puback, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
        {Pubrec, {0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99}},
        {Pubrel, {0x00, 0x92}},
        {Pubcomp, {0x00, 0x92}},
        {Suback, {0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8F, 0x91, 0x97, 0x9E, 0xA1, 0xA2}},
        {Unsuback, {0x00, 0x11, 0x80, 0x83, 0x87, 0x8F, 0x91}},
        {Disconnect, {0x00, 0x04, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8B, 0x8C, 0x8D, 0x8E, 0x8F, 0x90, 0x93,
                      0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0x9B, 0x9C, 0x9D, 0x9E, 0x9F, 0xA0, 0xA1, 0xA2}},
        {Auth, {0x00, 0x18, 0x19}},
    };
    for (const auto& [type, codes] : expected) {
        SCOPED_TRACE(name(type));
        std::vector<int> known;
        for (int code = 0; code < 256; ++code) {
            if (type == Connack && code >= 1 && code <= 5) continue; // the older form
            if (!reasonName(type, Version::V5, static_cast<std::uint8_t>(code)).empty()) known.push_back(code);
        }
        EXPECT_EQ(known, codes);
    }
}

TEST(Tables, NamesOfCodesDependOnPacketAndVersion) {
    using enum PacketType;
    EXPECT_EQ(reasonName(Connack, Version::V5, 0x99), "payload format invalid");
    EXPECT_EQ(reasonName(Unsuback, Version::V5, 0x80), "unspecified error");
    EXPECT_EQ(reasonName(Disconnect, Version::V5, 0x00), "normal disconnection");
    EXPECT_EQ(reasonName(Suback, Version::V5, 0x00), "granted QoS 0");
    EXPECT_EQ(reasonName(Connack, Version::V311, 0x05), "not authorized");
    EXPECT_EQ(reasonName(Connack, Version::V311, 0x06), "");
    EXPECT_EQ(reasonName(Connack, Version::V5, 0x01), "unacceptable protocol version");
    EXPECT_EQ(reasonName(Suback, Version::V311, 0x80), "failure");
    EXPECT_EQ(reasonName(Suback, Version::V31, 0x80), "");
    EXPECT_EQ(reasonName(Puback, Version::V311, 0x00), "");
    EXPECT_EQ(name(Pubcomp), "PUBCOMP");
    EXPECT_EQ(name(Version::V311), "3.1.1");
    EXPECT_EQ(name(Version::Unknown), "unknown");
}

} // namespace
} // namespace mqttscope::mqtt
