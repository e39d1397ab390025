// SPDX-License-Identifier: GPL-3.0-or-later
// While a large capture loads, the window stays alive: no turn of its event loop takes long. tests/ui/window_bench.cpp
// measures the same at ten million packets; here the limit is generous, for machines that do other things as well.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/timed_application.h"
#include "tests/ui/ui_test.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"

#include <QElapsedTimer>
#include <QScrollBar>

namespace mqttscope::test {
namespace {

constexpr double kLongestTurn = 500; // milliseconds; the budget on an idle machine is 50
constexpr int kFrames = 10'000;
constexpr int kInAFrame = 30;

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
    EXPECT_LT(application().longest(), kLongestTurn);
    RecordProperty("longestTurnInMicroseconds", static_cast<int>(application().longest() * 1'000));
}

} // namespace
} // namespace mqttscope::test
