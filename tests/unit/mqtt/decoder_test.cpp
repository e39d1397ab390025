// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/decoder.h"
#include "core/mqtt/summary.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace mqttscope::mqtt {
namespace {

using namespace std::string_view_literals;
using namespace test::packet;

// The interpreter runs while compiling: examples of the standard cannot be got wrong unnoticed.

/// Remembers the last value of one field.
template <std::size_t Size>
class Probe {
public:
    constexpr explicit Probe(base::FieldId wanted)
        : m_wanted(wanted) {}

    static constexpr bool wants(base::FieldId) { return true; }

    constexpr void field(base::FieldId id, base::ByteRange range, Value value) {
        if (id != m_wanted) return;
        number = value.number;
        offset = range.offset;
        size = range.size;
    }

    constexpr void enter(base::FieldId id, base::ByteRange range, Value value) { field(id, range, value); }

    constexpr void leave() {}

    constexpr void problem(const ProblemReport&) { ++problems; }

    std::uint64_t number = 0;
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
    int problems = 0;

private:
    base::FieldId m_wanted;
};

template <std::size_t Size>
constexpr Probe<Size> probe(base::FieldId wanted, const std::array<std::uint8_t, Size>& bytes, Version version) {
    Probe<Size> sink(wanted);
    Decoder(sink, bytes, Size).packet(version);
    return sink;
}

// MQTT 5.0 §3.1.2, figure 3-6: the variable header of a CONNECT, here with an empty client identifier.
constexpr auto kConnectExample =
    std::to_array<std::uint8_t>({0x10, 18, 0, 4, 'M', 'Q', 'T', 'T', 5, 0xCE & 0x02, 0, 10, 5, 17, 0, 0, 0, 10, 0, 0});
static_assert(probe(fieldId("mqtt.connect.keep_alive"), kConnectExample, Version::Unknown).number == 10);
static_assert(probe(fieldId("mqtt.prop.session_expiry_interval"), kConnectExample, Version::Unknown).number == 10);
static_assert(probe(fieldId("mqtt.prop.session_expiry_interval"), kConnectExample, Version::Unknown).offset == 13);
static_assert(probe(fieldId("mqtt.connect.clean_start"), kConnectExample, Version::Unknown).problems == 0);

// MQTT 3.1.1 §3.3.2.3, figure 3.11: PUBLISH of "a/b" with packet identifier 10.
constexpr auto kPublishExample = std::to_array<std::uint8_t>({0x32, 7, 0, 3, 'a', '/', 'b', 0, 10});
static_assert(probe(fieldId("mqtt.packet_identifier"), kPublishExample, Version::V311).number == 10);
static_assert(probe(fieldId("mqtt.publish.topic"), kPublishExample, Version::V311).size == 5);

// MQTT 3.1.1 §3.8.3.1, figure 3.23: "a/b" with QoS 1 and "c/d" with QoS 2.
constexpr auto kSubscribeExample =
    std::to_array<std::uint8_t>({0x82, 14, 0, 10, 0, 3, 'a', '/', 'b', 1, 0, 3, 'c', '/', 'd', 2});
static_assert(probe(fieldId("mqtt.subscribe.qos"), kSubscribeExample, Version::V311).number == 2);
static_assert(probe(fieldId("mqtt.subscribe.qos"), kSubscribeExample, Version::V311).offset == 15);
static_assert(probe(fieldId("mqtt.subscribe.qos"), kSubscribeExample, Version::V311).problems == 0);

struct Spec {
    std::string_view what;
    Version version;
    std::string_view bytes;
    std::string_view text; ///< variable header and payload
};

constexpr auto k31 = Version::V31;
constexpr auto k311 = Version::V311;
constexpr auto k5 = Version::V5;

constexpr std::string_view kConnectFlags311 =
    "variable_header{connect.protocol_name=\"MQTT\" connect.protocol_level=4 connect.bridge=0 "
    "connect.flags=206{connect.user_name_flag=1 connect.password_flag=1 connect.will_retain=0 connect.will_qos=1 "
    "connect.will_flag=1 connect.clean_start=1 connect.reserved=0} connect.keep_alive=10} "
    "payload{connect.client_id=\"c\" will.topic=\"w\" will.payload=\"x\" connect.user_name=\"u\" "
    "connect.password=\"p\"}";

const Spec kSpecs[] = {
    {"CONNECT of 3.1.1 with everything", k311, "1019 0004 4d515454 04 ce 000a 0001 63 0001 77 0001 78 0001 75 0001 70",
     kConnectFlags311},
    {"CONNECT decodes by its own level, whatever the connection is taken for", k5,
     "1019 0004 4d515454 04 ce 000a 0001 63 0001 77 0001 78 0001 75 0001 70", kConnectFlags311},
    {"CONNECT of 3.1 whose flags promise a user name that is not there", k31,
     "1010 0006 4d5149736470 03 c2 0000 0002 6331",
     "variable_header{connect.protocol_name=\"MQIsdp\" connect.protocol_level=3 connect.bridge=0 "
     "connect.flags=194{connect.user_name_flag=1 connect.password_flag=1 connect.will_retain=0 connect.will_qos=0 "
     "connect.will_flag=0 connect.clean_start=1 connect.reserved=0} connect.keep_alive=0} "
     "payload{connect.client_id=\"c1\"} ! BrokenRule@11+1 BrokenRule@11+1"},
    {"CONNECT of a bridge", Version::Unknown, "100d 0004 4d515454 84 00 003c 0001 62",
     "variable_header{connect.protocol_name=\"MQTT\" connect.protocol_level=4 connect.bridge=1 "
     "connect.flags=0{connect.user_name_flag=0 connect.password_flag=0 connect.will_retain=0 connect.will_qos=0 "
     "connect.will_flag=0 connect.clean_start=0 connect.reserved=0} connect.keep_alive=60} "
     "payload{connect.client_id=\"b\"}"},
    {"CONNECT of 5.0 with a will that has properties", Version::Unknown,
     "101f 0004 4d515454 05 06 003c 03 21 0014 0001 63 07 18 00000005 01 01 0001 77 0001 78",
     "variable_header{connect.protocol_name=\"MQTT\" connect.protocol_level=5 connect.bridge=0 "
     "connect.flags=6{connect.user_name_flag=0 connect.password_flag=0 connect.will_retain=0 connect.will_qos=0 "
     "connect.will_flag=1 connect.clean_start=1 connect.reserved=0} connect.keep_alive=60 "
     "properties{property_length=3 prop.receive_maximum=20{property_id=33}}} "
     "payload{connect.client_id=\"c\" will.properties{property_length=7 "
     "prop.will_delay_interval=5{property_id=24} will.prop.payload_format_indicator=1{property_id=1}} "
     "will.topic=\"w\" will.payload=\"x\"}"},
    {"CONNACK of 3.1", k31, "2002 0005", "variable_header{connack.unused=0 connack.return_code=5}"},
    {"CONNACK of 3.1.1", k311, "2002 0100",
     "variable_header{connack.flags=1{connack.reserved=0 connack.session_present=1} connack.return_code=0}"},
    {"CONNACK of 5.0", k5, "2006 0000 03 22 000a",
     "variable_header{connack.flags=0{connack.reserved=0 connack.session_present=0} connack.reason_code=0 "
     "properties{property_length=3 prop.topic_alias_maximum=10{property_id=34}}}"},
    {"CONNACK of a server that refuses 5.0 in the form of 3.1.1", k5, "2002 0001",
     "variable_header{connack.flags=0{connack.reserved=0 connack.session_present=0} connack.return_code=1}"},
    {"PUBLISH with QoS 0", k311, "3005 0001 61 7879",
     "variable_header{publish.topic=\"a\"} payload{publish.payload=\"xy\"}"},
    {"PUBLISH with QoS 2", k31, "3407 0001 61 0009 7879",
     "variable_header{publish.topic=\"a\" packet_identifier=9} payload{publish.payload=\"xy\"}"},
    {"PUBLISH without payload", k311, "3103 0001 61", "variable_header{publish.topic=\"a\"}"},
    {"PUBLISH of 5.0 with an alias only", k5, "3208 0000 0007 03 23 0001",
     "variable_header{publish.topic=\"\" packet_identifier=7 "
     "properties{property_length=3 prop.topic_alias=1{property_id=35}}}"},
    {"PUBLISH of 5.0 without properties", k5, "3005 0001 61 00 78",
     "variable_header{publish.topic=\"a\" properties{property_length=0}} payload{publish.payload=\"x\"}"},
    {"PUBLISH of an unknown version is read as 3.1.1", Version::Unknown, "3005 0001 61 0078",
     "variable_header{publish.topic=\"a\"} payload{publish.payload=\"\0x\"}"sv},
    {"PUBACK of 3.1.1", k311, "4002 0007", "variable_header{packet_identifier=7}"},
    {"PUBACK of 5.0 without code", k5, "4002 0007", "variable_header{packet_identifier=7}"},
    {"PUBACK of 5.0 with code", k5, "4003 0007 10", "variable_header{packet_identifier=7 puback.reason_code=16}"},
    {"PUBREC of 5.0 with everything", k5, "5008 0007 87 04 1f 0001 6e",
     "variable_header{packet_identifier=7 pubrec.reason_code=135 "
     "properties{property_length=4 prop.reason_string=\"n\"{property_id=31}}}"},
    {"PUBREL of 3.1 with DUP", k31, "6a02 0007", "variable_header{packet_identifier=7}"},
    {"PUBREL of 5.0", k5, "6204 0007 92 00",
     "variable_header{packet_identifier=7 pubrel.reason_code=146 properties{property_length=0}}"},
    {"PUBCOMP of 5.0", k5, "7003 0007 92", "variable_header{packet_identifier=7 pubcomp.reason_code=146}"},
    {"SUBSCRIBE of 3.1.1", k311, "820a 0001 0001 61 01 0001 62 02",
     "variable_header{packet_identifier=1} "
     "payload{subscription{subscribe.filter=\"a\" subscribe.options=1{subscribe.unused=0 subscribe.qos=1}} "
     "subscription{subscribe.filter=\"b\" subscribe.options=2{subscribe.unused=0 subscribe.qos=2}}}"},
    {"SUBSCRIBE of 3.1 sent again", k31, "8a06 0001 0001 61 00",
     "variable_header{packet_identifier=1} "
     "payload{subscription{subscribe.filter=\"a\" subscribe.options=0{subscribe.unused=0 subscribe.qos=0}}}"},
    {"SUBSCRIBE of 5.0", k5, "8209 0001 02 0b05 0001 61 2d",
     "variable_header{packet_identifier=1 properties{property_length=2 "
     "prop.subscription_identifier=5{property_id=11}}} "
     "payload{subscription{subscribe.filter=\"a\" subscribe.options=45{subscribe.reserved=0 "
     "subscribe.retain_handling=2 subscribe.retain_as_published=1 subscribe.no_local=1 subscribe.qos=1}}}"},
    {"SUBACK of 3.1.1", k311, "9005 0001 00 02 80",
     "variable_header{packet_identifier=1} "
     "payload{suback.return_code=0 suback.return_code=2 suback.return_code=128}"},
    {"SUBACK of 5.0", k5, "9005 0001 00 02 87",
     "variable_header{packet_identifier=1 properties{property_length=0}} "
     "payload{suback.reason_code=2 suback.reason_code=135}"},
    {"UNSUBSCRIBE of 3.1.1", k311, "a208 0001 0001 61 0001 62",
     "variable_header{packet_identifier=1} payload{unsubscribe.filter=\"a\" unsubscribe.filter=\"b\"}"},
    {"UNSUBSCRIBE of 5.0", k5, "a206 0001 00 0001 61",
     "variable_header{packet_identifier=1 properties{property_length=0}} payload{unsubscribe.filter=\"a\"}"},
    {"UNSUBACK of 3.1.1", k311, "b002 0001", "variable_header{packet_identifier=1}"},
    {"UNSUBACK of 5.0", k5, "b005 0001 00 11 80",
     "variable_header{packet_identifier=1 properties{property_length=0}} "
     "payload{unsuback.reason_code=17 unsuback.reason_code=128}"},
    {"PINGREQ", k311, "c000", ""},
    {"PINGRESP", k5, "d000", ""},
    {"DISCONNECT of 3.1.1", k311, "e000", ""},
    {"DISCONNECT of 5.0 without code", k5, "e000", ""},
    {"DISCONNECT of 5.0 with code", k5, "e001 8e", "variable_header{disconnect.reason_code=142}"},
    {"DISCONNECT of 5.0 with everything", k5, "e007 04 05 11 00000000",
     "variable_header{disconnect.reason_code=4 properties{property_length=5 "
     "prop.session_expiry_interval=0{property_id=17}}}"},
    {"DISCONNECT of an unknown version: only 5.0 has a code", Version::Unknown, "e001 8e",
     "variable_header{disconnect.reason_code=142}"},
    {"PUBACK of an unknown version: only 5.0 has a code", Version::Unknown, "4003 0007 10",
     "variable_header{packet_identifier=7 puback.reason_code=16}"},
    {"AUTH of an unknown version: only 5.0 has it", Version::Unknown, "f000", ""},
    {"AUTH of 5.0 without anything", k5, "f000", ""},
    {"AUTH of 5.0", k5, "f007 18 05 15 0002 4b42",
     "variable_header{auth.reason_code=24 properties{property_length=5 "
     "prop.authentication_method=\"KB\"{property_id=21}}}"},
};

TEST(Decoder, DecodesEveryPacketTypeOfEveryVersion) {
    for (const auto& spec : kSpecs) {
        SCOPED_TRACE(spec.what);
        EXPECT_EQ(treeText(hex(spec.bytes), spec.version, 1), spec.text);
    }
}

TEST(Decoder, ShowsTypeAndFlagsOfTheFirstByte) {
    EXPECT_THAT(treeText(hex("3d05 0001 61 0001"), k311),
                testing::StartsWith("fixed_header{hdrflags=61{type=3 dup=1 qos=2 retain=1} len=5} "));
    EXPECT_EQ(treeText(hex("c000"), k311), "fixed_header{hdrflags=192{type=12 reserved_flags=0} len=0}");
    EXPECT_THAT(treeText(hex("6a02 0001"), k31),
                testing::StartsWith("fixed_header{hdrflags=106{type=6 dup=1 qos=1 retain_reserved=0} len=2} "));
}

TEST(Decoder, GivesEachValueItsBytes) {
    const auto bytes = hex("320b 0003 612f62 0007 78797a7a");
    const auto tree = treeOf(bytes, k311);
    const auto rangeOf = [&](base::FieldId id) {
        for (const auto& node : tree.nodes)
            if (node.field == id) return node.range;
        return base::ByteRange{};
    };
    EXPECT_EQ(rangeOf(fieldId("mqtt.fixed_header")), (base::ByteRange{0, 2}));
    EXPECT_EQ(rangeOf(fieldId("mqtt.qos")), (base::ByteRange{0, 1}));
    EXPECT_EQ(rangeOf(fieldId("mqtt.len")), (base::ByteRange{1, 1}));
    EXPECT_EQ(rangeOf(fieldId("mqtt.variable_header")), (base::ByteRange{2, 7}));
    EXPECT_EQ(rangeOf(fieldId("mqtt.publish.topic")), (base::ByteRange{2, 5}));
    EXPECT_EQ(rangeOf(fieldId("mqtt.packet_identifier")), (base::ByteRange{7, 2}));
    EXPECT_EQ(rangeOf(fieldId("mqtt.publish.payload")), (base::ByteRange{9, 4}));
}

TEST(Decoder, KnowsTheBytesOfAPayloadThatItDoesNotRead) {
    const auto head = hex("30 ffffff7f 0001 61");
    base::FieldTree tree;
    decodeTree(head, kMaxRemainingLength + 5, kMaxRemainingLength + 5, {.version = k311}, tree);
    EXPECT_EQ(tree.nodes.back().range, (base::ByteRange{8, kMaxRemainingLength - 3}));
    EXPECT_TRUE(tree.problems.empty());
}

TEST(Decoder, SaysThatAPacketIsNotWhollyInTheCapture) {
    const auto head = hex("30 64 0001 61 7878");
    base::FieldTree tree;
    decodeTree(head, 102, 7, {.version = k311}, tree);
    EXPECT_EQ(tree.nodes.back().range, (base::ByteRange{5, 2}));
    EXPECT_EQ(problemsText(tree), "NotCaptured@7+0");
}

TEST(Decoder, ShowsTheTopicBehindAnAliasAsConcluded) {
    const auto bytes = hex("3006 0000 03 23 0001");
    const auto tree = treeOf(bytes, k5, "plant/1");
    EXPECT_THAT(nodeText(tree, tree.nodes[0].end, bytes),
                testing::StartsWith("variable_header{publish.topic=\"\" [publish.topic=\"plant/1\"] properties{"));
    EXPECT_EQ(treeOf(bytes, k5).nodes.size() + 1, tree.nodes.size());
}

TEST(Decoder, ReadsRemainingLengthsOfOneToFourBytes) {
    struct Length {
        std::uint32_t value;
        std::uint32_t size;
    };

    for (const auto& [value, size] : {Length{0, 1},
                                      {127, 1},
                                      {128, 2},
                                      {16'383, 2},
                                      {16'384, 3},
                                      {2'097'151, 3},
                                      {2'097'152, 4},
                                      {268'435'455, 4}}) {
        const auto bytes = variableByteInteger(value);
        const auto read = readVariableByteInteger(bytes);
        EXPECT_TRUE(read.whole() && !read.padded()) << value;
        EXPECT_EQ(read.value, value);
        EXPECT_EQ(read.size, size);
        EXPECT_EQ(bytes.size(), size);
    }
    EXPECT_EQ(readVariableByteInteger(hex("80808000")).padded(), true);
    EXPECT_EQ(readVariableByteInteger(hex("ffffffff7f")).state, VariableByteInteger::State::TooLong);
    EXPECT_EQ(readVariableByteInteger(hex("ffff")).state, VariableByteInteger::State::Cut);
}

TEST(Summary, TakesWhatTheIndexNeeds) {
    const auto bytes = connect({.clientId = "c1",
                                .version = k5,
                                .clean = false,
                                .keepAlive = 30,
                                .will = Will{.topic = "w", .payload = "gone"},
                                .userName = "u",
                                .bridge = true});
    const auto summary = summarise(bytes, static_cast<std::uint32_t>(bytes.size()), Version::Unknown);
    EXPECT_EQ(summary.clientId, "c1");
    EXPECT_EQ(summary.protocolLevel, 0x85);
    EXPECT_EQ(summary.keepAlive, 30);
    EXPECT_TRUE(summary.will && summary.userName && !summary.password && !summary.cleanStart && !summary.malformed);
}

TEST(Summary, TakesTheFirstFilterAndTheFirstCode) {
    const auto asked = subscribe(9, {{"a", 0}, {"b", 1}});
    EXPECT_EQ(summarise(asked, static_cast<std::uint32_t>(asked.size()), k311).topic, "a");
    const auto answered = answer(PacketType::Suback, 9, {0x87, 0x01}, Properties());
    const auto summary = summarise(answered, static_cast<std::uint32_t>(answered.size()), k5);
    EXPECT_EQ(summary.reasonCode, 0x87);
    EXPECT_TRUE(summary.hasReasonCode);
    EXPECT_EQ(summary.packetIdentifier, 9);
}

TEST(Summary, TakesAliasAndAssignedClientIdentifier) {
    const auto published = publish({.topic = "", .payload = "x", .properties = Properties().u16(0x23, 7)});
    const auto summary = summarise(published, static_cast<std::uint32_t>(published.size()), k5);
    EXPECT_EQ(summary.topicAlias, 7);
    EXPECT_EQ(summary.payloadOffset, published.size() - 1);
    const auto accepted = connack(0, true, Properties().text(0x12, "auto-1"));
    const auto named = summarise(accepted, static_cast<std::uint32_t>(accepted.size()), k5);
    EXPECT_EQ(named.clientId, "auto-1");
    EXPECT_TRUE(named.sessionPresent);
}

} // namespace
} // namespace mqttscope::mqtt
