// SPDX-License-Identifier: GPL-3.0-or-later
// While a million packets load, and are sorted and narrowed, the window stays alive: no turn of its event loop takes
// long. tests/ui/window_bench.cpp measures the same at ten million. What is held here is processor time, which a loaded
// machine does not change, with a limit for builds without optimisation; what the clock said is in the report of the
// test.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/timed_application.h"
#include "tests/ui/ui_test.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"

#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QTimer>

namespace mqttscope::test {
namespace {

constexpr double kLongestTurn = 200; // milliseconds; the budget of an optimised build is 50
constexpr int kFrames = 10'000;
constexpr int kInAFrame = 100;

class Watchdog : public WindowTest {
protected:
    static TimedApplication& application() { return dynamic_cast<TimedApplication&>(*QCoreApplication::instance()); }

    [[nodiscard]] QString writeManyPackets() {
        Capture capture;
        auto& client = capture.client("busy");
        client.handshake().toServer(packets::connect("busy")).toClient(packets::connack());
        Bytes frame;
        for (int i = 0; i < kInAFrame; ++i) {
            const auto packet = packets::publish("plant/line/" + std::to_string(i % 7), "{\"value\": 21.5}");
            frame.insert(frame.end(), packet.begin(), packet.end());
        }
        for (int i = 0; i < kFrames; ++i) client.toServer(frame);
        return write(capture, QStringLiteral("many.pcapng"));
    }

    void waitUntilArranged() {
        ASSERT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
    }

    /// The longest turn since the last one.
    void hold(const char* what) {
        EXPECT_LT(application().longestWork(), kLongestTurn) << what;
        RecordProperty(std::string(what) + "LongestTurnInMicroseconds",
                       static_cast<int>(application().longest() * 1e3));
        application().reset();
    }
};

TEST_F(Watchdog, NoTurnIsLongWhileALargeCaptureLoads) {
    const auto capture = writeManyPackets();
    application().reset();
    m_window.open({.paths = {capture}});
    // The user looks around meanwhile.
    QElapsedTimer clock;
    clock.start();
    for (int step = 0; !m_window.session()->isOver() && clock.elapsed() < kPatience; ++step) {
        QTest::qWait(5);
        auto* bar = table()->verticalScrollBar();
        bar->setValue(step % 3 == 0 ? bar->maximum() : bar->maximum() / 2);
        if (step % 5 == 0) m_window.workspace()->packets()->goBy(+7);
    }
    waitUntilRead();
    EXPECT_EQ(table()->model()->rowCount(), 2 + kFrames * kInAFrame);
    hold("loading");
    auto* header = m_window.workspace()->packets()->view()->header();
    emit header->sectionClicked(ui::PacketTableModel::Info);
    waitUntilArranged();
    hold("sorting");
    m_window.workspace()->table()->showEvents(false);
    waitUntilArranged();
    hold("narrowing");
}

TEST_F(Watchdog, SeesALongTurn) {
    bool over = false;
    application().reset();
    QTimer::singleShot(0, &m_window, [&] {
        QElapsedTimer clock;
        clock.start();
        while (clock.elapsed() < 60) {
        }
        over = true;
    });
    ASSERT_TRUE(eventually([&] { return over; }));
    EXPECT_GE(application().longest(), 60);
    EXPECT_GT(application().longestWork(), 0);
}

} // namespace
} // namespace mqttscope::test
