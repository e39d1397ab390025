// SPDX-License-Identifier: GPL-3.0-or-later
// The display filter in the window: writing it, what is wrong with it, applying it, completing it, making it of values.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/filter_completion.h"
#include "ui/models/filter_terms.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/filter_buttons.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/settings.h"
#include "ui/views/theme.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLabel>
#include <QMenu>
#include <QToolButton>
#include <QTreeView>

namespace mqttscope::ui {
namespace {

QStringList suggested(const QString& text, const store::Snapshot& snapshot = {}) {
    QStringList words;
    for (const auto& [word, meaning] : suggestForFilter(text, static_cast<int>(text.size()), snapshot).words)
        words += word;
    return words;
}

TEST(FilterCompletion, OffersFieldsThatBeginWithOrHoldWhatIsWritten) {
    EXPECT_EQ(suggested(QStringLiteral("mqtt.publish.to")).first(), QStringLiteral("mqtt.publish.topic"));
    EXPECT_TRUE(
        suggested(QStringLiteral("mqtt.qos == 1 and keep")).contains(QStringLiteral("mqtt.connect.keep_alive")));
    EXPECT_TRUE(suggested(QStringLiteral("mqtt.msgt")).contains(QStringLiteral("mqtt.msgtype"))) << "Wireshark's";
    EXPECT_TRUE(suggested({}).isEmpty());
    EXPECT_TRUE(suggested(QStringLiteral("\"mqtt")).isEmpty()) << "words to search for are the user's own";
}

TEST(FilterCompletion, OffersOperatorsThatSuitTheField) {
    EXPECT_TRUE(suggested(QStringLiteral("mqtt.publish.topic ")).contains(QStringLiteral("covered_by")));
    EXPECT_FALSE(suggested(QStringLiteral("mqtt.qos ")).contains(QStringLiteral("contains")));
    EXPECT_TRUE(suggested(QStringLiteral("mqtt.qos ")).contains(QStringLiteral("<")));
    EXPECT_EQ(suggested(QStringLiteral("client cont")), QStringList{QStringLiteral("contains")});
}

TEST(FilterCompletion, OffersAWordOnceAndNothingToCompareAGroupWith) {
    EXPECT_EQ(suggested(QStringLiteral("mqtt.to")).count(QStringLiteral("mqtt.topic")), 1);
    EXPECT_FALSE(suggested(QStringLiteral("mqtt.exchange ")).contains(QStringLiteral("==")));
    EXPECT_TRUE(suggested(QStringLiteral("mqtt.exchange.state ")).contains(QStringLiteral("==")));
    EXPECT_TRUE(suggested(QStringLiteral("mqtt.exchange.state == unan")).contains(QStringLiteral("unanswered")));
}

TEST(FilterCompletion, OffersNamesOfCodesAlsoWithinSets) {
    EXPECT_EQ(suggested(QStringLiteral("mqtt.type == publ")), QStringList{QStringLiteral("PUBLISH")});
    EXPECT_EQ(suggested(QStringLiteral("mqtt.type in {CONNECT, pingre")),
              (QStringList{QStringLiteral("PINGREQ"), QStringLiteral("PINGRESP")}));
    EXPECT_EQ(suggested(QStringLiteral("direction == \"to c")), QStringList{QStringLiteral("\"to client\"")});
    EXPECT_EQ(suggested(QStringLiteral("mqtt.retain == ")), (QStringList{QStringLiteral("1"), QStringLiteral("0")}));
}

TEST(FilterCompletion, ReplacesTheWordAtTheCursorAndAQuoteBehindIt) {
    const auto word = suggestForFilter(QStringLiteral("mqtt.qos == 1 and mqtt.ret"), 26, {});
    EXPECT_EQ(word.from, 18);
    EXPECT_EQ(word.length, 8);
    const auto string = suggestForFilter(QStringLiteral("direction == \"to\""), 16, {});
    EXPECT_EQ(string.from, 13);
    EXPECT_EQ(string.length, 4);
}

TEST(FilterJoins, PutParenthesesWhereTheyAreNeeded) {
    const auto condition = QStringLiteral("mqtt.qos == 1");
    const auto join = [&](const char* filter, FilterJoin how) {
        return joinFilter(QLatin1String(filter), how, condition);
    };
    EXPECT_EQ(join("", FilterJoin::And), condition);
    EXPECT_EQ(join("client == a", FilterJoin::Replace), condition);
    EXPECT_EQ(join("client == a", FilterJoin::ReplaceNot), QStringLiteral("not (mqtt.qos == 1)"));
    EXPECT_EQ(join("client == a", FilterJoin::And), QStringLiteral("client == a and mqtt.qos == 1"));
    EXPECT_EQ(join("client == a or client == b", FilterJoin::And),
              QStringLiteral("(client == a or client == b) and mqtt.qos == 1"));
    EXPECT_EQ(join("client == a", FilterJoin::OrNot), QStringLiteral("client == a or not (mqtt.qos == 1)"));
}

} // namespace
} // namespace mqttscope::ui

namespace mqttscope::test {
namespace {

using ui::PacketTableModel;
using ui::Tone;

class FilterBarTest : public WindowTest {
protected:
    FilterBarTest() {
        ui::settings::clearRecentFilters();
        open(writeConversation());
    }

    [[nodiscard]] ui::FilterEdit* edit() { return find<ui::FilterEdit>("filterText"); }

    [[nodiscard]] ui::FilterBar* bar() { return m_window.workspace()->filter(); }

    [[nodiscard]] PacketTableModel* model() { return m_window.workspace()->model(); }

    [[nodiscard]] QTreeView* suggestions() {
        for (auto* widget : QApplication::topLevelWidgets())
            if (widget->objectName() == QStringLiteral("filterSuggestions") && widget->isVisible())
                return qobject_cast<QTreeView*>(widget);
        return nullptr;
    }

    void settle() {
        ASSERT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
    }

    /// Types into the empty bar.
    void type(const char* text) {
        action("focusFilter")->trigger();
        QTest::keyClick(edit(), Qt::Key_Delete);
        QTest::keyClicks(edit(), QLatin1String(text));
    }

    void apply(const char* text) {
        type(text);
        QTest::keyClick(edit(), Qt::Key_Return);
        settle();
    }

    void choose(QMenu* menu, const char* submenu, const char* entry) {
        ASSERT_NE(menu, nullptr);
        auto* made = menu->findChild<QMenu*>(QLatin1String(submenu));
        ASSERT_NE(made, nullptr);
        for (auto* action : made->actions())
            if (action->text().remove(QLatin1Char('&')) == QString::fromUtf8(entry)) action->trigger();
        delete menu;
        settle();
    }

    void rightClickCell(int row, PacketTableModel::Column column) {
        const auto index = model()->index(row, column);
        const auto at = table()->visualRect(index).center();
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, at);
        emit table() -> customContextMenuRequested(at);
    }
};

TEST_F(FilterBarTest, TellsWhetherAFilterIsRightAsOneTypes) {
    EXPECT_EQ(edit()->tone(), Tone::Neutral);
    type("mqtt.qos == 1");
    EXPECT_EQ(edit()->tone(), Tone::Good);
    type("mqtt.qos == ");
    EXPECT_EQ(edit()->tone(), Tone::Wrong);
    type("frame.time_relative > 250");
    EXPECT_EQ(edit()->tone(), Tone::Doubtful);
    type("");
    EXPECT_EQ(edit()->tone(), Tone::Neutral);
}

TEST_F(FilterBarTest, NamesThePlaceTheCauseAndTheNearestSpelling) {
    const int all = model()->rowCount();
    apply("mqtt.qos == 1 and mqtt.retian == 1");
    EXPECT_EQ(model()->rowCount(), all) << "a wrong filter hides nothing";
    EXPECT_EQ(find<QLabel>("filterMessage")->text(), QStringLiteral("At character 19: there is no field mqtt.retian"));
    auto* better = find<QToolButton>("filterBetter");
    EXPECT_EQ(better->text(), QStringLiteral("mqtt.retain"));
    QTest::mouseClick(better, Qt::LeftButton);
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.qos == 1 and mqtt.retain == 1"));
    EXPECT_EQ(edit()->tone(), Tone::Good);
    EXPECT_FALSE(find<QLabel>("filterMessage")->isVisible());
}

TEST_F(FilterBarTest, OffersAUnitForADurationWithoutOne) {
    apply("frame.time_relative > 250");
    EXPECT_TRUE(find<QLabel>("filterMessage")->text().contains(QStringLiteral("250 s")));
    QTest::mouseClick(find<QToolButton>("filterBetter"), Qt::LeftButton);
    EXPECT_EQ(edit()->text(), QStringLiteral("frame.time_relative > 250ms"));
}

TEST_F(FilterBarTest, EnterNarrowsTheRowsAndTellsHowManyAndHowLong) {
    const int all = model()->rowCount();
    apply("mqtt.publish.topic == \"plant/oven-1/temperature\"");
    EXPECT_EQ(model()->rowCount(), 8);
    EXPECT_THAT(find<QLabel>("rowCount")->text().toStdString(),
                testing::MatchesRegex("8 of " + std::to_string(all) + " rows in [0-9,]+ ms"));
    QTest::mouseClick(find<QToolButton>("filterClear"), Qt::LeftButton);
    settle();
    EXPECT_EQ(model()->rowCount(), all);
    EXPECT_TRUE(edit()->text().isEmpty());
}

TEST_F(FilterBarTest, TheSelectedPacketStaysSelected) {
    m_window.workspace()->packets()->goTo(base::RowId(12));
    const auto row = m_window.workspace()->packets()->currentRow();
    const auto size = m_window.workspace()->model()->snapshot().row(row).length;
    apply(("mqtt.size == " + std::to_string(size)).c_str());
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), row);
    QTest::mouseClick(find<QToolButton>("filterClear"), Qt::LeftButton);
    settle();
    EXPECT_EQ(m_window.workspace()->packets()->currentRow(), row);
}

TEST_F(FilterBarTest, NarrowsTogetherWithTheConnectionAndHasAPill) {
    m_window.workspace()->table()->narrowToConnection(base::ConnectionId(0));
    settle();
    apply("mqtt.type == PUBLISH");
    EXPECT_EQ(model()->rowCount(), 12);
    m_window.workspace()->table()->showEvents(false);
    settle();
    EXPECT_EQ(model()->rowCount(), 12);
    QList<QToolButton*> pills;
    for (auto* pill : m_window.findChildren<QToolButton*>(QStringLiteral("pill")))
        if (pill->isVisible()) pills += pill;
    ASSERT_EQ(pills.size(), 3);
    EXPECT_EQ(pills.first()->text(), QStringLiteral("mqtt.type == PUBLISH"));
    QTest::mouseClick(pills.first(), Qt::LeftButton);
    settle();
    EXPECT_TRUE(edit()->text().isEmpty()) << "what is gone from the rows is gone from the bar";
    EXPECT_EQ(model()->rowCount(), 29);
}

TEST_F(FilterBarTest, AllThatNarrowsIsCopiedAsOneFilterThatTakesTheSameRows) {
    m_window.workspace()->table()->narrowToConnection(base::ConnectionId(1));
    m_window.workspace()->table()->showEvents(false);
    apply("mqtt.type == PUBLISH or mqtt.type == DISCONNECT");
    const int rows = model()->rowCount();
    EXPECT_EQ(rows, 13);
    action("copyFilter")->trigger();
    const auto copied = QGuiApplication::clipboard()->text();
    EXPECT_EQ(copied,
              QStringLiteral("((mqtt.type == PUBLISH or mqtt.type == DISCONNECT) and mqtt.connection == 1) and mqtt"));
    action("showAll")->trigger();
    settle();
    EXPECT_TRUE(edit()->text().isEmpty());
    edit()->setText(copied);
    QTest::keyClick(edit(), Qt::Key_Return);
    settle();
    EXPECT_EQ(model()->rowCount(), rows);
}

TEST_F(FilterBarTest, EscapeBringsBackWhatIsApplied) {
    apply("mqtt.qos == 1");
    type("mqtt.qos == 2");
    if (suggestions() != nullptr) QTest::keyClick(suggestions(), Qt::Key_Escape);
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.qos == 2")) << "only the suggestions are sent away";
    QTest::keyClick(edit(), Qt::Key_Escape);
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.qos == 1"));
    QTest::keyClick(edit(), Qt::Key_Escape);
    EXPECT_EQ(m_window.focusWidget(), table());
}

TEST_F(FilterBarTest, SuggestionsAreChosenByKey) {
    type("mqtt.publish.topic == \"oven-2");
    ASSERT_TRUE(eventually([&] { return suggestions() != nullptr; }));
    EXPECT_EQ(suggestions()->model()->rowCount(), 1);
    QTest::keyClick(suggestions(), Qt::Key_Down);
    QTest::keyClick(suggestions(), Qt::Key_Return);
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.publish.topic == \"plant/oven-2/temperature\""));
    EXPECT_EQ(model()->rowCount(), model()->snapshot().rows()) << "choosing a word does not apply the filter";
    QTest::keyClick(edit(), Qt::Key_Return);
    settle();
    EXPECT_EQ(model()->rowCount(), 8);
}

TEST_F(FilterBarTest, RecentFiltersComeBackFromTheMenu) {
    apply("mqtt.qos == 1");
    apply("mqtt.type == CONNECT");
    QTest::mouseClick(find<QToolButton>("filterClear"), Qt::LeftButton);
    QTest::mouseClick(find<QToolButton>("filterRecent"), Qt::LeftButton);
    auto* menu = find<QMenu>("recentFilters");
    ASSERT_NE(menu, nullptr);
    ASSERT_GE(menu->actions().size(), 2);
    EXPECT_EQ(menu->actions()[0]->text(), QStringLiteral("mqtt.type == CONNECT"));
    menu->actions()[1]->trigger();
    delete menu;
    settle();
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.qos == 1"));
    EXPECT_EQ(model()->rowCount(), 12);
}

TEST_F(FilterBarTest, AFilterWithANameIsAButtonAlsoInTheNextWindow) {
    bar()->prepare(QStringLiteral("mqtt.type == PUBLISH"));
    action("saveFilter")->trigger();
    auto* dialog = find<QInputDialog>("saveFilterDialog");
    dialog->setTextValue(QStringLiteral("Messages"));
    dialog->accept();
    bar()->clear();
    auto* buttons = bar()->buttons();
    auto* saved = action("savedFilter0");
    EXPECT_EQ(saved->text(), QStringLiteral("Messages"));
    QTest::mouseClick(buttons->widgetForAction(saved), Qt::LeftButton);
    EXPECT_EQ(bar()->text(), QStringLiteral("mqtt.type == PUBLISH"));
    {
        ui::MainWindow next;
        EXPECT_EQ(next.workspace()->filter()->buttons()->filters().size(), 1);
    }
    emit buttons->customContextMenuRequested(buttons->actionGeometry(saved).center());
    auto* menu = find<QMenu>("savedFilterMenu");
    menu->actions().last()->trigger();
    EXPECT_TRUE(buttons->filters().isEmpty());
    EXPECT_FALSE(buttons->isVisible());
    EXPECT_TRUE(ui::settings::savedFilters().isEmpty());
}

TEST_F(FilterBarTest, ManyFiltersWithNamesDoNotWidenTheWindow) {
    const int before = m_window.minimumSizeHint().width();
    ui::SavedFilters many;
    for (int i = 0; i < 60; ++i)
        many.append({QStringLiteral("the filter with number %1").arg(i), QStringLiteral("mqtt")});
    bar()->buttons()->setFilters(many);
    QCoreApplication::processEvents();
    EXPECT_EQ(m_window.minimumSizeHint().width(), before);
}

TEST_F(FilterBarTest, ACellMakesAFilter) {
    rightClickCell(0, PacketTableModel::Client);
    choose(find<QMenu>("packetMenu"), "applyAsFilter", "Selected");
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.client == \"dev-42\""));
    EXPECT_EQ(model()->rowCount(), 31);
    rightClickCell(2, PacketTableModel::Type);
    choose(find<QMenu>("packetMenu"), "prepareAsFilter", "… and Not Selected");
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.client == \"dev-42\" and not (mqtt.type == PUBLISH)"));
    EXPECT_EQ(model()->rowCount(), 31) << "prepared only";
}

TEST_F(FilterBarTest, AFieldOfTheDetailsMakesAFilterAndASecretIsNotWritten) {
    m_window.workspace()->packets()->goTo(base::RowId(0));
    auto* details = m_window.workspace()->details();
    details->selectByte(ui::ByteSpace::Packet, 36);
    ASSERT_EQ(details->currentKey(), QStringLiteral("mqtt.connect.password"));
    emit details->menuRequested({});
    choose(find<QMenu>("detailsMenu"), "applyAsFilter", "Selected");
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.connect.password"));
    details->selectByte(ui::ByteSpace::Packet, 10);
    emit details->menuRequested({});
    choose(find<QMenu>("detailsMenu"), "applyAsFilter", "… and Selected");
    EXPECT_EQ(edit()->text(), QStringLiteral("mqtt.connect.password and mqtt.connect.keep_alive == 60"));
    EXPECT_EQ(model()->rowCount(), 1);
}

TEST_F(FilterBarTest, AnotherCaptureIsShownWhole) {
    apply("mqtt.qos == 1");
    open(writeConversation(QStringLiteral("other.pcapng")));
    settle();
    EXPECT_EQ(static_cast<std::uint32_t>(model()->rowCount()), model()->snapshot().rows());
    EXPECT_TRUE(edit()->text().isEmpty());
}

TEST_F(FilterBarTest, RowsThatComeLaterAreFilteredAsTheyCome) {
    const auto where = path(QStringLiteral("growing.pcapng"));
    QFile whole(writeConversation());
    ASSERT_TRUE(whole.open(QIODevice::ReadOnly));
    const auto bytes = whole.readAll();
    QFile growing(where);
    ASSERT_TRUE(growing.open(QIODevice::WriteOnly));
    growing.write(bytes.first(bytes.size() / 2));
    growing.flush();
    m_window.open({.paths = {where}, .follow = true});
    ASSERT_TRUE(eventually([&] { return model()->rowCount() > 5; }));
    apply("mqtt.type == PUBLISH and mqtt.qos == 1");
    const int before = model()->rowCount();
    growing.write(bytes.mid(bytes.size() / 2));
    growing.flush();
    EXPECT_TRUE(eventually([&] { return model()->rowCount() == 12; })) << before;
    EXPECT_LT(before, 12);
}

} // namespace
} // namespace mqttscope::test
