// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/connection_tracker.h"
#include "tests/support/packet_builder.h"

#include <gtest/gtest.h>

#include <string>

namespace mqttscope::session {
namespace {

using namespace test::packet;
using base::Direction;
using test::Bytes;

/// A connection as the engine reads it: each packet is read, then learned from.
class VersionInference : public testing::Test {
protected:
    VersionInference() { m_store.connections.append(); }

    mqtt::PacketSummary read(const Bytes& bytes, Direction direction = Direction::ToServer) {
        m_bytes = bytes;
        const auto size = static_cast<std::uint32_t>(bytes.size());
        const auto summary = m_tracker.read(direction, {.head = m_bytes, .length = size, .available = size});
        store::Row row;
        m_tracker.packet(direction, summary, row);
        m_text = row.text.valid() ? std::string(m_store.texts.text(row.text)) : "-";
        return summary;
    }

    /// What the row of a packet is about; "-" = nothing.
    std::string text(const Bytes& bytes, Direction direction = Direction::ToServer) {
        read(bytes, direction);
        return m_text;
    }

    [[nodiscard]] store::ConnectionVersion version() const { return m_store.connections[0].version.load(); }

    store::Store m_store;
    ConnectionTracker m_tracker{m_store, base::ConnectionId(0)};
    Bytes m_bytes;
    std::string m_text;
};

Bytes aliased(std::string_view topic, std::uint16_t alias) {
    return publish({.topic = topic, .payload = "21.5", .properties = Properties().u16(0x23, alias)});
}

TEST_F(VersionInference, AConnectIsCertainAndTheFirstGeneration) {
    read(connect({.clientId = "c", .version = mqtt::Version::V5}));
    EXPECT_EQ(version(), (store::ConnectionVersion{.version = mqtt::Version::V5}));
    EXPECT_EQ(m_tracker.framingVersion(), mqtt::Version::V5);
    for (int i = 0; i < 10; ++i) read(connack(0));
    EXPECT_EQ(version().version, mqtt::Version::V5) << "nothing that follows changes it";
}

TEST_F(VersionInference, WithoutAConnectTheVersionIsInferredAndANewGeneration) {
    read(pingreq());
    EXPECT_EQ(version(), store::ConnectionVersion{});
    read(answer(PacketType::Suback, 1, {0x87}, Properties()), Direction::ToClient);
    EXPECT_EQ(version(), (store::ConnectionVersion{.version = mqtt::Version::V5, .inferred = true, .generation = 1}));
    EXPECT_EQ(m_tracker.framingVersion(), mqtt::Version::Unknown) << "heads keep what may be properties";
}

TEST_F(VersionInference, TheFirstPacketMayTellWithoutACorrection) {
    read(subscribe(1, {{"a/b", 1}}));
    EXPECT_EQ(version(), (store::ConnectionVersion{.version = mqtt::Version::V311, .inferred = true}));
}

TEST_F(VersionInference, PropertiesAreNoPayloadOnceItIsLikely) {
    const auto bytes =
        publish({.topic = "mid/stream", .payload = "hello", .qos = 1, .properties = Properties().pair("k", "v")});
    EXPECT_EQ(read(bytes).payloadOffset, bytes.size() - 5);
    EXPECT_EQ(version().version, mqtt::Version::V5);
}

TEST_F(VersionInference, ACorrectionIsANewGeneration) {
    read(subscribe(1, {{"a/b", 1}}));
    for (int i = 0; i < 4; ++i) read(acknowledge(PacketType::Puback, 7, 0x10));
    EXPECT_EQ(version(), (store::ConnectionVersion{.version = mqtt::Version::V5, .inferred = true, .generation = 1}));
}

TEST_F(VersionInference, AConnectThatComesLaterDecides) {
    read(subscribe(1, {{"a/b", 1}}));
    read(connect({.clientId = "c", .version = mqtt::Version::V5}));
    EXPECT_EQ(version(), (store::ConnectionVersion{.version = mqtt::Version::V5, .generation = 1}));
}

TEST_F(VersionInference, GenerationsAreFew) {
    for (int i = 0; i < 4'000; ++i)
        i / 8 % 2 == 0 ? read(subscribe(1, {{"a/b", 1}})) : read(acknowledge(PacketType::Puback, 7, 0x10));
    EXPECT_LE(version().generation, 16);
}

TEST_F(VersionInference, AnUnknownLevelIsInferredFromWhatFollows) {
    auto future = connect({.clientId = "future"});
    future[8] = 6;
    EXPECT_EQ(text(future), "future");
    EXPECT_EQ(version(), store::ConnectionVersion{});
    read(connack(0, false, Properties()), Direction::ToClient);
    EXPECT_EQ(version().version, mqtt::Version::V5);
    EXPECT_TRUE(version().inferred);
}

TEST_F(VersionInference, WhileUnknownOnlyWhatNoVersionHasIsMalformed) {
    EXPECT_FALSE(read(acknowledge(PacketType::Pubrec, 7, 0x10, Properties())).malformed);
    ConnectionTracker other(m_store, base::ConnectionId(0));
    const Bytes cut{0x40, 0x01, 0x00};
    EXPECT_TRUE(other.read(Direction::ToServer, {.head = cut, .length = 3, .available = 3}).malformed);
}

TEST_F(VersionInference, WhatOnlyAnotherVersionHasIsReadByThatOne) {
    for (int i = 0; i < 4; ++i) read(subscribe(1, {{"a/b", 1}}));
    const auto summary = read(acknowledge(PacketType::Puback, 7, 0x97));
    EXPECT_FALSE(summary.malformed);
    EXPECT_EQ(summary.reasonCode, 0x97);
    EXPECT_EQ(version().version, mqtt::Version::V311);
}

TEST_F(VersionInference, AliasesLearnedBeforeTheVersionIsKnownAreRight) {
    EXPECT_EQ(text(aliased("up/one", 1)), "up/one");
    EXPECT_EQ(version().version, mqtt::Version::Unknown) << "this could be a payload of 3.x";
    EXPECT_EQ(text(aliased("down/two", 1), Direction::ToClient), "down/two");
    EXPECT_EQ(text(aliased("", 1)), "up/one");
    EXPECT_EQ(version().version, mqtt::Version::V5);
    EXPECT_EQ(text(aliased("", 1), Direction::ToClient), "down/two");
    EXPECT_EQ(text(aliased("", 2)), "-") << "bound before the capture began";
}

TEST_F(VersionInference, APacketThatWasCutTellsNothing) {
    const auto bytes = publish({.topic = "a/b", .payload = "21.5"});
    const auto size = static_cast<std::uint32_t>(bytes.size());
    static_cast<void>(
        m_tracker.read(Direction::ToServer, {.head = bytes, .length = size, .complete = false, .available = size - 1}));
    EXPECT_EQ(version(), store::ConnectionVersion{});
}

} // namespace
} // namespace mqttscope::session
