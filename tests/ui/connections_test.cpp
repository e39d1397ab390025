// SPDX-License-Identifier: GPL-3.0-or-later
// The connections in the navigator: listed, searched, sorted, chosen, and their menu.
#include "tests/ui/growing_store.h"
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/connections_model.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/connection_list.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/navigator.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>

namespace mqttscope::ui {
namespace {

using By = ConnectionChoice::By;

std::vector<std::uint32_t> arranged(test::GrowingStore& store, const ConnectionChoice& choice) {
    return arrangeConnections(store.publish(), choice, {})->connections;
}

TEST(ConnectionOrder, SortsTextsAsTextsAndNumbersAsNumbers) {
    test::GrowingStore store;
    const auto b = store.connection("b");
    const auto a = store.connection("a");
    store.connection(); // its address stands for it
    for (int i = 0; i < 12; ++i) store.row(b);
    for (int i = 0; i < 9; ++i) store.row(a);
    EXPECT_EQ(arranged(store, {.by = By::Client}), (std::vector<std::uint32_t>{2, 1, 0}));
    EXPECT_EQ(arranged(store, {.by = By::Packets}), (std::vector<std::uint32_t>{2, 1, 0}));
    EXPECT_EQ(arranged(store, {.by = By::Bytes, .descending = true}), (std::vector<std::uint32_t>{0, 1, 2}));
    EXPECT_EQ(arranged(store, {.by = By::Server}), (std::vector<std::uint32_t>{0, 1, 2})) << "equal ones stay";
}

TEST(ConnectionOrder, SearchesClientsAndAddressesWhateverTheirCase) {
    test::GrowingStore store;
    store.connection("Pump-Süd", 50'001);
    store.connection("oven", 50'002);
    EXPECT_EQ(arranged(store, {.search = QStringLiteral("pump-SÜD")}), (std::vector<std::uint32_t>{0}));
    EXPECT_EQ(arranged(store, {.search = QStringLiteral(":50002")}), (std::vector<std::uint32_t>{1}));
    EXPECT_EQ(arranged(store, {.search = QStringLiteral("1883")}), (std::vector<std::uint32_t>{0, 1}));
    EXPECT_TRUE(arranged(store, {.search = QStringLiteral("nothing")}).empty());
}

TEST(ConnectionOrder, StopsWhenAsked) {
    test::GrowingStore store;
    store.connection("a");
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(arrangeConnections(store.publish(), {}, stop.get_token()), nullptr);
}

} // namespace
} // namespace mqttscope::ui

namespace mqttscope::test {
namespace {

using ui::ConnectionsModel;

class Connections : public WindowTest {
protected:
    Connections() { open(writeConversation()); }

    [[nodiscard]] ui::ConnectionList* list() { return m_window.workspace()->navigator()->connections(); }

    [[nodiscard]] QString cell(int row, int column) { return list()->model()->index(row, column).data().toString(); }

    [[nodiscard]] base::RowId currentRow() { return m_window.workspace()->packets()->currentRow(); }

    void settle() {
        ASSERT_TRUE(eventually([this] { return !list()->isBusy() && !m_window.workspace()->table()->isBusy(); }));
    }

    void search(const QString& text) {
        auto* field = find<QLineEdit>("connectionSearch");
        field->clear();
        QTest::keyClicks(field, text);
        settle();
    }

    void clickHeader(int column) {
        auto* header = list()->view()->header();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          {header->sectionViewportPosition(column) + 10, header->height() / 2});
        settle();
    }

    void click(int row) {
        auto* view = list()->view();
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                          view->visualRect(view->model()->index(row, 0)).center());
        settle();
    }

    /// Chooses an entry of the menu of a connection, submenus included.
    void choose(int row, const QString& text) {
        auto* view = list()->view();
        emit view->customContextMenuRequested(view->visualRect(view->model()->index(row, 0)).center());
        auto* menu = m_window.findChild<QMenu*>(QStringLiteral("connectionMenu"));
        ASSERT_NE(menu, nullptr);
        QList<QAction*> actions = menu->actions();
        for (qsizetype i = 0; i < actions.size(); ++i) {
            if (actions[i]->menu() != nullptr) actions += actions[i]->menu()->actions();
            if (actions[i]->text().remove(QLatin1Char('&')) == text) actions[i]->trigger();
        }
        delete menu;
        settle();
    }
};

TEST_F(Connections, TellClientServerVersionPacketsBytesAndSpan) {
    EXPECT_EQ(list()->model()->rowCount(), 2);
    EXPECT_EQ(cell(0, ConnectionsModel::Client), QStringLiteral("dev-42"));
    EXPECT_TRUE(cell(0, ConnectionsModel::Server).endsWith(QStringLiteral(":1883")));
    EXPECT_EQ(cell(0, ConnectionsModel::Version), QStringLiteral("3.1.1"));
    EXPECT_EQ(cell(0, ConnectionsModel::Packets), QStringLiteral("29"));
    EXPECT_GT(cell(0, ConnectionsModel::Bytes).toInt(), 500);
    EXPECT_FALSE(cell(0, ConnectionsModel::Span).isEmpty());
}

TEST_F(Connections, MakeAFilter) {
    choose(1, QStringLiteral("Not Selected"));
    EXPECT_EQ(m_window.workspace()->filter()->text(), QStringLiteral("not (mqtt.connection == 1)"));
    EXPECT_TRUE(eventually([this] { return m_window.workspace()->model()->rowCount() == 31; }))
        << m_window.workspace()->model()->rowCount();
}

TEST_F(Connections, AreSearchedAsOneTypes) {
    search(QStringLiteral("DASH"));
    ASSERT_EQ(list()->model()->rowCount(), 1);
    EXPECT_EQ(cell(0, ConnectionsModel::Client), QStringLiteral("dashboard-main-hall"));
    search(QStringLiteral("nobody"));
    EXPECT_EQ(list()->model()->rowCount(), 0);
    search({});
    EXPECT_EQ(list()->model()->rowCount(), 2);
}

TEST_F(Connections, AreSortedByAClickAndWhatWasChosenStaysChosen) {
    click(0);
    clickHeader(ConnectionsModel::Packets); // the most first
    EXPECT_EQ(cell(0, ConnectionsModel::Packets), QStringLiteral("29"));
    EXPECT_EQ(list()->view()->currentIndex().row(), 0);
    clickHeader(ConnectionsModel::Packets);
    EXPECT_EQ(cell(0, ConnectionsModel::Packets), QStringLiteral("17"));
    EXPECT_EQ(list()->view()->currentIndex().row(), 1);
    EXPECT_EQ(m_window.workspace()->table()->narrowing().connection, base::ConnectionId(0));
    clickHeader(ConnectionsModel::Packets);
    EXPECT_FALSE(list()->view()->header()->isSortIndicatorShown());
    EXPECT_EQ(cell(0, ConnectionsModel::Client), QStringLiteral("dev-42"));
}

TEST_F(Connections, TheirMenuNarrowsGoesAndCopies) {
    choose(1, QStringLiteral("Only This Connection"));
    EXPECT_EQ(m_window.workspace()->table()->narrowing().connection, base::ConnectionId(1));
    choose(1, QStringLiteral("Show All Rows"));
    EXPECT_TRUE(m_window.workspace()->table()->narrowing().isNone());
    choose(1, QStringLiteral("Go to Its Last Row"));
    const auto last = currentRow();
    choose(1, QStringLiteral("Go to Its First Row"));
    EXPECT_EQ(currentRow(), base::RowId(2));
    EXPECT_GT(last, currentRow());
    choose(1, QStringLiteral("Client"));
    EXPECT_EQ(QGuiApplication::clipboard()->text(), QStringLiteral("dashboard-main-hall"));
    choose(1, QStringLiteral("Server's Address"));
    EXPECT_TRUE(QGuiApplication::clipboard()->text().endsWith(QStringLiteral(":1883")));
    choose(1, QStringLiteral("Line"));
    EXPECT_TRUE(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("dashboard-main-hall\t17\t")));
}

TEST_F(Connections, TheirPortIsDecodedAsOneSays) {
    choose(0, QStringLiteral("Not MQTT"));
    waitUntilRead();
    EXPECT_EQ(table()->model()->rowCount(), 0);
}

} // namespace
} // namespace mqttscope::test
