// SPDX-License-Identifier: GPL-3.0-or-later
// The table of truth: filters, and the rows of one conversation that they take.
#include "tests/support/packet_builder.h"
#include "tests/unit/filter/filtered.h"

#include <gtest/gtest.h>

namespace mqttscope::test {
namespace {

using mqtt::Version;

/// 1 CONNECT, 2 CONNACK, 3 PUBLISH QoS 1, 4 PUBACK, 5 PUBLISH of JSON, 6 SUBSCRIBE of two filters, 7 SUBACK,
/// 8 PUBLISH to the client, retained; then another client over IPv6, with 3.1.1: 9 CONNECT, 10 CONNACK,
/// 11 PINGREQ, 12 PINGRESP, 13 PUBLISH of bytes, 14 DISCONNECT, 15 and 16 FIN.
void converse(Capture& capture) {
    auto& pump = capture.client("pump-7");
    pump.handshake();
    pump.toServer(packet::connect({.clientId = "Pump-7", .version = Version::V5}));
    pump.toClient(packet::connack(0, false, packet::Properties()));
    pump.toServer(packet::publish({.topic = "plant/1/temp",
                                   .payload = "21.5",
                                   .qos = 1,
                                   .packetIdentifier = 7,
                                   .properties = packet::Properties().pair("unit", "C").pair("by", "me")}));
    pump.toClient(packet::acknowledge(mqtt::PacketType::Puback, 7));
    pump.toServer(packet::publish({.topic = "plant/2/temp",
                                   .payload = R"({"a":[{"temp-c":40.5}],"s":"40","t":true,"n":null,"d/e":1,"d/e":2})",
                                   .properties = packet::Properties()}));
    pump.toServer(packet::subscribe(8, {{"plant/+/temp", 1}, {"$share/g/alarm/#", 2}}, packet::Properties()));
    pump.toClient(packet::answer(mqtt::PacketType::Suback, 8, {1, 0x87}, packet::Properties()));
    pump.toClient(packet::publish(
        {.topic = "$SYS/load", .payload = "hello World", .retain = true, .properties = packet::Properties()}));
    auto& meter = capture.client("meter", {.ipv6 = true});
    meter.handshake();
    meter.toServer(packet::connect({.clientId = "meter", .version = Version::V311}));
    meter.toClient(packet::connack());
    meter.toServer(packet::pingreq());
    meter.toClient(packet::pingresp());
    meter.toServer(packet::publish({.topic = "raw", .payload = std::string_view("\xDE\xAD\x00\xBE\xEF", 5)}));
    meter.toServer(packet::reasoned(mqtt::PacketType::Disconnect));
    meter.close();
}

class Truth : public testing::Test {
protected:
    static void SetUpTestSuite() {
        Capture capture;
        converse(capture);
        s_filtered = std::make_unique<Filtered>(capture);
    }

    static void TearDownTestSuite() { s_filtered.reset(); }

    static void expect(std::initializer_list<std::pair<const char*, const char*>> table) {
        for (const auto& [filter, rows] : table) EXPECT_EQ(s_filtered->rows(filter), rows) << filter;
    }

private:
    static inline std::unique_ptr<Filtered> s_filtered;
};

constexpr const char* kAll = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16";

TEST_F(Truth, operatorsInBothSpellings) {
    expect({{"", kAll},
            {"mqtt.qos == 1", "3"},
            {"mqtt.qos eq 1", "3"},
            {"1 == mqtt.qos", "3"},
            {"mqtt.qos != 1", "5 8 13"},
            {"mqtt.qos ne 1", "5 8 13"},
            {"mqtt.packet_identifier < 8", "3 4"},
            {"mqtt.packet_identifier lt 8", "3 4"},
            {"8 > mqtt.packet_identifier", "3 4"},
            {"mqtt.packet_identifier <= 8", "3 4 6 7"},
            {"mqtt.packet_identifier le 8", "3 4 6 7"},
            {"mqtt.packet_identifier > 7", "6 7"},
            {"mqtt.packet_identifier gt 7", "6 7"},
            {"mqtt.packet_identifier >= 0x8", "6 7"},
            {"mqtt.packet_identifier ge 010", "6 7"},
            {"7 <= mqtt.packet_identifier < 8", "3 4"}});
}

TEST_F(Truth, conditionsTogether) {
    expect({{"mqtt.retain == 1 or mqtt.qos == 1", "3 8"},
            {"mqtt.retain == 1 || mqtt.qos == 1", "3 8"},
            {"mqtt.publish.topic and mqtt.qos == 0", "5 8 13"},
            {"mqtt.publish.topic && mqtt.qos == 0 && mqtt.retain == false", "5 13"},
            {"mqtt.publish.topic xor mqtt.qos == 0", "3"},
            {"mqtt.publish.topic ^^ mqtt.qos == 0", "3"},
            {"not mqtt", "15 16"},
            {"!mqtt", "15 16"},
            {"!!mqtt.event == 1", "15 16"},
            {"not (mqtt.type == PUBLISH or mqtt.type == CONNECT) and mqtt", "2 4 6 7 10 11 12 14"},
            // and binds more than xor, xor more than or
            {"mqtt.type == 1 or mqtt.type == 2 and mqtt.connection == 1", "1 9 10"},
            {"mqtt.qos == 1 or mqtt.qos == 1 xor mqtt.qos == 1", "3"}});
}

TEST_F(Truth, severalValuesAnyAndAll) {
    expect({{"mqtt.subscribe.filter == \"plant/+/temp\"", "6"},
            {"mqtt.subscribe.filter === \"plant/+/temp\"", "-"},
            {"mqtt.subscribe.filter all_eq \"plant/+/temp\"", "-"},
            {"mqtt.subscribe.filter != \"plant/+/temp\"", "-"},
            {"mqtt.subscribe.filter !== \"plant/+/temp\"", "6"},
            {"mqtt.subscribe.filter any_ne \"plant/+/temp\"", "6"},
            {"mqtt.subscribe.filter != \"x\"", "6"},
            {"all mqtt.subscribe.filter contains \"l\"", "6"},
            {"all mqtt.subscribe.filter contains \"temp\"", "-"},
            {"any mqtt.subscribe.filter contains \"temp\"", "6"},
            {"!(mqtt.subscribe.filter == \"x\") and mqtt.type == SUBSCRIBE", "6"},
            {"count(mqtt.subscribe.filter) == 2", "6"},
            {"count(mqtt.prop.user_property.name) == 2", "3"},
            {"mqtt.suback.reason_code == 1 and mqtt.suback.reason_code == 0x87", "7"}});
}

TEST_F(Truth, absentFieldsHoldNothing) {
    expect({{"mqtt.prop.topic_alias == 1", "-"},
            {"mqtt.prop.topic_alias != 1", "-"},
            {"mqtt.prop.topic_alias !== 1", "-"},
            {"!(mqtt.prop.topic_alias == 1)", kAll},
            {"count(mqtt.prop.topic_alias) == 0", "-"},
            {"mqtt.prop.topic_alias in {0..65535}", "-"},
            {"mqtt.qos not in {1}", "1 2 4 5 6 7 8 9 10 11 12 13 14 15 16"},
            {"mqtt.qos", "3 5 8 13"}});
}

TEST_F(Truth, setsAndRanges) {
    expect({{"mqtt.type in {1, 3 12..13}", "1 3 5 8 9 11 12 13"},
            {"mqtt.type in {CONNECT CONNACK}", "1 2 9 10"},
            {"mqtt.packet_identifier in {7}", "3 4"},
            {"mqtt.publish.topic in {\"raw\" \"$SYS/load\"}", "8 13"},
            {"mqtt.publish.topic in {\"a\"..\"plant/1/tempo\"}", "3"},
            {"tcp.port in {1883}", kAll}});
}

TEST_F(Truth, textIsComparedAsItIs) {
    expect({{"mqtt.topic == \"plant/1/temp\"", "3"},
            {"mqtt.topic == plant/1/temp", "3"},
            {"mqtt.topic == \"PLANT/1/temp\"", "-"},
            {"upper(mqtt.topic) == \"PLANT/1/TEMP\"", "3"},
            {"lower(client) == \"pump-7\"", "1 2 3 4 5 6 7 8"},
            {"client == pump-7", "-"},
            {"mqtt.topic contains \"temp\"", "3 5 6"},
            {"mqtt.topic contains TEMP", "-"},
            {"mqtt.topic matches \"TEMP$\"", "3 5 6"},
            {R"(mqtt.topic ~ r"^plant/\d/")", "3 5"},
            {"mqtt.topic < \"plant/2\"", "3 6 8"},
            {"mqtt.connect.client_id == \"\\x50ump\\u002d7\"", "1"},
            {"len(mqtt.topic) == 3", "13"},
            {"mqtt.topic_len == 3", "13"},
            {"string(mqtt.packet_identifier) matches \"^[78]$\"", "3 4 6 7"},
            {"mqtt.version == 5.0", "1 2 3 4 5 6 7 8"},
            {"mqtt.topic[0:3] == \"raw\"", "13"},
            {"mqtt.topic[-4:] == \"temp\"", "3 5 6"},
            {"mqtt.topic[0] == 72", "13"},
            {"mqtt.topic[1-2] == \"aw\"", "13"},
            {"mqtt.topic[0,2] == \"rw\"", "13"}});
}

TEST_F(Truth, bytes) {
    expect({{"mqtt.msg == de:ad:00:be:ef", "13"},
            {"mqtt.msg == de-ad-00-be-ef", "13"},
            {"mqtt.msg == dead00beef", "13"},
            {"mqtt.msg == \"21.5\"", "3"},
            {"mqtt.msg contains ad:00", "13"},
            {"mqtt.msg contains \"World\"", "8"},
            {"mqtt.msg matches \"WORLD\"", "8"},
            {"mqtt.msg[3:2] == be:ef", "13"},
            {"mqtt.msg[100:1] == 00", "-"},
            {"len(mqtt.msg) == 5", "13"},
            {"eth.src == 02:00:00:00:00:01 or eth", kAll}});
}

TEST_F(Truth, codesHaveNames) {
    expect({{"mqtt.msgtype == PUBLISH", "3 5 8 13"},
            {"mqtt.msgtype == publish", "3 5 8 13"},
            {"mqtt.suback.reason_code == \"not authorized\"", "7"},
            {"mqtt.suback.reason_code == granted_qos_1", "7"},
            {"mqtt.connect.protocol_level == \"MQTT 5.0\"", "1"},
            {"direction == \"to client\"", "2 4 7 8 10 12 16"},
            {"mqtt.retain == true", "8"},
            {"mqtt.retain == no", "3 5 13"},
            {"event.kind == FIN", "15 16"}});
}

TEST_F(Truth, addressesAndPrefixes) {
    expect({{"ip.addr == 10.0.0.0/8 or ip.addr == 192.0.2.0/24 or ip", "1 2 3 4 5 6 7 8"},
            {"ipv6", "9 10 11 12 13 14 15 16"},
            {"ipv6.addr == ::/0", "9 10 11 12 13 14 15 16"},
            {"ip.addr == 0.0.0.0/0", "1 2 3 4 5 6 7 8"},
            {"ip.src == ip.dst", "-"},
            {"tcp.dstport == 1883 and direction == 1", "-"},
            {"tcp.flags & 0x1", "15 16"},
            {"tcp.flags & 0x18 == 0x10", "15 16"},
            {"tcp.flags.fin == 1", "15 16"}});
}

TEST_F(Truth, timesAndDurations) {
    expect({{"frame.time >= \"2026-01-02 03:04:05Z\"", kAll},
            {"frame.time < 2026-01-02T03:04:05.010Z", "1 2 3 4 5 6 7"},
            {"frame.time < 1767323045.010", "1 2 3 4 5 6 7"},
            {"frame.time < \"Jan 2, 2026 03:04:05.010 UTC\"", "1 2 3 4 5 6 7"},
            {"frame.time < \"2026-01-02 04:04:05.010+01:00\"", "1 2 3 4 5 6 7"},
            {"frame.time_relative < 5ms", "1 2"},
            {"frame.time_relative < 0.005", "1 2"},
            {"frame.time_relative < 5000us", "1 2"},
            {"frame.time_relative == 0.003", "1"},
            {"frame.time_relative == 3ms", "1"},
            {"frame.time == 1767323045.010", "8"},
            {"frame.time == 1767323045.010000000", "8"},
            {"frame.time == \"2026-01-02 03:04:05.010Z\"", "8"},
            {"frame.time_relative > 1min", "-"},
            {"frame.number == 4", "1"},
            {"mqtt.number in {2..3}", "2 3"}});
}

TEST_F(Truth, exchangesAndTheirLatency) {
    expect({{"mqtt.exchange", "1 2 3 4 6 7 9 10 11 12"},
            {"not exchange and mqtt", "5 8 13 14"},
            {"exchange.state == complete", "1 2 3 4 9 10 11 12"},
            {"exchange.state == refused", "6 7"},
            {"mqtt.exchange.state in {open, unanswered}", "-"},
            {"exchange.packet == 4", "3 4"},
            {"mqtt.exchange.packet > 9", "9 10 11 12"},
            {"count(mqtt.exchange.packet) == 2 and mqtt.qos > 0", "3"},
            {"mqtt.latency", "1 2 3 4 6 7 9 10 11 12"},
            {"mqtt.latency == 1ms", "1 2 3 4 6 7 9 10 11 12"},
            {"latency > 250ms", "-"},
            {"latency <= 0.001 and client == meter", "9 10 11 12"}});
}

TEST_F(Truth, thePacketIsItsBytes) {
    expect({{"mqtt", "1 2 3 4 5 6 7 8 9 10 11 12 13 14"},
            {"mqtt contains \"temp\"", "3 5 6"},
            {"mqtt matches \"hello w\"", "8"},
            {"mqtt[0] == 30", "5 13"},
            {"mqtt[0:2] == c0:00", "11"},
            {"not mqtt", "15 16"},
            {"tcp contains 07:5b", "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16"}});
}

TEST_F(Truth, topicsMatchAsTheStandardSays) {
    expect({{"mqtt.publish.topic covered_by \"plant/+/temp/#\"", "3 5"},
            {"mqtt.publish.topic covered_by plant/#", "3 5"},
            {"mqtt.publish.topic covered_by \"#\"", "3 5 13"},
            {"mqtt.publish.topic covered_by \"$SYS/#\"", "8"},
            {"mqtt.publish.topic covered_by \"+/load\"", "-"},
            {"mqtt.publish.topic covered_by \"$share/x/plant/1/+\"", "3"},
            {"mqtt.subscribe.filter covers \"plant/1/temp\"", "6"},
            {"mqtt.subscribe.filter covers \"alarm\"", "6"},
            {"mqtt.subscribe.filter covers \"plant/1\"", "-"}});
}

TEST_F(Truth, payloads) {
    expect({{"payload.number > 21", "3"},
            {"payload.number == 21.5", "3"},
            {"payload.text contains \"World\"", "8"},
            {"payload.text", "3 5 8"},
            {"payload.size == 5", "13"},
            {"payload.size", "3 5 8 13"},
            {"json[\"/a/0/temp-c\"] > 40", "5"},
            {"json[\"/a/0/temp-c\"] == 40.5", "5"},
            {"json[\"/s\"] == 40", "-"},
            {"json[\"/s\"] == \"40\"", "5"},
            {"json[\"/s\"] != 40", "5"},
            {"json[\"/t\"] == true", "5"},
            {"json[\"/t\"] == 1", "-"},
            {"json[\"/n\"] == null", "5"},
            {"json[\"/d~1e\"] == 2 and json[\"/d~1e\"] == 1", "5"},
            {"json[\"/d~1e\"] === 2", "-"},
            {"json[\"/a\"]", "5"},
            {"json[\"/a/1\"]", "-"},
            {"json[\"\"] == 21.5", "3"},
            {"count(json[\"/d~1e\"]) == 2", "5"}});
}

TEST_F(Truth, wordsSearchClientTopicAndPayload) {
    expect({{"meter", "9 10 11 12 13 14 15 16"},
            {"METER", "9 10 11 12 13 14 15 16"},
            {"\"hello w\"", "8"},
            {"pump world", "8"},
            {"alarm", "6"},
            {"alarm or raw", "6 13"},
            {"plant and mqtt.qos == 1", "3"},
            {"nowhere", "-"}});
}

TEST_F(Truth, findings) {
    // A server need not take the "-" of this client identifier.
    expect({{"finding.severity == error", "-"},
            {"finding.severity >= information", "1"},
            {"mqtt.finding", "1"},
            {"finding.rule == \"3.1.3-5\"", "1"},
            {"finding.rule == MQTT-3.1.3-5", "1"},
            {"not finding and mqtt.type == CONNECT", "9"}});
}

} // namespace
} // namespace mqttscope::test
