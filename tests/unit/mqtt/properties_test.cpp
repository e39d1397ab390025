// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/mqtt/property_table.h"
#include "tests/unit/mqtt/sample_packets.h"
#include "tests/unit/mqtt/tree_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace mqttscope::mqtt {
namespace {

using namespace test::packet;

/// The allowed places of each property, typed in from the standard's table 2-4 a second time: a slip in one of the two
/// shows. C CONNECT, c CONNACK, P PUBLISH, a PUBACK, b PUBREC, d PUBREL, e PUBCOMP, S SUBSCRIBE, s SUBACK, U
/// UNSUBSCRIBE, u UNSUBACK, D DISCONNECT, A AUTH, W will.
struct Place {
    std::uint8_t identifier;
    std::string_view where;
};

constexpr Place kPlaces[] = {
    {0x01, "PW"},
    {0x02, "PW"},
    {0x03, "PW"},
    {0x08, "PW"},
    {0x09, "PW"},
    {0x0B, "PS"},
    {0x11, "CcD"},
    {0x12, "c"},
    {0x13, "c"},
    {0x15, "CcA"},
    {0x16, "CcA"},
    {0x17, "C"},
    {0x18, "W"},
    {0x19, "C"},
    {0x1A, "c"},
    {0x1C, "cD"},
    {0x1F, "cabdesuDA"},
    {0x21, "Cc"},
    {0x22, "Cc"},
    {0x23, "P"},
    {0x24, "c"},
    {0x25, "c"},
    {0x26, "CcPabdeSsUuDAW"},
    {0x27, "Cc"},
    {0x28, "c"},
    {0x29, "c"},
    {0x2A, "c"},
};

constexpr std::pair<char, PacketType> kLetters[] = {{'C', PacketType::Connect},  {'c', PacketType::Connack},
                                                    {'P', PacketType::Publish},  {'a', PacketType::Puback},
                                                    {'b', PacketType::Pubrec},   {'d', PacketType::Pubrel},
                                                    {'e', PacketType::Pubcomp},  {'S', PacketType::Subscribe},
                                                    {'s', PacketType::Suback},   {'U', PacketType::Unsubscribe},
                                                    {'u', PacketType::Unsuback}, {'D', PacketType::Disconnect},
                                                    {'A', PacketType::Auth},     {'W', kWill}};

Properties oneProperty(const Property& property) {
    Properties properties;
    const auto id = property.identifier;
    if (property.isPair()) return properties.pair("n", "v");
    if (property.type != base::FieldType::Unsigned) return properties.text(id, "text");
    if (property.width == 0) return properties.variable(id, 1);
    if (property.width == 1) return properties.u8(id, 1);
    return property.width == 2 ? properties.u16(id, 1) : properties.u32(id, 1);
}

test::Bytes packetWith(PacketType place, const Properties& properties) {
    switch (place) {
    case kWill:
        return connect({.clientId = "c", .version = Version::V5, .will = Will{"w", "x", 0, false, properties}});
    case PacketType::Connect:
        return connect({.clientId = "c", .version = Version::V5, .properties = properties});
    case PacketType::Connack:
        return connack(0, false, properties);
    case PacketType::Publish:
        return publish({.topic = "t", .payload = "x", .properties = properties});
    case PacketType::Puback:
    case PacketType::Pubrec:
    case PacketType::Pubrel:
    case PacketType::Pubcomp:
        return acknowledge(place, 1, 0, properties);
    case PacketType::Subscribe:
        return subscribe(1, {{"t", 0}}, properties);
    case PacketType::Unsubscribe:
        return unsubscribe(1, {"t"}, properties);
    case PacketType::Suback:
    case PacketType::Unsuback:
        return answer(place, 1, {0}, properties);
    case PacketType::Disconnect:
    case PacketType::Auth:
        return reasoned(place, 0, properties);
    case PacketType::Pingreq:
    case PacketType::Pingresp:
        break;
    }
    return {};
}

bool isOfTheLayout(const base::FieldProblem& problem) {
    return static_cast<Problem>(problem.kind) != Problem::BrokenRule;
}

TEST(Properties, EachStandsWhereTheStandardSaysAndNowhereElse) {
    ASSERT_EQ(std::size(kPlaces), kProperties.size());
    for (const auto& [identifier, where] : kPlaces) {
        const auto& property = kProperties[propertyIndex(identifier)];
        for (const auto& [letter, place] : kLetters) {
            SCOPED_TRACE(std::string(property.key) + " in " + letter);
            const auto bytes = packetWith(place, oneProperty(property));
            const auto tree = treeOf(bytes, Version::V5);
            EXPECT_EQ(problemsText(tree).starts_with("PropertyNotAllowed"),
                      where.find(letter) == std::string_view::npos);
            // An AUTH also lacks its method; that is another matter.
            EXPECT_LE(std::ranges::count_if(tree.problems, isOfTheLayout), 1);
        }
    }
}

TEST(Properties, AllAtOnceAreDecodedWithoutAProblem) {
    for (const auto& [letter, place] : kLetters) {
        SCOPED_TRACE(letter);
        EXPECT_EQ(problemsText(treeOf(packetWith(place, fullProperties(place)), Version::V5)), "");
    }
}

TEST(Properties, OnlySomeMayRepeat) {
    for (const auto& [letter, place] : kLetters) {
        for (const auto& property : kProperties) {
            if (!property.places.has(place)) continue;
            SCOPED_TRACE(std::string(property.key) + " in " + letter);
            auto twice = oneProperty(property);
            const auto block = twice.block();
            auto bytes = packetWith(place, oneProperty(property));
            // The same property a second time, right after the first.
            const auto at = std::ranges::search(bytes, block).begin();
            ASSERT_NE(at, bytes.end());
            const auto offset = at - bytes.begin();
            bytes[static_cast<std::size_t>(offset)] =
                static_cast<std::uint8_t>(bytes[static_cast<std::size_t>(offset)] * 2);
            bytes.insert(bytes.begin() + offset + 1, block.begin() + 1, block.end());
            bytes[1] = static_cast<std::uint8_t>(bytes[1] + block.size() - 1);
            const auto repeatable =
                property.identifier == 0x26 || (property.identifier == 0x0B && place == PacketType::Publish);
            EXPECT_EQ(problemsText(treeOf(bytes, Version::V5)).starts_with("PropertyRepeated"), !repeatable);
        }
    }
}

TEST(Properties, LegalValuesAreThoseOfTheStandard) {
    struct Limit {
        std::uint8_t identifier;
        std::uint32_t smallest;
        std::uint32_t largest;
    };

    for (const auto& [identifier, smallest, largest] : {Limit{0x01, 0, 1},
                                                        {0x17, 0, 1},
                                                        {0x19, 0, 1},
                                                        {0x24, 0, 1},
                                                        {0x25, 0, 1},
                                                        {0x28, 0, 1},
                                                        {0x29, 0, 1},
                                                        {0x2A, 0, 1},
                                                        {0x21, 1, 0xFFFF'FFFF},
                                                        {0x23, 1, 0xFFFF'FFFF},
                                                        {0x27, 1, 0xFFFF'FFFF},
                                                        {0x0B, 1, 268'435'455}}) {
        const auto& property = kProperties[propertyIndex(identifier)];
        EXPECT_EQ(property.smallest, smallest) << property.key;
        EXPECT_EQ(property.largest, largest) << property.key;
    }
}

TEST(Properties, PairsHaveNameAndValue) {
    const auto bytes = publish({.topic = "t", .payload = "", .properties = Properties().pair("name", "value")});
    EXPECT_EQ(treeText(bytes, Version::V5, 1),
              "variable_header{publish.topic=\"t\" properties{property_length=14 prop.user_property{property_id=38 "
              "prop.user_property.name=\"name\" prop.user_property.value=\"value\"}}}");
}

} // namespace
} // namespace mqttscope::mqtt
