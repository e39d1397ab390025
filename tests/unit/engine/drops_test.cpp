// SPDX-License-Identifier: GPL-3.0-or-later
// What a capture says of frames that it lost becomes a row and a finding where it happened.
#include "tests/support/byte_writer.h"
#include "tests/support/conversation.h"
#include "tests/unit/engine/inspected.h"

#include <gmock/gmock.h>

#include <fstream>

namespace mqttscope::engine {
namespace {

using test::ByteOrder;
using test::Bytes;
using test::ByteWriter;
using test::Capture;
using test::Conversation;
using testing::HasSubstr;
using testing::Not;

constexpr std::uint32_t kEnhancedPacket = 6;

/// An interface statistics block (draft-ietf-opsawg-pcapng §4.6): so many were dropped by the system by now.
Bytes statistics(std::uint32_t dropped) {
    constexpr std::uint32_t kSize = 40;
    Bytes block;
    ByteWriter(block, ByteOrder::Little).u32(5).u32(kSize).u32(0).u32(0).u32(0);
    ByteWriter(block, ByteOrder::Little).u16(7).u16(8).u32(dropped).u32(0).u32(0).u32(kSize);
    return block;
}

/// The file with such a block behind its first `frames` frames.
Bytes insert(const Bytes& file, std::size_t frames, std::uint32_t dropped) {
    const auto number = [&](std::size_t at) {
        return std::uint32_t{file[at]} | std::uint32_t{file[at + 1]} << 8U | std::uint32_t{file[at + 2]} << 16U |
               std::uint32_t{file[at + 3]} << 24U;
    };
    std::size_t at = 0;
    for (std::size_t seen = 0; at < file.size() && (seen < frames || number(at) != kEnhancedPacket);
         at += number(at + 4))
        seen += static_cast<std::size_t>(number(at) == kEnhancedPacket);
    auto changed = file;
    const auto block = statistics(dropped);
    changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(at), block.begin(), block.end());
    return changed;
}

class Drops : public testing::Test {
protected:
    void SetUp() override {
        path = std::filesystem::temp_directory_path() / ("mqttscope-drops-" + std::to_string(::getpid()));
    }

    void TearDown() override { std::filesystem::remove(path); }

    [[nodiscard]] std::string dump(const Bytes& file) const {
        std::ofstream(path, std::ios::binary) << base::asText(file);
        Inspection inspection({.paths = {path.string()}});
        while (inspection.wait()) {
        }
        return test::dump(inspection, {.frames = false, .fields = false});
    }

    std::filesystem::path path;
};

/// Two clients: the first says five things, of which the second one speaks once in between.
Bytes twoClients() {
    Capture capture;
    Conversation one(capture, "one");
    Conversation two(capture, "two");
    one.connect();
    two.connect();
    one.publish("a", "1").publish("a", "2");
    two.publish("b", "3");
    one.publish("a", "4");
    return capture.file();
}

constexpr std::size_t kFramesOfConnecting = 10; // of both: three of TCP, two of MQTT each

TEST_F(Drops, AreARowAndAFindingInFrontOfWhatEachConnectionSaysNext) {
    const auto told = dump(insert(twoClients(), kFramesOfConnecting + 1, 12));
    std::size_t rows = 0;
    for (auto at = told.find("[Dropped]"); at != std::string::npos; at = told.find("[Dropped]", at + 1)) ++rows;
    EXPECT_EQ(rows, 2U) << told;
    EXPECT_THAT(told, HasSubstr("capture.drop"));
    EXPECT_THAT(told, HasSubstr("12 frames were dropped"));
    EXPECT_LT(told.find("[Dropped]"), told.find("PUBLISH", told.find("PUBLISH") + 1)) << told;
    EXPECT_GT(told.find("[Dropped]"), told.find("PUBLISH")) << told;
}

TEST_F(Drops, OfBeforeTheFirstFrameAreNotOfThisFile) {
    auto file = insert(twoClients(), 0, 12);
    EXPECT_THAT(dump(file), Not(HasSubstr("[Dropped]")));
    file = insert(file, kFramesOfConnecting, 12);
    EXPECT_THAT(dump(file), Not(HasSubstr("[Dropped]"))) << "no more than before";
    file = insert(file, kFramesOfConnecting + 1, 13);
    EXPECT_THAT(dump(file), HasSubstr("1 frame was dropped")) << "one more than before";
}

TEST_F(Drops, BehindTheLastFrameAreOnlyCounted) {
    EXPECT_THAT(dump(insert(twoClients(), 1'000, 12)), Not(HasSubstr("[Dropped]")));
}

} // namespace
} // namespace mqttscope::engine
