// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/growing_store.h"
#include "tests/ui/ui_test.h"
#include "ui/models/findings_model.h"

#include <QAbstractItemModelTester>
#include <QTreeView>

namespace mqttscope::ui {
namespace {

using base::Severity;

constexpr std::uint16_t kEarlyRule = 1;
constexpr std::uint16_t kRule = 2;
constexpr std::uint16_t kLateRule = 3;

class FindingsModelTest : public ::testing::Test {
protected:
    void add(std::uint16_t rule, Severity severity, std::uint32_t times = 1) {
        for (std::uint32_t i = 0; i < times; ++i) m_store.finding(m_row, rule, severity);
    }

    void adopt() { m_model.adopt(m_store.publish()); }

    [[nodiscard]] QList<int> rules() const {
        QList<int> found;
        for (int row = 0; row < m_model.rowCount(); ++row) found += m_model.rule(m_model.index(row, 0)).value;
        return found;
    }

    test::GrowingStore m_store;
    base::RowId m_row = m_store.row(m_store.connection("dev-42"));
    FindingsModel m_model;
    QAbstractItemModelTester m_tester{&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(FindingsModelTest, TheMostSevereRulesStandFirst) {
    add(kLateRule, Severity::Warning);
    add(kRule, Severity::Information, 2);
    add(kEarlyRule, Severity::Warning);
    adopt();
    EXPECT_EQ(rules(), (QList<int>{kEarlyRule, kLateRule, kRule}));
    EXPECT_TRUE(m_model.index(2, 0).data().toString().endsWith(QStringLiteral("(2)")));
}

TEST_F(FindingsModelTest, WhatIsOpenAndChosenStaysSoWhileGroupsComeGrowAndMove) {
    add(kRule, Severity::Warning);
    add(kLateRule, Severity::Information);
    adopt();
    QTreeView view;
    view.setModel(&m_model);
    view.expand(m_model.index(1, 0));
    const QPersistentModelIndex chosen = m_model.index(0, 0, m_model.index(1, 0));
    view.setCurrentIndex(chosen);
    add(kEarlyRule, Severity::Error);   // before both
    add(kLateRule, Severity::Error, 3); // goes up, and grows
    adopt();
    EXPECT_EQ(rules(), (QList<int>{kEarlyRule, kLateRule, kRule}));
    EXPECT_TRUE(view.isExpanded(m_model.index(1, 0)));
    EXPECT_FALSE(view.isExpanded(m_model.index(2, 0)));
    EXPECT_EQ(view.currentIndex(), chosen);
    EXPECT_EQ(m_model.rule(view.currentIndex()).value, kLateRule);
    EXPECT_EQ(m_model.rowCount(m_model.index(1, 0)), 4);
}

TEST(FindingsThatLeave, TakeTheirLinesAndGroupsWithThem) {
    constexpr auto kListed = static_cast<std::uint32_t>(FindingsModel::kMostListed);
    test::GrowingStore store;
    FindingsModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    const auto connection = store.connection("dev-42");
    const auto add = [&](std::uint32_t frame, std::uint16_t rule, std::uint32_t times) {
        store.frame(frame);
        const auto row = store.row(connection);
        for (std::uint32_t i = 0; i < times; ++i) store.finding(row, rule, Severity::Warning);
        return row;
    };
    add(0, kRule, 2);
    add(0, kEarlyRule, kListed);
    const auto kept = add(1, kEarlyRule, 7);
    add(1, kRule, 1);
    model.adopt(store.publish());
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.rowCount(model.index(0, 0)), static_cast<int>(kListed) + 1);

    store.leave(1);
    model.adopt(store.publish());
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.count(), 8U);
    EXPECT_EQ(model.rowCount(model.index(0, 0)), 7) << "those that were only counted are listed now";
    EXPECT_EQ(model.row(model.index(0, 0, model.index(0, 0))), kept);
    EXPECT_TRUE(model.index(0, 0).data().toString().endsWith(QStringLiteral("(7)")));
    EXPECT_EQ(model.rowCount(model.index(1, 0)), 1);

    add(2, kRule, 1);
    store.leave(2);
    model.adopt(store.publish());
    ASSERT_EQ(model.rowCount(), 1) << "nothing is left of the other";
    EXPECT_EQ(model.rule(model.index(0, 0)).value, kRule);
    EXPECT_TRUE(model.title({kEarlyRule}).isEmpty());
    add(3, kEarlyRule, 2);
    model.adopt(store.publish());
    ASSERT_EQ(model.rowCount(), 2) << "it is there again";
    EXPECT_EQ(model.rowCount(model.index(0, 0)), 2);
}

TEST_F(FindingsModelTest, AGroupListsItsFirstFindingsAndCountsTheRest) {
    constexpr auto kListed = static_cast<std::uint32_t>(FindingsModel::kMostListed);
    add(kRule, Severity::Error, kListed - 1);
    adopt();
    const auto group = m_model.index(0, 0);
    EXPECT_EQ(m_model.rowCount(group), static_cast<int>(kListed) - 1);
    add(kRule, Severity::Error, 2);
    adopt();
    EXPECT_EQ(m_model.rowCount(group), static_cast<int>(kListed) + 1);
    const auto last = m_model.index(static_cast<int>(kListed), 0, group);
    EXPECT_TRUE(last.data().toString().contains(QStringLiteral("1 more"))) << last.data().toString().toStdString();
    EXPECT_FALSE(m_model.row(last).valid());
    add(kRule, Severity::Error, 5);
    adopt();
    EXPECT_TRUE(last.data().toString().contains(QStringLiteral("6 more")));
}

TEST_F(FindingsModelTest, VeryManyAreTakenInOverSeveralTurnsOfTheEventLoop) {
    constexpr auto kMany = 2 * FindingsModel::kMostAtOnce + 10;
    add(kRule, Severity::Error, kMany);
    adopt();
    EXPECT_FALSE(m_model.isComplete());
    EXPECT_EQ(m_model.count(), kMany) << "how many there are is known at once";
    EXPECT_TRUE(test::eventually([this] { return m_model.isComplete(); }));
    EXPECT_TRUE(m_model.index(0, 0).data().toString().endsWith(QStringLiteral("(524,298)")))
        << m_model.index(0, 0).data().toString().toStdString();
    m_model.clear();
    EXPECT_EQ(m_model.rowCount(), 0);
    EXPECT_TRUE(m_model.isComplete());
}

} // namespace
} // namespace mqttscope::ui
