// SPDX-License-Identifier: GPL-3.0-or-later
// What the window looks like, saved below build/…/pictures in light and dark; run with QT_SCALE_FACTOR=2 as well.
#include "tests/support/shared_captures.h"
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/dialogs/go_to_dialog.h"
#include "ui/dialogs/warnings_dialog.h"
#include "ui/models/annotations.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/filter_buttons.h"
#include "ui/panels/find_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/samples.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"
#include "ui/shell/status_line.h"
#include "ui/views/bytes_view.h"
#include "ui/views/filter_edit.h"

#include <QAction>
#include <QBuffer>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>
#include <QTreeView>

namespace mqttscope::test {
namespace {

using ui::ByteSpace;

class Pictures : public WindowTest, public ::testing::WithParamInterface<ui::Appearance> {
protected:
    void save(const char* name) {
        const auto suffix = GetParam() == ui::Appearance::Dark ? QStringLiteral("-dark") : QStringLiteral("-light");
        savePicture(m_window, QLatin1String(name) + suffix);
    }

    void saveDialog(QWidget* dialog, const char* name) {
        ASSERT_NE(dialog, nullptr);
        const auto suffix = GetParam() == ui::Appearance::Dark ? QStringLiteral("-dark") : QStringLiteral("-light");
        savePicture(*dialog, QLatin1String(name) + suffix);
    }

    void goTo(qint64 row) { m_window.workspace()->packets()->goTo(base::RowId(static_cast<std::uint32_t>(row))); }

private:
    Appearing m_appearing{GetParam()};
};

TEST_P(Pictures, Start) {
    ui::settings::addRecentFile(writeConversation());
    ui::settings::addRecentFile(writeConversation(QStringLiteral("gateway & plant, night shift.pcapng")));
    action("close")->setEnabled(true);
    ui::MainWindow fresh;
    fresh.resize(1280, 800);
    fresh.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&fresh));
    const auto suffix = GetParam() == ui::Appearance::Dark ? QStringLiteral("-dark") : QStringLiteral("-light");
    savePicture(fresh, QStringLiteral("start") + suffix);
    ui::settings::clearRecentFiles();
}

TEST_P(Pictures, ConversationWithAFieldSelected) {
    open(writeConversation());
    goTo(14);
    m_window.workspace()->details()->selectByte(ByteSpace::Packet, 8);
    save("conversation");
    m_window.workspace()->details()->view()->expandAll();
    m_window.workspace()->bytes()->highlight(ByteSpace::Frame, {34, 20});
    save("frame");
}

TEST_P(Pictures, FiltersWithNames) {
    open(writeConversation());
    auto* bar = m_window.workspace()->filter();
    bar->buttons()->setFilters({{QStringLiteral("Messages"), QStringLiteral("mqtt.type == PUBLISH")},
                                {QStringLiteral("Slow answers"), QStringLiteral("mqtt.latency > 250ms")}});
    bar->prepare(QStringLiteral("mqtt.type == PUBLISH"));
    bar->apply();
    EXPECT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
    save("named-filters");
}

TEST_P(Pictures, Colouring) {
    open(writeConversation());
    goTo(20);
    const auto filter = [](const char* type) { return QStringLiteral("mqtt.type == %1").arg(QLatin1String(type)); };
    ui::ColouringRules rules{{.name = QStringLiteral("Messages of oven 1"),
                              .filter = QStringLiteral("mqtt.topic contains \"oven-1\""),
                              .tint = ui::Tint::Orange},
                             {.filter = filter("CONNECT"), .tint = ui::Tint::Red},
                             {.filter = filter("CONNACK"), .tint = ui::Tint::Yellow},
                             {.filter = filter("SUBSCRIBE"), .tint = ui::Tint::Green},
                             {.filter = filter("SUBACK"), .tint = ui::Tint::Violet},
                             {.filter = filter("PUBACK"), .tint = ui::Tint::Grey},
                             {.filter = QStringLiteral("mqtt.topic contains \"oven-2\""), .tint = ui::Tint::Blue}};
    m_window.workspace()->annotations()->setColouring(rules);
    auto* model = m_window.workspace()->model();
    EXPECT_TRUE(eventually([&] { return model->index(7, 0).data(ui::PacketTableModel::TintRole).isValid(); }));
    QTest::qWait(100);
    save("colouring");
    action("colouring")->trigger();
    saveDialog(m_window.findChild<QWidget*>(QStringLiteral("colouringDialog")), "colouring-dialog");
    m_window.workspace()->annotations()->setColouring({});
}

TEST_P(Pictures, Find) {
    open(writeConversation());
    auto* bar = m_window.workspace()->find();
    bar->setBy(ui::FindBar::By::Expression);
    bar->setIn(ui::FindIn::Bytes);
    bar->edit()->setText(QStringLiteral("oven-[12]"));
    bar->open();
    emit bar->wanted(+1);
    EXPECT_TRUE(eventually([this] { return find<QLabel>("findResult")->text().startsWith(QLatin1String("No.")); }));
    save("find");
}

TEST_P(Pictures, Annotations) {
    open(writeConversation());
    auto* said = m_window.workspace()->annotations();
    said->set(ui::Annotations::Kind::Mark, {4, 5, 9, 14}, true);
    said->set(ui::Annotations::Kind::Ignored, {6, 7}, true);
    said->setNote(base::RowId(5), QStringLiteral("Subscribed before the gateway was restarted"));
    said->setNote(base::RowId(11), QStringLiteral("The first reading after the update"));
    goTo(11);
    save("annotations");
    said->clear();
}

TEST_P(Pictures, Payloads) {
    open(ui::bundledSamples().front().path);
    m_window.workspace()->bytes()->setShownSpace(ByteSpace::Payload);
    Capture capture;
    auto& client = capture.client("dev-42");
    client.handshake().toServer(packets::connect("dev-42")).toClient(packets::connack());
    client.toServer(packets::publish("plant/oven/state", R"({"sensor": {"id": "oven-7", "site": "hall 3"},
 "values": [{"celsius": 21.5, "at": 1700000000}, {"celsius": 21.75, "at": 1700000060}], "online": true, "error": null})"));
    client.toServer(packets::publish("plant/oven/log", "12:03:11 heating\n12:04:40 door open\n12:05:02 door closed\n"));
    client.toServer(packets::publish("plant/oven/raw", std::string("\x00\x17\xff\x80 raw \x01\x02", 11)));
    QImage image(320, 200, QImage::Format_ARGB32);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setBrush(Qt::darkCyan);
    painter.drawEllipse(image.rect().adjusted(20, 20, -20, -20));
    painter.end();
    QByteArray png;
    QBuffer buffer(&png);
    image.save(&buffer, "PNG");
    client.toServer(packets::publish("plant/oven/camera", {png.constData(), static_cast<std::size_t>(png.size())}));
    open(write(capture, QStringLiteral("payloads.pcapng")));
    const std::array names{"payload-none", "payload-json", "payload-text", "payload-hex", "payload-picture"};
    for (std::size_t i = 0; i < names.size(); ++i) {
        goTo(static_cast<qint64>(i) + 1);
        save(names[i]);
    }
}

TEST_P(Pictures, PasswordMasked) {
    open(writeConversation());
    m_window.workspace()->details()->selectByte(ByteSpace::Packet, 36);
    save("password");
}

TEST_P(Pictures, Encrypted) {
    Capture capture;
    auto& client = capture.client("a", {.serverPort = 8883}).handshake();
    client.toServer(fromHex("16 0301 0031 01 00002d 0303 "
                            "0001020304050607080910111213141516171819202122232425262728293031 00 0002 1301 0100 0000"));
    client.toClient(fromHex(
        "16 0303 002a 02 000026 0303 0001020304050607080910111213141516171819202122232425262728293031 00 1301 00"));
    open(write(capture, QStringLiteral("tls.pcapng")));
    save("encrypted");
    action("shortcuts")->trigger();
    saveDialog(m_window.findChild<QWidget*>(QStringLiteral("shortcutsDialog")), "shortcuts");
}

TEST_P(Pictures, Preferences) {
    action("preferences")->trigger();
    auto* ports = find<QLineEdit>("portsMqtt");
    ports->setText(QStringLiteral("1884, many"));
    QTest::keyClick(ports, Qt::Key_Return);
    saveDialog(m_window.findChild<QWidget*>(QStringLiteral("preferencesDialog")), "preferences");
}

TEST_P(Pictures, Error) {
    open(path(QStringLiteral("missing.pcap")));
    save("error");
}

TEST_P(Pictures, NoMqtt) {
    Capture capture;
    capture.client("a", {.serverPort = 8080}).handshake().toServer(fromHex("47 45 54 20 2f")).close();
    capture.client("b", {.serverPort = 8883}).handshake().toServer(fromHex("16 03 01 00 00")).close();
    open(write(capture, QStringLiteral("web.pcapng")));
    save("no-mqtt");
}

TEST_P(Pictures, MalformedAndCutShort) {
    Capture capture;
    auto& client = capture.client("bad");
    client.handshake().toServer(packets::connect("bad")).toClient(packets::connack());
    client.toServer(fromHex("36 09 0003 612f62 0001 3231"));
    client.toServer(
        packets::publish("ok/topic/with/a/very/long/name/that/cannot/be/shown/in/whole/in/this/column", "x"));
    client.toServer(fromHex("82 04 0001 0000"));
    client.toServer(fromHex("30 80 01 0003 612f62"));
    client.reset(base::Direction::ToClient);
    open(write(capture, QStringLiteral("bad.pcapng")));
    goTo(4);
    save("malformed");
    goTo(table()->model()->rowCount() - 1);
    save("incomplete");
    goTo(5);
    save("event");
}

TEST_P(Pictures, WarningsAndGoTo) {
    const auto cut = path(QStringLiteral("cut.pcapng"));
    ASSERT_TRUE(QFile::copy(writeConversation(), cut));
    QFile file(cut);
    ASSERT_TRUE(file.resize(file.size() * 2 / 3 + 1));
    open(cut);
    QTest::mouseClick(find<QToolButton>("warnings"), Qt::LeftButton);
    saveDialog(m_window.findChild<ui::WarningsDialog*>(), "warnings");
    action("goTo")->trigger();
    QTest::keyClicks(find<QLineEdit>("goToNumber"), QStringLiteral("12345"));
    QTest::keyClick(find<QLineEdit>("goToNumber"), Qt::Key_Return);
    saveDialog(m_window.findChild<ui::GoToDialog*>(), "go-to");
    save("following");
}

TEST_P(Pictures, Busy) {
    m_window.open({.paths = {writeConversation()}, .follow = true});
    ASSERT_TRUE(
        eventually([&] { return find<QToolButton>("cancel")->isVisible() && table()->model()->rowCount() > 5; }));
    save("busy");
}

TEST_P(Pictures, Reading) {
    m_window.open({.paths = {writeConversation()}, .follow = true});
    ASSERT_TRUE(
        eventually([&] { return find<QToolButton>("cancel")->isVisible() && table()->model()->rowCount() > 5; }));
    find<ui::StatusLine>("statusLine")
        ->setProgress({.state = engine::State::Running, .bytesRead = 371, .bytesTotal = 1'000});
    save("reading");
}

TEST_P(Pictures, Narrow) {
    open(writeConversation());
    m_window.resize(820, 560);
    goTo(5);
    save("narrow");
}

TEST_P(Pictures, Samples) {
    for (const auto& sample : ui::bundledSamples()) {
        open(sample.path);
        goTo(8);
        save(("sample-" + QFileInfo(sample.path).baseName().toStdString()).c_str());
    }
}

TEST_P(Pictures, CapturesOfOthers) {
    const auto captures = allSharedCaptures("mqtt");
    if (captures.empty()) GTEST_SKIP() << "no captures of others here";
    for (const auto& capture : captures) {
        const auto name = capture.parent_path().filename().string();
        if (name != "arkime-arkime" && name != "zeek-zeek") continue;
        open(QString::fromStdString(capture.string()));
        goTo(6);
        save((name + "-" + capture.stem().string()).c_str());
    }
}

TEST_P(Pictures, NarrowedSortedAndWithFindings) {
    open(writeConversation());
    auto* table = m_window.workspace()->table();
    table->narrowToConnection(base::ConnectionId(1));
    ASSERT_TRUE(eventually([&] { return !table->isBusy(); }));
    m_window.workspace()->packets()->columns()->addField(QStringLiteral("ip.src"));
    save("narrowed");

    Capture capture;
    auto& client = capture.client("bad");
    client.handshake().toServer(packets::connect("bad")).toClient(packets::connack());
    client.toServer(packets::publish("plant/+/oven", "21.5")).toServer(fromHex("36 09 0003 612f62 0000 3231"));
    client.toServer(packets::publish("plant/#", "3")).toServer(fromHex("82 04 0001 0000"));
    client.reset(base::Direction::ToClient);
    open(write(capture, QStringLiteral("findings.pcapng")));
    action("focusFindings")->trigger();
    m_window.workspace()->navigator()->findingsView()->expandAll();
    goTo(3);
    m_window.workspace()->details()->selectByte(ByteSpace::Packet, 10);
    save("findings");
}

TEST_P(Pictures, Filters) {
    open(writeConversation());
    auto* edit = find<QLineEdit>("filterText");
    const auto type = [&](const char* text) {
        action("focusFilter")->trigger();
        QTest::keyClick(edit, Qt::Key_Delete);
        QTest::keyClicks(edit, QLatin1String(text));
    };
    type("mqtt.qos == 1 and mqtt.retian == 1");
    QTest::keyClick(edit, Qt::Key_Return);
    save("filter-wrong");
    type("frame.time_relative > 250");
    QTest::keyClick(edit, Qt::Key_Return);
    save("filter-doubtful");
    type("mqtt.publish.topic covered_by \"plant/+/temperature\" and mqtt.qos == 1");
    QTest::keyClick(edit, Qt::Key_Return);
    ASSERT_TRUE(eventually([&] { return !m_window.workspace()->table()->isBusy(); }));
    save("filter-applied");
    type("mqtt.pub");
    for (auto* widget : QApplication::topLevelWidgets())
        if (widget->objectName() == QStringLiteral("filterSuggestions")) saveDialog(widget, "filter-suggestions");
}

INSTANTIATE_TEST_SUITE_P(In, Pictures, ::testing::Values(ui::Appearance::Light, ui::Appearance::Dark),
                         [](const auto& appearance) {
                             return appearance.param == ui::Appearance::Dark ? "Dark" : "Light";
                         });

} // namespace
} // namespace mqttscope::test
