// SPDX-License-Identifier: GPL-3.0-or-later
// Reading a packet in the details: opening and closing, keys, copying, links, a secret.
#include "tests/support/conversation.h"
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTreeView>

namespace mqttscope::test {
namespace {

class Details : public WindowTest {
protected:
    Details() { open(writeConversation()); }

    [[nodiscard]] ui::DetailsPanel* panel() { return m_window.workspace()->details(); }

    [[nodiscard]] QTreeView* view() { return panel()->view(); }

    void goTo(std::uint32_t row) { m_window.workspace()->packets()->goTo(base::RowId(row)); }

    [[nodiscard]] QModelIndex line(const QString& text, const QModelIndex& parent = {}) {
        for (int row = 0; row < panel()->model()->rowCount(parent); ++row) {
            const auto index = panel()->model()->index(row, 0, parent);
            if (index.data().toString().startsWith(text)) return index;
            if (const auto below = line(text, index); below.isValid()) return below;
        }
        return {};
    }

    void select(const QString& text) {
        ASSERT_TRUE(line(text).isValid()) << text.toStdString();
        view()->setCurrentIndex(line(text));
        view()->setFocus();
    }

    [[nodiscard]] static QString copied() { return QGuiApplication::clipboard()->text(); }

    [[nodiscard]] QStringList menuTexts() {
        emit view() -> customContextMenuRequested(view()->visualRect(view()->currentIndex()).center());
        QStringList texts;
        for (auto* menu : m_window.findChildren<QMenu*>(QStringLiteral("detailsMenu"))) {
            for (const auto* action : menu->actions()) texts += action->text().remove(QLatin1Char('&'));
            delete menu;
        }
        return texts;
    }
};

TEST_F(Details, WhatIsFoldedStaysFoldedInOtherPacketsToo) {
    goTo(0); // CONNECT
    view()->collapse(line(QStringLiteral("Fixed Header")));
    view()->expand(line(QStringLiteral("Frame ")));
    goTo(6); // PUBLISH
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Frame "))));
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Variable Header"))));
    view()->expand(line(QStringLiteral("Fixed Header")));
    goTo(0);
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
}

TEST_F(Details, WhatIsFoldedIsRememberedForTheNextStart) {
    goTo(6);
    view()->collapse(line(QStringLiteral("Variable Header")));
    ui::Workspace other;
    other.restoreState(m_window.workspace()->saveState());
    m_window.workspace()->restoreState(other.saveState());
    goTo(0);
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Variable Header"))));
}

TEST_F(Details, TheSameFieldIsSelectedInTheNextPacketThatHasIt) {
    goTo(6);
    select(QStringLiteral("Packet Identifier"));
    goTo(8); // a delivery at QoS 0 has none
    EXPECT_FALSE(view()->currentIndex().isValid());
    goTo(7);
    EXPECT_TRUE(view()->currentIndex().data().toString().startsWith(QStringLiteral("Packet Identifier")));
}

TEST_F(Details, KeysOpenAndCloseAsInWireshark) {
    goTo(6);
    select(QStringLiteral("Fixed Header"));
    QTest::keyClick(view(), Qt::Key_Left, Qt::ControlModifier);
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Variable Header"))));
    QTest::keyClick(view(), Qt::Key_Right, Qt::ControlModifier);
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Variable Header"))));
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Frame "))));
    QTest::keyClick(view(), Qt::Key_Left, Qt::ShiftModifier);
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Header Flags"))));
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Variable Header"))));
    QTest::keyClick(view(), Qt::Key_Right, Qt::ShiftModifier);
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Header Flags"))));
    QTest::keyClick(view(), Qt::Key_Return);
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
    QTest::keyClick(view(), Qt::Key_Asterisk);
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
    QTest::keyClick(view(), Qt::Key_Left);
    EXPECT_FALSE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
    QTest::keyClick(view(), Qt::Key_Right);
    EXPECT_TRUE(view()->isExpanded(line(QStringLiteral("Fixed Header"))));
    select(QStringLiteral("DUP"));
    QTest::keyClick(view(), Qt::Key_Backspace);
    EXPECT_TRUE(view()->currentIndex().data().toString().startsWith(QStringLiteral("Header Flags")));
}

TEST_F(Details, CopiesValueKeyPathAndText) {
    goTo(6);
    select(QStringLiteral("Topic Name"));
    action("copyFieldValue")->trigger();
    EXPECT_EQ(copied(), QStringLiteral("plant/oven-0/temperature"));
    action("copyFieldKey")->trigger();
    EXPECT_TRUE(copied().startsWith(QStringLiteral("mqtt."))) << copied().toStdString();
    action("copyFieldPath")->trigger();
    EXPECT_EQ(copied(), QStringLiteral("Variable Header › Topic Name"));
    select(QStringLiteral("Header Flags"));
    action("copyFieldSubtree")->trigger();
    EXPECT_TRUE(copied().contains(QStringLiteral("\n    .... .01.  QoS: "))) << copied().toStdString();
    EXPECT_FALSE(copied().contains(QStringLiteral("Topic Name")));
    view()->collapse(line(QStringLiteral("Fixed Header")));
    action("copyVisibleFields")->trigger();
    EXPECT_TRUE(copied().contains(QStringLiteral("Topic Name")));
    EXPECT_FALSE(copied().contains(QStringLiteral("QoS: "))) << copied().toStdString();
}

TEST_F(Details, OneSecretIsShownFromItsMenu) {
    goTo(0);
    select(QStringLiteral("Password:"));
    EXPECT_TRUE(menuTexts().contains(QStringLiteral("Show This Secret")));
    action("revealSecret")->trigger();
    EXPECT_EQ(line(QStringLiteral("Password:")).data().toString(), QStringLiteral("Password: hunter2-secret"));
    EXPECT_FALSE(action("showSecrets")->isChecked());
    EXPECT_FALSE(menuTexts().contains(QStringLiteral("Show This Secret")));
    goTo(1);
    goTo(0);
    EXPECT_FALSE(line(QStringLiteral("Password:")).data().toString().contains(QStringLiteral("hunter2")));
}

TEST_F(Details, AFieldBecomesAColumnFromItsMenuAndByKey) {
    goTo(6);
    select(QStringLiteral("Remaining Length"));
    EXPECT_TRUE(menuTexts().contains(QStringLiteral("Apply Field as Column")));
    const auto* rows = m_window.workspace()->packets()->view()->model();
    const int before = rows->columnCount();
    QTest::keyClick(view(), Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_EQ(rows->columnCount(), before + 1);
    EXPECT_EQ(rows->headerData(before, Qt::Horizontal).toString(), QStringLiteral("Remaining Length"));
}

TEST_F(Details, AnotherRowOfTheFrameIsAClickAway) {
    Capture capture;
    auto two = packets::publish("a/b", "1");
    const auto other = packets::publish("c/d", "2");
    two.insert(two.end(), other.begin(), other.end());
    capture.client("c").handshake().toServer(packets::connect("dev-42")).toServer(two);
    open(write(capture, QStringLiteral("mates.pcapng")));
    goTo(1);
    view()->expandAll();
    const auto mate = line(QStringLiteral("No. 3"));
    view()->scrollTo(mate);
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(mate).center());
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), base::RowId(2));
    QTest::keyClick(&m_window, Qt::Key_Left, Qt::AltModifier);
    // Neighbours are one place in the history: back is by the other link.
    select(QStringLiteral("No. 2"));
    QTest::keyClick(view(), Qt::Key_Return);
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), base::RowId(1));
}

TEST_F(Details, WhatBelongsTogetherIsAClickAway) {
    Capture capture;
    Conversation client(capture, "dev-42");
    client.connect().publish("a/b", "1").publish("c/d", "2", 2);
    open(write(capture, QStringLiteral("exchange.pcapng")));
    goTo(3);
    EXPECT_TRUE(line(QStringLiteral("Exchange: complete in 3")).isValid());
    EXPECT_TRUE(line(QStringLiteral("No. 4  PUBLISH  (this packet)")).isValid());
    const auto answer = line(QStringLiteral("No. 7  PUBCOMP"));
    view()->scrollTo(answer);
    QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, view()->visualRect(answer).center());
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), base::RowId(6));
    EXPECT_TRUE(line(QStringLiteral("No. 7  PUBCOMP  +")).data().toString().endsWith(QStringLiteral("(this packet)")));
    EXPECT_EQ(m_window.workspace()->details()->model()->filterTerm(line(QStringLiteral("Exchange:"))),
              QStringLiteral("mqtt.exchange.packet == 7"));
    goTo(2);
    EXPECT_FALSE(line(QStringLiteral("Exchange:")).isValid()) << "QoS 0 is answered by nothing";
}

} // namespace
} // namespace mqttscope::test
