// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/mqtt/rule_specs.h"

namespace mqttscope::mqtt {

using namespace test::packet;

std::vector<RuleSpec> publishSpecs() {
    static const std::string kLong31(32'768, 't');
    const auto on = [](std::string_view topic) { return publish({.topic = topic, .payload = "x"}); };
    const auto with = [](const Properties& properties, std::string_view topic = "a") {
        return publish({.topic = topic, .payload = "x", .properties = properties});
    };
    return {
        {"DUP with QoS 0", k311, kClient, publish({.topic = "a", .dup = true}), "93E 3.3.1-2 dup@0+1",
         publish({.topic = "a", .qos = 1, .dup = true})},
        {"DUP with QoS 0 in 3.1", k31, kClient, publish({.topic = "a", .dup = true}), "93W 3.1 dup@0+1",
         publish({.topic = "a", .qos = 1, .dup = true})},
        {"QoS 3", k311, kClient, publish({.topic = "a", .qos = 3, .packetIdentifier = 0}), "94E 3.3.1-4 qos@0+1",
         publish({.topic = "a", .qos = 2})},
        {"a topic that is not UTF-8", k311, kClient, on("a\xFF/b"), "95E 3.3.2-1 publish.topic@5+1", on("a\xC3\xBF/b")},
        {"no topic", k311, kClient, hex("3000"), "305E 3.3.2-1 publish.topic@1+1", on("a")},
        {"a topic with a wildcard", k311, kServer, on("a/#"), "96E 3.3.2-2 publish.topic@6+1", on("a/b")},
        {"a topic with a wildcard in 5.0", k5, kClient, with({}, "a+b"), "96E 3.3.2-2 publish.topic@5+1",
         with({}, "a-b")},
        {"an empty topic", k311, kClient, on(""), "97E 4.7.3-1 publish.topic@2+2", on("a")},
        {"an empty topic without alias", k5, kClient, with({}, ""), "97E 4.7.3-1 publish.topic@2+2",
         with(Properties().u16(0x23, 1), "")},
        {"a topic that is too long for 3.1", k31, kClient, on(kLong31), "98W 3.1 publish.topic@4+32770",
         on(std::string_view(kLong31).substr(1))},
        {"Topic Alias 0", k5, kClient, with(Properties().u16(0x23, 0)), "99E 3.3.2-8 prop.topic_alias@7+2",
         with(Properties().u16(0x23, 1))},
        {"a client's Subscription Identifier", k5, kClient, with(Properties().variable(0x0B, 1)),
         "105E 3.3.4-6 prop.subscription_identifier@6+1", with(Properties().pair("a", "b"))},
        {"a client in the server's topics", k311, kClient, on("$SYS/x"), "106W §4.7.2 publish.topic@2+8", on("SYS/x")},
        {"a client in a vendor's topics", k311, kClient, on("$aws/x"), "106I §4.7.2 publish.topic@2+8", on("a$aws/x")},
        {"identifier 0 in a PUBLISH", k311, kClient, publish({.topic = "a", .qos = 1, .packetIdentifier = 0}),
         "107E 2.3.1-1 packet_identifier@5+2", publish({.topic = "a", .qos = 1, .packetIdentifier = 65'535})},
        {"identifier 0 in a PUBLISH of 5.0", k5, kServer,
         publish({.topic = "a", .qos = 2, .packetIdentifier = 0, .properties = Properties()}),
         "314E 2.2.1-4 packet_identifier@5+2",
         publish({.topic = "a", .qos = 2, .packetIdentifier = 1, .properties = Properties()})},
        {"the same of a client", k5, kClient,
         publish({.topic = "a", .qos = 2, .packetIdentifier = 0, .properties = Properties()}),
         "107E 2.2.1-3 packet_identifier@5+2",
         publish({.topic = "a", .qos = 2, .packetIdentifier = 1, .properties = Properties()})},
        {"identifier 0 in a PUBACK", k311, kServer, acknowledge(PacketType::Puback, 0),
         "107E 2.3.1-1 packet_identifier@2+2", acknowledge(PacketType::Puback, 1)},
        {"identifier 0 in a SUBACK", k311, kServer, answer(PacketType::Suback, 0, {0}),
         "107E 2.3.1-1 packet_identifier@2+2", answer(PacketType::Suback, 65'535, {0})},
    };
}

std::vector<RuleSpec> codeSpecs() {
    using enum PacketType;
    return {
        {"a code of PUBACK", k5, kServer, acknowledge(Puback, 1, 0x92), "130E 3.4.2-1 puback.reason_code@4+1",
         acknowledge(Puback, 1, 0x91)},
        {"a server's code in a client's PUBACK", k5, kClient, acknowledge(Puback, 1, 0x10),
         "306E 3.4.2-1 puback.reason_code@4+1", acknowledge(Puback, 1, 0x00)},
        {"a code of PUBREC", k5, kServer, acknowledge(Pubrec, 1, 0x01), "131E 3.5.2-1 pubrec.reason_code@4+1",
         acknowledge(Pubrec, 1, 0x10)},
        {"a server's code in a client's PUBREC", k5, kClient, acknowledge(Pubrec, 1, 0x10),
         "307E 3.5.2-1 pubrec.reason_code@4+1", acknowledge(Pubrec, 1, 0x99)},
        {"a code of PUBREL", k5, kServer, acknowledge(Pubrel, 1, 0x80), "132E 3.6.2-1 pubrel.reason_code@4+1",
         acknowledge(Pubrel, 1, 0x92)},
        {"a code of PUBCOMP", k5, kServer, acknowledge(Pubcomp, 1, 0x10), "133E 3.7.2-1 pubcomp.reason_code@4+1",
         acknowledge(Pubcomp, 1, 0x92)},
        {"a code of SUBACK", k311, kServer, answer(Suback, 1, {0, 3}), "134E 3.9.3-2 suback.return_code@5+1",
         answer(Suback, 1, {2, 0x80})},
        {"a code of SUBACK in 5.0", k5, kServer, answer(Suback, 1, {3}, Properties()),
         "134E 3.9.3-2 suback.reason_code@5+1", answer(Suback, 1, {0xA2}, Properties())},
        {"a refusal in 3.1", k31, kServer, answer(Suback, 1, {0x80}), "134W 3.1 suback.return_code@4+1",
         answer(Suback, 1, {2})},
        {"a code that no SUBACK has, in 3.1", k31, kServer, answer(Suback, 1, {3}), "134W 3.1 suback.return_code@4+1",
         answer(Suback, 1, {1})},
        {"a code of UNSUBACK", k5, kServer, answer(Unsuback, 1, {0x01}, Properties()),
         "135E 3.11.3-2 unsuback.reason_code@5+1", answer(Unsuback, 1, {0x80}, Properties())},
        {"a code of DISCONNECT", k5, kServer, reasoned(Disconnect, 0x84), "136E 3.14.2-1 disconnect.reason_code@2+1",
         reasoned(Disconnect, 0x8C)},
        {"a server's code from a client", k5, kClient, reasoned(Disconnect, 0x8E),
         "308E 3.14.2-1 disconnect.reason_code@2+1", reasoned(Disconnect, 0x04)},
        {"a client's code from a server", k5, kServer, reasoned(Disconnect, 0x04),
         "308E 3.14.2-1 disconnect.reason_code@2+1", reasoned(Disconnect, 0x8E)},
        {"a code of AUTH", k5, kServer, reasoned(Auth, 0x80, Properties().text(0x15, "m")),
         "137E 3.15.2-1 auth.reason_code@2+1", reasoned(Auth, 0x18, Properties().text(0x15, "m"))},
        {"success from a client", k5, kClient, reasoned(Auth, 0x00, Properties().text(0x15, "m")),
         "309E 3.15.2-1 auth.reason_code@2+1", reasoned(Auth, 0x19, Properties().text(0x15, "m"))},
        {"a server's Session Expiry Interval", k5, kServer, reasoned(Disconnect, 0x8E, Properties().u32(0x11, 0)),
         "197E 3.14.2-2 prop.session_expiry_interval@4+1", reasoned(Disconnect, 0x8E, Properties().pair("a", "b"))},
    };
}

std::vector<RuleSpec> subscriptionSpecs() {
    const auto to = [](std::string_view filter, std::uint8_t options = 0) { return subscribe(1, {{filter, options}}); };
    const auto to5 = [](std::string_view filter, std::uint8_t options = 0) {
        return subscribe(1, {{filter, options}}, Properties());
    };
    return {
        {"a filter that is not UTF-8", k311, kClient, to("\xFF"), "139E 3.8.3-1 subscribe.filter@6+1", to("\xC3\xBF")},
        {"no filter", k311, kClient, hex("8202 0001"), "140E 3.8.3-3 subscribe.filter@1+1", to("a")},
        {"no filter in 5.0", k5, kClient, hex("8203 0001 00"), "140E 3.8.3-2 subscribe.filter@1+1", to5("a")},
        {"reserved options", k311, kClient, to("a", 0x04), "141E 3-8.3-4 subscribe.unused@7+1", to("a", 0x02)},
        {"reserved options in 5.0", k5, kClient, to5("a", 0x40), "141E 3.8.3-5 subscribe.reserved@8+1", to5("a", 0x2E)},
        {"QoS 3", k311, kClient, to("a", 3), "310E 3-8.3-4 subscribe.qos@7+1", to("a", 2)},
        {"Retain Handling 3", k5, kClient, to5("a", 0x30), "311E 3.8.3-5 subscribe.retain_handling@8+1",
         to5("a", 0x20)},
        {"No Local of a shared subscription", k5, kClient, to5("$share/g/a", 0x04),
         "142E 3.8.3-4 subscribe.no_local@17+1", to5("$shared/g/a", 0x04)},
        {"an UNSUBSCRIBE filter that is not UTF-8", k311, kClient, unsubscribe(1, {"a", "\xFF"}),
         "151E 3.10.3-1 unsubscribe.filter@9+1", unsubscribe(1, {"a", "b"})},
        {"an UNSUBSCRIBE without filter", k311, kClient, hex("a202 0001"), "152E 3.10.3-2 unsubscribe.filter@1+1",
         unsubscribe(1, {"a"})},
        {"an empty filter", k311, kClient, to(""), "97E 4.7.3-1 subscribe.filter@4+2", to("a")},
        {"# in the middle", k311, kClient, to("a/#/b"), "159E 4.7.1-2 subscribe.filter@8+1", to("a/b/#")},
        {"# after a character", k5, kClient, to5("a#"), "159E 4.7.1-1 subscribe.filter@8+1", to5("#")},
        {"+ beside a character", k311, kClient, to("a/b+"), "160E 4.7.1-3 subscribe.filter@9+1", to("a/+")},
        {"+ before a character", k5, kClient, unsubscribe(1, {"+a"}, Properties()),
         "160E 4.7.1-2 unsubscribe.filter@7+1", unsubscribe(1, {"+/a"}, Properties())},
        {"a share without a name", k5, kClient, to5("$share//a"), "161E 4.8.2-1 subscribe.filter@7+7",
         to5("$share/g/a")},
        {"a share without a filter", k5, kClient, to5("$share/g/"), "162E 4.8.2-2 subscribe.filter@14+2",
         to5("$share/g/#")},
        {"a share that ends with its name", k5, kClient, to5("$share/g"), "162E 4.8.2-2 subscribe.filter@14+1",
         to5("$share")},
        {"a wildcard in the name of a share", k5, kClient, to5("$share/g+/a"), "312E 4.8.2-2 subscribe.filter@15+1",
         to5("$share/g/+")},
        {"shares are filters like others before 5.0", k311, kClient, to("$share/g+/a"),
         "160E 4.7.1-3 subscribe.filter@14+1", to("$share//a")},
    };
}

} // namespace mqttscope::mqtt
