// SPDX-License-Identifier: GPL-3.0-or-later
// Finding packets by text, bytes, expression and filter, in the list, the details and the bytes.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/annotations.h"
#include "ui/models/packet_table_model.h"
#include "ui/panels/bytes_panel.h"
#include "ui/panels/details_panel.h"
#include "ui/panels/filter_bar.h"
#include "ui/panels/find_bar.h"
#include "ui/panels/narrowed_table.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/views/bytes_view.h"
#include "ui/views/filter_edit.h"

#include <QAbstractButton>
#include <QHeaderView>
#include <QLabel>
#include <QTreeView>

namespace mqttscope::test {
namespace {

using ui::FindBar;
using ui::FindIn;

class FindTest : public WindowTest {
protected:
    FindTest() { open(writeConversation()); }

    /// What is said about a capture is kept beyond a test.
    ~FindTest() override {
        auto* said = m_window.workspace()->annotations();
        said->set(ui::Annotations::Kind::Ignored, *said->rows(ui::Annotations::Kind::Ignored), false);
        said->setNote(base::RowId(9), {});
    }

    [[nodiscard]] FindBar* bar() { return m_window.workspace()->find(); }

    [[nodiscard]] ui::PacketPanel* packets() { return m_window.workspace()->packets(); }

    [[nodiscard]] QString result() { return find<QLabel>("findResult")->text(); }

    [[nodiscard]] bool isDone() {
        const auto text = result();
        return !text.isEmpty() && !text.startsWith(QLatin1String("Searching"));
    }

    /// The number of the row that is found next, as the table counts; 0 if none is.
    int next(int step = +1) {
        bar()->setResult({});
        emit bar() -> wanted(step);
        EXPECT_TRUE(eventually([this] { return isDone(); }));
        if (result().startsWith(QLatin1String("Not found"))) return 0;
        return static_cast<int>(packets()->currentRow().value) + 1;
    }

    void write(FindBar::By by, FindIn in, const QString& text) {
        bar()->setBy(by);
        bar()->setIn(in);
        bar()->edit()->setText(text);
        packets()->goToFirst();
    }

    [[nodiscard]] QString typeOf(int number) {
        return m_window.workspace()->model()->index(number - 1, ui::PacketTableModel::Type).data().toString();
    }
};

TEST_F(FindTest, TheBarOpensByKeyAndEscapeGivesTheKeyboardBack) {
    EXPECT_FALSE(bar()->isVisible());
    action("find")->trigger();
    EXPECT_TRUE(bar()->isVisible());
    EXPECT_TRUE(bar()->edit()->hasFocus());
    QTest::keyClick(bar()->edit(), Qt::Key_Escape);
    EXPECT_FALSE(bar()->isVisible());
    EXPECT_TRUE(table()->hasFocus());
}

TEST_F(FindTest, TextInTheListGoesFromHitToHitAndAround) {
    write(FindBar::By::Text, FindIn::List, QStringLiteral("OVEN-2"));
    const int first = next();
    ASSERT_NE(first, 0);
    EXPECT_TRUE(m_window.workspace()
                    ->model()
                    ->index(first - 1, ui::PacketTableModel::Info)
                    .data()
                    .toString()
                    .contains(QStringLiteral("oven-2")));
    const int second = next();
    EXPECT_GT(second, first);
    EXPECT_EQ(next(-1), first);
    const int last = next(-1);
    EXPECT_GT(last, second);
    EXPECT_TRUE(result().contains(QStringLiteral("from the bottom"))) << result().toStdString();
    EXPECT_EQ(next(), first);
    EXPECT_TRUE(result().contains(QStringLiteral("from the top")));
}

TEST_F(FindTest, LettersMayMatter) {
    write(FindBar::By::Text, FindIn::List, QStringLiteral("OVEN-2"));
    find<QAbstractButton>("findCase")->setChecked(true);
    EXPECT_EQ(next(), 0);
}

TEST_F(FindTest, EnterFindsTheNextAndShiftEnterThePrevious) {
    write(FindBar::By::Text, FindIn::List, QStringLiteral("PUBACK"));
    action("find")->trigger();
    QTest::keyClick(bar()->edit(), Qt::Key_Return);
    EXPECT_TRUE(eventually([this] { return isDone(); }));
    const auto first = packets()->currentRow();
    EXPECT_EQ(typeOf(static_cast<int>(first.value) + 1), QStringLiteral("PUBACK"));
    action("findNextHit")->trigger();
    EXPECT_TRUE(eventually([&] { return packets()->currentRow() != first; }));
    QTest::keyClick(bar()->edit(), Qt::Key_Enter, Qt::ShiftModifier);
    EXPECT_TRUE(eventually([&] { return packets()->currentRow() == first; }));
}

TEST_F(FindTest, ALineOfTheDetailsIsSelected) {
    write(FindBar::By::Expression, FindIn::Details, QStringLiteral("^Keep Alive: \\d+"));
    const int found = next();
    EXPECT_EQ(typeOf(found), QStringLiteral("CONNECT"));
    const auto* view = m_window.workspace()->details()->view();
    EXPECT_TRUE(view->currentIndex().data().toString().startsWith(QLatin1String("Keep Alive")));
}

TEST_F(FindTest, BytesAreLitWhereTheyAre) {
    write(FindBar::By::Hex, FindIn::Bytes, QStringLiteral("6f 76 65 6e 2d 31")); // oven-1
    const int found = next();
    EXPECT_EQ(typeOf(found), QStringLiteral("PUBLISH"));
    const auto* view = m_window.workspace()->bytes()->view(ui::ByteSpace::Packet);
    EXPECT_EQ(view->highlighted(), (base::ByteRange{10, 6}));
    EXPECT_EQ(view->selectedText(), QStringLiteral("oven-1"));
}

TEST_F(FindTest, WhatIsMaskedIsNotFoundUntilItIsShown) {
    for (const auto in : {FindIn::List, FindIn::Details, FindIn::Bytes}) {
        write(FindBar::By::Text, in, QStringLiteral("hunter2"));
        EXPECT_EQ(next(), 0) << static_cast<int>(in);
    }
    action("showSecrets")->setChecked(true);
    for (const auto in : {FindIn::Details, FindIn::Bytes}) {
        write(FindBar::By::Text, in, QStringLiteral("hunter2"));
        EXPECT_EQ(typeOf(next()), QStringLiteral("CONNECT")) << static_cast<int>(in);
    }
}

TEST_F(FindTest, AFilterFindsWithoutHidingTheOthers) {
    const int rows = m_window.workspace()->model()->rowCount();
    write(FindBar::By::Filter, FindIn::List, QStringLiteral("mqtt.type == SUBSCRIBE"));
    EXPECT_EQ(typeOf(next()), QStringLiteral("SUBSCRIBE"));
    EXPECT_EQ(m_window.workspace()->model()->rowCount(), rows);
}

TEST_F(FindTest, WhatIsWrongIsToldAndNotLookedFor) {
    write(FindBar::By::Expression, FindIn::List, QStringLiteral("("));
    EXPECT_TRUE(result().startsWith(QStringLiteral("this is no regular expression")));
    EXPECT_EQ(bar()->edit()->tone(), ui::Tone::Wrong);
    EXPECT_FALSE(bar()->sought().has_value());
    write(FindBar::By::Filter, FindIn::List, QStringLiteral("mqtt.topci"));
    EXPECT_FALSE(bar()->sought().has_value());
}

TEST_F(FindTest, OnlyRowsThatAreDisplayedAndHeededAreFound) {
    write(FindBar::By::Text, FindIn::List, QStringLiteral("SUBSCRIBE"));
    const int found = next();
    ASSERT_NE(found, 0);
    m_window.workspace()->annotations()->set(ui::Annotations::Kind::Ignored, {static_cast<std::uint32_t>(found - 1)},
                                             true);
    packets()->goToFirst();
    EXPECT_NE(next(), found);
    m_window.workspace()->filter()->prepare(QStringLiteral("mqtt.type == PUBLISH"));
    m_window.workspace()->filter()->apply();
    EXPECT_TRUE(eventually([this] { return !m_window.workspace()->table()->isBusy(); }));
    EXPECT_EQ(next(), 0);
}

TEST_F(FindTest, NotesAreFoundInTheDetails) {
    m_window.workspace()->annotations()->setNote(base::RowId(9), QStringLiteral("look at Hans' oven"));
    write(FindBar::By::Text, FindIn::Details, QStringLiteral("hans' oven"));
    EXPECT_EQ(next(), 10);
}

TEST_F(FindTest, ASortedTableIsSearchedAsItIsSorted) {
    table()->header()->setSortIndicator(ui::PacketTableModel::Size, Qt::DescendingOrder);
    emit table() -> header()->sectionClicked(ui::PacketTableModel::Size);
    EXPECT_TRUE(eventually(
        [this] { return m_window.workspace()->model()->order() && !m_window.workspace()->table()->isBusy(); }));
    write(FindBar::By::Text, FindIn::List, QStringLiteral("PUBLISH"));
    int before = -1;
    for (int i = 0; i < 5; ++i) {
        ASSERT_NE(next(), 0);
        const int at = m_window.workspace()->model()->positionOf(packets()->currentRow());
        EXPECT_GT(at, before);
        before = at;
    }
}

} // namespace
} // namespace mqttscope::test
