// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/format/field_text.h"
#include "core/mqtt/field_table.h"
#include "core/session/catalogue.h"

#include <gtest/gtest.h>

namespace mqttscope::format {
namespace {

using mqtt::fieldId;

/// One field whose value is `text`, after a length prefix.
struct OneText {
    explicit OneText(base::FieldId field, const std::string& text)
        : bytes(std::string(2, '\0') + text) {
        const auto size = static_cast<std::uint32_t>(bytes.size() - 2);
        auto& node = tree.add(field, {0, size + 2});
        node.content = {2, size};
    }

    [[nodiscard]] std::string shown(const TextOptions& options = {}) const {
        return nodeText(tree, tree.nodes[0], base::asBytes(bytes), options);
    }

    [[nodiscard]] std::string raw(const TextOptions& options = {}) const {
        return rawText(tree, tree.nodes[0], base::asBytes(bytes), options);
    }

    std::string bytes;
    base::FieldTree tree;
};

std::string number(base::FieldId field, std::uint64_t value) {
    base::FieldTree tree;
    tree.add(field, {0, 1}).number = value;
    return nodeText(tree, tree.nodes[0], {}, {});
}

TEST(FieldText, aNumberWithoutNamesIsANumber) {
    EXPECT_EQ(number(fieldId("mqtt.packet_identifier"), 7), "Packet Identifier: 7");
}

TEST(FieldText, aCodeHasItsNameAndItsRawValue) {
    const auto text = number(fieldId("mqtt.connack.reason_code"), 0x87);
    EXPECT_NE(text.find("uthorized"), std::string::npos) << text;
    EXPECT_NE(text.find("(0x87)"), std::string::npos) << text;
    EXPECT_EQ(number(fieldId("mqtt.connack.reason_code"), 0x77), "Reason Code: 0x77");
}

TEST(FieldText, textIsMadeSafeForPeopleAndKeptForMachines) {
    const OneText topic(fieldId("mqtt.publish.topic"), "a\n\x1b[31m");
    EXPECT_EQ(topic.shown(), "Topic Name: a\\n\\x1b[31m");
    EXPECT_EQ(topic.raw(), "a\n\x1b[31m");
}

TEST(FieldText, secretsAreMaskedUntilAskedFor) {
    const OneText password(fieldId("mqtt.connect.password"), "hunter2");
    EXPECT_EQ(password.shown(), "Password: ••••••");
    EXPECT_EQ(password.raw(), kMask);
    EXPECT_EQ(password.shown({.secrets = true}), "Password: hunter2");
}

TEST(FieldText, generatedValuesStandInBrackets) {
    base::FieldTree tree;
    auto& node = tree.add(fieldId("mqtt.publish.topic"), {});
    node.generated = true;
    node.text = 0;
    tree.texts.emplace_back("plant/1");
    EXPECT_EQ(nodeText(tree, tree.nodes[0], {}, {}), "[Topic Name: plant/1]");
}

TEST(FieldText, bytesThatAreMissingAreNotMadeUp) {
    base::FieldTree tree;
    tree.add(fieldId("mqtt.publish.payload"), {10, 500}).content = {10, 500};
    EXPECT_EQ(nodeText(tree, tree.nodes[0], {}, {}), "Application Message: 500 bytes");
}

TEST(FieldText, flagsAreDrawnAsInTheStandard) {
    EXPECT_EQ(bitsText(0x3D, 0x08, 1), ".... 1...");
    EXPECT_EQ(bitsText(0x3D, 0x06, 1), ".... .10.");
    EXPECT_EQ(bitsText(0x3D, 0xF0, 1), "0011 ....");
}

TEST(Catalogue, everyKeyAndAliasLeadsToAField) {
    for (const auto* field : session::allFields()) {
        const auto found = session::findKey(field->key);
        ASSERT_FALSE(found.empty()) << field->key;
        EXPECT_EQ(&session::fieldInfo(field->id), field) << field->key;
        EXPECT_FALSE(field->label.empty()) << field->key;
        EXPECT_FALSE(field->meaning.empty()) << field->key;
    }
}

TEST(Catalogue, noKeyIsGivenTwice) {
    for (const auto* field : session::allFields()) {
        for (const auto& meaning : session::findKey(field->key)) {
            EXPECT_TRUE(meaning.field == field || meaning.field->key != field->key) << field->key;
        }
    }
}

TEST(Catalogue, wiresharksTopicMeansEveryTopicAndFilter) {
    EXPECT_EQ(session::findKey("mqtt.topic").size(), 3U);
    EXPECT_EQ(session::findKey("mqtt.publish.topic").size(), 1U);
    ASSERT_EQ(session::findKey("mqtt.clientid_len").size(), 1U);
    EXPECT_TRUE(session::findKey("mqtt.clientid_len").front().length);
    EXPECT_TRUE(session::findKey("mqtt.no_such_key").empty());
}

TEST(Catalogue, aMisspeltKeyIsGuessed) {
    EXPECT_EQ(session::nearestKey("mqtt.topci"), "mqtt.topic");
    EXPECT_EQ(session::nearestKey("completely.different"), "");
}

} // namespace
} // namespace mqttscope::format
