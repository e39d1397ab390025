// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with packets, as the window shows it: on the row, in the details, on the bytes and in the navigator.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/details_model.h"
#include "ui/models/findings_model.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/connection_list.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_columns.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"

#include <QAbstractItemModelTester>
#include <QMenu>
#include <QTreeView>

namespace mqttscope::test {
namespace {

using ui::PacketTableModel;

class Findings : public WindowTest {
protected:
    Findings() {
        using namespace packets;
        Capture capture;
        auto& client = capture.client("dev42");
        client.handshake().toServer(connect("dev42")).toClient(connack());
        client.toServer(publish("plant/oven", "1"));
        client.toServer(publish("plant/+/oven", "2")); // a wildcard in a topic name
        client.toServer(publish("plant/#", "3"));      // and another
        client.toServer(disconnect()).close();
        open(write(capture, QStringLiteral("findings.pcapng")));
    }

    [[nodiscard]] PacketTableModel* model() { return m_window.workspace()->model(); }

    [[nodiscard]] QTreeView* tree() { return m_window.workspace()->navigator()->findingsView(); }

    void settle() {
        ASSERT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
    }
};

TEST_F(Findings, MarkTheRowsThatBreakARule) {
    const auto mark = [this](int row) {
        return model()->index(row, PacketTableModel::Mark).data(PacketTableModel::MarkRole).value<ui::RowMark>();
    };
    EXPECT_EQ(mark(2), ui::RowMark::None);
    EXPECT_EQ(mark(3), ui::RowMark::Error);
    EXPECT_TRUE(
        model()->index(3, PacketTableModel::Mark).data(Qt::ToolTipRole).toString().contains(QStringLiteral("3.3.2-2")));
}

TEST_F(Findings, StandInTheNavigatorByRuleAndLeadToTheirRows) {
    action("focusFindings")->trigger();
    ASSERT_EQ(tree()->model()->rowCount(), 1) << "one rule";
    const auto group = tree()->model()->index(0, 0);
    EXPECT_TRUE(group.data().toString().startsWith(QStringLiteral("3.3.2-2"))) << group.data().toString().toStdString();
    EXPECT_TRUE(group.data().toString().endsWith(QStringLiteral("(2)")));
    ASSERT_EQ(tree()->model()->rowCount(group), 2);
    tree()->expand(group);
    const auto second = tree()->model()->index(1, 0, group);
    QTest::mouseClick(tree()->viewport(), Qt::LeftButton, {}, tree()->visualRect(second).center());
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), base::RowId(4));
}

TEST_F(Findings, ARuleNarrowsTheTable) {
    action("focusFindings")->trigger();
    tree()->setCurrentIndex(tree()->model()->index(0, 0));
    QTest::keyClick(tree(), Qt::Key_Return);
    settle();
    EXPECT_EQ(model()->rowCount(), 2);
    EXPECT_EQ(model()->rowId(model()->index(0, 0)), base::RowId(3));
}

TEST_F(Findings, MakeAFilter) {
    action("focusFindings")->trigger();
    emit tree() -> customContextMenuRequested(tree()->visualRect(tree()->model()->index(0, 0)).center());
    auto* menu = find<QMenu>("findingMenu");
    menu->findChild<QMenu*>(QStringLiteral("applyAsFilter"))->actions().first()->trigger();
    menu->close();
    settle();
    EXPECT_TRUE(m_window.workspace()->filter()->text().startsWith(QStringLiteral("mqtt.finding.rule in {")));
    EXPECT_EQ(model()->rowCount(), 2);
}

TEST_F(Findings, StandInTheDetailsBelowTheirFieldWithTheNumberOfTheRule) {
    m_window.workspace()->packets()->goTo(base::RowId(3));
    const auto* details = m_window.workspace()->details()->model();
    const auto found = details->match(details->index(0, 0), Qt::DisplayRole, QStringLiteral("(3.3.2-2)"), 1,
                                      Qt::MatchContains | Qt::MatchRecursive);
    ASSERT_EQ(found.size(), 1);
    EXPECT_TRUE(found.first().parent().data().toString().startsWith(QStringLiteral("Topic Name")));
    EXPECT_EQ(found.first().data(ui::DetailsModel::SeverityRole).value<base::Severity>(), base::Severity::Error);
    EXPECT_EQ(details->range(found.first()), (base::ByteRange{10, 1})) << "the character itself";
}

TEST_F(Findings, TheModelsKeepQtsRulesWhileTheyGrowAndWhileTheTableIsNarrowed) {
    using Tester = QAbstractItemModelTester;
    const Tester rows(model(), Tester::FailureReportingMode::Fatal);
    const Tester findings(tree()->model(), Tester::FailureReportingMode::Fatal);
    const Tester connections(m_window.workspace()->navigator()->connections()->view()->model(),
                             Tester::FailureReportingMode::Fatal);
    open(writeConversation());
    m_window.workspace()->table()->narrowToConnection(base::ConnectionId(1));
    settle();
    m_window.workspace()->packets()->columns()->addField(QStringLiteral("mqtt.qos"));
    m_window.workspace()->table()->showAll();
    settle();
    EXPECT_GT(model()->rowCount(), 40);
}

} // namespace
} // namespace mqttscope::test
