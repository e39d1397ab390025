// SPDX-License-Identifier: GPL-3.0-or-later
// A capture that goes from file to file in the window: rows leave with their file, and the window says from when on it
// knows.
#include "tests/support/built_ring.h"
#include "tests/support/conversation.h"
#include "tests/ui/ui_test.h"
#include "ui/models/packet_table_model.h"
#include "ui/models/row_place.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/capture_actions.h"

#include <QLabel>
#include <QScrollBar>

namespace mqttscope::test {
namespace {

constexpr int kPackets = 200; // in each file

class RingInTheWindow : public WindowTest {
protected:
    void SetUp() override {
        m_client.connect();
        nextFile();
        m_window.resize(1'280, 800);
        m_window.show();
        m_window.open({.paths = {QStringLiteral("ring")},
                       .follow = true,
                       .title = QStringLiteral("Capture on lo"),
                       .files = m_ring.files()});
        ASSERT_TRUE(eventually([&] { return rows() == kPackets + 2; }));
    }

    void TearDown() override { m_window.closeCapture(); }

    void nextFile() {
        for (int i = 0; i < kPackets; ++i)
            m_client.publish(i % 2 == 0 ? "even/topic" : "odd/topic", std::to_string(m_sent++));
        m_ring.nextFile();
    }

    /// Another file comes, and the oldest goes.
    void turn() {
        const auto last = snapshot().rows();
        const auto first = snapshot().firstRow();
        nextFile();
        ASSERT_TRUE(eventually([&] { return snapshot().rows() == last + kPackets; }));
        m_ring.dropOldest(2);
        const bool leaves = m_ring.files()->begun() > 2;
        ASSERT_TRUE(eventually([&] { return !leaves || snapshot().firstRow() > first; }));
    }

    [[nodiscard]] const store::Snapshot& snapshot() { return model()->snapshot(); }

    [[nodiscard]] ui::PacketTableModel* model() { return m_window.workspace()->model(); }

    [[nodiscard]] ui::PacketPanel* packets() { return m_window.workspace()->packets(); }

    [[nodiscard]] int rows() { return table()->model()->rowCount(); }

    [[nodiscard]] QString cell(int row, int column) { return table()->model()->index(row, column).data().toString(); }

    [[nodiscard]] QString number(int row) { return cell(row, ui::PacketTableModel::Number); }

    BuiltRing m_ring;
    Conversation m_client{m_ring.capture(), "ring-client", mqtt::Version::V5};
    int m_sent = 0;
};

TEST_F(RingInTheWindow, RowsLeaveAndTheStatusBarSaysFromWhenOnItKnows) {
    auto* since = find<QLabel>("knownSince");
    EXPECT_FALSE(since->isVisible());
    const auto begin = cell(0, ui::PacketTableModel::Time);
    turn();
    EXPECT_EQ(rows(), 2 * kPackets + 2) << "two files are kept";
    EXPECT_FALSE(since->isVisible());
    turn();
    EXPECT_EQ(rows(), 2 * kPackets);
    EXPECT_EQ(number(0), QString::number(kPackets + 3)) << "a row keeps its number";
    EXPECT_EQ(cell(0, ui::PacketTableModel::Client), QStringLiteral("ring-client")) << "of a CONNECT that is gone";
    EXPECT_TRUE(since->isVisible());
    EXPECT_TRUE(since->text().startsWith(QStringLiteral("Since ")));
    EXPECT_EQ(find<QLabel>("rowCount")->text(), QStringLiteral("400 rows"));
    EXPECT_TRUE(eventually([&] { return !m_ring.isMapped(0); })) << "nothing in the window holds the file";
    packets()->goTo(base::RowId(kPackets + 10));
    savePicture(m_window, QStringLiteral("ring"));
    turn();
    EXPECT_TRUE(eventually([&] { return !m_ring.isMapped(1); }));
    m_window.closeCapture();
    EXPECT_FALSE(since->isVisible());
}

TEST_F(RingInTheWindow, WhatIsLookedAtStaysWhereItIs) {
    turn();
    table()->verticalScrollBar()->setValue(kPackets + 50);
    const auto top = number(table()->verticalScrollBar()->value());
    const base::RowId chosen(kPackets + 60);
    ASSERT_TRUE(packets()->goTo(chosen));
    turn();
    EXPECT_EQ(packets()->currentRow(), chosen);
    EXPECT_EQ(packets()->selectedRows(), std::vector{chosen});
    EXPECT_EQ(number(table()->verticalScrollBar()->value()), top);
    // Now its own file leaves.
    turn();
    EXPECT_FALSE(packets()->currentRow().valid());
    EXPECT_TRUE(packets()->selectedRows().empty());
    EXPECT_EQ(table()->verticalScrollBar()->value(), 0);
    EXPECT_TRUE(eventually([&] { return !m_ring.isMapped(1); })) << "neither do the details hold it";
}

TEST_F(RingInTheWindow, FollowsTheLatestPackets) {
    turn();
    auto* bar = table()->verticalScrollBar();
    bar->setValue(bar->maximum());
    turn();
    turn();
    EXPECT_TRUE(table()->atEnd());
}

TEST_F(RingInTheWindow, RowsLeaveAFilterAndASorting) {
    turn();
    auto* narrowed = m_window.workspace()->table();
    narrowed->narrowToFilter(*filter::Filter::read("mqtt.publish.topic == \"odd/topic\""));
    ASSERT_TRUE(eventually([&] { return !narrowed->isBusy() && rows() == kPackets; }));
    turn();
    ASSERT_TRUE(eventually([&] { return !narrowed->isBusy() && rows() == kPackets; }));
    EXPECT_EQ(number(0), QString::number(kPackets + 4));
    emit packets() -> columns()->sortRequested(ui::PacketTableModel::Time, true);
    ASSERT_TRUE(eventually([&] { return !narrowed->isBusy() && number(rows() - 1) == QString::number(kPackets + 4); }));
    turn();
    ASSERT_TRUE(eventually([&] {
        return !narrowed->isBusy() && rows() == kPackets && number(kPackets - 1) == QString::number(2 * kPackets + 4);
    }));
    narrowed->showAll();
    ASSERT_TRUE(eventually([&] { return !narrowed->isBusy() && rows() == 2 * kPackets; }));
}

TEST_F(RingInTheWindow, AHeldListIsBroughtUpToDateWhenItsRowsLeave) {
    turn();
    emit m_window.capturing()->held(true);
    m_ring.dropOldest(1);
    ASSERT_TRUE(eventually([&] { return rows() == kPackets; }));
    EXPECT_TRUE(eventually([&] { return !m_ring.isMapped(0); })) << "a held list must not hold the disk";
}

TEST_F(RingInTheWindow, PlacesThatLeftAreSaid) {
    turn();
    turn();
    EXPECT_FALSE(packets()->goTo(base::RowId(3)));
    m_window.workspace()->table()->reveal(base::RowId(3));
    EXPECT_EQ(rows(), 2 * kPackets) << "no other rows are shown for it";
    const auto place = [&](const char* text) {
        return ui::rowAt(snapshot(), *ui::readPlace(QString::fromUtf8(text)), {});
    };
    ASSERT_FALSE(place("4"));
    EXPECT_THAT(place("4").error().toStdString(), testing::HasSubstr("left with the oldest file"));
    EXPECT_EQ(place("300"), base::RowId(299));
    EXPECT_EQ(place("frame 1"), base::RowId(kPackets + 2)) << "the first one that is there";
}

} // namespace
} // namespace mqttscope::test
