// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inspection.h"
#include "tests/support/capture_builder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace mqttscope::engine {
namespace {

namespace fs = std::filesystem;
using test::Capture;
using test::fromHex;
using test::Segmentation;

const test::Bytes kConnect = fromHex("10 0d 0004 4d515454 04 02 003c 0001 63");

/// PUBLISH of `payload` bytes, each its own position's low byte.
test::Bytes publish(std::uint32_t payload) {
    const auto length = payload + 5;
    test::Bytes packet{0x30};
    for (auto rest = length; rest != 0; rest >>= 7) {
        packet.push_back(static_cast<std::uint8_t>((rest & 0x7F) | (rest > 0x7F ? 0x80U : 0U)));
    }
    for (const char byte : std::string("\0\3a/b", 5)) packet.push_back(static_cast<std::uint8_t>(byte));
    for (std::uint32_t i = 0; i < payload; ++i) packet.push_back(static_cast<std::uint8_t>(i));
    return packet;
}

class PacketBytesTest : public testing::Test {
protected:
    PacketBytesTest()
        : m_path(fs::temp_directory_path() / ("mqttscope-packet-" + std::to_string(::getpid()))) {}

    ~PacketBytesTest() override { fs::remove(m_path); }

    void inspect(Capture& capture) {
        capture.write(m_path);
        m_inspection.emplace(InspectionOptions{.paths = {m_path.string()}});
        while (m_inspection->wait()) {
        }
        m_snapshot = m_inspection->snapshot();
    }

    PacketBytes packet(std::uint32_t row) { return m_inspection->packet(m_snapshot, base::RowId(row)); }

    fs::path m_path;
    std::optional<Inspection> m_inspection;
    store::Snapshot m_snapshot;
};

TEST_F(PacketBytesTest, aPacketInOneSegmentIsReadInPlace) {
    Capture capture;
    capture.client("c").handshake().toServer(kConnect).toServer(publish(100));
    inspect(capture);
    const auto found = packet(1);
    ASSERT_EQ(found.parts.size(), 1U);
    EXPECT_EQ(found.head().data(), found.parts[0].bytes.data()) << "no copy";
    EXPECT_EQ(found.head().size(), publish(100).size());
}

TEST_F(PacketBytesTest, aPacketOverManySegmentsComesBackByteForByte) {
    const auto original = publish(20'000);
    Capture capture;
    capture.client("c", {.segmentation = Segmentation::every(100)}).handshake().toServer(kConnect).toServer(original);
    inspect(capture);
    const auto found = packet(1);
    EXPECT_EQ(found.length, original.size());
    EXPECT_EQ(found.available, original.size());
    EXPECT_EQ(found.copy(0, found.length), original);
    EXPECT_EQ(found.copy(15'000, 10), test::Bytes(original.begin() + 15'000, original.begin() + 15'010));
    EXPECT_TRUE(found.copy(found.length, 10).empty());
    EXPECT_LT(found.head().size(), original.size()) << "the payload stays where it lies";
}

TEST_F(PacketBytesTest, aHoleIsAHoleAndNotMadeUp) {
    const auto original = publish(5'000);
    Capture capture;
    auto& client = capture.client("c", {.segmentation = Segmentation::every(1000)});
    client.handshake().toServer(kConnect);
    client.toServer({original.data(), 2000});
    client.loseNext().toServer({original.data() + 2000, 1000});
    client.toServer({original.data() + 3000, original.size() - 3000}).ack(base::Direction::ToClient);
    client.toServer(fromHex("c0 00"));
    inspect(capture);
    bool seen = false;
    for (std::uint32_t i = 0; i < m_snapshot.rows(); ++i) {
        const auto row = m_snapshot.row(base::RowId(i));
        if (store::isEvent(row) || mqtt::packetType(row.head) != mqtt::PacketType::Publish) continue;
        seen = true;
        const auto found = packet(i);
        EXPECT_NE(row.flags & store::RowFlag::kIncomplete, 0);
        EXPECT_EQ(found.length, original.size());
        EXPECT_EQ(found.available, 2000U);
        EXPECT_EQ(found.copy(0, found.length).size(), 2000U) << "copies stop at the hole";
        EXPECT_EQ(found.copy(3000, 10), test::Bytes(original.begin() + 3000, original.begin() + 3010));
    }
    EXPECT_TRUE(seen);
    const auto last = m_snapshot.row(base::RowId(m_snapshot.rows() - 1));
    EXPECT_EQ(mqtt::packetType(last.head), mqtt::PacketType::Pingreq) << "the stream goes on behind the hole";
}

TEST_F(PacketBytesTest, frameAndPacketLeadToTheSameBytes) {
    Capture capture;
    capture.client("c").handshake().toServer(kConnect);
    inspect(capture);
    const auto found = packet(0);
    const auto frame = m_inspection->frame(m_snapshot, found.parts[0].extent, found.row.connection);
    EXPECT_EQ(frame.frame.id.value, 3U) << "after the handshake";
    EXPECT_EQ(frame.frame.bytes.size(), capture.frames()[3].bytes.size());
    EXPECT_EQ(frame.frame.time, capture.frames()[3].time);
    const auto end = frame.frame.bytes.last(kConnect.size());
    EXPECT_EQ(test::Bytes(end.begin(), end.end()), kConnect);
}

} // namespace
} // namespace mqttscope::engine
