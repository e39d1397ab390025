// SPDX-License-Identifier: GPL-3.0-or-later
// Working with the packet table: sorting, narrowing, columns, times, going back, copying.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/connection_list.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/narrowing_bar.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QToolButton>
#include <QTreeView>

namespace mqttscope::test {
namespace {

using ui::PacketTableModel;

class Table : public WindowTest {
protected:
    Table() { open(writeConversation()); }

    [[nodiscard]] PacketTableModel* model() { return m_window.workspace()->model(); }

    [[nodiscard]] ui::PacketPanel* packets() { return m_window.workspace()->packets(); }

    [[nodiscard]] ui::Navigator* navigator() { return m_window.workspace()->navigator(); }

    [[nodiscard]] QString cell(int row, int column) { return model()->index(row, column).data().toString(); }

    void settle() {
        ASSERT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
    }

    void clickHeader(int column) {
        auto* header = table()->header();
        const int x = header->sectionViewportPosition(column) + header->sectionSize(column) / 2;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, {x, header->height() / 2});
        settle();
    }

    void clickConnection(int row) {
        auto* view = navigator()->connections()->view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(view->model()->index(row, 0)).center());
        settle();
    }

    [[nodiscard]] QList<QToolButton*> pills() {
        QList<QToolButton*> shown;
        for (auto* pill : m_window.findChildren<QToolButton*>(QStringLiteral("pill")))
            if (pill->isVisible()) shown += pill;
        return shown;
    }

    [[nodiscard]] QStringList column(int which) {
        QStringList cells;
        for (int row = 0; row < model()->rowCount(); ++row) cells += cell(row, which);
        return cells;
    }
};

TEST_F(Table, AClickOnAHeaderSortsUpDownAndBackToTheCapture) {
    const auto before = column(PacketTableModel::Number);
    clickHeader(PacketTableModel::Size);
    EXPECT_TRUE(std::ranges::is_sorted(column(PacketTableModel::Size), {},
                                       [](QString text) { return text.remove(QLatin1Char(',')).toInt(); }));
    EXPECT_NE(column(PacketTableModel::Number), before);
    clickHeader(PacketTableModel::Size);
    EXPECT_GE(cell(0, PacketTableModel::Size).toInt(), cell(1, PacketTableModel::Size).toInt());
    clickHeader(PacketTableModel::Size);
    EXPECT_EQ(column(PacketTableModel::Number), before);
}

TEST_F(Table, EqualRowsStayInTheOrderOfTheCapture) {
    clickHeader(PacketTableModel::Type);
    for (int row = 1; row < model()->rowCount(); ++row) {
        if (cell(row, PacketTableModel::Type) != cell(row - 1, PacketTableModel::Type)) continue;
        EXPECT_LT(model()->rowId(model()->index(row - 1, 0)), model()->rowId(model()->index(row, 0)));
    }
}

TEST_F(Table, PayloadsAreSortedAsTextAndRowsWithoutOneStandLast) {
    clickHeader(PacketTableModel::Payload);
    auto payloads = column(PacketTableModel::Payload);
    const auto firstEmpty = payloads.indexOf(QString());
    ASSERT_GT(firstEmpty, 2);
    EXPECT_TRUE(std::all_of(payloads.begin() + firstEmpty, payloads.end(), [](const auto& t) { return t.isEmpty(); }));
    payloads.resize(firstEmpty);
    EXPECT_TRUE(std::ranges::is_sorted(payloads));
    clickHeader(PacketTableModel::Payload);
    EXPECT_FALSE(cell(0, PacketTableModel::Payload).isEmpty()) << "also when the last come first";
}

TEST_F(Table, AConnectionNarrowsTheTableAndItsPillWidensItAgain) {
    const int all = model()->rowCount();
    clickConnection(1);
    EXPECT_LT(model()->rowCount(), all);
    for (const auto& client : column(PacketTableModel::Client))
        EXPECT_EQ(client, QStringLiteral("dashboard-main-hall"));
    ASSERT_EQ(pills().size(), 1);
    EXPECT_TRUE(pills().first()->text().contains(QStringLiteral("dashboard-main-hall")));
    EXPECT_EQ(find<QLabel>("rowCount")->text(), QStringLiteral("%1 of %2 rows").arg(model()->rowCount()).arg(all));
    QTest::mouseClick(pills().first(), Qt::LeftButton);
    settle();
    EXPECT_EQ(model()->rowCount(), all);
    EXPECT_TRUE(pills().isEmpty());
    EXPECT_FALSE(find<ui::NarrowingBar>("narrowingBar")->isVisible());
}

TEST_F(Table, TheSelectedPacketStaysSelectedAndWhereItWasOnScreen) {
    clickConnection(0);
    ASSERT_TRUE(packets()->goTo(model()->rowId(model()->index(8, 0))));
    const auto row = packets()->currentRow();
    const int line = table()->lineOf(table()->currentIndex());
    m_window.workspace()->table()->showAll();
    settle();
    EXPECT_EQ(packets()->currentRow(), row);
    EXPECT_EQ(table()->lineOf(table()->currentIndex()), line);
    clickHeader(PacketTableModel::Info);
    EXPECT_EQ(packets()->currentRow(), row);
}

TEST_F(Table, EventsCanBeHidden) {
    const auto isEvent = [](const QString& type) { return type.startsWith(QLatin1Char('[')); };
    EXPECT_TRUE(std::ranges::any_of(column(PacketTableModel::Type), isEvent));
    action("showEvents")->trigger();
    settle();
    EXPECT_TRUE(std::ranges::none_of(column(PacketTableModel::Type), isEvent));
    EXPECT_EQ(pills().size(), 1) << "what is hidden is told";
}

TEST_F(Table, GoingToARowThatIsHiddenShowsItAgain) {
    clickConnection(1);
    m_window.workspace()->table()->reveal(base::RowId(0));
    settle();
    EXPECT_EQ(packets()->currentRow(), base::RowId(0));
}

TEST_F(Table, AFieldBecomesAColumnThatCanBeSortedAndIsRemembered) {
    packets()->goTo(base::RowId(6));
    auto* details = m_window.workspace()->details();
    details->selectByte(ui::ByteSpace::Packet, 1);
    ASSERT_EQ(details->currentKey(), QStringLiteral("mqtt.len"));
    QTest::keyClick(&m_window, Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    ASSERT_EQ(model()->columnCount(), PacketTableModel::kColumns + 1);
    const int added = PacketTableModel::kColumns;
    EXPECT_EQ(model()->headerData(added, Qt::Horizontal, Qt::DisplayRole).toString(),
              QStringLiteral("Remaining Length"));
    EXPECT_EQ(cell(6, added), QString::number(cell(6, PacketTableModel::Size).toInt() - 2));
    clickHeader(added);
    QList<int> lengths;
    for (const auto& text : column(added))
        if (!text.isEmpty()) lengths += text.toInt();
    EXPECT_TRUE(std::ranges::is_sorted(lengths)) << "numbers, not texts";
    EXPECT_GT(lengths.size(), 20);
    QTest::keyClick(&m_window, Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(model()->columnCount(), added + 1) << "no field stands twice";

    const auto state = m_window.workspace()->saveState();
    packets()->columns()->restoreDefaults();
    EXPECT_EQ(model()->columnCount(), added);
    m_window.workspace()->restoreState(state);
    EXPECT_EQ(model()->columnCount(), added + 1);
}

TEST_F(Table, AFieldOfTheFrameCanBeAColumnAndAnUnknownOneIsRefused) {
    EXPECT_TRUE(packets()->columns()->addField(QStringLiteral("ip.src")));
    EXPECT_FALSE(cell(0, PacketTableModel::kColumns).isEmpty());
    EXPECT_FALSE(packets()->columns()->addField(QStringLiteral("no.such.field")));
}

TEST_F(Table, TimesCountFromTheReferenceThatIsSet) {
    packets()->goTo(base::RowId(4));
    QTest::keyClick(&m_window, Qt::Key_T, Qt::ControlModifier);
    EXPECT_EQ(cell(4, PacketTableModel::Time), QStringLiteral("*REF*"));
    EXPECT_EQ(cell(5, PacketTableModel::Time), QStringLiteral("0.001"));
    EXPECT_EQ(cell(3, PacketTableModel::Time), QStringLiteral("0.006")) << "before it, from the first packet";
    QTest::keyClick(&m_window, Qt::Key_T, Qt::ControlModifier);
    EXPECT_NE(cell(4, PacketTableModel::Time), QStringLiteral("*REF*"));
}

TEST_F(Table, BackAndForwardLeadToWhatWasLookedAt) {
    packets()->goTo(base::RowId(3));
    packets()->goTo(base::RowId(20));
    packets()->goTo(base::RowId(30));
    QTest::keyClick(&m_window, Qt::Key_Left, Qt::AltModifier);
    EXPECT_EQ(packets()->currentRow(), base::RowId(20));
    QTest::keyClick(&m_window, Qt::Key_Left, Qt::AltModifier);
    EXPECT_EQ(packets()->currentRow(), base::RowId(3));
    QTest::keyClick(&m_window, Qt::Key_Right, Qt::AltModifier);
    EXPECT_EQ(packets()->currentRow(), base::RowId(20));
}

TEST_F(Table, NextAndPreviousStayInTheConnection) {
    packets()->goTo(base::RowId(2)); // CONNECT of the viewer
    QTest::keyClick(&m_window, Qt::Key_Period, Qt::ControlModifier);
    EXPECT_EQ(packets()->currentRow(), base::RowId(3));
    for (int i = 0; i < 4; ++i) {
        QTest::keyClick(&m_window, Qt::Key_Period, Qt::ControlModifier);
        EXPECT_EQ(cell(table()->currentIndex().row(), PacketTableModel::Client), QStringLiteral("dashboard-main-hall"));
    }
    QTest::keyClick(&m_window, Qt::Key_Comma, Qt::ControlModifier);
    EXPECT_EQ(cell(table()->currentIndex().row(), PacketTableModel::Client), QStringLiteral("dashboard-main-hall"));
}

TEST_F(Table, RowsAreCopiedAsTheUserWants) {
    packets()->goTo(base::RowId(6));
    action("copyCsv")->trigger();
    EXPECT_TRUE(QGuiApplication::clipboard()->text().contains(QStringLiteral("plant/oven-0/temperature")));
    EXPECT_EQ(QGuiApplication::clipboard()->text().count(QLatin1Char('\n')), 2) << "a header and the row";
    action("copyJson")->trigger();
    EXPECT_TRUE(QGuiApplication::clipboard()->text().contains(QStringLiteral("\"topic\":\"plant/oven-0/temperature\"")))
        << QGuiApplication::clipboard()->text().toStdString();
    packets()->goTo(base::RowId(0));
    action("copyJson")->trigger();
    EXPECT_FALSE(QGuiApplication::clipboard()->text().contains(QStringLiteral("hunter2")));
    action("copyCell")->trigger();
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("1"));
}

TEST_F(Table, RowsOfTheSameConnectionAndSegmentAreMarked) {
    packets()->goTo(base::RowId(2));
    const auto relation = [this](int row) {
        return model()->index(row, 0).data(PacketTableModel::RelationRole).value<ui::Relation>();
    };
    EXPECT_EQ(relation(0), ui::Relation::None);
    EXPECT_EQ(relation(2), ui::Relation::Segment);
    EXPECT_EQ(relation(3), ui::Relation::Connection);
}

TEST_F(Table, AnotherCaptureStartsWithoutNarrowingAndSorting) {
    clickConnection(1);
    clickHeader(PacketTableModel::Size);
    open(writeConversation(QStringLiteral("again.pcapng")));
    settle();
    EXPECT_TRUE(pills().isEmpty());
    EXPECT_FALSE(table()->header()->isSortIndicatorShown());
    EXPECT_EQ(cell(0, PacketTableModel::Number), QStringLiteral("1"));
}

} // namespace
} // namespace mqttscope::test
