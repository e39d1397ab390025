// SPDX-License-Identifier: GPL-3.0-or-later
// What a person says about rows: marks, rows to ignore, time references and notes; undone, redone, and kept with the
// file.
#include "tests/ui/ui_test.h"
#include "ui/models/annotations.h"
#include "ui/models/details_model.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/message_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/annotation_file.h"
#include "ui/views/filter_edit.h"

#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QMenu>
#include <QPlainTextEdit>
#include <QStatusBar>
#include <QTreeView>

namespace mqttscope::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using ui::Annotations;
using ui::PacketTableModel;
using ui::RowSign;
using Rows = std::vector<std::uint32_t>;

class Marking : public WindowTest {
protected:
    Marking()
        : m_path(writeConversation()) {
        QFile::remove(ui::annotationPath({m_path})); // every test writes the same capture
        open(m_path);
    }

    ~Marking() override {
        m_window.closeCapture();
        QFile::remove(ui::annotationPath({m_path}));
    }

    [[nodiscard]] ui::Workspace* workspace() { return m_window.workspace(); }

    [[nodiscard]] Annotations* said() { return workspace()->annotations(); }

    [[nodiscard]] const Rows& rows(Annotations::Kind kind) { return *said()->rows(kind); }

    [[nodiscard]] const Rows& marks() { return rows(Annotations::Kind::Mark); }

    [[nodiscard]] std::uint32_t current() { return workspace()->packets()->currentRow().value; }

    void choose(std::uint32_t first, int more = 0) {
        ASSERT_TRUE(workspace()->packets()->goTo(base::RowId(first)));
        QTest::mouseClick(table()->viewport(), Qt::LeftButton, {},
                          table()->visualRect(table()->currentIndex()).center());
        for (int i = 0; i < more; ++i) QTest::keyClick(table(), Qt::Key_Down, Qt::ShiftModifier);
    }

    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::ControlModifier) {
        QTest::keyClick(&m_window, key, modifiers);
    }

    void filter(const QString& text) {
        auto* bar = workspace()->filter();
        bar->prepare(text);
        bar->apply();
        ASSERT_TRUE(eventually([this] { return !workspace()->table()->isBusy(); }));
    }

    void writeNote(const QString& text) {
        press(Qt::Key_C, Qt::ControlModifier | Qt::AltModifier);
        ASSERT_TRUE(QTest::qWaitForWindowActive(find<QDialog>("noteDialog")));
        auto* note = find<QPlainTextEdit>("noteText");
        note->clear();
        note->insertPlainText(text);
        QTest::keyClick(note, Qt::Key_Return, Qt::ControlModifier);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        ASSERT_TRUE(QTest::qWaitForWindowActive(&m_window));
    }

    [[nodiscard]] quint32 signs(int row) {
        return workspace()->model()->index(row, 0).data(PacketTableModel::SignsRole).toUInt();
    }

    [[nodiscard]] QString firstDetail() { return workspace()->details()->model()->index(0, 0).data().toString(); }

    QString m_path;
};

TEST_F(Marking, MarksTheChosenRowsAndUnmarksThemAgain) {
    choose(3, 2);
    press(Qt::Key_M);
    EXPECT_THAT(marks(), ElementsAre(3, 4, 5));
    EXPECT_EQ(signs(4), RowSign::kMarked);
    EXPECT_EQ(find<QLabel>("markedCount")->text(), QStringLiteral("3 marked"));
    EXPECT_TRUE(find<QLabel>("markedCount")->isVisible());
    choose(5, 1);
    press(Qt::Key_M);
    EXPECT_THAT(marks(), ElementsAre(3, 4, 5, 6)) << "where some are not marked, all are marked";
    press(Qt::Key_M);
    EXPECT_THAT(marks(), ElementsAre(3, 4));
    action("unmarkAll")->trigger();
    EXPECT_THAT(marks(), IsEmpty());
    EXPECT_FALSE(find<QLabel>("markedCount")->isVisible());
}

TEST_F(Marking, MarksAllThatIsDisplayed) {
    filter(QStringLiteral("mqtt.msgtype == SUBSCRIBE || mqtt.msgtype == SUBACK"));
    press(Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(marks().size(), 2U);
    for (const auto row : said()->markedRows()) EXPECT_TRUE(workspace()->model()->positionOf(row) >= 0) << row.value;
}

TEST_F(Marking, GoesFromMarkToMarkAndRoundTheEnds) {
    for (const auto row : {2U, 9U, 20U}) {
        choose(row);
        press(Qt::Key_M);
    }
    const auto both = Qt::ControlModifier | Qt::ShiftModifier;
    choose(4);
    press(Qt::Key_N, both);
    EXPECT_EQ(current(), 9U);
    press(Qt::Key_N, both);
    EXPECT_EQ(current(), 20U);
    press(Qt::Key_N, both);
    EXPECT_EQ(current(), 2U);
    EXPECT_TRUE(m_window.statusBar()->currentMessage().startsWith(QStringLiteral("This is the first mark")));
    press(Qt::Key_B, both);
    EXPECT_EQ(current(), 20U);
}

TEST_F(Marking, GoesFromMarkToMarkAsTheTableIsSorted) {
    for (const auto row : {2U, 9U, 20U}) {
        choose(row);
        press(Qt::Key_M);
    }
    auto order = std::make_shared<ui::RowOrder>();
    order->rows = {20, 1, 2, 7, 9, 3};
    order->sorted = true;
    workspace()->packets()->setOrder(order, false);
    choose(7);
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(current(), 9U);
    press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(current(), 20U);
    choose(7);
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    EXPECT_EQ(current(), 2U);
}

TEST_F(Marking, EverythingIsUndoneAndRedoneInItsOrder) {
    choose(3);
    press(Qt::Key_M);
    press(Qt::Key_D);
    press(Qt::Key_T);
    writeNote(QStringLiteral("begins here"));
    const auto back = [this] { press(Qt::Key_Z); };
    const auto forth = [this] { press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); };
    back();
    EXPECT_TRUE(said()->notes().empty());
    back();
    EXPECT_THAT(rows(Annotations::Kind::Reference), IsEmpty());
    EXPECT_THAT(workspace()->model()->times().references, IsEmpty());
    back();
    EXPECT_THAT(rows(Annotations::Kind::Ignored), IsEmpty());
    EXPECT_THAT(marks(), ElementsAre(3));
    back();
    EXPECT_THAT(marks(), IsEmpty());
    EXPECT_FALSE(action("undo")->isEnabled());
    for (int i = 0; i < 4; ++i) forth();
    EXPECT_THAT(marks(), ElementsAre(3));
    EXPECT_THAT(workspace()->model()->times().references, ElementsAre(3));
    EXPECT_EQ(said()->note(base::RowId(3)), QStringLiteral("begins here"));
    EXPECT_FALSE(action("redo")->isEnabled());
}

TEST_F(Marking, ANoteStandsInTheDetailsAndOnItsRow) {
    choose(3);
    writeNote(QStringLiteral("<b>who</b> sent this?"));
    EXPECT_EQ(signs(3), RowSign::kNoted);
    EXPECT_EQ(firstDetail(), QStringLiteral("Note: <b>who</b> sent this?"));
    const auto tip = workspace()->model()->index(3, PacketTableModel::Number).data(Qt::ToolTipRole).toString();
    EXPECT_TRUE(tip.contains(QStringLiteral("&lt;b&gt;who"))) << "as it was written";
    choose(4);
    EXPECT_FALSE(firstDetail().startsWith(QStringLiteral("Note")));
    choose(3);
    writeNote({});
    EXPECT_EQ(signs(3), 0U);
    EXPECT_FALSE(firstDetail().startsWith(QStringLiteral("Note")));
}

TEST_F(Marking, NoFilterAcceptsAnIgnoredRow) {
    const int all = workspace()->model()->rowCount();
    filter(QStringLiteral("mqtt.msgtype == PUBLISH"));
    const int publishes = workspace()->model()->rowCount();
    const auto row = workspace()->model()->rowId(workspace()->model()->index(2, 0));
    choose(row.value);
    press(Qt::Key_D);
    ASSERT_TRUE(eventually([this] { return !workspace()->table()->isBusy(); }));
    EXPECT_EQ(workspace()->model()->rowCount(), publishes - 1);
    EXPECT_EQ(workspace()->model()->positionOf(row), -1);
    EXPECT_TRUE(find<QLabel>("rowCount")->text().startsWith(QStringLiteral("%1 of").arg(publishes - 1)));
    filter({});
    EXPECT_EQ(workspace()->model()->rowCount(), all) << "without a filter it is shown";
    EXPECT_EQ(signs(static_cast<int>(row.value)), RowSign::kIgnored);
    press(Qt::Key_Z);
    filter(QStringLiteral("mqtt.msgtype == PUBLISH"));
    EXPECT_EQ(workspace()->model()->rowCount(), publishes);
}

TEST_F(Marking, IsKeptWhereverTheFileGoes) {
    choose(3, 1);
    press(Qt::Key_M);
    choose(7);
    press(Qt::Key_D);
    choose(9);
    press(Qt::Key_T);
    writeNote(QStringLiteral("the \"first\" reading\n温度"));
    m_window.closeCapture();
    EXPECT_THAT(marks(), IsEmpty());
    const auto moved = path(QStringLiteral("elsewhere.pcapng"));
    ASSERT_TRUE(QFile::rename(m_path, moved));
    m_path = moved;
    open(moved);
    EXPECT_THAT(marks(), ElementsAre(3, 4));
    EXPECT_THAT(rows(Annotations::Kind::Ignored), ElementsAre(7));
    EXPECT_THAT(workspace()->model()->times().references, ElementsAre(9));
    EXPECT_EQ(said()->note(base::RowId(9)), QStringLiteral("the \"first\" reading\n温度"));
    EXPECT_EQ(find<QLabel>("markedCount")->text(), QStringLiteral("2 marked"));
    EXPECT_FALSE(action("undo")->isEnabled()) << "another day's work";
}

TEST_F(Marking, AnotherCaptureHasNothingOfThisOne) {
    choose(3);
    press(Qt::Key_M);
    Capture other;
    other.client("somebody").handshake();
    open(write(other, QStringLiteral("other.pcapng")));
    EXPECT_THAT(marks(), IsEmpty());
    open(m_path);
    EXPECT_THAT(marks(), ElementsAre(3));
}

TEST_F(Marking, NothingIsLeftOfACaptureWithoutAnyMark) {
    choose(3);
    press(Qt::Key_M);
    m_window.closeCapture();
    EXPECT_TRUE(QFile::exists(ui::annotationPath({m_path})));
    open(m_path);
    action("unmarkAll")->trigger();
    m_window.closeCapture();
    EXPECT_FALSE(QFile::exists(ui::annotationPath({m_path})));
}

TEST_F(Marking, ABrokenSideFileIsToldAndKept) {
    m_window.closeCapture();
    const auto side = ui::annotationPath({m_path});
    ASSERT_TRUE(QDir().mkpath(QFileInfo(side).absolutePath()));
    QFile file(side);
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
    file.write("{\"format\": \"mqttscope annotations\", \"rows\": [");
    file.close();
    open(m_path);
    const auto message = find<ui::MessageBar>("messageBar")->text();
    const QString kept = side + QStringLiteral(".broken-1");
    EXPECT_TRUE(message.contains(kept)) << message.toStdString();
    EXPECT_TRUE(QFile::exists(kept));
    choose(3);
    press(Qt::Key_M);
    m_window.closeCapture();
    open(m_path);
    EXPECT_THAT(marks(), ElementsAre(3)) << "work goes on";
    QFile::remove(kept);
}

TEST_F(Marking, IsInTheMenuOfARow) {
    choose(3);
    emit workspace() -> packets()->menuRequested(m_window.mapToGlobal(QPoint(400, 200)));
    auto* menu = find<QMenu>("packetMenu");
    EXPECT_TRUE(menu->actions().contains(action("mark")));
    EXPECT_TRUE(menu->actions().contains(action("note")));
    menu->close();
}

} // namespace
} // namespace mqttscope::test
