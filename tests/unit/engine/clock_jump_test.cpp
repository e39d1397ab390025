// SPDX-License-Identifier: GPL-3.0-or-later
// The clock of the capturing machine is set while a capture is followed: packets stay in the order in which they came,
// nothing is taken for lost or found at fault for it, and the jump is told where it can be known.
#include "tests/support/byte_writer.h"
#include "tests/support/conversation.h"
#include "tests/unit/engine/inspected.h"

#include <gmock/gmock.h>

#include <chrono>
#include <fstream>
#include <thread>

namespace mqttscope::engine {
namespace {

using namespace std::chrono_literals;
using test::Bytes;
using test::Capture;
using test::Conversation;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::int64_t kHour = 3'600 * base::kNanosecondsPerSecond;

/// A capture file that grows by what was built since it was written last.
class GrowingFile {
public:
    explicit GrowingFile(Capture& capture)
        : m_capture(capture)
        , m_path(std::filesystem::temp_directory_path() / ("mqttscope-clock-" + std::to_string(::getpid()))) {
        std::filesystem::remove(m_path);
        append(m_head);
    }

    ~GrowingFile() { std::filesystem::remove(m_path); }

    GrowingFile(const GrowingFile&) = delete;
    GrowingFile& operator=(const GrowingFile&) = delete;

    void grow() {
        const auto& frames = m_capture.frames();
        const std::vector<test::BuiltFrame> fresh(frames.begin() + static_cast<std::ptrdiff_t>(m_written),
                                                  frames.end());
        m_written = frames.size();
        append(base::ByteView(captureFile(fresh, test::FileFormat::Pcapng, test::ByteOrder::Little))
                   .subspan(m_head.size()));
    }

    [[nodiscard]] std::string path() const { return m_path.string(); }

private:
    void append(base::ByteView bytes) const {
        std::ofstream(m_path, std::ios::binary | std::ios::app) << base::asText(bytes);
    }

    Capture& m_capture;
    std::filesystem::path m_path;
    Bytes m_head = captureFile({}, test::FileFormat::Pcapng, test::ByteOrder::Little);
    std::size_t m_written = 0;
};

bool caughtUp(Inspection& inspection, std::size_t frames) {
    for (const auto end = std::chrono::steady_clock::now() + 20s; inspection.snapshot().frames() < frames;) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(1ms);
    }
    return true;
}

std::vector<std::string> warningsOf(const Inspection& inspection) {
    std::vector<std::string> texts;
    for (const auto& warning : inspection.warnings()) texts.push_back(warning.text);
    return texts;
}

TEST(ClockJump, packetsKeepTheOrderInWhichTheyCame) {
    Capture capture;
    GrowingFile file(capture);
    Inspection inspection({.paths = {file.path()}, .follow = true});
    const auto arrive = [&] {
        file.grow();
        ASSERT_TRUE(caughtUp(inspection, capture.frames().size()));
    };
    // Keep alive is 60 s: what counts is what the client did, not what somebody did to a clock.
    Conversation client(capture, "c1");
    client.connect().publish("a/b", "before", 1);
    arrive();
    capture.wait(-2 * kHour);
    client.publish("a/b", "set back", 2).ping();
    arrive();
    capture.wait(5 * kHour);
    client.publish("a/b", "set forward", 1).ping();
    arrive();
    capture.wait(-3 * kHour);
    client.publish("a/b", "right again").disconnect();
    arrive();
    inspection.endFollowing();
    while (inspection.wait()) {
    }
    EXPECT_EQ(inspection.progress().state, State::Finished);
    const auto snapshot = inspection.snapshot();
    EXPECT_EQ(snapshot.connections(), 1U) << "one connection all the time";
    EXPECT_EQ(snapshot.findings(), 0U);
    EXPECT_EQ(inspection.report().gaps, 0U);
    const auto followed = test::dump(inspection, {.frames = false, .fields = false});
    std::size_t at = 0;
    for (const auto* told :
         {"CONNECT", "CONNACK", "PUBLISH", "PUBACK", "PUBLISH", "PUBREC", "PUBREL", "PUBCOMP", "PINGREQ", "PINGRESP",
          "PUBLISH", "PUBACK", "PINGREQ", "PINGRESP", "PUBLISH", "DISCONNECT"}) {
        at = followed.find(told, at + 1);
        ASSERT_NE(at, std::string::npos) << told << '\n' << followed;
    }
    EXPECT_EQ(Inspected(capture).text(), followed) << "whole and while it grows";
}

TEST(ClockJump, timesAreThoseOfTheCaptureAndCountFromItsFirstFrame) {
    Capture capture;
    Conversation client(capture, "c1");
    client.connect();
    capture.wait(-2 * kHour);
    client.ping();
    Inspected inspected(capture);
    const auto snapshot = inspected.inspection().snapshot();
    const auto first = inspected.inspection().firstTime();
    EXPECT_EQ(first, capture.frames().front().time) << "not the earliest one";
    const auto ping = snapshot.row(base::RowId(2)).time;
    EXPECT_LT(ping - first, -kHour) << "what the capture says, shown as it is";
    const auto report = inspected.inspection().report();
    EXPECT_EQ(report.first, ping) << "the span is that of all times";
    EXPECT_GT(*report.last - *report.first, kHour);
}

TEST(ClockJump, ASettingBackIsToldOnceWithItsPlace) {
    Capture capture;
    Conversation client(capture, "c1");
    client.connect();
    capture.wait(-2 * kHour);
    client.ping();
    Inspected once(capture);
    const auto warnings = warningsOf(once.inspection());
    ASSERT_THAT(warnings, SizeIs(1));
    EXPECT_THAT(warnings[0], AllOf(HasSubstr("Frame 6 is 1 h 59 min earlier"), HasSubstr("was set back"),
                                   HasSubstr("in the order of the capture"), Not(HasSubstr("more"))));
    capture.wait(-2 * kHour);
    client.ping();
    EXPECT_THAT(warningsOf(Inspected(capture).inspection()), testing::ElementsAre(HasSubstr("in 1 more place")));
}

TEST(ClockJump, SmallDisorderAndASilenceAreNotWorthAWord) {
    Capture capture;
    Conversation client(capture, "c1");
    client.connect();
    capture.wait(-base::kNanosecondsPerSecond / 2); // two queues of a network card
    client.ping();
    capture.wait(9 * kHour); // a silence, or a clock that was set forward: nobody can tell
    client.ping();
    EXPECT_THAT(warningsOf(Inspected(capture).inspection()), IsEmpty());
}

TEST(ClockJump, WhatIsOnItsWayWhenTheClockIsSetBackIsWaitedFor) {
    Capture capture;
    Conversation client(capture, "c1");
    client.connect();
    auto& wire = client.connection();
    client.publish("late", "1");
    const auto late = capture.frames().size() - 1;
    client.publish("soon", "2");
    wire.ack(base::Direction::ToClient); // of both: the late one is on its way
    capture.wait(-2 * kHour);
    client.publish("after", "3");
    capture.moveFrame(late, capture.frames().size() - 1);
    Inspected inspected(capture);
    const auto text = inspected.text();
    EXPECT_EQ(inspected.inspection().report().gaps, 0U) << text;
    for (const auto* topic : {"late", "soon", "after"}) EXPECT_THAT(text, HasSubstr(topic));
}

} // namespace
} // namespace mqttscope::engine
