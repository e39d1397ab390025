// SPDX-License-Identifier: GPL-3.0-or-later
// Around the panes: recent captures, commands and keys, what a capture without readable MQTT says, screen readers.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/empty_page.h"
#include "ui/panels/entry_button.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/start_page.h"
#include "ui/panels/workspace.h"
#include "ui/shell/settings.h"
#include "ui/views/bytes_view.h"

#include <QAccessible>
#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QTreeWidget>

namespace mqttscope::test {
namespace {

using testing::HasSubstr;

class Shell : public WindowTest {
protected:
    ~Shell() override { ui::settings::clearRecentFiles(); }

    static QStringList namesOf(const QWidget& page) {
        QStringList names;
        for (const auto* entry : page.findChildren<ui::EntryButton*>()) {
            if (!entry->isHidden()) names += entry->accessibleName();
        }
        return names;
    }
};

TEST_F(Shell, RecentCapturesThatAreGoneStandBackAndCanBeRemoved) {
    ui::settings::clearRecentFiles();
    const auto kept = writeConversation();
    const auto gone = writeConversation(QStringLiteral("gone.pcapng"));
    ui::settings::addRecentFile(kept);
    ui::settings::addRecentFile(gone);
    ASSERT_TRUE(QFile::remove(gone));
    ui::MainWindow window;
    auto* page = window.findChild<ui::StartPage*>();
    ASSERT_NE(page, nullptr);
    ui::EntryButton* entry = nullptr;
    for (auto* each : page->findChildren<ui::EntryButton*>())
        if (each->accessibleName() == QStringLiteral("gone.pcapng")) entry = each;
    ASSERT_NE(entry, nullptr) << "it is still listed";
    EXPECT_THAT(entry->accessibleDescription().toStdString(), HasSubstr("Not there any more"));
    window.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
    entry->setFocus();
    QTest::keyClick(entry, Qt::Key_Delete);
    EXPECT_FALSE(namesOf(*page).contains(QStringLiteral("gone.pcapng")));
    EXPECT_TRUE(eventually([&] { return namesOf(*page).contains(QStringLiteral("conversation.pcapng")); }));
    EXPECT_EQ(ui::settings::recentFiles(), QStringList(kept));
}

TEST_F(Shell, EveryCommandOfTheMenusIsInTheListOfKeys) {
    action("shortcuts")->trigger();
    auto* commands = find<QTreeWidget>("shortcuts");
    const auto shown = [&](const QString& words) {
        int count = 0;
        find<QLineEdit>("shortcutsSearch")->setText(words);
        for (int g = 0; g < commands->topLevelItemCount(); ++g) {
            for (int i = 0; i < commands->topLevelItem(g)->childCount(); ++i)
                count += commands->topLevelItem(g)->child(i)->isHidden() ? 0 : 1;
        }
        return count;
    };
    EXPECT_GT(shown({}), 30);
    EXPECT_EQ(shown(QStringLiteral("Go to Packet")), 1);
    EXPECT_EQ(shown(QStringLiteral("Ctrl+G")), 1);
    EXPECT_EQ(shown(QStringLiteral("no such command")), 0);
}

TEST_F(Shell, NoTwoCommandsHaveTheSameKey) {
    QStringList keys;
    for (const auto* command : m_window.actions()) {
        for (const auto& key : command->shortcuts()) {
            EXPECT_FALSE(keys.contains(key.toString())) << key.toString().toStdString();
            keys += key.toString();
        }
    }
}

TEST_F(Shell, EncryptedTrafficIsSaidToBeEncrypted) {
    Capture capture;
    auto& client = capture.client("a", {.serverPort = 8883}).handshake();
    // A ClientHello as far as it is needed to tell TLS (RFC 8446 §4.1.2).
    client.toServer(
        fromHex("16 0301 0031 01 00002d 0303 0001020304050607080910111213141516171819202122232425262728293031"
                "00 0002 1301 0100 0000"));
    client.toClient(
        fromHex("16 0303 002a 02 000026 0303 0001020304050607080910111213141516171819202122232425262728293031"
                "00 1301 00"));
    open(write(capture, QStringLiteral("tls.pcapng")));
    auto* page = m_window.findChild<ui::EmptyPage*>();
    ASSERT_NE(page, nullptr);
    EXPECT_TRUE(page->isVisible());
    EXPECT_EQ(find<QLabel>("emptyTitle")->text(), QStringLiteral("This capture is encrypted"));
    EXPECT_THAT(page->text().toStdString(), HasSubstr("port 8883"));
    EXPECT_TRUE(namesOf(*page).isEmpty()) << "reading it as MQTT would show nothing";
}

TEST_F(Shell, TheStatusBarTellsTheFieldAndTheIndex) {
    open(writeConversation());
    m_window.workspace()->packets()->goTo(base::RowId(0));
    m_window.workspace()->bytes()->view(ui::ByteSpace::Packet)->setFocus();
    emit m_window.workspace()->bytes()->byteActivated(ui::ByteSpace::Packet, 14);
    EXPECT_EQ(find<QLabel>("fieldKey")->text(), QStringLiteral("mqtt.connect.client_id · 8 bytes"));
    EXPECT_THAT(find<QLabel>("memory")->text().toStdString(), HasSubstr("MiB"));
}

TEST_F(Shell, BytesAreCopiedForProgrammers) {
    open(writeConversation());
    auto* view = m_window.workspace()->bytes()->view(ui::ByteSpace::Packet);
    m_window.workspace()->packets()->goTo(base::RowId(1)); // CONNACK
    view->setFocus();
    QTest::keyClick(view, Qt::Key_A, Qt::ControlModifier);
    view->copyArray();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("0x20, 0x02, 0x00, 0x00"));
    view->copyBase64();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("IAIAAA=="));
}

TEST_F(Shell, TheTableCanBeReadByScreenReaders) {
    open(writeConversation());
    auto* interface = QAccessible::queryAccessibleInterface(table());
    ASSERT_NE(interface, nullptr);
    EXPECT_EQ(interface->role(), QAccessible::Table);
    auto* rows = interface->tableInterface();
    ASSERT_NE(rows, nullptr);
    EXPECT_EQ(rows->rowCount(), table()->model()->rowCount());
    int type = -1;
    for (int column = 0; column < rows->columnCount(); ++column)
        if (rows->columnDescription(column) == QStringLiteral("Type")) type = column;
    ASSERT_GE(type, 0);
    auto* cell = rows->cellAt(0, type);
    ASSERT_NE(cell, nullptr);
    EXPECT_EQ(cell->text(QAccessible::Name), QStringLiteral("CONNECT"));
    EXPECT_EQ(rows->cellAt(0, type), cell) << "the same one again";
    EXPECT_EQ(interface->indexOfChild(cell), type);
    EXPECT_EQ(cell->tableCellInterface()->rowIndex(), 0);
    EXPECT_TRUE(rows->selectRow(3));
    EXPECT_EQ(m_window.workspace()->packets()->currentRow().value, 3U);
    EXPECT_EQ(rows->selectedRows(), QList<int>{3});
    EXPECT_EQ(rows->cellAt(1'000'000, 0), nullptr);
    m_window.closeCapture();
    EXPECT_EQ(rows->rowCount(), 0);
}

TEST_F(Shell, EveryPaneHasAName) {
    open(writeConversation());
    for (const auto* pane :
         std::initializer_list<const QWidget*>{table(), m_window.workspace()->bytes()->view(ui::ByteSpace::Packet),
                                               m_window.workspace()->bytes()->view(ui::ByteSpace::Frame),
                                               m_window.findChild<QWidget*>(QStringLiteral("details"))}) {
        ASSERT_NE(pane, nullptr);
        EXPECT_FALSE(pane->accessibleName().isEmpty()) << pane->objectName().toStdString();
    }
}

TEST_F(Shell, TwoChosenPacketsShowTheirDistance) {
    open(writeConversation());
    const QSignalSpy noted(m_window.workspace()->packets(), &ui::PacketPanel::noted);
    m_window.workspace()->packets()->goTo(base::RowId(2));
    auto* selection = table()->selectionModel();
    selection->select(table()->model()->index(6, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    ASSERT_EQ(noted.count(), 1);
    EXPECT_THAT(noted.front().front().toString().toStdString(), HasSubstr("From row 3 to row 7: "));
    EXPECT_THAT(noted.front().front().toString().toStdString(), HasSubstr(" ms"));
}

TEST_F(Shell, TheTimeFormatIsRemembered) {
    open(writeConversation());
    action("time4")->trigger(); // seconds since 1970
    ui::MainWindow again;
    auto* epoch = again.findChild<QAction*>(QStringLiteral("time4"));
    ASSERT_NE(epoch, nullptr);
    EXPECT_TRUE(epoch->isChecked());
    ui::settings::setTimeFormat(format::TimeFormat::TimeOfDay);
}

} // namespace
} // namespace mqttscope::test
