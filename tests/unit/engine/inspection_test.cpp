// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/inspection.h"
#include "tests/support/capture_builder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <thread>

namespace mqttscope::engine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Capture;
using test::fromHex;

const test::Bytes kConnect = fromHex("10 0d 0004 4d515454 04 02 003c 0001 63");
const test::Bytes kConnack = fromHex("20 02 00 00");
const test::Bytes kPublish = fromHex("30 05 0003 612f62");

class InspectionTest : public testing::Test {
protected:
    InspectionTest()
        : m_path(fs::temp_directory_path() / ("mqttscope-inspection-" + std::to_string(::getpid()))) {}

    ~InspectionTest() override { fs::remove(m_path); }

    InspectionOptions written(Capture& capture) {
        capture.write(m_path);
        return {.paths = {m_path.string()}};
    }

    static Capture& conversation(Capture& capture, int publishes) {
        auto& client = capture.client("c").handshake().toServer(kConnect).toClient(kConnack);
        for (int i = 0; i < publishes; ++i) client.toServer(kPublish);
        return capture;
    }

    fs::path m_path;
};

TEST_F(InspectionTest, readsACaptureToItsEnd) {
    Capture capture;
    Inspection inspection(written(conversation(capture, 10)));
    while (inspection.wait()) {
    }
    const auto snapshot = inspection.snapshot();
    EXPECT_EQ(inspection.progress().state, State::Finished);
    EXPECT_FALSE(inspection.error());
    EXPECT_EQ(snapshot.rows(), 12U);
    EXPECT_EQ(snapshot.connections(), 1U);
    EXPECT_EQ(snapshot.clientId(base::ConnectionId(0)), "c");
    EXPECT_EQ(snapshot.text(snapshot.row(base::RowId(5)).text), "a/b");
    EXPECT_EQ(snapshot.frames(), capture.frames().size());
    EXPECT_FALSE(snapshot.connection(base::ConnectionId(0)).ended.load()) << "still open when the capture ended";
}

TEST_F(InspectionTest, aConnectionThatWasResetRefusedOrClosedByBothHasEnded) {
    const auto ended = [this](Capture& capture) {
        Inspection inspection(written(capture));
        while (inspection.wait()) {
        }
        return inspection.snapshot().connection(base::ConnectionId(0)).ended.load();
    };
    Capture reset;
    conversation(reset, 1).client("c").reset(base::Direction::ToClient);
    EXPECT_TRUE(ended(reset)) << "the capture ends before the time that late segments are waited for";
    Capture refused;
    refused.client("c").handshake().reset(base::Direction::ToClient);
    refused.dropFrame(2).dropFrame(1);
    EXPECT_TRUE(ended(refused));
    Capture holed;
    auto& client = conversation(holed, 1).client("c");
    client.loseNext().toServer(kPublish).finish(base::Direction::ToServer).finish(base::Direction::ToClient);
    EXPECT_TRUE(ended(holed)) << "both FINs are there, only bytes before one of them are not";
    Capture half;
    conversation(half, 1).client("c").finish(base::Direction::ToServer);
    EXPECT_FALSE(ended(half));
}

TEST_F(InspectionTest, countsWhatItSees) {
    Capture capture;
    conversation(capture, 3).client("c").close();
    Inspection inspection(written(capture));
    while (inspection.wait()) {
    }
    const auto report = inspection.report();
    EXPECT_EQ(report.packets[4][static_cast<std::size_t>(mqtt::PacketType::Publish)], 3U);
    EXPECT_EQ(report.packets[4][static_cast<std::size_t>(mqtt::PacketType::Connect)], 1U);
    EXPECT_EQ(report.gaps, 0U);
    EXPECT_EQ(report.events, 2U) << "a FIN from each side";
    EXPECT_TRUE(inspection.snapshot().connection(base::ConnectionId(0)).ended.load());
}

TEST_F(InspectionTest, aMissingFileIsAnErrorNotACrash) {
    Inspection inspection({.paths = {"/nonexistent/capture.pcap"}});
    while (inspection.wait()) {
    }
    EXPECT_EQ(inspection.progress().state, State::Failed);
    ASSERT_TRUE(inspection.error());
    EXPECT_NE(inspection.error()->message().find("/nonexistent/capture.pcap"), std::string::npos);
    EXPECT_EQ(inspection.snapshot().rows(), 0U);
}

TEST_F(InspectionTest, cancellingAFollowedFileKeepsWhatWasRead) {
    Capture capture;
    auto options = written(conversation(capture, 5));
    options.follow = true;
    Inspection inspection(options);
    while (inspection.progress().state != State::Waiting) std::this_thread::sleep_for(1ms);
    const auto start = std::chrono::steady_clock::now();
    inspection.cancel();
    while (inspection.wait()) {
    }
    EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
    EXPECT_EQ(inspection.progress().state, State::Cancelled);
    EXPECT_EQ(inspection.snapshot().rows(), 7U);
}

TEST_F(InspectionTest, nobodyIsWokenWhileNothingComes) {
    Capture capture;
    auto options = written(conversation(capture, 5));
    options.follow = true;
    std::atomic<int> wakes{0};
    options.wake = [&wakes] { ++wakes; };
    Inspection inspection(options);
    while (inspection.progress().state != State::Waiting || inspection.snapshot().rows() < 7)
        std::this_thread::sleep_for(1ms);
    (void)inspection.snapshot(); // ready for the next wake
    const int before = wakes;
    for (int i = 0; i < 40; ++i) {
        std::this_thread::sleep_for(10ms); // several looks of the worker
        (void)inspection.snapshot();
    }
    // The last wake may come after the state that it tells of.
    EXPECT_LE(wakes, before + 1);
    EXPECT_EQ(inspection.progress().state, State::Waiting);
}

TEST_F(InspectionTest, wakesOnceUntilASnapshotIsTaken) {
    Capture capture;
    auto options = written(conversation(capture, 20'000));
    std::atomic<int> wakes{0};
    options.wake = [&wakes] { ++wakes; };
    {
        Inspection inspection(options);
        while (inspection.wait()) {
        }
        EXPECT_EQ(inspection.progress().state, State::Finished);
    } // the worker has ended: no call is on its way any more
    EXPECT_EQ(wakes.load(), 1);
}

TEST_F(InspectionTest, severalMayRunAndEndAtAnyMoment) {
    Capture capture;
    const auto options = written(conversation(capture, 5'000));
    for (int i = 0; i < 20; ++i) {
        Inspection first(options);
        Inspection second(options);
        if (i % 2 == 0) static_cast<void>(first.wait());
    }
}

TEST_F(InspectionTest, readersMayDecodeWhileTheWorkerReads) {
    Capture capture;
    Inspection inspection(written(conversation(capture, 30'000)));
    std::uint32_t decoded = 0;
    for (bool more = true; more;) {
        more = inspection.wait();
        const auto snapshot = inspection.snapshot();
        for (; decoded < snapshot.rows(); ++decoded) {
            const auto packet = inspection.packet(snapshot, base::RowId(decoded));
            ASSERT_EQ(packet.available, packet.length);
            if (decoded % 100 == 0) {
                ASSERT_FALSE(packet.decode().nodes.empty());
                ASSERT_FALSE(
                    inspection.frame(snapshot, packet.row.first, packet.row.connection).decode().nodes.empty());
            }
        }
    }
    EXPECT_EQ(decoded, 30'002U);
}

} // namespace
} // namespace mqttscope::engine
