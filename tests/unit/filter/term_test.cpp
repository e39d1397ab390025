// SPDX-License-Identifier: GPL-3.0-or-later
// Filters made of values: what is made of a packet's value accepts that packet.
#include "core/filter/evaluator.h"
#include "core/filter/term.h"
#include "core/session/catalogue.h"
#include "tests/support/shared_captures.h"
#include "tests/unit/filter/filtered.h"

#include <gtest/gtest.h>

namespace mqttscope::test {
namespace {

std::vector<std::filesystem::path> bundledSamples() {
    std::vector<std::filesystem::path> found;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::filesystem::path(MQTTSCOPE_SOURCE_DIR) / "resources/samples"))
        if (entry.path().extension() == ".pcapng") found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

std::string termOf(const base::FieldTree& tree, const base::FieldNode& node, base::ByteView bytes,
                   std::string_view resolvedTopic) {
    const auto& info = session::fieldInfo(node.field);
    if (info.key == "mqtt.publish.topic" && node.content.size == 0) return filter::term(info, 0, resolvedTopic);
    if (node.text != base::FieldNode::kNone) return filter::term(info, node.number, tree.texts[node.text]);
    const auto from = std::min<std::size_t>(node.content.offset, bytes.size());
    return filter::term(info, node.number, base::asText(bytes).substr(from, node.content.size));
}

/// Every filter that can be made of a row's fields, and accepts it not.
void expectAllAccept(Filtered& capture, std::uint32_t most) {
    const auto snapshot = capture.inspection().snapshot();
    const auto source = capture.inspection().packetSource(snapshot);
    for (std::uint32_t i = 0; i < std::min(snapshot.rows(), most); ++i) {
        const base::RowId row(i);
        const auto packet = capture.inspection().packet(snapshot, row);
        const auto frame = capture.inspection().frame(snapshot, snapshot.row(row).first, snapshot.row(row).connection);
        const auto check = [&](const base::FieldTree& tree, base::ByteView bytes) {
            for (const auto& node : tree.nodes) {
                const auto text = termOf(tree, node, bytes, packet.resolvedTopic);
                const auto filter = filter::Filter::read(text);
                ASSERT_TRUE(filter) << text << ": " << filter.error().cause;
                filter::Evaluator evaluator(filter->program(), *source);
                EXPECT_TRUE(evaluator.accepts(snapshot, row)) << "row " << i + 1 << ": " << text;
            }
        };
        if (!store::isEvent(packet.row) && packet.head().size() == packet.length) check(packet.decode(), packet.head());
        const bool oneFrame = snapshot.extent(packet.row.first).frame == packet.row.frame;
        if (oneFrame) check(frame.decode(), frame.frame.bytes);
    }
}

TEST(Term, ofEveryFieldAcceptsThePacketItWasMadeOf) {
    ASSERT_FALSE(bundledSamples().empty());
    for (const auto& path : bundledSamples()) {
        SCOPED_TRACE(path.filename());
        Filtered capture(path);
        expectAllAccept(capture, 400);
    }
}

TEST(Term, ofEveryFieldOfCapturesOfOthers) {
    const auto captures = allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures of others here";
    for (const auto& path : captures) {
        SCOPED_TRACE(path.filename());
        Filtered capture(path);
        expectAllAccept(capture, 60);
    }
}

TEST(Term, quotesWhateverStandsInText) {
    EXPECT_EQ(filter::quoted("plant/1"), R"("plant/1")");
    EXPECT_EQ(filter::quoted("a\"b\\c\n"), R"("a\"b\\c\x0a")");
    EXPECT_EQ(filter::quoted("Süd"), R"("Süd")");
    EXPECT_EQ(filter::quoted("\xFF"
                             "a"),
              R"("\xffa")");
}

TEST(Term, writesCodesByNameAndLongValuesByTheirBeginning) {
    const auto& type = *session::findKey("mqtt.type").front().field;
    EXPECT_EQ(filter::term(type, 3, {}), "mqtt.type == PUBLISH");
    EXPECT_EQ(filter::term(type, 77, {}), "mqtt.type == 77");
    const auto& payload = *session::findKey("mqtt.publish.payload").front().field;
    EXPECT_EQ(filter::term(payload, 0, "21.5"), R"(mqtt.publish.payload == "21.5")");
    EXPECT_EQ(filter::term(payload, 0, "\x01\xFF"), "mqtt.publish.payload == 01:ff");
    const auto made = filter::term(payload, 0, std::string(1'000, 'x'));
    EXPECT_TRUE(made.starts_with("len(mqtt.publish.payload) == 1000 and mqtt.publish.payload[:64] == 78:78")) << made;
    EXPECT_EQ(filter::term(*session::findKey("mqtt").front().field, 0, {}), "mqtt");
}

} // namespace
} // namespace mqttscope::test
