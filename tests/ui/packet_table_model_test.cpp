// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/ui_test.h"
#include "ui/models/packet_table_model.h"

#include <QAbstractItemModelTester>

#include <memory>

namespace mqttscope::ui {
namespace {

using Column = PacketTableModel::Column;

/// A store that a test fills, and a model that shows it.
class PacketTableModelTest : public ::testing::Test {
protected:
    PacketTableModelTest() {
        m_store->connections.append();
        m_store->connections.at(0).client = {.address = {.bytes = {10, 0, 0, 7}}, .port = 51'000};
        m_model.show({.packet = [this](const store::Snapshot& snapshot, base::RowId row) {
            ++m_decoded;
            engine::PacketBytes packet;
            packet.row = snapshot.row(row);
            return packet;
        }});
    }

    void append(std::uint8_t head, std::uint8_t flags = 0, std::uint32_t frame = base::FrameId::kNone) {
        store::Row row;
        row.time = {1'767'323'045'123'456'789};
        row.connection = base::ConnectionId(0);
        row.length = 1'234;
        row.head = head;
        row.flags = flags;
        row.frame = base::FrameId(frame);
        m_store->rows.append(row);
    }

    void publish() {
        m_store->publish(0);
        m_model.adopt(store::Snapshot(m_store));
    }

    [[nodiscard]] QString cell(int row, Column column) const { return m_model.index(row, column).data().toString(); }

    std::shared_ptr<store::Store> m_store = std::make_shared<store::Store>();
    int m_decoded = 0;
    PacketTableModel m_model;
    QAbstractItemModelTester m_tester{&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(PacketTableModelTest, RowsLeaveAtTheTopAndKeepTheirNumbers) {
    for (std::uint32_t i = 0; i < 10; ++i) append(0x30, 0, i);
    publish();
    QSignalSpy removed(&m_model, &QAbstractItemModel::rowsRemoved);
    QSignalSpy inserted(&m_model, &QAbstractItemModel::rowsInserted);
    const QPersistentModelIndex seventh(m_model.index(6, Column::Number));
    append(0x30, 0, 10);
    m_store->leave(base::FrameId(4), {});
    publish();
    ASSERT_EQ(removed.size(), 1);
    EXPECT_EQ(removed[0][1].toInt(), 0);
    EXPECT_EQ(removed[0][2].toInt(), 3);
    EXPECT_EQ(inserted.size(), 1) << "and one came";
    EXPECT_EQ(m_model.rowCount(), 7);
    EXPECT_EQ(cell(0, Column::Number), QStringLiteral("5"));
    EXPECT_EQ(m_model.rowId(m_model.index(0, 0)), base::RowId(4));
    EXPECT_EQ(m_model.positionOf(base::RowId(3)), -1);
    EXPECT_EQ(m_model.positionOf(base::RowId(10)), 6);
    EXPECT_EQ(seventh.row(), 2) << "what is selected stays the same row";
    m_store->leave(base::FrameId(11), {});
    publish();
    EXPECT_EQ(m_model.rowCount(), 0);
    append(0x30, 0, 11);
    publish();
    EXPECT_EQ(cell(0, Column::Number), QStringLiteral("12"));
}

TEST_F(PacketTableModelTest, RowsLeaveAnOrderWithTheNextOne) {
    for (std::uint32_t i = 0; i < 10; ++i) append(0x30, 0, i);
    publish();
    const auto order = std::make_shared<const RowOrder>(RowOrder{.rows = {1, 3, 5, 7}, .covered = 10});
    m_model.setOrder(order, false);
    m_store->leave(base::FrameId(4), {});
    publish();
    QSignalSpy removed(&m_model, &QAbstractItemModel::rowsRemoved);
    m_model.setOrder(withoutLeft(order, 4), true);
    EXPECT_EQ(removed.size(), 1);
    EXPECT_EQ(m_model.rowCount(), 2);
    EXPECT_EQ(m_model.rowId(m_model.index(0, 0)), base::RowId(5));
    const auto sorted = std::make_shared<const RowOrder>(RowOrder{.rows = {7, 2, 9, 0}, .covered = 10, .sorted = true});
    EXPECT_THAT(withoutLeft(sorted, 4)->rows, testing::ElementsAre(7, 9)) << "wherever they stand";
}

TEST_F(PacketTableModelTest, GrowsByWhatWasPublishedAndTellsExactly) {
    QSignalSpy inserted(&m_model, &QAbstractItemModel::rowsInserted);
    publish();
    EXPECT_EQ(m_model.rowCount(), 0);
    for (int batch = 1; batch <= 50; ++batch) {
        for (int i = 0; i < batch; ++i) append(0x30);
        const int before = m_model.rowCount();
        publish();
        EXPECT_EQ(m_model.rowCount(), before + batch);
        ASSERT_EQ(inserted.size(), batch);
        EXPECT_EQ(inserted.last().at(1).toInt(), before);
        EXPECT_EQ(inserted.last().at(2).toInt(), before + batch - 1);
    }
}

TEST_F(PacketTableModelTest, RowsThatAreNotPublishedAreNotThere) {
    append(0x30);
    publish();
    append(0x30);
    EXPECT_EQ(m_model.rowCount(), 1);
}

TEST_F(PacketTableModelTest, CellsSayWhatTheColumnsHold) {
    append(0x30);
    append(0xD0, store::RowFlag::kToClient);
    publish();
    EXPECT_EQ(cell(0, Column::Number), QStringLiteral("1"));
    EXPECT_EQ(cell(1, Column::Number), QStringLiteral("2"));
    EXPECT_EQ(cell(0, Column::Type), QStringLiteral("PUBLISH"));
    EXPECT_EQ(cell(1, Column::Type), QStringLiteral("PINGRESP"));
    EXPECT_EQ(cell(0, Column::Direction), QStringLiteral("→"));
    EXPECT_EQ(cell(1, Column::Direction), QStringLiteral("←"));
    EXPECT_EQ(cell(0, Column::Size), QStringLiteral("1,234"));
    EXPECT_TRUE(cell(0, Column::Time).endsWith(QStringLiteral(":05.123"))) << cell(0, Column::Time).toStdString();
}

TEST_F(PacketTableModelTest, TheClientIsItsAddressUntilItsIdentifierIsKnown) {
    append(0x10);
    publish();
    EXPECT_EQ(cell(0, Column::Client), QStringLiteral("10.0.0.7:51000"));
    m_store->connections.at(0).clientId = m_store->texts.intern("dev\n42").value;
    publish();
    EXPECT_EQ(cell(0, Column::Client), QStringLiteral("dev\\n42")) << "a line feed is made visible";
}

TEST_F(PacketTableModelTest, EventsStandInBracketsAndPacketsKeepTheirFamily) {
    append(static_cast<std::uint8_t>(store::EventKind::Fin), store::RowFlag::kEvent);
    append(0x82);
    publish();
    EXPECT_TRUE(cell(0, Column::Type).startsWith(QLatin1Char('[')));
    EXPECT_EQ(m_model.index(0, Column::Type).data(PacketTableModel::FamilyRole).value<Family>(), Family::Event);
    EXPECT_EQ(m_model.index(1, Column::Type).data(PacketTableModel::FamilyRole).value<Family>(), Family::Subscribe);
}

TEST_F(PacketTableModelTest, DamageIsMarked) {
    append(0x30, store::RowFlag::kMalformed);
    append(0x30, store::RowFlag::kIncomplete);
    append(0x30);
    publish();
    const auto mark = [&](int row) {
        return m_model.index(row, Column::Mark).data(PacketTableModel::MarkRole).value<RowMark>();
    };
    EXPECT_EQ(mark(0), RowMark::Malformed);
    EXPECT_EQ(mark(1), RowMark::Incomplete);
    EXPECT_EQ(mark(2), RowMark::None);
    EXPECT_FALSE(m_model.index(0, Column::Mark).data(Qt::ToolTipRole).toString().isEmpty());
}

TEST_F(PacketTableModelTest, DecodesARowOnceUntilItsVersionChanges) {
    append(0x30);
    publish();
    m_decoded = 0;
    m_model.setSecretsShown(true); // forgets what the tester had decoded
    m_decoded = 0;
    (void)cell(0, Column::Info);
    (void)cell(0, Column::Payload);
    (void)cell(0, Column::Info);
    const int once = m_decoded;
    EXPECT_LE(once, 1);
    m_store->connections.at(0).version = {.version = mqtt::Version::V5, .generation = 1};
    (void)cell(0, Column::Info);
    EXPECT_EQ(m_decoded, once + 1) << "decoded again, by the corrected version";
}

TEST_F(PacketTableModelTest, ColumnsThatNeedNoDecoderDecodeNothing) {
    append(0x30);
    publish();
    m_decoded = 0;
    for (const auto column : {Column::Number, Column::Time, Column::Client, Column::Type, Column::Flags, Column::Size})
        (void)cell(0, column);
    EXPECT_EQ(m_decoded, 0);
}

TEST_F(PacketTableModelTest, AnotherCaptureBeginsEmpty) {
    append(0x30);
    publish();
    m_model.clear();
    EXPECT_EQ(m_model.rowCount(), 0);
}

TEST_F(PacketTableModelTest, CapturedTextIsNoMarkupInToolTips) {
    m_store->connections.at(0).clientId = m_store->texts.intern("<b>bold</b>").value;
    append(0x10);
    publish();
    const auto tip = m_model.index(0, Column::Client).data(Qt::ToolTipRole).toString();
    EXPECT_TRUE(tip.contains(QStringLiteral("&lt;b&gt;"))) << tip.toStdString();
}

} // namespace
} // namespace mqttscope::ui
