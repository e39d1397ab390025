// SPDX-License-Identifier: GPL-3.0-or-later
// What is taken for MQTT, as the user decides it.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/settings.h"

#include <QInputDialog>

namespace mqttscope::test {
namespace {

class Decoding : public WindowTest {
protected:
    Decoding() {
        using namespace packets;
        Capture capture;
        capture.client("a").handshake().toServer(connect("standard")).toClient(connack()).close();
        capture.client("b", {.serverPort = 4711})
            .handshake()
            .toServer(connect("elsewhere"))
            .toClient(connack())
            .close();
        open(write(capture, QStringLiteral("two-ports.pcapng")));
    }

    ~Decoding() override { ui::settings::setDetection(true); }

    [[nodiscard]] int connections() {
        return static_cast<int>(m_window.workspace()->model()->snapshot().connections());
    }
};

TEST_F(Decoding, FindsMqttOnAnyPortUnlessTheUserForbidsIt) {
    EXPECT_EQ(connections(), 2);
    action("detect")->trigger();
    waitUntilRead();
    EXPECT_EQ(connections(), 1);
    action("detect")->trigger();
    waitUntilRead();
    EXPECT_EQ(connections(), 2);
}

TEST_F(Decoding, APortCanBeLeftOutAndTakenInAgain) {
    m_window.workspace()->packets()->goToLast();
    action("decodeAsNothing")->trigger();
    waitUntilRead();
    EXPECT_EQ(connections(), 1);
    action("detect")->trigger();
    waitUntilRead();
    action("decodePort")->trigger();
    auto* dialog = find<QInputDialog>("portDialog");
    dialog->setIntValue(4711);
    dialog->accept();
    waitUntilRead();
    EXPECT_EQ(connections(), 2);
}

} // namespace
} // namespace mqttscope::test
