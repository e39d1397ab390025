// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/mqtt/rule_specs.h"

namespace mqttscope::mqtt {

using namespace test::packet;

std::vector<RuleSpec> propertySpecs() {
    const auto published = [](const Properties& properties, std::string_view payload = "x") {
        return publish({.topic = "a", .payload = payload, .properties = properties});
    };
    const auto accepted = [](const Properties& properties) { return connack(0, false, properties); };
    const auto connected = [](const Properties& properties) {
        return connect({.clientId = "c", .version = k5, .properties = properties});
    };
    const auto willed = [](const Properties& properties, std::string_view payload = "x") {
        return connect({.clientId = "c", .version = k5, .will = Will{"w", payload, 0, false, properties}});
    };
    const auto auth = [](std::uint8_t code, const Properties& properties) {
        return reasoned(PacketType::Auth, code, properties);
    };
    return {
        {"no property length in a PUBLISH", k5, kClient, hex("3003 0001 61"), "18E 2.2.2-1 property_length@1+1",
         hex("3004 0001 61 00")},
        {"no property length in a SUBACK", k5, kServer, hex("9002 0001"), "18E 2.2.2-1 property_length@1+1",
         hex("9004 0001 00 00")},
        {"an AUTH that ends after its code", k5, kServer, hex("f001 18"), "18E 2.2.2-1 property_length@1+1",
         hex("f000")},
        {"a CONNACK of success in the form of 3.1.1", k5, kServer, hex("2002 0000"), "18E 2.2.2-1 property_length@1+1",
         hex("2002 0001")}, // servers that do not speak 5.0 refuse so
        {"an unknown property", k5, kClient, hex("3006 0001 61 02 07 00"), "19E §2.2.2.2 prop.unknown@6+1",
         hex("3006 0001 61 02 01 00")},
        {"a property of another packet", k5, kClient, published(Properties().u16(0x21, 1)),
         "20E §2.2.2.2 prop.receive_maximum@6+1", connected(Properties().u16(0x21, 1))},
        {"a will's property in the CONNECT", k5, kClient, connected(Properties().u32(0x18, 1)),
         "20E §2.2.2.2 prop.will_delay_interval@13+1", willed(Properties().u32(0x18, 1))},
        {"a property twice", k5, kClient, published(Properties().u8(0x01, 0).u8(0x01, 0)),
         "21E §3.3.2.3.2 prop.payload_format_indicator@8+1", published(Properties().pair("a", "b").pair("a", "b"))},
        {"two subscription identifiers of a client", k5, kClient,
         subscribe(1, {{"a", 0}}, Properties().variable(0x0B, 1).variable(0x0B, 2)),
         "21E §3.8.2.1.2 prop.subscription_identifier@7+1", subscribe(1, {{"a", 0}}, Properties().variable(0x0B, 1))},
        {"Maximum QoS 2", k5, kServer, accepted(Properties().u8(0x24, 2)), "22E §3.2.2.3.4 prop.maximum_qos@6+1",
         accepted(Properties().u8(0x24, 1))},
        {"Payload Format Indicator 2", k5, kClient, published(Properties().u8(0x01, 2)),
         "22E §3.3.2.3.2 prop.payload_format_indicator@7+1", published(Properties().u8(0x01, 1))},
        {"a will's Payload Format Indicator 2", k5, kClient, willed(Properties().u8(0x01, 2)),
         "22E §3.1.3.2.3 will.prop.payload_format_indicator@18+1", willed(Properties().u8(0x01, 1))},
        {"a will's delay twice", k5, kClient, willed(Properties().u32(0x18, 1).u32(0x18, 1)),
         "21E §3.1.3.2.2 prop.will_delay_interval@22+1", willed(Properties().u32(0x18, 1))},
        {"a reason string twice", k5, kServer,
         reasoned(PacketType::Disconnect, 0x80, Properties().text(0x1F, "a").text(0x1F, "b")),
         "21E §3.14.2.2.3 prop.reason_string@8+1",
         reasoned(PacketType::Disconnect, 0x80, Properties().text(0x1F, "a"))},
        {"Request Problem Information 255", k5, kClient, connected(Properties().u8(0x17, 255)),
         "22E §3.1.2.11.7 prop.request_problem_information@14+1", connected(Properties().u8(0x17, 0))},
        {"Receive Maximum 0", k5, kClient, connected(Properties().u16(0x21, 0)),
         "23E §3.1.2.11.3 prop.receive_maximum@14+2", connected(Properties().u16(0x21, 1))},
        {"Receive Maximum 0 of a server", k5, kServer, accepted(Properties().u16(0x21, 0)),
         "23E §3.2.2.3.3 prop.receive_maximum@6+2", accepted(Properties().u16(0x21, 1))},
        {"Maximum Packet Size 0", k5, kServer, accepted(Properties().u32(0x27, 0)),
         "24E §3.2.2.3.6 prop.maximum_packet_size@6+4", accepted(Properties().u32(0x27, 1))},
        {"Subscription Identifier 0", k5, kClient, subscribe(1, {{"a", 0}}, Properties().variable(0x0B, 0)),
         "25E §3.8.2.1.2 prop.subscription_identifier@6+1",
         subscribe(1, {{"a", 0}}, Properties().variable(0x0B, 268'435'455))},
        {"authentication data without method", k5, kClient, connected(Properties().text(0x16, "x")),
         "26E §3.1.2.11.10 prop.authentication_data@13+4", connected(Properties().text(0x15, "m").text(0x16, "x"))},
        {"the same from a server", k5, kServer, accepted(Properties().text(0x16, "x")),
         "26E §3.2.2.3.18 prop.authentication_data@5+4", accepted(Properties().text(0x15, "m"))},
        {"authentication data in a will", k5, kClient, willed(Properties().text(0x16, "x")),
         "20E §2.2.2.2 prop.authentication_data@17+1", willed(Properties())},
        {"an AUTH without method", k5, kServer, auth(0x18, Properties()),
         "301E §3.15.2.2.2 "
         "prop.authentication_method@3+1",
         auth(0x18, Properties().text(0x15, "m"))},
        {"an AUTH of success with properties, but no method", k5, kServer, auth(0x00, Properties().pair("a", "b")),
         "301E §3.15.2.2.2 prop.authentication_method@3+1", auth(0x00, Properties())},
        {"a response topic that is not UTF-8", k5, kClient, published(Properties().text(0x08, "r\xFF")),
         "27E 3.3.2-13 prop.response_topic@10+1", published(Properties().text(0x08, "r\xC3\xBF"))},
        {"a response topic with a wildcard", k5, kClient, published(Properties().text(0x08, "r/+")),
         "28E 3.3.2-14 prop.response_topic@11+1", published(Properties().text(0x08, "r/-"))},
        {"a will's response topic with a wildcard", k5, kClient, willed(Properties().text(0x08, "#")),
         "28E 3.3.2-14 will.prop.response_topic@20+1", willed(Properties().text(0x08, "r"))},
        {"an empty response topic", k5, kClient, published(Properties().text(0x08, "")),
         "97E 4.7.3-1 prop.response_topic@7+2", published(Properties().text(0x08, "r"))},
        {"a content type that is not UTF-8", k5, kClient, published(Properties().text(0x03, "\xFE")),
         "29E 3.3.2-19 prop.content_type@9+1", published(Properties().text(0x03, "t"))},
        {"a payload that is not the text it promises", k5, kClient, published(Properties().u8(0x01, 1), "ab\xFF"),
         "30W §3.3.2.3.2 publish.payload@10+1", published(Properties().u8(0x01, 0), "ab\xFF")},
        {"a payload that ends inside a character", k5, kClient, published(Properties().u8(0x01, 1), "ab\xE2\x82"),
         "30W §3.3.2.3.2 publish.payload@10+2", published(Properties().u8(0x01, 1), "ab\xE2\x82\xAC")},
        {"a will that is not the text it promises", k5, kClient, willed(Properties().u8(0x01, 1), "\xFF"),
         "30W §3.3.2.3.2 will.payload@24+1", willed(Properties().u8(0x01, 1), "x")},
        {"correlation data without response topic", k5, kClient, published(Properties().text(0x09, "id")),
         "31I §3.3.2.3.5 prop.correlation_data@6+5", published(Properties().text(0x09, "id").text(0x08, "r"))},
    };
}

} // namespace mqttscope::mqtt
