// SPDX-License-Identifier: GPL-3.0-or-later
// What belongs together on one connection, packet by packet.
#include "core/session/exchange.h"
#include "core/session/exchange_tracker.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace mqttscope::session {
namespace {

using mqtt::PacketType;

constexpr std::uint8_t kDup = 0x08;
constexpr std::int64_t kMillisecond = 1'000'000;

/// Packets of one connection, a millisecond apart. "c" is sent by the client, "s" by the server.
class ExchangeTest : public testing::Test {
protected:
    ExchangeTest() { m_store->connections.append(); }

    void send(base::Direction direction, PacketType type, std::uint16_t identifier = 0, std::uint8_t flags = 0,
              std::uint8_t reason = 0) {
        const std::array<std::uint8_t, 2> codes{0, reason};
        const auto head = static_cast<std::uint8_t>(static_cast<unsigned>(type) << 4 | flags);
        mqtt::PacketSummary summary{.firstByte = head, .packetIdentifier = identifier, .reasonCode = reason};
        if (type == PacketType::Suback || type == PacketType::Unsuback) {
            summary.reasonCode = codes[0];
            summary.reasonCodes = codes;
        }
        const auto number = static_cast<std::uint32_t>(m_store->rows.size());
        store::Row row{.time = {std::int64_t{number + 1} * kMillisecond},
                       .connection = base::ConnectionId(0),
                       .frame = base::FrameId(number),
                       .packetIdentifier = identifier,
                       .head = head};
        m_tracker.packet(direction, summary, row);
        m_tracker.appended(m_store->rows.append(row));
    }

    void c(PacketType type, std::uint16_t identifier = 0, std::uint8_t flags = 0, std::uint8_t reason = 0) {
        send(base::Direction::ToServer, type, identifier, flags, reason);
    }

    void s(PacketType type, std::uint16_t identifier = 0, std::uint8_t flags = 0, std::uint8_t reason = 0) {
        send(base::Direction::ToClient, type, identifier, flags, reason);
    }

    /// The exchange of a row, rows counted from 1: "1 3 complete 2ms"; "-" where it has none.
    std::string of(std::uint32_t row) {
        m_store->publish(m_store->rows.size());
        return text(store::Snapshot(m_store), row);
    }

    std::string text(const store::Snapshot& snapshot, std::uint32_t row) {
        const auto* const found = m_finder.find(snapshot, base::RowId(row - 1));
        if (found == nullptr) return "-";
        std::string text;
        for (const auto packet : found->packets) text += std::to_string(packet.value + 1) + " ";
        text += name(found->state);
        if (found->latency) text += " " + std::to_string(*found->latency / kMillisecond) + "ms";
        return text;
    }

    static constexpr std::uint8_t kQos1 = 0x02;
    static constexpr std::uint8_t kQos2 = 0x04;

    std::shared_ptr<store::Store> m_store = std::make_shared<store::Store>();
    ExchangeTracker m_tracker{*m_store};
    ExchangeFinder m_finder;
};

using enum PacketType;

TEST_F(ExchangeTest, aPublishAndItsAcknowledgement) {
    c(Publish, 7, kQos1);
    EXPECT_EQ(of(1), "1 open");
    c(Publish); // QoS 0
    s(Puback, 7);
    EXPECT_EQ(of(1), "1 3 complete 2ms");
    EXPECT_EQ(of(2), "-");
    EXPECT_EQ(of(3), "1 3 complete 2ms");
}

TEST_F(ExchangeTest, aDeliveryOfQos2HasFourPackets) {
    s(Publish, 1, kQos2);
    c(Pubrec, 1);
    EXPECT_EQ(of(2), "1 2 open");
    s(Pubrel, 1, kQos1);
    c(Pubcomp, 1);
    for (std::uint32_t row = 1; row <= 4; ++row) EXPECT_EQ(of(row), "1 2 3 4 complete 3ms");
}

TEST_F(ExchangeTest, bothSidesNumberForThemselves) {
    c(Publish, 1, kQos1);
    s(Publish, 1, kQos1);
    c(Puback, 1);
    s(Puback, 1);
    EXPECT_EQ(of(1), "1 4 complete 3ms");
    EXPECT_EQ(of(2), "2 3 complete 1ms");
}

TEST_F(ExchangeTest, subscriptionsPingsAndTheConnectionItself) {
    c(Connect);
    s(Connack);
    c(Subscribe, 2, kQos1);
    c(Unsubscribe, 3, kQos1);
    s(Unsuback, 3);
    s(Suback, 2);
    c(Pingreq);
    c(Pingreq);
    s(Pingresp);
    s(Pingresp);
    EXPECT_EQ(of(1), "1 2 complete 1ms");
    EXPECT_EQ(of(3), "3 6 complete 3ms");
    EXPECT_EQ(of(4), "4 5 complete 1ms");
    EXPECT_EQ(of(7), "7 9 complete 2ms");
    EXPECT_EQ(of(8), "8 10 complete 2ms");
}

TEST_F(ExchangeTest, aReasonCodeFrom0x80Refuses) {
    c(Connect);
    s(Connack, 0, 0, 5);
    c(Publish, 1, kQos1);
    s(Puback, 1, 0, 0x87);
    c(Publish, 2, kQos2);
    s(Pubrec, 2, 0, 0x97); // MQTT 5.0 §4.3.3: there is no PUBREL then
    c(Subscribe, 3, kQos1);
    s(Suback, 3, 0, 0x80); // of two filters, the second
    c(Publish, 4, kQos1);
    s(Puback, 4, 0, 0x10); // no matching subscribers
    EXPECT_EQ(of(1), "1 2 refused 1ms");
    EXPECT_EQ(of(3), "3 4 refused 1ms");
    EXPECT_EQ(of(5), "5 6 refused 1ms");
    EXPECT_EQ(of(7), "7 8 refused 1ms");
    EXPECT_EQ(of(9), "9 10 complete 1ms");
}

TEST_F(ExchangeTest, anAnswerOfAnotherKindIsNone) {
    c(Publish, 1, kQos2);
    s(Puback, 1);
    s(Suback, 1);
    EXPECT_EQ(of(1), "1 open");
    EXPECT_EQ(of(2), "-");
    EXPECT_EQ(of(3), "-");
}

TEST_F(ExchangeTest, aRepetitionBelongsToWhatItRepeats) {
    c(Publish, 1, kQos1);
    c(Publish, 1, kQos1 | kDup);
    s(Puback, 1);
    s(Puback, 1); // answers the repetition, but what it would complete is complete
    EXPECT_EQ(of(1), "1 2 3 complete 2ms");
    EXPECT_EQ(of(4), "-");
}

TEST_F(ExchangeTest, anIdentifierThatIsUsedAgainLeavesTheOldOneUnanswered) {
    c(Publish, 1, kQos1);
    c(Publish, 1, kQos1);
    s(Puback, 1);
    EXPECT_EQ(of(1), "1 unanswered");
    EXPECT_EQ(of(2), "2 3 complete 1ms");
    c(Publish, 1, kQos1);
    c(Subscribe, 1, kQos1);
    EXPECT_EQ(of(4), "4 unanswered");
    EXPECT_EQ(of(5), "5 open");
}

TEST_F(ExchangeTest, theEndOfTheConnectionLeavesUnanswered) {
    c(Publish, 1, kQos2);
    s(Pubrec, 1);
    c(Publish, 2, kQos1);
    s(Puback, 2);
    m_tracker.end();
    EXPECT_EQ(of(1), "1 2 unanswered");
    EXPECT_EQ(of(3), "3 4 complete 1ms");
}

TEST_F(ExchangeTest, aBeginningBeforeTheCaptureTellsNoLatency) {
    s(Puback, 1);
    s(Pingresp);
    s(Connack);
    c(Pubrel, 2, kQos1);
    s(Pubcomp, 2);
    s(Pubrec, 3);
    c(Pubrel, 3, kQos1);
    s(Pubcomp, 3);
    EXPECT_EQ(of(1), "-");
    EXPECT_EQ(of(2), "-");
    EXPECT_EQ(of(3), "-");
    EXPECT_EQ(of(4), "4 5 complete");
    EXPECT_EQ(of(6), "6 7 8 complete");
}

TEST_F(ExchangeTest, missingBytesLeaveOpenWhichPingIsAnswered) {
    c(Pingreq);
    m_tracker.interrupted();
    s(Pingresp);
    c(Pingreq);
    s(Pingresp);
    EXPECT_EQ(of(1), "1 unanswered");
    EXPECT_EQ(of(2), "-");
    EXPECT_EQ(of(3), "3 4 complete 1ms");
}

TEST_F(ExchangeTest, identifiersThatAreNoneAndQosThatIsNoneAreLeftAlone) {
    c(Publish, 0, kQos1);
    c(Publish, 1, kQos1 | kQos2);
    s(Puback, 0);
    EXPECT_EQ(of(1), "-");
    EXPECT_EQ(of(2), "-");
    EXPECT_EQ(of(3), "-");
}

TEST_F(ExchangeTest, repetitionsWithoutEndAreSeveralExchanges) {
    constexpr std::uint32_t kCount = 1000;
    c(Publish, 1, kQos1);
    for (std::uint32_t i = 1; i < kCount; ++i) c(Publish, 1, kQos1 | kDup);
    s(Puback, 1);
    m_store->publish(kCount);
    const store::Snapshot snapshot(m_store);
    for (std::uint32_t row = 0; row <= kCount; ++row) {
        const auto* const found = m_finder.find(snapshot, base::RowId(row));
        ASSERT_NE(found, nullptr) << row;
        EXPECT_LE(found->packets.size(), ExchangeTracker::kMostPackets + 1U);
    }
}

TEST_F(ExchangeTest, theAnswerIsToldToEarlierSnapshots) {
    c(Publish, 1, kQos1);
    m_store->publish(1);
    const store::Snapshot before(m_store);
    EXPECT_EQ(text(before, 1), "1 open");
    s(Puback, 1);
    m_store->publish(2);
    EXPECT_EQ(text(before, 1), "1 2 complete 1ms") << "what is told is what is known now";
}

TEST_F(ExchangeTest, whatLeftWithItsFileIsNotAskedFor) {
    c(Publish, 1, kQos2);
    s(Pubrec, 1);
    c(Publish, 2, kQos2);
    c(Publish, 3, kQos1);
    m_store->leave(base::FrameId(1), {});
    c(Pubrel, 1, kQos1);
    m_store->leave(base::FrameId(3), {});
    s(Pubrec, 2);
    s(Puback, 3);
    s(Pubcomp, 1);
    EXPECT_EQ(of(5), "5 8 complete") << "PUBLISH and PUBREC are gone";
    EXPECT_EQ(of(6), "6 open");
    EXPECT_EQ(of(7), "4 7 complete 3ms");
    m_store->leave(base::FrameId(6), {});
    m_tracker.end();
    EXPECT_EQ(of(7), "7 complete");
}

TEST_F(ExchangeTest, rowsAreSettledUpToTheFirstThatWaits) {
    c(Publish, 1, kQos1);
    s(Puback, 1);
    c(Publish, 2, kQos1);
    c(Publish);
    m_store->publish(4);
    EXPECT_EQ(firstOpen(store::Snapshot(m_store), base::RowId(0)), base::RowId(2));
    EXPECT_EQ(firstOpen(store::Snapshot(m_store), base::RowId(3)), base::RowId(4));
    m_tracker.end();
    EXPECT_EQ(firstOpen(store::Snapshot(m_store), base::RowId(0)), base::RowId(4));
}

} // namespace
} // namespace mqttscope::session
