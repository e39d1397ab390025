// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/summary.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace mqttscope::mqtt {
namespace {

using namespace std::string_view_literals;

constexpr auto k31 = Version::V31;
constexpr auto k311 = Version::V311;
constexpr auto k5 = Version::V5;

struct Spec {
    std::string_view what;
    Version version;
    std::string_view bytes;
    std::string_view text; ///< variable header, payload and problems
    bool malformed;
};

const Spec kSpecs[] = {
    {"a topic that runs past the packet", k311, "3004 0009 6162",
     "variable_header undecoded=\"\0\x09"
     "ab\" ! Truncated@2+4"sv,
     true},
    {"an acknowledgement of one byte", k311, "4001 00", "variable_header undecoded=\"\0\" ! Truncated@2+1"sv, true},
    {"a second filter that is cut: the first stands", k311, "8208 0001 0001 61 00 0005",
     "variable_header{packet_identifier=1} payload{subscription{subscribe.filter=\"a\" "
     "subscribe.options=0{subscribe.unused=0 subscribe.qos=0}} subscription} undecoded=\"\0\x05\" ! Truncated@8+2"sv,
     true},
    {"a PINGREQ with a body", k311, "c002 4142", "undecoded=\"AB\" ! LeftoverBytes@2+2"sv, true},
    {"a DISCONNECT of 3.1.1 with a body", k311, "e001 00", "undecoded=\"\0\" ! LeftoverBytes@2+1"sv, true},
    {"a PUBACK of 3.1.1 with a code", k311, "4003 0001 41",
     "variable_header{packet_identifier=1} undecoded=\"A\" ! LeftoverBytes@4+1"sv, true},
    {"type 0", k311, "0002 4142", "payload{undecoded=\"AB\"} ! ReservedType@0+1"sv, true},
    {"AUTH before 5.0", k311, "f000", "! ReservedType@0+1"sv, true},
    {"wrong flags", k311, "4102 0001", "variable_header{packet_identifier=1} ! ReservedBits@0+1"sv, false},
    {"a SUBSCRIBE with flags 0", k311, "8006 0001 0001 61 00",
     "variable_header{packet_identifier=1} payload{subscription{subscribe.filter=\"a\" "
     "subscribe.options=0{subscribe.unused=0 subscribe.qos=0}}} ! ReservedBits@0+1"sv,
     false},
    {"DUP on SUBSCRIBE is legal in 3.1", k31, "8a06 0001 0001 61 00",
     "variable_header{packet_identifier=1} payload{subscription{subscribe.filter=\"a\" "
     "subscribe.options=0{subscribe.unused=0 subscribe.qos=0}}}"sv,
     false},
    {"DUP on SUBSCRIBE is not legal in 3.1.1", k311, "8a06 0001 0001 61 00",
     "variable_header{packet_identifier=1} payload{subscription{subscribe.filter=\"a\" "
     "subscribe.options=0{subscribe.unused=0 subscribe.qos=0}}} ! ReservedBits@0+1"sv,
     false},
    {"a padded remaining length", k311, "40 8200 0001", "variable_header{packet_identifier=1} ! LengthNotMinimal@1+2"sv,
     false},
    {"a remaining length of five bytes", k311, "30 86808080 00", "undecoded=\"\x86\x80\x80\x80\0\" ! BadLength@1+4"sv,
     true},
    {"a topic that is no UTF-8", k311, "3005 0003 61ff62",
     "variable_header{publish.topic=\"a\xff"
     "b\"} ! NotUtf8@5+1"sv,
     false},
    {"a user name promised in 3.1.1 but absent", k311, "100d 0004 4d515454 04 82 003c 0001 62",
     "variable_header{connect.protocol_name=\"MQTT\" connect.protocol_level=4 connect.bridge=0 "
     "connect.flags=130{connect.user_name_flag=1 connect.password_flag=0 connect.will_retain=0 connect.will_qos=0 "
     "connect.will_flag=0 connect.clean_start=1 connect.reserved=0} connect.keep_alive=60} "
     "payload{connect.client_id=\"b\"} ! Truncated@1+1"sv,
     true},

    {"an unknown property ends its block, not the packet", k5, "300c 0001 61 06 01 00 07 aabbcc 7879",
     "variable_header{publish.topic=\"a\" properties{property_length=6 "
     "prop.payload_format_indicator=0{property_id=1} prop.unknown=\"\x07\xaa\xbb\xcc\"}} "
     "payload{publish.payload=\"xy\"} ! UnknownProperty@8+1"sv,
     true},
    {"a property that runs past its block", k5, "3008 0001 61 02 23 00 7879",
     "variable_header{publish.topic=\"a\" properties{property_length=2 undecoded=\"#\0\"}} "
     "payload{publish.payload=\"xy\"} ! Truncated@6+2"sv,
     true},
    {"a property of another packet", k5, "3008 0001 61 03 21 0001 78",
     "variable_header{publish.topic=\"a\" properties{property_length=3 prop.receive_maximum=1{property_id=33}}} "
     "payload{publish.payload=\"x\"} ! PropertyNotAllowed@6+1"sv,
     false},
    {"a property twice", k5, "3008 0001 61 04 01 00 01 01",
     "variable_header{publish.topic=\"a\" properties{property_length=4 "
     "prop.payload_format_indicator=0{property_id=1} prop.payload_format_indicator=1{property_id=1}}} "
     "! PropertyRepeated@8+1"sv,
     false},
    {"a subscription identifier may stand twice in a PUBLISH", k5, "3008 0001 61 04 0b 01 0b 02",
     "variable_header{publish.topic=\"a\" properties{property_length=4 "
     "prop.subscription_identifier=1{property_id=11} prop.subscription_identifier=2{property_id=11}}}"sv,
     false},
    {"an illegal value", k5, "2005 0000 02 24 02",
     "variable_header{connack.flags=0{connack.reserved=0 connack.session_present=0} connack.reason_code=0 "
     "properties{property_length=2 prop.maximum_qos=2{property_id=36}}} ! ValueNotAllowed@6+1"sv,
     false},
    {"a property block longer than the packet: what is certain, and the rest not taken for payload", k5,
     "3009 0001 61 2a 23 0007 4142",
     "variable_header{publish.topic=\"a\" properties{property_length=42 prop.topic_alias=7{property_id=35}} "
     "undecoded=\"AB\"} ! LengthPastEnd@5+1"sv,
     true},
    {"a property length of five bytes", k5, "3008 0001 61 ffffffff01",
     "variable_header{publish.topic=\"a\"} undecoded=\"\xff\xff\xff\xff\x01\" ! BadLength@5+4"sv, true},
    {"no property length where there must be one", k5, "3003 0001 61",
     "variable_header{publish.topic=\"a\"} ! Truncated@1+1"sv, true},
};

TEST(Malformed, YieldsWhatIsReadableAndNamesTheBytes) {
    for (const auto& spec : kSpecs) {
        SCOPED_TRACE(spec.what);
        const auto bytes = hex(spec.bytes);
        EXPECT_EQ(treeText(bytes, spec.version, 1), spec.text);
        EXPECT_EQ(summarise(bytes, static_cast<std::uint32_t>(bytes.size()), spec.version).malformed, spec.malformed);
    }
}

TEST(Malformed, TellsProblemsInSentencesAndTiesThemToTheirField) {
    const auto bytes = hex("2005 0000 02 24 02");
    const auto tree = treeOf(bytes, k5);
    ASSERT_EQ(tree.problems.size(), 1U);
    EXPECT_EQ(tree.problems[0].text, "Maximum QoS must be 0 or 1");
    EXPECT_EQ(field(tree.nodes[tree.problems[0].node].field).key, "mqtt.prop.maximum_qos");
}

/// Every range inside the packet, children inside their parents, nodes in pre-order.
void expectSound(const base::FieldTree& tree, std::size_t size) {
    for (std::uint32_t i = 0; i < tree.nodes.size(); ++i) {
        const auto& node = tree.nodes[i];
        ASSERT_LE(node.range.end(), size);
        ASSERT_LE(node.content.end(), size);
        ASSERT_GT(node.end, i);
        if (node.parent == base::FieldNode::kNone) continue;
        const auto& parent = tree.nodes[node.parent];
        ASSERT_LT(node.parent, i);
        ASSERT_LE(node.end, parent.end);
        if (node.range.size == 0) continue;
        ASSERT_GE(node.range.offset, parent.range.offset);
        ASSERT_LE(node.range.end(), parent.range.end());
    }
    for (const auto& problem : tree.problems) ASSERT_LE(problem.range.end(), size);
}

TEST(Malformed, PacketsCutAtEachByteStayReadable) {
    for (const auto& sample : samplePackets()) {
        SCOPED_TRACE(sample.what);
        for (std::size_t size = 1; size < sample.bytes.size(); ++size) {
            // A copy of just that many bytes, so that a sanitizer sees any read beyond.
            const test::Bytes cut(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
            base::FieldTree tree;
            decodeTree(cut, static_cast<std::uint32_t>(sample.bytes.size()), static_cast<std::uint32_t>(size),
                       {.version = sample.version}, tree);
            expectSound(tree, size);
            EXPECT_THAT(problemsText(tree), testing::HasSubstr("NotCaptured")) << size;
            EXPECT_FALSE(summarise(cut, static_cast<std::uint32_t>(sample.bytes.size()), sample.version).malformed)
                << "missing bytes are no fault of the sender";
        }
    }
}

TEST(Malformed, PacketsThatAnnounceLessThanTheyNeedStayReadable) {
    for (const auto& sample : samplePackets()) {
        SCOPED_TRACE(sample.what);
        if (sample.bytes.size() > 129) continue; // only the short form of the length is rewritten here
        for (std::size_t size = 2; size < sample.bytes.size(); ++size) {
            test::Bytes cut(sample.bytes.begin(), sample.bytes.begin() + static_cast<std::ptrdiff_t>(size));
            cut[1] = static_cast<std::uint8_t>(size - 2);
            expectSound(treeOf(cut, sample.version), size);
        }
    }
}

TEST(Malformed, AnyByteMayBeAnything) {
    for (const auto& sample : samplePackets()) {
        for (std::size_t i = 0; i < std::min<std::size_t>(sample.bytes.size(), 100); ++i) {
            for (const auto value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
                auto bytes = sample.bytes;
                bytes[i] = static_cast<std::uint8_t>(value);
                for (const auto version : {k31, k311, k5}) expectSound(treeOf(bytes, version), bytes.size());
            }
        }
    }
}

} // namespace
} // namespace mqttscope::mqtt
