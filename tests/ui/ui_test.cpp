// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/ui_test.h"

#include "tests/ui/mqtt_packets.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"

namespace mqttscope::test {

void savePicture(QWidget& window, const QString& name) {
    const QDir directory(QStringLiteral(MQTTSCOPE_BINARY_DIR "/pictures"));
    ASSERT_TRUE(directory.mkpath(QStringLiteral(".")));
    QTest::qWait(20); // what was asked to be painted is
    const auto picture = window.grab();
    const auto scale = picture.devicePixelRatio() > 1 ? QStringLiteral("@2x") : QString();
    ASSERT_TRUE(picture.save(directory.filePath(name + scale + QStringLiteral(".png"))));
}

WindowTest::WindowTest() {
    m_window.resize(1280, 800);
    m_window.show();
    EXPECT_TRUE(QTest::qWaitForWindowActive(&m_window));
}

ui::RowTableView* WindowTest::table() {
    return m_window.workspace()->packets()->view();
}

QString WindowTest::write(Capture& capture, const QString& name) {
    const auto where = path(name);
    capture.write(where.toStdString());
    return where;
}

QString WindowTest::writeConversation(const QString& name) {
    using namespace packets;
    Capture capture;
    auto& sensor = capture.client("dev-42");
    sensor.handshake().toServer(connect("dev-42", "hunter2-secret")).toClient(connack());
    auto& viewer = capture.client("viewer");
    viewer.handshake().toServer(connect("dashboard-main-hall")).toClient(connack());
    viewer.toServer(subscribe("plant/+/temperature", 11)).toClient(suback(11));
    for (int i = 0; i < 12; ++i) {
        const auto identifier = static_cast<std::uint16_t>(i + 1);
        const auto value = "{\"celsius\": " + std::to_string(20 + i) + "." + std::to_string(i % 10) + "}";
        sensor.toServer(publishQos1("plant/oven-" + std::to_string(i % 3) + "/temperature", value, identifier))
            .toClient(puback(identifier));
        viewer.toClient(publish("plant/oven-" + std::to_string(i % 3) + "/temperature", value));
    }
    sensor.toServer(pingreq()).toClient(pingresp());
    viewer.toServer(disconnect()).close();
    sensor.toServer(disconnect()).close();
    return write(capture, name);
}

void WindowTest::open(const QString& path) {
    m_window.open({.paths = {path}});
    waitUntilRead();
}

void WindowTest::waitUntilRead() {
    ASSERT_TRUE(eventually([this] { return m_window.session() == nullptr || m_window.session()->isOver(); }));
}

} // namespace mqttscope::test
