// SPDX-License-Identifier: GPL-3.0-or-later
// The window as its user meets it: clicks, keys, and what is shown.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/details_model.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/entry_button.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"
#include "ui/views/bytes_view.h"
#include "ui/views/row_table_view.h"

#include <QAction>
#include <QClipboard>
#include <QFile>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QToolButton>
#include <QTreeView>

#include <fstream>

namespace mqttscope::test {
namespace {

using ui::ByteSpace;
using ui::PacketTableModel;

class Window : public WindowTest {
protected:
    [[nodiscard]] QTreeView* details() { return m_window.workspace()->details()->view(); }

    [[nodiscard]] ui::BytesView* bytes(ByteSpace space) { return m_window.workspace()->bytes()->view(space); }

    [[nodiscard]] QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }

    [[nodiscard]] int rowOf(const QString& type) {
        for (int row = 0; row < table()->model()->rowCount(); ++row)
            if (cell(row, PacketTableModel::Type) == type) return row;
        ADD_FAILURE() << "no " << type.toStdString();
        return 0;
    }

    void clickRow(int row) {
        table()->scrollTo(table()->model()->index(row, PacketTableModel::Type));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(table()->model()->index(row, PacketTableModel::Type)).center());
    }

    /// The line of the details that begins with this text.
    [[nodiscard]] QModelIndex line(const QString& text, const QModelIndex& parent = {}) {
        const auto* model = details()->model();
        for (int row = 0; row < model->rowCount(parent); ++row) {
            const auto index = model->index(row, 0, parent);
            if (index.data().toString().startsWith(text)) return index;
            if (const auto found = line(text, index); found.isValid()) return found;
        }
        return {};
    }

    void clickLine(const QString& text) {
        const auto index = line(text);
        ASSERT_TRUE(index.isValid()) << text.toStdString();
        details()->scrollTo(index);
        QTest::mouseClick(details()->viewport(), Qt::LeftButton, {}, details()->visualRect(index).center());
    }

    [[nodiscard]] QString message() { return find<QLabel>("messageText")->text(); }
};

TEST_F(Window, ShowsEveryPacketOfACapture) {
    open(writeConversation());
    EXPECT_EQ(cell(0, PacketTableModel::Type), QStringLiteral("CONNECT"));
    const auto publish = rowOf(QStringLiteral("PUBLISH"));
    EXPECT_EQ(cell(publish, PacketTableModel::Client), QStringLiteral("dev-42"));
    EXPECT_TRUE(cell(publish, PacketTableModel::Info).contains(QStringLiteral("plant/oven-0/temperature")));
    EXPECT_EQ(cell(publish, PacketTableModel::Payload), QStringLiteral("{\"celsius\": 20.0}"));
    EXPECT_EQ(cell(publish, PacketTableModel::Flags), QStringLiteral("1"));
    EXPECT_EQ(cell(publish, PacketTableModel::Identifier), QStringLiteral("1"));
    EXPECT_TRUE(m_window.windowTitle().contains(QStringLiteral("conversation.pcapng")));
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), base::RowId(0)) << "the first packet is selected";
}

TEST_F(Window, AFieldLightsItsBytes) {
    open(writeConversation());
    clickRow(rowOf(QStringLiteral("PUBLISH")));
    clickLine(QStringLiteral("Topic Name"));
    auto* view = bytes(ByteSpace::Packet);
    EXPECT_EQ(view->highlighted(), (base::ByteRange{2, 26}));
    EXPECT_TRUE(find<QLabel>("fieldKey")->text().contains(QStringLiteral("topic · ")));
    EXPECT_TRUE(view->selectedText().endsWith(QStringLiteral("plant/oven-0/temperature")));
}

TEST_F(Window, AByteSelectsItsField) {
    open(writeConversation());
    clickRow(rowOf(QStringLiteral("PUBLISH")));
    auto* view = bytes(ByteSpace::Packet);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->hexRect(8).center());
    EXPECT_TRUE(details()->currentIndex().data().toString().startsWith(QStringLiteral("Topic Name")))
        << details()->currentIndex().data().toString().toStdString();
    EXPECT_EQ(view->cursor(), 8U) << "the cursor stays where the user clicked";
    // The same in the column of text, and by keys.
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->textRect(30).center());
    EXPECT_TRUE(details()->currentIndex().data().toString().startsWith(QStringLiteral("Application Message")) ||
                details()->currentIndex().data().toString().startsWith(QStringLiteral("Payload")))
        << details()->currentIndex().data().toString().toStdString();
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Up);
    QTest::keyClick(view, Qt::Key_Home);
    EXPECT_EQ(view->cursor(), 0U);
    EXPECT_TRUE(view->highlighted().contains(0));
}

TEST_F(Window, AFieldOfTheFrameLightsItsBytesThere) {
    open(writeConversation());
    clickRow(rowOf(QStringLiteral("PUBLISH")));
    const auto group = details()->model()->index(0, 0);
    details()->expandRecursively(group);
    const auto tcp = line(QStringLiteral("Transmission Control"), group);
    ASSERT_TRUE(tcp.isValid());
    details()->setCurrentIndex(tcp);
    EXPECT_EQ(m_window.workspace()->bytes()->shownSpace(), ByteSpace::Frame);
    EXPECT_GT(bytes(ByteSpace::Frame)->highlighted().size, 0U);
    EXPECT_EQ(bytes(ByteSpace::Packet)->highlighted().size, 0U);
}

TEST_F(Window, KeysGoThroughThePacketsFromAnywhere) {
    open(writeConversation());
    details()->setFocus();
    auto* packets = m_window.workspace()->packets();
    QTest::keyClick(&m_window, Qt::Key_Down, Qt::ControlModifier);
    EXPECT_EQ(packets->currentRow().value, 1U);
    EXPECT_EQ(table()->selectionModel()->selectedRows().size(), 1) << "going is not adding to the selection";
    QTest::keyClick(&m_window, Qt::Key_Up, Qt::ControlModifier);
    EXPECT_EQ(packets->currentRow().value, 0U);
    QTest::keyClick(&m_window, Qt::Key_End, Qt::ControlModifier);
    EXPECT_EQ(static_cast<int>(packets->currentRow().value), table()->model()->rowCount() - 1);
    QTest::keyClick(&m_window, Qt::Key_Home, Qt::ControlModifier);
    EXPECT_EQ(packets->currentRow().value, 0U);
}

TEST_F(Window, GoesToAPacketByItsNumberAndSaysWhenThereIsNone) {
    open(writeConversation());
    QTest::keyClick(&m_window, Qt::Key_G, Qt::ControlModifier);
    auto* number = find<QLineEdit>("goToNumber");
    QTest::keyClicks(number, QStringLiteral("99999"));
    QTest::keyClick(number, Qt::Key_Return);
    EXPECT_TRUE(find<QLabel>("goToHint")->text().startsWith(QStringLiteral("There is no packet 99,999")));
    number->clear();
    QTest::keyClicks(number, QStringLiteral("7"));
    QTest::keyClick(number, Qt::Key_Return);
    EXPECT_EQ(m_window.workspace()->packets()->currentRow().value, 6U);
}

TEST_F(Window, OpensAtThePacketThatWasAskedFor) {
    m_window.open({.paths = {writeConversation()}, .goTo = 9});
    waitUntilRead();
    EXPECT_EQ(m_window.workspace()->packets()->currentRow().value, 9U);
}

TEST_F(Window, CopiesRowsFieldsAndBytes) {
    open(writeConversation());
    clickRow(rowOf(QStringLiteral("PUBLISH")));
    QTest::keyClick(table(), Qt::Key_C, Qt::ControlModifier);
    const auto* clipboard = QGuiApplication::clipboard();
    EXPECT_TRUE(clipboard->text().contains(QStringLiteral("dev-42\t→\tPUBLISH"))) << clipboard->text().toStdString();
    clickLine(QStringLiteral("Topic Name"));
    QTest::keyClick(details(), Qt::Key_C, Qt::ControlModifier);
    EXPECT_EQ(clipboard->text(), QStringLiteral("Topic Name: plant/oven-0/temperature"));
    bytes(ByteSpace::Packet)->setFocus();
    QTest::keyClick(bytes(ByteSpace::Packet), Qt::Key_C, Qt::ControlModifier);
    EXPECT_TRUE(clipboard->text().startsWith(QStringLiteral("00 18 70 6c"))) << clipboard->text().toStdString();
}

TEST_F(Window, APasswordIsNowhereUntilItIsAskedFor) {
    open(writeConversation());
    clickRow(rowOf(QStringLiteral("CONNECT")));
    const auto everything = [&] {
        QString text;
        for (const auto space : {ByteSpace::Packet, ByteSpace::Frame})
            for (std::uint32_t at = 0; at < bytes(space)->byteCount(); at += ui::BytesView::kBytesPerLine)
                text += bytes(space)->lineText(at / ui::BytesView::kBytesPerLine).mid(55);
        return text;
    };
    EXPECT_FALSE(everything().contains(QStringLiteral("hunter2"))) << everything().toStdString();
    action("showSecrets")->trigger();
    EXPECT_EQ(everything().count(QStringLiteral("hunter2")), 2) << everything().toStdString();
    action("showSecrets")->trigger();
    EXPECT_FALSE(everything().contains(QStringLiteral("hunter2")));
}

TEST_F(Window, APasswordIsMaskedInEveryFrameThatCarriesIt) {
    // Together with other packets in one segment, cut over two segments, and sent again.
    Capture capture;
    auto& many = capture.client("many", {.segmentation = Segmentation::together()});
    many.handshake().toServer(packets::connect("many", "hunter2-secret")).toServer(packets::publish("a", "x"));
    many.toServer(packets::publish("b", "y")).toClient(packets::connack()).flush();
    auto& cut = capture.client("cut", {.segmentation = Segmentation::every(30)});
    cut.handshake().toServer(packets::connect("cut", "hunter2-secret")).toClient(packets::connack());
    auto& again = capture.client("again");
    again.handshake().toServer(packets::connect("again", "hunter2-secret"));
    again.retransmit(base::Direction::ToServer).toClient(packets::connack()).toServer(packets::publish("c", "z"));
    again.reset(base::Direction::ToServer);
    open(write(capture, QStringLiteral("secrets.pcapng")));
    ASSERT_GE(table()->model()->rowCount(), 9);
    for (int row = 0; row < table()->model()->rowCount(); ++row) {
        clickRow(row);
        details()->expandAll();
        for (const auto space : {ByteSpace::Packet, ByteSpace::Frame}) {
            QTest::keyClick(bytes(space), Qt::Key_A, Qt::ControlModifier);
            for (const auto* part : {"hunter2", "secret", "-sec"})
                EXPECT_FALSE(bytes(space)->selectedText().contains(QLatin1String(part))) << "row " << row;
        }
        EXPECT_FALSE(line(QStringLiteral("Payload: 10 ")).isValid()) << "row " << row;
    }
}

TEST_F(Window, AnErrorCanBeReadInWholeAndCopied) {
    const auto missing = path(QStringLiteral("missing.pcap"));
    open(missing);
    EXPECT_TRUE(message().contains(missing)) << message().toStdString();
    EXPECT_TRUE(find<QWidget>("messageBar")->isVisible());
    QTest::mouseClick(find<QToolButton>("messageCopy"), Qt::LeftButton);
    EXPECT_EQ(QGuiApplication::clipboard()->text(), message());
    EXPECT_TRUE(find<QWidget>("startPage")->isVisible());
    QTest::mouseClick(find<QToolButton>("messageClose"), Qt::LeftButton);
    EXPECT_FALSE(find<QWidget>("messageBar")->isVisible());
}

TEST_F(Window, WhatIsNoCaptureSaysSo) {
    std::ofstream(path(QStringLiteral("notes.pcap")).toStdString()) << "These are only notes, and no capture at all.";
    open(path(QStringLiteral("notes.pcap")));
    EXPECT_TRUE(message().contains(QStringLiteral("notes.pcap"))) << message().toStdString();
    open(writeConversation());
    EXPECT_FALSE(find<QWidget>("messageBar")->isVisible()) << "the next capture clears it away";
}

TEST_F(Window, WhatCannotBeReadSaysWhyAndWhere) {
    const auto file = [this](const char* name, const char* bytes) {
        std::ofstream(path(QLatin1String(name)).toStdString()) << bytes;
        return path(QLatin1String(name));
    };
    const auto told = [this](const QString& of, const char* what) {
        open(of);
        EXPECT_TRUE(message().contains(of)) << message().toStdString();
        EXPECT_TRUE(message().contains(QLatin1String(what))) << message().toStdString();
        EXPECT_TRUE(find<QWidget>("startPage")->isVisible()) << what;
    };
    told(m_directory.path(), "it is a directory");
    told(file("empty.pcap", ""), "it is empty");
    told(file("text.pcap", "These are only notes."), "not a capture file, but text (at byte 0)");
    told(file("short.pcap", "\xD4\xC3\xB2\xA1\x02"), "in the middle of its file header (at byte 5)");
    const auto locked = file("locked.pcap", "x");
    ASSERT_TRUE(QFile::setPermissions(locked, {}));
    if (!QFileInfo(locked).isReadable()) told(locked, "Permission denied"); // root may read it
}

TEST_F(Window, TheStatusBarSaysWhatIsOpen) {
    const auto file = writeConversation();
    open(file);
    EXPECT_EQ(find<QLabel>("opened")->text(), QStringLiteral("conversation.pcapng"));
    EXPECT_TRUE(find<QLabel>("opened")->toolTip().contains(file));
    m_window.closeCapture();
    EXPECT_TRUE(find<QLabel>("opened")->text().isEmpty());
}

TEST_F(Window, ACaptureWithoutMqttTellsWhatItHolds) {
    Capture capture;
    capture.client("web", {.serverPort = 8080}).handshake().toServer(fromHex("47 45 54 20 2f")).close();
    open(write(capture, QStringLiteral("web.pcapng")));
    const auto text = find<QLabel>("captureContents")->text();
    EXPECT_TRUE(find<QWidget>("emptyPage")->isVisible());
    EXPECT_TRUE(text.contains(QStringLiteral("frames"))) << text.toStdString();
    EXPECT_TRUE(text.contains(QStringLiteral("TCP connections: 1"))) << text.toStdString();
    const auto* entry = find<QWidget>("emptyPage")->findChild<ui::EntryButton*>();
    ASSERT_NE(entry, nullptr);
    EXPECT_EQ(entry->accessibleName(), QStringLiteral("Read TCP port 8080 as MQTT"));
    EXPECT_TRUE(entry->accessibleDescription().endsWith(QStringLiteral("usually carries HTTP")));
}

TEST_F(Window, ACutFileIsShownUpToTheCutAndWarnedOf) {
    const auto whole = writeConversation();
    const auto cut = path(QStringLiteral("cut.pcapng"));
    ASSERT_TRUE(QFile::copy(whole, cut));
    QFile file(cut);
    ASSERT_TRUE(file.resize(file.size() * 2 / 3 + 1));
    open(cut);
    EXPECT_GT(table()->model()->rowCount(), 10);
    auto* warnings = find<QToolButton>("warnings");
    ASSERT_TRUE(warnings->isVisible());
    QTest::mouseClick(warnings, Qt::LeftButton);
    EXPECT_TRUE(find<QPlainTextEdit>("warningsText")->toPlainText().contains(QStringLiteral("cut.pcapng")));
}

TEST_F(Window, AnotherCaptureCanBeOpenedWhileOneIsRead) {
    Capture capture;
    auto& client = capture.client("busy");
    client.handshake().toServer(packets::connect("busy")).toClient(packets::connack());
    for (int i = 0; i < 60'000; ++i) client.toServer(packets::publish("load/test", "0123456789"));
    const auto large = write(capture, QStringLiteral("large.pcapng"));
    const auto small = writeConversation();
    for (int i = 0; i < 5; ++i) {
        m_window.open({.paths = {large}});
        QTest::qWait(i * 3);
        m_window.open({.paths = {small}});
    }
    waitUntilRead();
    EXPECT_EQ(cell(0, PacketTableModel::Client), QStringLiteral("dev-42"));
}

TEST_F(Window, ReadingCanBeStoppedAndWhatWasReadStays) {
    m_window.open({.paths = {writeConversation()}, .follow = true});
    ASSERT_TRUE(eventually([&] { return table()->model()->rowCount() > 10; }));
    ASSERT_FALSE(m_window.session()->isOver());
    ASSERT_TRUE(eventually([&] { return find<QToolButton>("cancel")->isVisible(); }));
    QTest::mouseClick(find<QToolButton>("cancel"), Qt::LeftButton);
    waitUntilRead();
    EXPECT_GT(table()->model()->rowCount(), 10);
    EXPECT_FALSE(find<QToolButton>("cancel")->isVisible());
}

TEST_F(Window, AGrowingCaptureGrowsInTheTable) {
    const auto whole = writeConversation();
    QFile from(whole);
    ASSERT_TRUE(from.open(QIODevice::ReadOnly));
    const auto content = from.readAll();
    const auto growing = path(QStringLiteral("growing.pcapng"));
    QFile to(growing);
    ASSERT_TRUE(to.open(QIODevice::WriteOnly));
    to.write(content.first(content.size() / 2));
    to.flush();
    m_window.open({.paths = {growing}, .follow = true});
    ASSERT_TRUE(eventually([&] { return table()->model()->rowCount() > 5; }));
    const int before = table()->model()->rowCount();
    to.write(content.sliced(content.size() / 2));
    to.flush();
    EXPECT_TRUE(eventually([&] { return table()->model()->rowCount() > before; }));
}

TEST_F(Window, FilesCanBeDropped) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(writeConversation())});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&m_window, &enter);
    EXPECT_TRUE(enter.isAccepted());
    QDropEvent drop({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(&m_window, &drop);
    waitUntilRead();
    EXPECT_EQ(cell(0, PacketTableModel::Type), QStringLiteral("CONNECT"));
}

TEST_F(Window, RemembersWhatWasOpened) {
    const auto file = writeConversation();
    open(file);
    EXPECT_EQ(ui::settings::recentFiles().value(0), file);
    open(path(QStringLiteral("missing.pcap")));
    EXPECT_EQ(ui::settings::recentFiles().value(0), file) << "what could not be opened is not remembered";
    action("close")->trigger();
    EXPECT_TRUE(find<QWidget>("startPage")->isVisible());
    EXPECT_EQ(m_window.session(), nullptr);
}

TEST_F(Window, ZoomChangesEveryPane) {
    open(writeConversation());
    const auto before = table()->rowHeight();
    const auto wasHex = bytes(ByteSpace::Packet)->hexRect(0).width();
    for (int i = 0; i < 4; ++i) QTest::keyClick(&m_window, Qt::Key_Plus, Qt::ControlModifier);
    EXPECT_GT(table()->rowHeight(), before);
    EXPECT_GT(bytes(ByteSpace::Packet)->hexRect(0).width(), wasHex);
    QTest::keyClick(&m_window, Qt::Key_0, Qt::ControlModifier);
    EXPECT_EQ(table()->rowHeight(), before);
}

TEST_F(Window, TheSelectedFieldStaysSelectedFromPacketToPacket) {
    open(writeConversation());
    clickRow(rowOf(QStringLiteral("PUBLISH")));
    clickLine(QStringLiteral("Topic Name"));
    QTest::keyClick(&m_window, Qt::Key_Down, Qt::ControlModifier);
    QTest::keyClick(&m_window, Qt::Key_Down, Qt::ControlModifier);
    EXPECT_TRUE(details()->currentIndex().data().toString().startsWith(QStringLiteral("Topic Name")));
    EXPECT_GT(bytes(ByteSpace::Packet)->highlighted().size, 0U);
}

TEST_F(Window, EveryActionIsInAMenu) {
    QSet<const QAction*> inMenus;
    for (const auto* menu : m_window.menuBar()->findChildren<QMenu*>())
        for (const auto* entry : menu->actions()) inMenus.insert(entry);
    for (const auto* found : m_window.findChildren<QAction*>())
        if (!found->shortcuts().isEmpty()) {
            EXPECT_TRUE(inMenus.contains(found)) << found->text().toStdString();
        }
}

TEST_F(Window, SaysWhenAFileIsCutWhileItIsOpenAndShowsNoZeros) {
    const auto file = writeConversation();
    open(file);
    QFile(file).resize(600); // by somebody else
    action("last")->trigger();
    ASSERT_TRUE(eventually([this] { return find<QLabel>("messageText")->isVisible(); }));
    EXPECT_TRUE(message().contains(QStringLiteral("conversation.pcapng"))) << message().toStdString();
    for (int row = 0; row < table()->model()->rowCount(); ++row)
        EXPECT_FALSE(cell(row, PacketTableModel::Payload).startsWith(QStringLiteral("00 00"))) << row;
}

} // namespace
} // namespace mqttscope::test
