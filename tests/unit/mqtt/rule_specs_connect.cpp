// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/mqtt/rule_specs.h"

namespace mqttscope::mqtt {

using namespace test::packet;

std::vector<RuleSpec> connectSpecs() {
    // Name, level, flags, keep alive; then the payload, and in 5.0 a property length before it.
    const auto raw = [](std::string_view head, std::string_view rest) {
        return framed(0x10, hex(std::string(head) + std::string(rest)));
    };
    const auto of311 = [&](std::string_view flags, std::string_view payload) {
        return raw("0004 4d515454 04", std::string(flags) + "003c" + std::string(payload));
    };
    const auto of5 = [&](std::string_view flags, std::string_view payload) {
        return raw("0004 4d515454 05", std::string(flags) + "003c 00" + std::string(payload));
    };
    const auto of31 = [&](std::string_view flags, std::string_view payload) {
        return raw("0006 4d5149736470 03", std::string(flags) + "003c" + std::string(payload));
    };
    const auto named = [](std::string_view id, Version version = k311, bool clean = true) {
        return connect({.clientId = id, .version = version, .clean = clean});
    };
    const auto willed = [](std::string_view topic, Version version = k311) {
        return connect({.clientId = "c", .version = version, .will = Will{topic, "x"}});
    };
    return {
        {"another protocol name", k311, kClient, raw("0004 4d515458 04 02 003c", "0001 63"),
         "34E 3.1.2-1 connect.protocol_name@4+4", of311("02", "0001 63")},
        {"another protocol name in 3.1", k31, kClient, raw("0004 6d717474 03 02 003c", "0001 63"),
         "315W 3.1 connect.protocol_name@4+4", of31("02", "0001 63")},
        {"an unknown level", Version::Unknown, kClient, raw("0004 4d515454 06 02 003c", "0001 63"),
         "35W  connect.protocol_level@8+1", raw("0004 4d515454 84 02 003c", "0001 63")},
        {"MQTT with level 3", k31, kClient, raw("0004 4d515454 03 02 003c", "0001 63"),
         "302W 3.1 connect.protocol_name@4+4", of31("02", "0001 63")},
        {"MQIsdp with level 4", k311, kClient, raw("0006 4d5149736470 04 02 003c", "0001 63"),
         "302W 3.1.2-2 connect.protocol_name@4+6", of31("02", "0001 63")},
        {"the reserved flag", k311, kClient, of311("03", "0001 63"), "36E 3.1.2-3 connect.reserved@9+1",
         of311("02", "0001 63")},
        {"a will flag without will", k311, kClient, of311("06", "0001 63"), "37E 3.1.2-9 will.topic@1+1",
         of311("06", "0001 63 0001 77 0000")},
        {"a will without payload", k311, kClient, of311("06", "0001 63 0001 77"), "37E 3.1.2-9 will.payload@1+1",
         of311("06", "0001 63 0001 77 0001 78")},
        {"a will flag without will in 5.0", k5, kClient, of5("06", "0001 63"), "37E 3.1.2-9 will.properties@1+1",
         of5("06", "0001 63 00 0001 77 0000")},
        {"will QoS without will", k311, kClient, of311("0a", "0001 63"), "38E 3.1.2-13 connect.will_qos@9+1",
         of311("02", "0001 63")},
        {"will QoS without will in 5.0", k5, kClient, of5("0a", "0001 63"), "38E 3.1.2-11 connect.will_qos@9+1",
         of5("02", "0001 63")},
        {"will QoS without will in 3.1", k31, kClient, of31("0a", "0001 63"), "38W 3.1 connect.will_qos@11+1",
         of31("02", "0001 63")},
        {"will QoS 3", k311, kClient, of311("1e", "0001 63 0001 77 0000"), "39E 3.1.2-14 connect.will_qos@9+1",
         of311("16", "0001 63 0001 77 0000")},
        {"will retain without will", k5, kClient, of5("22", "0001 63"), "40E 3.1.2-13 connect.will_retain@9+1",
         of5("26", "0001 63 00 0001 77 0000")},
        {"a user name without its flag", k311, kClient, of311("02", "0001 63 0001 75"),
         "41E 3.1.2-18 undecoded_secret@15+3", of311("82", "0001 63 0001 75")},
        {"user name and password without their flags", k5, kClient, of5("02", "0001 63 0001 75 0000"),
         "41E 3.1.2-16 undecoded_secret@16+5", of5("c2", "0001 63 0001 75 0000")},
        {"a flag without its user name", k311, kClient, of311("82", "0001 63"), "42E 3.1.2-19 connect.user_name@1+1",
         of311("82", "0001 63 0000")},
        {"the same in 3.1, where the length decides", k31, kClient, of31("82", "0001 63"),
         "42W 3.1 connect.user_name_flag@11+1", of31("82", "0001 63 0001 75")},
        {"a password without its flag", k311, kClient, of311("82", "0001 63 0001 75 0001 70"),
         "43E 3.1.2-20 undecoded_secret@18+3", of311("c2", "0001 63 0001 75 0001 70")},
        {"a flag without its password", k5, kClient, of5("c2", "0001 63 0001 75"), "44E 3.1.2-19 connect.password@1+1",
         of5("c2", "0001 63 0001 75 0000")},
        {"the same in 3.1", k31, kClient, of31("c2", "0001 63 0001 75"), "44W 3.1 connect.password_flag@11+1",
         of31("c2", "0001 63 0001 75 0000")},
        {"bytes after all fields", k311, kClient, of311("c2", "0001 63 0001 75 0001 70 ff"),
         "17E §3 undecoded_secret@21+1", of311("c2", "0001 63 0001 75 0001 70")},
        {"a password without user name", k311, kClient, of311("42", "0001 63 0001 70"),
         "45E 3.1.2-22 connect.password_flag@9+1", of5("42", "0001 63 0001 70")},
        {"a user name longer than the packet", k311, kClient, of311("82", "0001 63 0009 75"),
         "46E 3.1.3-1 connect.user_name@15+3", of311("82", "0001 63 0001 75")},
        {"no client identifier", k311, kClient, of311("02", ""), "47E 3.1.3-3 connect.client_id@1+1",
         of311("02", "0001 63")},
        {"a client identifier that is not UTF-8", k5, kClient, named("\xFFz", k5),
         "48E 3.1.3-4 connect.client_id@15+1 49I 3.1.3-5 connect.client_id@13+4", named("Az09", k5)},
        {"a client identifier that servers need not take", k311, kClient, named("dev-42"),
         "49I 3.1.3-5 connect.client_id@12+8", named("dev42")},
        {"a client identifier of 24 characters", k5, kClient, named("abcdefghijklmnopqrstuvwx", k5),
         "49I 3.1.3-5 connect.client_id@13+26", named("abcdefghijklmnopqrstuvw", k5)},
        {"a client identifier of 24 characters in 3.1", k31, kClient, named("abcdefghijklmnopqrstuvwx", k31),
         "313W 3.1 connect.client_id@14+26", named("abcdefghijklmnopqrstuvw", k31)},
        {"an empty client identifier in 3.1", k31, kClient, named("", k31, false), "313W 3.1 connect.client_id@14+2",
         named("a", k31, false)},
        {"an empty client identifier of a lasting session", k311, kClient, named("", k311, false),
         "50E 3.1.3-7 connect.client_id@12+2 49I 3.1.3-5 connect.client_id@12+2", named("c", k311, false)},
        {"a will topic that is not UTF-8", k311, kClient, willed("w\xFF"), "53E 3.1.3-10 will.topic@18+1",
         willed("w\xC3\xBF")},
        {"an empty will topic", k5, kClient, willed("", k5), "303E 4.7.3-1 will.topic@17+2", willed("w", k5)},
        {"a will topic with a wildcard", k311, kClient, willed("w/#"), "304E 4.7.1-1 will.topic@19+1", willed("w/x")},
        {"a user name that is not UTF-8", k5, kClient, connect({.clientId = "c", .version = k5, .userName = "\xFF"}),
         "54E 3.1.3-12 connect.user_name@18+1", connect({.clientId = "c", .version = k5, .userName = "u"})},

        {"reserved acknowledge flags", k311, kServer, hex("2002 0200"), "62E §3.2.2.1 connack.reserved@2+1",
         hex("2002 0100")},
        {"reserved acknowledge flags in 5.0", k5, kServer, hex("2003 800000"), "62E 3.2.2-1 connack.reserved@2+1",
         hex("2003 010000")},
        {"the reserved byte of 3.1", k31, kServer, hex("2002 0100"), "62W 3.1 connack.unused@2+1", hex("2002 0000")},
        {"a session for a refused client", k311, kServer, hex("2002 0105"), "65E 3.2.2-4 connack.session_present@2+1",
         hex("2002 0005")},
        {"a session for a refused client in 5.0", k5, kServer, hex("2003 018700"),
         "65E 3.2.2-6 connack.session_present@2+1", hex("2003 008700")},
        {"a return code of no meaning", k311, kServer, hex("2002 0006"), "67E 3.2.2-6 connack.return_code@3+1",
         hex("2002 0005")},
        {"a return code of 3.1.1 in 5.0", k5, kServer, hex("2003 000100"), "67E 3.2.2-8 connack.reason_code@3+1",
         hex("2003 009900")},
    };
}

} // namespace mqttscope::mqtt
