// SPDX-License-Identifier: GPL-3.0-or-later
// A capture that goes from file to file while it is inspected, as a ring does: one decoding, whatever file a byte lies
// in, and what belongs to a file that left goes with it.
#include "core/engine/inspection.h"
#include "tests/golden/dump.h"
#include "tests/support/built_ring.h"
#include "tests/support/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

namespace mqttscope::engine {
namespace {

using namespace std::chrono_literals;
using test::Capture;
using test::Conversation;
namespace packet = test::packet;

class Ring : public testing::Test {
protected:
    ~Ring() override { m_inspection.reset(); }

    void nextFile() { m_ring.nextFile(); }

    void dropOldest(std::size_t mostKept) { m_ring.dropOldest(mostKept); }

    [[nodiscard]] bool isMapped(std::size_t number) const { return m_ring.isMapped(number); }

    void follow() {
        m_inspection.emplace(
            InspectionOptions{.files = m_ring.files(), .follow = true, .spoolDirectory = m_ring.folder().string()});
    }

    void readToEnd() {
        m_inspection->endFollowing();
        while (m_inspection->wait()) {
        }
    }

    /// Until all that was built is inspected.
    [[nodiscard]] store::Snapshot caughtUp() {
        (void)becomes([&] { return m_inspection->snapshot().frames() == m_capture.frames().size(); });
        return m_inspection->snapshot();
    }

    template <class Condition>
    [[nodiscard]] static bool becomes(Condition condition) {
        for (const auto end = std::chrono::steady_clock::now() + 20s; !condition();) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::sleep_for(2ms);
        }
        return true;
    }

    [[nodiscard]] std::string textOf(const store::Snapshot& snapshot, std::uint32_t row) {
        return std::string(snapshot.text(snapshot.row(base::RowId(row)).text));
    }

    test::BuiltRing m_ring;
    Capture& m_capture = m_ring.capture();
    std::optional<Inspection> m_inspection;
};

TEST_F(Ring, filesAreReadAsIfTheyWereOne) {
    Conversation client(m_capture, "c1", mqtt::Version::V5);
    client.connect().publish("a/b", "1", 1);
    auto& wire = client.connection();
    wire.segmentation(test::Segmentation::every(7));
    const auto straddling =
        packet::publish({.topic = "over/the/edge", .payload = "0123456789", .properties = packet::Properties()});
    wire.toServer(base::ByteView(straddling).first(14));
    nextFile();
    follow();
    (void)caughtUp();
    wire.toServer(base::ByteView(straddling).subspan(14));
    nextFile();
    client.publish("c/d", "2", 2);
    nextFile();
    client.disconnect();
    nextFile();
    readToEnd();
    ASSERT_FALSE(m_inspection->error());
    EXPECT_TRUE(m_inspection->warnings().empty());
    EXPECT_EQ(m_inspection->snapshot().firstRow(), 0U) << "none of them left";

    const auto whole = m_ring.folder() / "whole";
    m_capture.write(whole);
    Inspection one({.paths = {whole.string()}});
    while (one.wait()) {
    }
    EXPECT_EQ(test::dump(*m_inspection, {.frames = false}), test::dump(one, {.frames = false}));
}

TEST_F(Ring, whatWasReadBeforeItBeganToBeFollowedCountsAsWell) {
    Conversation client(m_capture, "c1");
    client.connect();
    nextFile();
    client.publish("a/b", "1");
    nextFile();
    m_inspection.emplace(InspectionOptions{.files = m_ring.files(), .spoolDirectory = m_ring.folder().string()});
    while (m_inspection->wait()) {
    }
    EXPECT_EQ(m_inspection->progress().state, State::Finished) << "what does not grow has an end";
    EXPECT_EQ(m_inspection->snapshot().rows(), 3U);
}

TEST_F(Ring, rowsLeaveWithTheirFileAndWhatTheyToldStays) {
    Conversation client(m_capture, "c1", mqtt::Version::V5);
    client.connect().publish("first/file", "1");
    nextFile();
    follow();
    const auto before = caughtUp();
    const auto rows = before.rows();
    const auto since = m_capture.frames().back().time;
    client.publish("second/file", "2");
    nextFile();
    (void)caughtUp();
    EXPECT_EQ(m_inspection->snapshot().firstRow(), 0U) << "it is kept";
    dropOldest(1);
    ASSERT_TRUE(becomes([&] { return m_inspection->snapshot().firstRow() != 0; })) << "without a new frame";
    const auto after = m_inspection->snapshot();
    EXPECT_EQ(after.firstRow(), rows);
    EXPECT_EQ(after.rows(), rows + 1);
    EXPECT_EQ(after.rowCount(), 1U);
    EXPECT_GT(after.counts().since, since) << "from when on something is known";
    EXPECT_EQ(after.counts().firstTime, before.row(base::RowId(0)).time);
    EXPECT_EQ(textOf(after, rows), "second/file");
    const auto& connection = after.connection(after.row(base::RowId(rows)).connection);
    EXPECT_EQ(connection.version.load().version, mqtt::Version::V5) << "of a CONNECT that is gone";
    EXPECT_EQ(after.clientId(after.row(base::RowId(rows)).connection), "c1");
    EXPECT_FALSE(m_inspection->packet(after, base::RowId(rows)).gone);

    // Who looked at it before still sees it.
    EXPECT_EQ(before.firstRow(), 0U);
    const auto old = m_inspection->packet(before, base::RowId(rows - 1));
    EXPECT_FALSE(old.gone);
    EXPECT_EQ(old.available, old.length);
    EXPECT_TRUE(isMapped(0));
}

TEST_F(Ring, aFileIsClosedOnceNobodySeesItsRows) {
    Conversation client(m_capture, "c1");
    client.connect();
    nextFile();
    follow();
    auto held = std::make_optional(caughtUp());
    client.publish("a", "1");
    nextFile();
    (void)caughtUp();
    dropOldest(1);
    ASSERT_TRUE(becomes([&] { return m_inspection->snapshot().firstRow() != 0; }));
    std::this_thread::sleep_for(200ms); // longer than the worker sleeps
    EXPECT_TRUE(isMapped(0));
    held.reset();
    EXPECT_TRUE(becomes([&] { return !isMapped(0); }));
    EXPECT_TRUE(isMapped(1));
    // Its place among the sources is taken by the next one.
    client.publish("b", "2");
    nextFile();
    const auto after = caughtUp();
    const auto packet = m_inspection->packet(after, base::RowId(after.rows() - 1));
    EXPECT_EQ(packet.available, packet.length);
    EXPECT_EQ(textOf(after, after.rows() - 1), "b");
}

TEST_F(Ring, aPacketThatBeganInAFileThatLeftSaysSo) {
    Conversation client(m_capture, "c1");
    client.connect();
    const auto straddling = packet::publish({.topic = "t", .payload = "0123456789"});
    client.connection().toServer(base::ByteView(straddling).first(8));
    nextFile();
    follow();
    (void)caughtUp();
    client.connection().toServer(base::ByteView(straddling).subspan(8));
    nextFile();
    (void)caughtUp();
    dropOldest(1);
    ASSERT_TRUE(becomes([&] { return m_inspection->snapshot().firstRow() != 0; }));
    const auto after = m_inspection->snapshot();
    const base::RowId last(after.rows() - 1);
    EXPECT_EQ(after.rowCount(), 1U) << "its last frame is kept";
    EXPECT_EQ(textOf(after, last.value), "t");
    const auto packet = m_inspection->packet(after, last);
    EXPECT_TRUE(packet.gone);
    EXPECT_EQ(packet.available, 0U);
    EXPECT_TRUE(m_inspection->frame(after, after.row(last).first).gone);
    EXPECT_FALSE(m_inspection->verify(after, base::RowId(0), base::RowId(after.rows()))) << "nobody cut anything";
}

TEST_F(Ring, whatWaitedForMissingBytesIsToldBeforeItsFileGoes) {
    Conversation client(m_capture, "c1");
    client.connect();
    client.connection().loseNext();
    client.publish("lost", "1").publish("waits", "2");
    nextFile();
    follow();
    const auto before = caughtUp().rows();
    m_capture.client("other").handshake();
    nextFile();
    (void)caughtUp();
    dropOldest(1);
    ASSERT_TRUE(becomes([&] { return m_inspection->snapshot().counts().firstFrame != 0; }));
    client.publish("after", "3");
    nextFile();
    const auto after = caughtUp();
    std::vector<std::string> topics;
    for (auto row = before; row < after.rows(); ++row)
        if (const auto text = after.row(base::RowId(row)).text; text.valid()) topics.emplace_back(after.text(text));
    EXPECT_THAT(topics, testing::IsSupersetOf({"waits", "after"})) << "in step, and nothing was made up";
}

TEST_F(Ring, aConnectionIsRecognisedByBytesThatWereHeldBackSince) {
    auto& client = m_capture.client("c1", {.serverPort = 5000}).handshake();
    const auto connect = packet::connect({.clientId = "late"});
    client.toServer(base::ByteView(connect).first(5));
    nextFile();
    follow();
    (void)caughtUp();
    m_capture.client("other").handshake();
    nextFile();
    (void)caughtUp();
    dropOldest(1);
    ASSERT_TRUE(becomes([&] { return m_inspection->snapshot().counts().firstFrame != 0 && !isMapped(0); }));
    client.toServer(base::ByteView(connect).subspan(5)).toClient(packet::connack());
    client.toServer(packet::publish({.topic = "a/b", .payload = "1"}));
    nextFile();
    const auto after = caughtUp();
    ASSERT_GE(after.rowCount(), 3U);
    const auto connection = after.row(base::RowId(after.rows() - 1)).connection;
    EXPECT_EQ(after.clientId(connection), "late");
    EXPECT_EQ(textOf(after, after.rows() - 1), "a/b");
}

TEST_F(Ring, memoryStaysBounded) {
    constexpr std::uint32_t kTurns = 25;
    constexpr std::uint32_t kPackets = 4'000;
    Conversation client(m_capture, "c1");
    client.connect();
    nextFile();
    follow();
    std::uint64_t most = 0;
    for (std::uint32_t turn = 0; turn < kTurns; ++turn) {
        client.connection().segmentation(test::Segmentation::together());
        for (std::uint32_t i = 0; i < kPackets; ++i) {
            // Each breaks a rule, so that findings come as well.
            client.connection().toServer(packet::publish({.topic = "bad/#", .payload = "1"}));
            if (i % 10 == 0) client.connection().flush();
        }
        client.connection().flush();
        nextFile();
        (void)caughtUp();
        dropOldest(2);
        ASSERT_TRUE(becomes([&] { return m_ring.files()->first() == 0 || !isMapped(m_ring.files()->first() - 1); }));
        if (turn > 5) most = std::max(most, m_inspection->report().indexBytes);
    }
    const auto snapshot = m_inspection->snapshot();
    EXPECT_EQ(snapshot.rows(), kTurns * kPackets + 2) << "and CONNECT, CONNACK";
    EXPECT_LE(snapshot.rowCount(), 3 * kPackets);
    EXPECT_EQ(snapshot.findings(), kTurns * kPackets);
    // Two files hold some 8,000 rows: 40 bytes each, 24 for each finding, and the pages that are not full yet.
    EXPECT_LT(most, 3'000'000U);
    EXPECT_GT(snapshot.rows() * 64ULL, 6'000'000U) << "without a ring it would be more";
    std::size_t mapped = 0;
    for (std::size_t i = 0; i < m_ring.files()->begun(); ++i) mapped += isMapped(i) ? 1U : 0U;
    EXPECT_LE(mapped, 3U);
}

} // namespace
} // namespace mqttscope::engine
