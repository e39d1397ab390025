// SPDX-License-Identifier: GPL-3.0-or-later
// Preferences: each applies at once, is remembered, and agrees with the menus.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/dialogs/preferences_dialog.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/settings.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

namespace mqttscope::test {
namespace {

class Preferences : public WindowTest {
protected:
    ~Preferences() override {
        ui::settings::setPorts({});
        ui::settings::setSecretsMasked(true);
        ui::settings::setZoom(0);
        ui::settings::setTimeFormat(format::TimeFormat::TimeOfDay);
        ui::settings::setDetection(true);
        ui::settings::setAppearance(ui::Appearance::System);
        ui::applyAppearance(ui::Appearance::System);
    }

    void show() {
        action("preferences")->trigger();
        ASSERT_TRUE(eventually([this] { return find<ui::PreferencesDialog>("preferencesDialog")->isVisible(); }));
    }

    void choose(const char* name, const QString& text) {
        auto* box = find<QComboBox>(name);
        const int index = box->findText(text);
        ASSERT_GE(index, 0) << text.toStdString();
        box->setCurrentIndex(index);
        emit box->activated(index);
    }

    void write(const char* name, const QString& text) {
        auto* edit = find<QLineEdit>(name);
        edit->setText(text);
        QTest::keyClick(edit, Qt::Key_Return);
    }

    [[nodiscard]] QString timeOfFirst() {
        return table()->model()->index(0, ui::PacketTableModel::Time).data().toString();
    }

    [[nodiscard]] std::uint32_t connections() { return m_window.workspace()->model()->snapshot().connections(); }

    /// Two connections, one of them to a port that is MQTT only for those who say so.
    void openTwoPorts() {
        Capture capture;
        for (const auto port : {std::uint16_t{1883}, std::uint16_t{4711}}) {
            auto& client = capture.client("c" + std::to_string(port), {.serverPort = port});
            client.handshake().toServer(packets::connect("c")).toClient(packets::connack()).close();
        }
        open(WindowTest::write(capture, QStringLiteral("two-ports.pcapng")));
    }
};

TEST_F(Preferences, TimesAreWrittenAsChosenAtOnceAndInTheNextWindow) {
    open(writeConversation());
    show();
    choose("preferredTime", QStringLiteral("Seconds Since 1970"));
    choose("preferredDigits", QStringLiteral("Microseconds"));
    EXPECT_TRUE(timeOfFirst().contains(QRegularExpression(QStringLiteral("^\\d{10}\\.\\d{6}$"))))
        << timeOfFirst().toStdString();
    EXPECT_TRUE(action("time4")->isChecked()) << "the menu agrees";
    action("time0")->trigger();
    EXPECT_EQ(find<QComboBox>("preferredTime")->currentText(), QStringLiteral("Time of Day")) << "and the dialog";
    EXPECT_EQ(ui::settings::timeDigits(), 6);
    action("digits3")->trigger();
}

TEST_F(Preferences, CanBeChosenBeforeACaptureIsOpen) {
    show();
    choose("preferredTime", QStringLiteral("Seconds Since 1970"));
    open(writeConversation());
    EXPECT_FALSE(timeOfFirst().contains(QLatin1Char(':'))) << timeOfFirst().toStdString();
}

TEST_F(Preferences, PortsAreReadAnewAndKeptForTheNextCapture) {
    openTwoPorts();
    action("detect")->trigger();
    waitUntilRead();
    EXPECT_EQ(connections(), 1U);
    show();
    write("portsMqtt", QStringLiteral("4000-4001 4711"));
    waitUntilRead();
    EXPECT_EQ(connections(), 2U);
    write("portsNone", QStringLiteral("1883, 4711"));
    waitUntilRead();
    EXPECT_EQ(connections(), 0U);
    const ui::OpenRequest next;
    EXPECT_TRUE(next.ports.contains(4000));
    EXPECT_TRUE(next.ports.excludes(4711));
}

TEST_F(Preferences, PortsThatAreNoneAreToldAndNotTaken) {
    show();
    write("portsMqtt", QStringLiteral("1884, many"));
    EXPECT_TRUE(find<QLabel>("portsWrong")->isVisible());
    EXPECT_TRUE(find<QLabel>("portsWrong")->text().contains(QStringLiteral("'many' is no TCP port")))
        << find<QLabel>("portsWrong")->text().toStdString();
    EXPECT_EQ(ui::settings::ports(), ui::PortTexts{});
    write("portsMqtt", QStringLiteral("1884"));
    EXPECT_FALSE(find<QLabel>("portsWrong")->isVisible());
    EXPECT_EQ(ui::settings::ports().mqtt, QStringLiteral("1884"));
}

TEST_F(Preferences, DetectionFollowsTheMenuAndBack) {
    show();
    auto* detection = find<QCheckBox>("preferredDetection");
    EXPECT_TRUE(detection->isChecked());
    detection->click();
    EXPECT_FALSE(action("detect")->isChecked());
    EXPECT_FALSE(ui::settings::detection());
    action("detect")->trigger();
    EXPECT_TRUE(detection->isChecked());
}

TEST_F(Preferences, LooksApplyAtOnce) {
    open(writeConversation());
    const auto before = table()->rowHeight();
    show();
    find<QSpinBox>("preferredZoom")->setValue(4);
    EXPECT_GT(table()->rowHeight(), before);
    action("zoomReset")->trigger();
    EXPECT_EQ(find<QSpinBox>("preferredZoom")->value(), 0);
    choose("preferredAppearance", QStringLiteral("Dark"));
    EXPECT_LT(QApplication::palette().color(QPalette::Base).lightness(), 128);
    EXPECT_EQ(ui::settings::appearance(), ui::Appearance::Dark);
}

TEST_F(Preferences, SecretsStayMaskedUnlessTheUserPrefersOtherwise) {
    show();
    find<QCheckBox>("preferredMask")->click();
    EXPECT_TRUE(m_window.workspace()->secretsShown());
    {
        const ui::MainWindow again;
        EXPECT_TRUE(again.workspace()->secretsShown());
    }
    find<QCheckBox>("preferredMask")->click();
    EXPECT_FALSE(m_window.workspace()->secretsShown());
    action("showSecrets")->trigger(); // for the time being
    const ui::MainWindow next;
    EXPECT_FALSE(next.workspace()->secretsShown());
}

TEST_F(Preferences, ColumnsGrowWithTheFontAndKeepTheirWidthOverARestart) {
    open(writeConversation());
    auto* header = table()->header();
    const auto before = header->sectionSize(ui::PacketTableModel::Type);
    action("zoomIn")->trigger();
    action("zoomIn")->trigger();
    const auto larger = header->sectionSize(ui::PacketTableModel::Type);
    EXPECT_GT(larger, before);
    m_window.close();
    ui::MainWindow again;
    EXPECT_EQ(again.workspace()->packets()->view()->header()->sectionSize(ui::PacketTableModel::Type), larger);
    action("zoomReset")->trigger();
    EXPECT_NEAR(header->sectionSize(ui::PacketTableModel::Type), before, 3);
}

TEST_F(Preferences, TheStatusBarCountsPacketsBesideRows) {
    open(writeConversation());
    EXPECT_TRUE(find<QLabel>("packetCount")->text().endsWith(QStringLiteral(" packets")));
}

} // namespace
} // namespace mqttscope::test
