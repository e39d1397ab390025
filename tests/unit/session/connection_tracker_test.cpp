// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/connection_tracker.h"

#include <gtest/gtest.h>

#include <string>

namespace mqttscope::session {
namespace {

using base::Direction;

constexpr std::uint8_t kConnect = 0x10;
constexpr std::uint8_t kConnack = 0x20;
constexpr std::uint8_t kPublish = 0x30;
constexpr std::uint8_t kSubscribe = 0x82;
constexpr std::uint8_t kPingreq = 0xC0;

class ConnectionTrackerTest : public testing::Test {
protected:
    ConnectionTrackerTest() { m_store.connections.append(); }

    std::string connect(std::uint8_t level, std::string_view clientId) {
        return text(Direction::ToServer, {.firstByte = kConnect, .clientId = clientId, .protocolLevel = level});
    }

    std::string publish(Direction direction, std::string_view topic, std::uint16_t alias = 0) {
        return text(direction, {.firstByte = kPublish, .topicAlias = alias, .topic = topic});
    }

    /// What the row of a packet is about; "-" = nothing.
    std::string text(Direction direction, const mqtt::PacketSummary& summary) {
        store::Row row;
        m_tracker.packet(direction, summary, row);
        return row.text.valid() ? std::string(m_store.texts.text(row.text)) : "-";
    }

    [[nodiscard]] std::string client() const {
        const base::TextId id(m_store.connections[0].clientId.load());
        return id.valid() ? std::string(m_store.texts.text(id)) : "-";
    }

    [[nodiscard]] store::ConnectionVersion version() const { return m_store.connections[0].version.load(); }

    store::Store m_store;
    ConnectionTracker m_tracker{m_store, base::ConnectionId(0)};
};

TEST_F(ConnectionTrackerTest, takesVersionAndClientFromConnect) {
    EXPECT_EQ(connect(5, "dev-42"), "dev-42");
    EXPECT_EQ(version().version, mqtt::Version::V5);
    EXPECT_EQ(m_tracker.version(), mqtt::Version::V5);
    EXPECT_EQ(client(), "dev-42");
}

TEST_F(ConnectionTrackerTest, aBridgeIsItsVersionWithAMark) {
    connect(0x84, "bridge");
    EXPECT_EQ(version().version, mqtt::Version::V311);
    EXPECT_TRUE(version().bridge);
}

TEST_F(ConnectionTrackerTest, anUnknownLevelStaysUnknown) {
    connect(9, "future");
    EXPECT_EQ(version().version, mqtt::Version::Unknown);
}

TEST_F(ConnectionTrackerTest, theServerMayNameAClientThatCameWithoutAName) {
    connect(5, "");
    EXPECT_EQ(client(), "-");
    EXPECT_EQ(text(Direction::ToClient, {.firstByte = kConnack, .clientId = "auto-1"}), "auto-1");
    EXPECT_EQ(client(), "auto-1");
}

TEST_F(ConnectionTrackerTest, aSecondConnectChangesNothing) {
    connect(4, "first");
    EXPECT_EQ(connect(5, "second"), "second") << "the row still says what the packet says";
    EXPECT_EQ(client(), "first");
    EXPECT_EQ(version().version, mqtt::Version::V311);
}

TEST_F(ConnectionTrackerTest, aliasesAreNumberedSeparatelyInEachDirection) {
    publish(Direction::ToServer, "up/one", 1);
    publish(Direction::ToClient, "down/two", 1);
    EXPECT_EQ(publish(Direction::ToServer, "", 1), "up/one");
    EXPECT_EQ(publish(Direction::ToClient, "", 1), "down/two");
}

TEST_F(ConnectionTrackerTest, anAliasMeansWhatItWasLastBoundTo) {
    publish(Direction::ToServer, "first", 7);
    EXPECT_EQ(publish(Direction::ToServer, "", 7), "first");
    publish(Direction::ToServer, "second", 7);
    EXPECT_EQ(publish(Direction::ToServer, "", 7), "second");
}

TEST_F(ConnectionTrackerTest, anAliasThatWasNeverBoundIsUnknown) {
    EXPECT_EQ(publish(Direction::ToServer, "", 3), "-");
    EXPECT_EQ(publish(Direction::ToServer, ""), "-");
}

TEST_F(ConnectionTrackerTest, aTopicWithoutAnAliasBindsNone) {
    publish(Direction::ToServer, "plain");
    EXPECT_EQ(publish(Direction::ToServer, "", 0), "-");
}

TEST_F(ConnectionTrackerTest, rowsOfSubscriptionsShowTheFilterOthersNothing) {
    EXPECT_EQ(text(Direction::ToServer, {.firstByte = kSubscribe, .topic = "plant/#"}), "plant/#");
    EXPECT_EQ(text(Direction::ToServer, {.firstByte = kPingreq}), "-");
}

} // namespace
} // namespace mqttscope::session
