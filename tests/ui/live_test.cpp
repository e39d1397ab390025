// SPDX-License-Identifier: GPL-3.0-or-later
// Capturing in the window, on the loopback interface of a network namespace of its own.
#include "core/capture/live/permission.h"
#include "core/capture/spool_files.h"
#include "tests/live/own_network.h"
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/dialogs/capture_dialog.h"
#include "ui/models/annotations.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/interface_list.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/start_page.h"
#include "ui/panels/workspace.h"
#include "ui/shell/capture_actions.h"
#include "ui/shell/inspection_session.h"

#include <QAction>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollBar>
#include <QSpinBox>
#include <QToolButton>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

class Live : public WindowTest {
protected:
    void SetUp() override {
        if (qgetenv("MQTTSCOPE_OWN_NETWORK") != "1") GTEST_SKIP() << "no network namespace can be made here";
        if (!capture::live::mayCapture()) GTEST_SKIP() << "this user may not capture here";
        qputenv("XDG_CACHE_HOME", m_directory.path().toUtf8());
    }

    void start() {
        m_window.capturing()->startOn({QStringLiteral("lo")});
        ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    }

    /// A client that publishes so many messages.
    static void publish(int count, const char* topic = "live/a") {
        const LoopbackConnection connection(1883);
        connection.toServer(packets::connect("live-client"));
        connection.toClient(packets::connack());
        for (int i = 0; i < count; ++i) connection.toServer(packets::publish(topic, std::to_string(i)));
    }

    [[nodiscard]] ui::LiveSession* capturing() { return m_window.capturing()->live(); }

    [[nodiscard]] int rows() { return table()->model()->rowCount(); }

    /// Ends the capture and throws it away, as the user would.
    void discard() {
        capturing()->stop();
        ASSERT_TRUE(eventually([&] { return !capturing()->isRunning(); }));
        capturing()->discard();
    }
};

TEST_F(Live, PacketsAppearWhileTheyPass) {
    start();
    EXPECT_EQ(m_window.windowTitle(), QStringLiteral("Capture on lo — mqttscope"));
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() >= 7; }));
    EXPECT_TRUE(
        eventually([&] { return find<QLabel>("captureStatus")->text().contains(QStringLiteral("0 dropped")); }));
    m_window.workspace()->packets()->goTo(base::RowId(0));
    EXPECT_EQ(m_window.workspace()->packets()->currentRow().value, 0U) << "any packet can be looked at meanwhile";
    const auto before = rows();
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() > before; }));
    action("captureStart")->trigger();
    waitUntilRead();
    EXPECT_FALSE(capturing()->isRunning());
    EXPECT_EQ(m_window.session()->progress().state, engine::State::Finished);
    discard();
}

TEST_F(Live, WhatOneShouldKnowIsToldWhileItRuns) {
    capturing()->start({.interfaces = {"lo"}, .snapLength = 64});
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    auto* warnings = find<QToolButton>("warnings");
    EXPECT_FALSE(warnings->isVisible());
    publish(5);
    EXPECT_TRUE(eventually([&] { return warnings->isVisible(); })) << "frames are clipped";
    EXPECT_TRUE(eventually([&] { return warnings->text() == QStringLiteral("2 warnings"); })) << "and so bytes miss";
    EXPECT_TRUE(capturing()->isRunning());
    discard();
}

TEST_F(Live, ItEndsWhenAPacketComesThatWasWaitedFor) {
    m_window.capturing()->start({.interfaces = {QStringLiteral("lo")},
                                 .waitFor = ui::CaptureWishes::WaitFor::Filter,
                                 .waitFilter = QStringLiteral("mqtt.topic == \"live/wanted\"")});
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() >= 7; }));
    EXPECT_TRUE(capturing()->isRunning());
    publish(1, "live/wanted");
    ASSERT_TRUE(eventually([&] { return !capturing()->isRunning(); }));
    auto* packets = m_window.workspace()->packets();
    ASSERT_TRUE(eventually([&] { return packets->currentRow().valid(); }));
    EXPECT_EQ(table()->currentIndex().siblingAtColumn(ui::PacketTableModel::Info).data().toString(),
              QStringLiteral("live/wanted"));
    const auto number = QString::number(packets->currentRow().value + 1);
    EXPECT_EQ(find<QLabel>("messageText")->text(),
              QStringLiteral("No. %1 fulfils mqtt.topic == \"live/wanted\": the capture was ended").arg(number));
    discard();
}

TEST_F(Live, AFindingIsMarkedAndTheCaptureGoesOn) {
    m_window.capturing()->start(
        {.interfaces = {QStringLiteral("lo")}, .waitFor = ui::CaptureWishes::WaitFor::Error, .waitStops = false});
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    publish(2);
    ASSERT_TRUE(eventually([&] { return rows() >= 4; }));
    EXPECT_THAT(m_window.workspace()->annotations()->markedRows(), testing::IsEmpty());
    publish(1, "a/+/wildcards");
    const auto marked = [&] { return m_window.workspace()->annotations()->markedRows(); };
    ASSERT_TRUE(eventually([&] { return !marked().empty(); }));
    EXPECT_EQ(marked().size(), 1U);
    EXPECT_TRUE(capturing()->isRunning());
    publish(1, "another/#");
    const auto before = rows();
    ASSERT_TRUE(eventually([&] { return rows() > before || rows() >= 10; }));
    EXPECT_EQ(marked().size(), 1U) << "the first alone";
    action("undo")->trigger();
    EXPECT_THAT(marked(), testing::IsEmpty());
    discard();
}

TEST_F(Live, TheListFollowsUntilTheUserScrollsUp) {
    start();
    publish(200);
    ASSERT_TRUE(eventually([&] { return rows() >= 200; }));
    EXPECT_TRUE(table()->atEnd());
    table()->verticalScrollBar()->setValue(3);
    const auto before = rows();
    publish(20);
    ASSERT_TRUE(eventually([&] { return rows() > before + 15; }));
    EXPECT_EQ(table()->verticalScrollBar()->value(), 3) << "what the user looks at stays";
    table()->verticalScrollBar()->setValue(table()->verticalScrollBar()->maximum());
    const auto later = rows();
    publish(20);
    ASSERT_TRUE(eventually([&] { return rows() > later + 15; }));
    EXPECT_TRUE(table()->atEnd()) << "it follows again";
    discard();
}

TEST_F(Live, AHeldListStaysWhileCapturingGoesOn) {
    start();
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() >= 7; }));
    action("holdList")->trigger();
    const auto held = rows();
    publish(5);
    ASSERT_TRUE(eventually([&] { return m_window.session()->snapshot().rowCount() > static_cast<unsigned>(held); }));
    EXPECT_EQ(rows(), held);
    action("holdList")->trigger();
    EXPECT_TRUE(eventually([&] { return rows() > held; }));
    discard();
}

TEST_F(Live, AnUnsavedCaptureIsAskedFor) {
    start();
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() >= 7 && capturing()->status().frames > 0; }));
    const auto spool = capturing()->path();
    m_window.close();
    auto* box = find<QMessageBox>("unsavedBox");
    EXPECT_TRUE(m_window.isVisible());
    QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
    EXPECT_TRUE(capturing()->isRunning()) << "cancelled: as if nothing had been asked";
    EXPECT_TRUE(eventually([&] { return m_window.findChild<QMessageBox*>(QStringLiteral("unsavedBox")) == nullptr; }));

    // To save: the copy is a capture, and the other one is not needed any more.
    action("captureSave")->trigger();
    const auto target = path(QStringLiteral("saved.pcapng"));
    emit find<QFileDialog>("saveCaptureDialog")->fileSelected(target);
    EXPECT_TRUE(eventually([&] { return QFile::exists(target); }));
    EXPECT_TRUE(capturing()->isUnsaved()) << "it goes on";

    m_window.close();
    QTest::mouseClick(find<QMessageBox>("unsavedBox")->button(QMessageBox::Discard), Qt::LeftButton);
    EXPECT_TRUE(eventually([&] { return !m_window.isVisible(); }));
    EXPECT_FALSE(QFile::exists(spool));
    ui::MainWindow other;
    other.open({.paths = {target}});
    ASSERT_TRUE(eventually([&] { return other.session() != nullptr && other.session()->isOver(); }));
    EXPECT_GE(other.session()->snapshot().rows(), 7U);
}

TEST_F(Live, WhatACrashLeftIsFoundOnTheStartPage) {
    start();
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() >= 7; }));
    const auto spool = capturing()->path();
    // As if the program had been killed: nobody holds the copy.
    const QString left = QFileInfo(spool).absolutePath() + QStringLiteral("/live-20260102-030405.pcapng");
    ASSERT_TRUE(QFile::copy(spool, left));
    discard();
    ui::MainWindow again;
    auto* page = again.findChild<ui::StartPage*>();
    emit page->leftCaptureChosen({left});
    ASSERT_TRUE(eventually([&] { return again.session() != nullptr && again.session()->isOver(); }));
    EXPECT_EQ(again.windowTitle(), QStringLiteral("Recovered capture — mqttscope"));
    EXPECT_TRUE(again.capturing()->live()->isUnsaved());
    again.capturing()->live()->discard();
    EXPECT_FALSE(QFile::exists(left));
}

/// So small that each batch of frames begins another file.
capture::live::CaptureOptions smallRing() {
    return {.interfaces = {"lo"}, .ring = {.bytes = 2'000, .duration = {}, .files = 3}};
}

TEST_F(Live, ARingIsSavedAsOneCaptureAndDiscardedWhole) {
    capturing()->start(smallRing());
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning(); }));
    const auto turned = [&] {
        publish(20);
        return capturing()->files()->first() > 2;
    };
    ASSERT_TRUE(eventually(turned));
    capturing()->stop();
    ASSERT_TRUE(eventually([&] { return !capturing()->isRunning(); }));
    const auto spools = capturing()->files()->paths();
    EXPECT_EQ(spools.size(), 3U);
    const auto target = path(QStringLiteral("ring.pcapng"));
    capturing()->save(target);
    ASSERT_TRUE(eventually([&] { return !capturing()->isUnsaved(); }));
    qint64 sizes = 0;
    for (const auto& spool : spools) sizes += QFileInfo(QString::fromStdString(spool)).size();
    EXPECT_EQ(QFileInfo(target).size(), sizes);
    ui::MainWindow other;
    other.open({.paths = {target}});
    ASSERT_TRUE(eventually([&] { return other.session() != nullptr && other.session()->isOver(); }));
    EXPECT_FALSE(other.session()->inspection()->error());
    EXPECT_TRUE(other.session()->inspection()->report().warnings.empty());
    EXPECT_GT(other.session()->snapshot().rows(), 0U);
    capturing()->discard();
    for (const auto& spool : spools) EXPECT_FALSE(QFile::exists(QString::fromStdString(spool)));
}

TEST_F(Live, WhatACrashLeftOfARingIsOneCapture) {
    capturing()->start(smallRing());
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning(); }));
    const auto turned = [&] {
        publish(20);
        return capturing()->files()->first() > 2;
    };
    ASSERT_TRUE(eventually(turned));
    capturing()->stop();
    ASSERT_TRUE(eventually([&] { return !capturing()->isRunning(); }));
    EXPECT_TRUE(capture::leftCaptures().empty()) << "it is in use";
    // As if the program had been killed: nobody holds the copies.
    int copied = 0;
    for (const auto& spool : capturing()->files()->paths()) {
        const QFileInfo file(QString::fromStdString(spool));
        const auto name = QStringLiteral("/live-20260102-030405_0000%1_20260102030405.pcapng").arg(7 + copied++);
        ASSERT_TRUE(QFile::copy(file.filePath(), file.absolutePath() + name));
    }
    discard();
    const auto left = capture::leftCaptures();
    ASSERT_EQ(left.size(), 1U);
    ASSERT_EQ(left[0].paths.size(), 3U);
    QStringList paths;
    for (const auto& path : left[0].paths) paths += QString::fromStdString(path);
    ui::MainWindow again;
    emit again.findChild<ui::StartPage*>()->leftCaptureChosen(paths);
    ASSERT_TRUE(eventually([&] { return again.session() != nullptr && again.session()->isOver(); }));
    EXPECT_EQ(again.session()->options().paths.size(), 3U);
    EXPECT_GT(again.session()->snapshot().rows(), 0U);
    again.capturing()->live()->discard();
    for (const auto& path : paths) EXPECT_FALSE(QFile::exists(path));
}

TEST_F(Live, RowsOfARingLeaveTheListWithTheirFile) {
    capturing()->start(smallRing());
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    const auto left = [&] {
        publish(20);
        return m_window.session()->snapshot().firstRow() > 0;
    };
    ASSERT_TRUE(eventually(left));
    auto* since = find<QLabel>("knownSince");
    ASSERT_TRUE(eventually([&] { return since->isVisible(); }));
    EXPECT_TRUE(since->text().startsWith(QStringLiteral("Since "))) << since->text().toStdString();
    const auto shown = [&] { return m_window.workspace()->model()->snapshot(); };
    ASSERT_TRUE(eventually([&] { return shown().firstRow() > 0 && rows() == static_cast<int>(shown().rowCount()); }));
    EXPECT_GT(rows(), 0);
    EXPECT_EQ(
        table()->model()->index(0, ui::PacketTableModel::Number).data().toString().remove(QLatin1Char(',')).toUInt(),
        shown().firstRow() + 1)
        << "those that stay keep their numbers";
    savePicture(m_window, QStringLiteral("ring"));
    discard();
}

TEST_F(Live, AFileThatWasChosenIsTheUsersFromTheBeginning) {
    const auto target = path(QStringLiteral("chosen.pcapng"));
    const ui::CaptureWishes wishes{.interfaces = {QStringLiteral("lo")}, .path = target};
    m_window.capturing()->start(wishes);
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    publish(5);
    ASSERT_TRUE(eventually([&] { return rows() >= 7; }));
    EXPECT_EQ(capturing()->path(), target);
    EXPECT_FALSE(capturing()->isUnsaved()) << "nothing is asked before it is closed";
    capturing()->stop();
    ASSERT_TRUE(eventually([&] { return !capturing()->isRunning(); }));
    capturing()->discard();
    ASSERT_TRUE(QFile::exists(target)) << "it stays";
    const auto size = QFileInfo(target).size();
    EXPECT_GT(size, 500);

    // Once more: nothing is replaced without asking.
    m_window.capturing()->start(wishes);
    auto* box = find<QMessageBox>("replaceBox");
    QTest::mouseClick(box->button(QMessageBox::Cancel), Qt::LeftButton);
    EXPECT_FALSE(capturing()->isStarting() || capturing()->isRunning());
    EXPECT_EQ(QFileInfo(target).size(), size);
    ASSERT_TRUE(eventually([&] { return m_window.findChild<QMessageBox*>(QStringLiteral("replaceBox")) == nullptr; }));
    m_window.capturing()->start(wishes);
    for (auto* button : find<QMessageBox>("replaceBox")->buttons())
        if (button->text().contains(QStringLiteral("Replace"))) QTest::mouseClick(button, Qt::LeftButton);
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning(); }));
    EXPECT_LT(QFileInfo(target).size(), size);
    discard();
}

TEST_F(Live, WhatCannotBeCapturedIsSaid) {
    m_window.capturing()->startOn({QStringLiteral("nowhere0")});
    EXPECT_TRUE(
        eventually([&] { return find<QLabel>("messageText")->text().contains(QStringLiteral("no such interface")); }));
    EXPECT_EQ(m_window.session(), nullptr);
}

TEST_F(Live, EndsAfterTheFramesThatTheDialogNames) {
    ui::CaptureDialog dialog({});
    dialog.findChild<ui::InterfaceList*>()->choose({QStringLiteral("lo")});
    EXPECT_FALSE(dialog.wishes().options().stop.frames.has_value()) << "no limit unless the user sets one";
    dialog.findChild<QSpinBox*>(QStringLiteral("captureFrames"))->setValue(12);
    m_window.capturing()->start(dialog.wishes());
    ASSERT_TRUE(eventually([&] { return capturing()->isRunning() && m_window.session() != nullptr; }));
    publish(50);
    ASSERT_TRUE(eventually([&] { return !capturing()->isRunning(); }));
    EXPECT_EQ(capturing()->status().frames, 12U);
    discard();
}

TEST(RemoteCommand, IsSafeWhateverIsTyped) {
    const ui::RemoteWishes wishes{.host = QStringLiteral("-oProxyCommand=evil"),
                                  .interface = QStringLiteral("eth0; rm -rf ~"),
                                  .filter = QStringLiteral("port 1883' && reboot")};
    const auto arguments = wishes.arguments();
    EXPECT_EQ(arguments[1], QStringLiteral("--")) << "a host is a host";
    EXPECT_EQ(arguments[2], wishes.host);
    EXPECT_THAT(arguments[3].toStdString(),
                HasSubstr("-i 'eth0; rm -rf ~' -U -w - '(port 1883'\\'' && reboot) and not (tcp and "
                          "host '\"$1\"' and port '\"$2\"')'"));
}

/// Another machine, played by a script named ssh: it says what tcpdump says, and sends a capture.
class Remote : public WindowTest {
protected:
    void SetUp() override {
        qputenv("XDG_CACHE_HOME", m_directory.path().toUtf8());
        m_path = qgetenv("PATH");
        qputenv("PATH", m_directory.path().toUtf8() + ':' + m_path);
    }

    void TearDown() override { qputenv("PATH", m_path); }

    void writeSsh(const QString& script) {
        QFile file(path(QStringLiteral("ssh")));
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/sh\n" + script.toUtf8());
        file.close();
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }

    QByteArray m_path;
};

TEST_F(Remote, ShowsWhatTheOtherMachineSends) {
    const auto capture = writeConversation();
    writeSsh(QStringLiteral("echo 'tcpdump: listening on any' >&2\ncat '%1'\nexec sleep 60\n").arg(capture));
    m_window.capturing()->startRemote({.host = QStringLiteral("gateway")});
    ASSERT_TRUE(eventually([&] { return table()->model()->rowCount() > 20; }));
    EXPECT_EQ(m_window.windowTitle(), QStringLiteral("Capture on any of gateway — mqttscope"));
    EXPECT_TRUE(m_window.capturing()->live()->isRunning());
    action("captureStart")->trigger();
    waitUntilRead();
    EXPECT_FALSE(m_window.capturing()->live()->isRunning());
    EXPECT_TRUE(m_window.capturing()->live()->isUnsaved());
    m_window.capturing()->live()->discard();
}

TEST_F(Remote, TellsWhatTcpdumpDropped) {
    const auto capture = writeConversation();
    writeSsh(QStringLiteral("echo 'tcpdump: listening on any' >&2\ncat '%1'\necho '7 packets dropped by kernel' >&2\n")
                 .arg(capture));
    m_window.capturing()->startRemote({.host = QStringLiteral("gateway")});
    ASSERT_TRUE(eventually([&] { return m_window.session() != nullptr && m_window.session()->isOver(); }));
    EXPECT_EQ(m_window.capturing()->live()->remote()->dropped(), 7U);
    m_window.capturing()->live()->discard();
}

TEST_F(Remote, SaysWhyItCannot) {
    writeSsh(QStringLiteral("echo 'ssh: Could not resolve hostname gateway' >&2\nexit 255\n"));
    m_window.capturing()->startRemote({.host = QStringLiteral("gateway")});
    EXPECT_TRUE(
        eventually([&] { return find<QLabel>("messageText")->text().contains(QStringLiteral("resolve hostname")); }));
    EXPECT_EQ(m_window.session(), nullptr);
    EXPECT_FALSE(m_window.capturing()->live()->isUnsaved());
}

TEST_F(Live, TheStartPageTellsTheShareOfMqtt) {
    m_window.setMeasuring(true);
    auto* list = find<ui::InterfaceList>("interfaces");
    const auto shareOfLoopback = [list] {
        const auto items = list->findItems(QStringLiteral("lo"), Qt::MatchExactly);
        return items.isEmpty() ? QString() : items.first()->text(3);
    };
    EXPECT_TRUE(eventually([&] {
        publish(50);
        return shareOfLoopback().startsWith(QStringLiteral("MQTT "));
    }));
    savePicture(m_window, QStringLiteral("start-page-share"));
    m_window.setMeasuring(false);
}

TEST_F(Live, LooksLikeThis) {
    start();
    publish(40);
    ASSERT_TRUE(eventually([&] { return rows() >= 40; }));
    EXPECT_TRUE(eventually([&] { return find<QLabel>("captureStatus")->text().contains(QStringLiteral("dropped")); }));
    savePicture(m_window, QStringLiteral("live"));
    discard();
}

} // namespace
} // namespace mqttscope::test
