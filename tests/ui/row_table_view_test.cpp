// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/row_table_view.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QHeaderView>
#include <QScrollBar>
#include <QTest>

#include <gtest/gtest.h>

#include <limits>

namespace mqttscope::ui {
namespace {

/// Any number of rows whose cells say where they are, and that counts how often it is asked.
class CountingModel : public QAbstractTableModel {
public:
    explicit CountingModel(int rows)
        : m_rows(rows) {}

    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : m_rows; }

    int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : 3; }

    QVariant data(const QModelIndex& index, int role) const override {
        if (role != Qt::DisplayRole) return {};
        ++asked;
        return QStringLiteral("%1:%2").arg(index.row()).arg(index.column());
    }

    void append(int count) {
        beginInsertRows({}, m_rows, m_rows + count - 1);
        m_rows += count;
        endInsertRows();
    }

    mutable int asked = 0;

private:
    int m_rows;
};

class RowTableViewTest : public ::testing::Test {
protected:
    void show(CountingModel& model) {
        m_view.setModel(&model);
        m_view.resize(400, 300);
        m_view.show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&m_view));
        m_view.setFocus();
    }

    [[nodiscard]] int topRow() const { return m_view.indexAt({5, 2}).row(); }

    RowTableView m_view;
};

TEST_F(RowTableViewTest, AsksOnlyForTheCellsInSight) {
    CountingModel model(10'000'000);
    show(model);
    m_view.grab();
    model.asked = 0;
    m_view.grab();
    EXPECT_GT(model.asked, 0);
    EXPECT_LE(model.asked, (m_view.rowsPerPage() + 2) * 3);
}

TEST_F(RowTableViewTest, APlaceLeadsToTheCellThatIsPaintedThere) {
    CountingModel model(1'000);
    show(model);
    m_view.verticalScrollBar()->setValue(500);
    const auto index = model.index(503, 1);
    EXPECT_EQ(m_view.indexAt(m_view.visualRect(index).center()), index);
    EXPECT_FALSE(m_view.viewport()->rect().intersects(m_view.visualRect(model.index(0, 0))));
}

TEST_F(RowTableViewTest, KeysWalkAndJump) {
    CountingModel model(1'000);
    show(model);
    m_view.setCurrentIndex(model.index(0, 0));
    QTest::keyClick(&m_view, Qt::Key_Down);
    EXPECT_EQ(m_view.currentIndex().row(), 1);
    QTest::keyClick(&m_view, Qt::Key_PageDown);
    EXPECT_EQ(m_view.currentIndex().row(), 1 + m_view.rowsPerPage());
    QTest::keyClick(&m_view, Qt::Key_End);
    EXPECT_EQ(m_view.currentIndex().row(), 999);
    EXPECT_TRUE(m_view.atEnd());
    QTest::keyClick(&m_view, Qt::Key_Home);
    EXPECT_EQ(m_view.currentIndex().row(), 0);
    QTest::keyClick(&m_view, Qt::Key_Up);
    EXPECT_EQ(m_view.currentIndex().row(), 0);
}

TEST_F(RowTableViewTest, ShiftExtendsTheSelectionFarBeyondTheScreen) {
    CountingModel model(100'000);
    show(model);
    m_view.setCurrentIndex(model.index(10, 0));
    QTest::keyClick(&m_view, Qt::Key_End, Qt::ShiftModifier);
    EXPECT_EQ(m_view.selectionModel()->selectedRows().size(), 100'000 - 10);
}

TEST_F(RowTableViewTest, AClickSelectsTheRow) {
    CountingModel model(1'000);
    show(model);
    QTest::mouseClick(m_view.viewport(), Qt::LeftButton, {}, m_view.visualRect(model.index(4, 2)).center());
    EXPECT_EQ(m_view.currentIndex(), model.index(4, 2));
    EXPECT_TRUE(m_view.selectionModel()->isRowSelected(4));
}

TEST_F(RowTableViewTest, NewRowsLeaveThePictureWhereItIs) {
    CountingModel model(1'000);
    show(model);
    m_view.verticalScrollBar()->setValue(300);
    model.append(5'000);
    EXPECT_EQ(topRow(), 300);
    EXPECT_FALSE(m_view.atEnd());
}

TEST_F(RowTableViewTest, NewsAboutEveryRowCostOnePaint) {
    CountingModel model(100'000'000);
    show(model);
    QElapsedTimer clock;
    clock.start();
    emit model.dataChanged(model.index(0, 0), model.index(model.rowCount() - 1, 2));
    QCoreApplication::processEvents();
    EXPECT_LT(clock.elapsed(), 1'000);
}

TEST_F(RowTableViewTest, TypingALetterSearchesNothing) {
    CountingModel model(10'000'000);
    show(model);
    m_view.grab();
    model.asked = 0;
    QTest::keyClick(&m_view, Qt::Key_Z);
    EXPECT_LE(model.asked, (m_view.rowsPerPage() + 2) * 3);
}

TEST_F(RowTableViewTest, TheLastOfTwoBillionRowsCanBeReached) {
    CountingModel model(std::numeric_limits<int>::max() - 1);
    show(model);
    m_view.setCurrentIndex(model.index(0, 0));
    QTest::keyClick(&m_view, Qt::Key_End);
    const auto last = model.index(model.rowCount() - 1, 0);
    EXPECT_EQ(m_view.currentIndex(), last);
    EXPECT_TRUE(m_view.viewport()->rect().contains(m_view.visualRect(last)));
}

TEST_F(RowTableViewTest, AColumnFitsTheRowsInSight) {
    CountingModel model(1'000'000);
    show(model);
    m_view.header()->resizeSection(1, 10);
    m_view.fitColumn(1);
    EXPECT_GT(m_view.header()->sectionSize(1), 20);
}

} // namespace
} // namespace mqttscope::ui
