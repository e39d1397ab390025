// SPDX-License-Identifier: GPL-3.0-or-later
// Exchanges in whole captures: as somebody would find them who looks through all packets for each one.
#include "core/engine/inspection.h"
#include "core/session/exchange.h"
#include "tests/support/conversation.h"
#include "tests/support/shared_captures.h"
#include "tests/unit/engine/inspected.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <vector>

namespace mqttscope::engine {
namespace {

using mqtt::PacketType;
using test::Capture;
using test::Conversation;

/// The row that a row answers or goes on with, by looking back packet by packet; nothing where it begins something.
class Obvious {
public:
    explicit Obvious(const store::Snapshot& snapshot)
        : m_snapshot(snapshot) {}

    /// Rows that another row has answered already.
    std::map<std::uint32_t, std::uint32_t> predecessors() {
        std::map<std::uint32_t, std::uint32_t> found;
        std::set<std::uint32_t> answered;
        for (std::uint32_t row = 0; row < m_snapshot.rows(); ++row) {
            const auto before = lookBack(row, answered);
            if (!before) continue;
            found[row] = *before;
            answered.insert(*before);
        }
        return found;
    }

private:
    [[nodiscard]] store::Row at(std::uint32_t row) const { return m_snapshot.row(base::RowId(row)); }

    [[nodiscard]] static bool answers(const store::Row& later, const store::Row& earlier) {
        using enum PacketType;
        const auto type = mqtt::packetType(earlier.head);
        const auto qos = earlier.head >> 1 & 3;
        switch (mqtt::packetType(later.head)) {
        case Puback:
            return type == Publish && qos == 1;
        case Pubrec:
            return type == Publish && qos == 2;
        case Pubrel:
            return type == Pubrec;
        case Pubcomp:
            return type == Pubrel;
        case Suback:
            return type == Subscribe;
        case Unsuback:
            return type == Unsubscribe;
        case Connack:
            return type == Connect;
        default:
            return false;
        }
    }

    [[nodiscard]] std::optional<std::uint32_t> lookBack(std::uint32_t row, const std::set<std::uint32_t>& answered) {
        const auto later = at(row);
        if (store::isEvent(later)) return {};
        for (auto earlier = row; earlier-- > 0;) {
            const auto other = at(earlier);
            if (store::isEvent(other) || other.connection != later.connection) continue;
            if (store::direction(other) == store::direction(later)) continue;
            if (other.packetIdentifier != later.packetIdentifier || !answers(later, other)) continue;
            return answered.contains(earlier) ? std::nullopt : std::optional(earlier);
        }
        return {};
    }

    const store::Snapshot& m_snapshot;
};

/// Repetitions and identifiers that are used anew while something waits are told apart by more than a look back.
bool isPlain(const store::Snapshot& snapshot, const session::Exchange& exchange) {
    return std::ranges::none_of(exchange.packets, [&](base::RowId id) {
        const auto row = snapshot.row(id);
        const auto type = mqtt::packetType(row.head);
        return type == PacketType::Pingreq || type == PacketType::Pingresp || (row.head & 0x08) != 0;
    });
}

void expectTheObvious(const std::filesystem::path& path) {
    SCOPED_TRACE(path.filename());
    Inspection inspection({.paths = {path.string()}});
    while (inspection.wait()) {
    }
    const auto snapshot = inspection.snapshot();
    if (snapshot.rows() > 3'000) return; // looking back takes its time
    const auto predecessors = Obvious(snapshot).predecessors();
    session::ExchangeFinder finder;
    for (std::uint32_t row = 0; row < snapshot.rows(); ++row) {
        const auto* const exchange = finder.find(snapshot, base::RowId(row));
        const auto before = predecessors.find(row);
        if (exchange == nullptr) {
            EXPECT_TRUE(before == predecessors.end()) << "row " << row + 1 << " answers " << before->second + 1;
            continue;
        }
        const auto& packets = exchange->packets;
        const auto own = std::ranges::find(packets, base::RowId(row));
        ASSERT_TRUE(own != packets.end()) << row + 1;
        EXPECT_TRUE(std::ranges::is_sorted(packets));
        if (!isPlain(snapshot, *exchange)) continue;
        if (before == predecessors.end()) {
            EXPECT_EQ(own, packets.begin()) << "row " << row + 1;
        } else {
            ASSERT_NE(own, packets.begin()) << "row " << row + 1 << " answers " << before->second + 1;
            EXPECT_EQ(std::prev(own)->value, before->second) << "row " << row + 1;
        }
    }
}

TEST(Exchanges, areTheObviousOnesInTheSamples) {
    for (const auto* folder : {"resources/samples", "tests/data"})
        for (const auto& entry :
             std::filesystem::directory_iterator(std::filesystem::path(MQTTSCOPE_SOURCE_DIR) / folder))
            if (entry.path().extension() == ".pcapng" || entry.path().extension() == ".pcap")
                expectTheObvious(entry.path());
}

TEST(Exchanges, areTheObviousOnesInCapturesOfOthers) {
    const auto captures = test::allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures of others here";
    for (const auto& path : captures)
        if (std::filesystem::file_size(path) < 2'000'000) expectTheObvious(path);
}

TEST(Exchanges, whatIsReopenedIsUnansweredOnTheConnectionThatEnded) {
    Capture capture;
    Conversation client(capture, "c1");
    client.connect();
    client.connection().toServer(
        test::packet::publish({.topic = "a", .payload = "1", .qos = 1, .packetIdentifier = 9}));
    client.disconnect();
    Conversation(capture, "c2")
        .connect()
        .connection()
        .toServer(test::packet::publish({.topic = "a", .payload = "1", .qos = 1, .packetIdentifier = 9}));
    Inspected inspected(capture);
    const auto snapshot = inspected.inspection().snapshot();
    session::ExchangeFinder finder;
    ASSERT_NE(finder.find(snapshot, base::RowId(2)), nullptr);
    EXPECT_EQ(finder.find(snapshot, base::RowId(2))->state, session::ExchangeState::Unanswered);
    const base::RowId last(snapshot.rows() - 1);
    ASSERT_NE(finder.find(snapshot, last), nullptr);
    EXPECT_EQ(finder.find(snapshot, last)->state, session::ExchangeState::Open) << "its connection may go on";
}

/// Readers follow links that the worker is just making: ThreadSanitizer looks on.
TEST(Exchanges, mayBeAskedForWhileTheyGrow) {
    Capture capture;
    Conversation client(capture, "c1");
    client.connect();
    for (int i = 0; i < 3'000; ++i) client.publish("a/b", "21.5", 2);
    const auto path =
        std::filesystem::temp_directory_path() / ("mqttscope-exchanges-" + std::to_string(::getpid()) + ".pcapng");
    capture.write(path);
    Inspection inspection({.paths = {path.string()}});
    session::ExchangeFinder finder;
    std::size_t complete = 0;
    for (bool more = true; more;) {
        more = inspection.wait();
        const auto snapshot = inspection.snapshot();
        complete = 0;
        for (base::RowId row(0); row.value < snapshot.rows(); ++row.value) {
            const auto* const exchange = finder.find(snapshot, row);
            ASSERT_NE(exchange, nullptr) << row.value;
            complete += exchange->state == session::ExchangeState::Complete ? 1 : 0;
        }
    }
    EXPECT_EQ(complete, 2U + 4 * 3'000);
    std::filesystem::remove(path);
}

} // namespace
} // namespace mqttscope::engine
