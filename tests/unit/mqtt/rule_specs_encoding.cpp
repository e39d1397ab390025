// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/mqtt/rule_specs.h"

namespace mqttscope::mqtt {

using namespace test::packet;
using namespace std::string_view_literals;

std::vector<RuleSpec> encodingSpecs() {
    const auto reason = [](std::string_view text) {
        return reasoned(PacketType::Disconnect, 0x04, Properties().text(0x1F, text));
    };
    return {
        {"a text that is not UTF-8", k5, kClient, reason("ab\xFFz"), "1E 1.5.4-1 prop.reason_string@9+1",
         reason("ab\xC3\xBFz")},
        {"a surrogate", k5, kClient, reason("\xED\xA0\x80"), "1E 1.5.4-1 prop.reason_string@7+3",
         reason("\xED\x9F\xBF")},
        {"an overlong form", k5, kClient, reason("\xC0\xAF"), "1E 1.5.4-1 prop.reason_string@7+2", reason("/")},
        {"above U+10FFFF", k5, kClient, reason("\xF4\x90\x80\x80"), "1E 1.5.4-1 prop.reason_string@7+4",
         reason("\xF4\x8F\xBF\xBD")},
        {"a character that the text cuts", k5, kClient, reason("a\xE2\x82"), "1E 1.5.4-1 prop.reason_string@8+2",
         reason("a\xE2\x82\xAC")},
        {"U+0000", k311, kClient, publish({.topic = "a\0b"sv}), "2E 1.5.3-2 publish.topic@5+1",
         publish({.topic = "a0b"})},
        {"U+0000 in 5.0", k5, kClient, reason("a\0"sv), "2E 1.5.4-2 prop.reason_string@8+1", reason("a0")},
        {"a byte order mark is data", k311, kClient, publish({.topic = "\xEF\xBB\xBF/a"}),
         "3I 1.5.3-3 publish.topic@4+3", publish({.topic = "\xEF\xBB\xBC/a"})},
        {"a control character", k311, kClient, publish({.topic = "a\tb"}), "4W §1.5.3 publish.topic@5+1",
         publish({.topic = "a b"})},
        {"a control character of two bytes", k5, kClient, reason("\xC2\x9F"), "4W §1.5.4 prop.reason_string@7+2",
         reason("\xC2\xA0")},
        {"a non-character", k5, kClient, reason("\xEF\xB7\x90"), "4W §1.5.4 prop.reason_string@7+3",
         reason("\xEF\xB7\x8F")},
        {"a non-character of the last plane", k5, kClient, reason("\xF4\x8F\xBF\xBF"),
         "4W §1.5.4 prop.reason_string@7+4", reason("\xF4\x8F\xBF\xBD")},
        {"a padded remaining length", k311, kClient, hex("c0 8000"), "5W §2.2.3 len@1+2", hex("c0 00")},
        {"a padded remaining length in 5.0", k5, kClient, hex("40 8280 00 0001"), "5E 1.5.5-1 len@1+3",
         hex("40 02 0001")},
        {"a padded property length", k5, kClient, hex("3006 0001 61 8000 78"), "5E 1.5.5-1 property_length@5+2",
         hex("3005 0001 61 00 78")},
        {"a padded property identifier", k5, kClient, hex("3008 0001 61 04 a300 0001"), "5E 1.5.5-1 property_id@6+2",
         hex("3007 0001 61 03 23 0001")},
        {"a remaining length of five bytes", k311, kClient, hex("30 ffffffff 01"), "6E §2.2.3 len@1+4", hex("c000")},
        {"a property length of five bytes", k5, kClient, hex("3008 0001 61 8080808001"),
         "6E §1.5.5 property_length@5+4", hex("3004 0001 61 00")},
        {"a subscription identifier of five bytes", k5, kServer, hex("300a 0001 61 06 0b 8080808001"),
         "6E §1.5.5 prop.subscription_identifier@7+4", hex("3006 0001 61 02 0b 01")},
        {"a property identifier of five bytes", k5, kServer, hex("3009 0001 61 05 8080808001"),
         "6E §1.5.5 prop.unknown@6+4", hex("3006 0001 61 02 01 01")},
        {"a user property that is not UTF-8", k5, kClient,
         reasoned(PacketType::Disconnect, 0x04, Properties().pair("a", "\x80")),
         "7E 1.5.7-1 prop.user_property.value@10+1",
         reasoned(PacketType::Disconnect, 0x04, Properties().pair("a", "b"))},

        {"flags of a PINGREQ", k311, kClient, hex("c100"), "8E 2.2.2-1 reserved_flags@0+1", hex("c000")},
        {"flags of a PUBACK in 5.0", k5, kClient, hex("4202 0001"), "8E 2.1.3-1 reserved_flags@0+1", hex("4002 0001")},
        {"flags of a PUBREL", k311, kClient, hex("6002 0001"), "9E 3.6.1-1 reserved_flags@0+1", hex("6202 0001")},
        {"DUP of a PUBREL in 3.1", k31, kClient, hex("6302 0001"), "9W 3.1 retain_reserved@0+1", hex("6a02 0001")},
        {"flags of a SUBSCRIBE", k311, kClient, hex("8006 0001 0001 61 00"), "10E 3.8.1-1 reserved_flags@0+1",
         hex("8206 0001 0001 61 00")},
        {"DUP of a SUBSCRIBE", k311, kClient, hex("8a06 0001 0001 61 00"), "10E 3.8.1-1 reserved_flags@0+1",
         hex("8206 0001 0001 61 00")},
        {"flags of an UNSUBSCRIBE", k5, kClient, hex("a006 0001 00 0001 61"), "11E 3.10.1-1 reserved_flags@0+1",
         hex("a206 0001 00 0001 61")},
        {"flags of a DISCONNECT", k311, kClient, hex("e100"), "12E 3.14.1-1 reserved_flags@0+1", hex("e000")},
        {"flags of an AUTH", k5, kServer, hex("f100"), "13E 3.15.1-1 reserved_flags@0+1", hex("f000")},
        {"type 0", k311, kClient, hex("0002 4142"), "14E §2.2.1 type@0+1", hex("c000")},
        {"AUTH before 5.0", k311, kClient, hex("f001 77"), "300E §2.2.1 type@0+1", hex("e000")},

        {"a topic that runs past the packet", k311, kClient, hex("3004 0009 6162"), "16E §3 publish.topic@2+4",
         hex("3004 0002 6162")},
        {"an acknowledgement of one byte", k311, kClient, hex("4001 00"), "16E §3 packet_identifier@2+1",
         hex("4002 0001")},
        {"properties that run past the packet", k5, kClient, hex("3005 0001 61 02 01"), "16E §3 property_length@5+1",
         hex("3006 0001 61 02 01 01")},
        {"a property that runs past its block", k5, kClient, hex("3006 0001 61 02 23 00"),
         "16E §3 prop.topic_alias@6+2", hex("3007 0001 61 03 23 0001")},
        {"a PINGREQ with a body", k311, kClient, hex("c004 6a756e6b"), "17E §3 undecoded@2+4", hex("c000")},
        {"a DISCONNECT of 3.1.1 with a body", k311, kClient, hex("e001 00"), "17E §3 undecoded@2+1", hex("e000")},
        {"an acknowledgement of 3.1.1 with a code", k311, kServer, hex("4003 0001 00"), "17E §3 undecoded@4+1",
         hex("4002 0001")},
        {"a CONNACK of 3.1.1 with properties", k311, kServer, hex("2003 00 00 00"), "17E §3 undecoded_secret@4+1",
         hex("2002 00 00")},
    };
}

} // namespace mqttscope::mqtt
