// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/growing_store.h"
#include "ui/models/connection_walk.h"

#include <gtest/gtest.h>

namespace mqttscope::ui {
namespace {

using State = ConnectionWalk::State;

class ConnectionWalkTest : public ::testing::Test {
protected:
    void rows(base::ConnectionId connection, int count) {
        for (int i = 0; i < count; ++i) m_store.row(connection);
    }

    /// Where a walk ends, or -1; counts its steps.
    std::int64_t walk(std::int64_t from, int step, std::shared_ptr<const RowOrder> order = nullptr) {
        ConnectionWalk walk(m_store.publish(), std::move(order), from, step);
        m_steps = 1;
        while (walk.advance() == State::Searching) ++m_steps;
        return walk.advance() == State::Found ? walk.position() : -1;
    }

    test::GrowingStore m_store;
    base::ConnectionId m_one = m_store.connection("one");
    base::ConnectionId m_other = m_store.connection("other");
    int m_steps = 0;
};

TEST_F(ConnectionWalkTest, FindsTheNeighbourInTheConnectionAndItsEnds) {
    rows(m_one, 1);
    rows(m_other, 3);
    rows(m_one, 2);
    rows(m_other, 1);
    EXPECT_EQ(walk(0, +1), 4);
    EXPECT_EQ(walk(4, +1), 5);
    EXPECT_EQ(walk(5, +1), -1);
    EXPECT_EQ(walk(4, -1), 0);
    EXPECT_EQ(walk(0, -1), -1);
    EXPECT_EQ(walk(3, +1), 6);
}

TEST_F(ConnectionWalkTest, FollowsTheOrderOfTheTable) {
    rows(m_one, 2);
    rows(m_other, 2);
    rows(m_one, 2);
    RowOrder order;
    order.rows = {5, 2, 0, 3, 4};
    order.sorted = true;
    const auto sorted = std::make_shared<const RowOrder>(order);
    EXPECT_EQ(walk(0, +1, sorted), 2);
    EXPECT_EQ(walk(2, +1, sorted), 4);
    EXPECT_EQ(walk(4, +1, sorted), -1);
    EXPECT_EQ(walk(3, -1, sorted), 1);
    order.rows = {0, 3, 5};
    order.sorted = false;
    const auto narrowed = std::make_shared<const RowOrder>(order);
    EXPECT_EQ(walk(0, +1, narrowed), 2);
    EXPECT_EQ(walk(2, -1, narrowed), 0);
    EXPECT_EQ(walk(1, +1, narrowed), -1);
}

TEST_F(ConnectionWalkTest, AFarNeighbourIsFoundInShortStepsAndNoneAtOnce) {
    rows(m_one, 1);
    rows(m_other, 2 * static_cast<int>(ConnectionWalk::kRowsAtOnce));
    rows(m_one, 1);
    EXPECT_EQ(walk(0, +1), 2 * ConnectionWalk::kRowsAtOnce + 1);
    EXPECT_EQ(m_steps, 3);
    EXPECT_EQ(walk(2 * ConnectionWalk::kRowsAtOnce, +1), -1);
    EXPECT_EQ(m_steps, 1) << "it is known where a connection ends";
}

} // namespace
} // namespace mqttscope::ui
