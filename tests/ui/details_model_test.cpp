// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/details_model.h"

#include <QAbstractItemModelTester>

namespace mqttscope::ui {
namespace {

/// Decodes rows of a small capture without a window.
class DetailsModelTest : public ::testing::Test {
protected:
    void open(test::Capture& capture) {
        const auto path = m_directory.filePath(QStringLiteral("details.pcapng"));
        capture.write(path.toStdString());
        engine::InspectionOptions options;
        options.paths = {path.toStdString()};
        m_inspection = std::make_shared<engine::Inspection>(options);
        while (m_inspection->wait()) (void)m_inspection->snapshot();
        m_snapshot = m_inspection->snapshot();
    }

    /// The first row of a type.
    void show(std::uint8_t firstByte) {
        for (std::uint32_t i = 0; i < m_snapshot.rows(); ++i) {
            const base::RowId row(i);
            if (store::isEvent(m_snapshot.row(row)) || m_snapshot.row(row).head != firstByte) continue;
            m_model.show(PacketDetails::decode(m_inspection, m_snapshot, row));
            return;
        }
        FAIL() << "no such packet";
    }

    /// Every line, indented by its depth.
    [[nodiscard]] QStringList lines(const QModelIndex& parent = {}, int depth = 0) const {
        QStringList found;
        for (int row = 0; row < m_model.rowCount(parent); ++row) {
            const auto index = m_model.index(row, 0, parent);
            found += QString(depth * 2, QLatin1Char(' ')) + index.data().toString();
            found += lines(index, depth + 1);
        }
        return found;
    }

    [[nodiscard]] bool hasLine(const QString& text) const { return !lines().filter(text).isEmpty(); }

    QTemporaryDir m_directory;
    std::shared_ptr<engine::Inspection> m_inspection;
    store::Snapshot m_snapshot;
    DetailsModel m_model;
    QAbstractItemModelTester m_tester{&m_model, QAbstractItemModelTester::FailureReportingMode::Fatal};
};

TEST_F(DetailsModelTest, ShowsTheFrameInOneGroupAndThenThePartsOfThePacket) {
    test::Capture capture;
    capture.client("c")
        .handshake()
        .toServer(test::packets::connect("dev-42"))
        .toServer(test::packets::publish("a/b", "21.5"));
    open(capture);
    show(0x30);
    ASSERT_GE(m_model.rowCount(), 4) << lines().join(QLatin1Char('\n')).toStdString();
    EXPECT_EQ(m_model.index(0, 0).data(DetailsModel::KindRole).value<DetailsKind>(), DetailsKind::FrameGroup);
    EXPECT_TRUE(m_model.index(0, 0).data().toString().startsWith(QStringLiteral("Frame ")));
    EXPECT_TRUE(m_model.index(1, 0).data().toString().startsWith(QStringLiteral("Fixed Header")));
    EXPECT_TRUE(m_model.index(2, 0).data().toString().startsWith(QStringLiteral("Variable Header")));
    EXPECT_TRUE(m_model.index(3, 0).data().toString().startsWith(QStringLiteral("Payload")));
    EXPECT_TRUE(hasLine(QStringLiteral("a/b")));
}

TEST_F(DetailsModelTest, APasswordIsMaskedUntilAsked) {
    test::Capture capture;
    capture.client("c").handshake().toServer(test::packets::connect("dev-42", "hunter2-secret"));
    open(capture);
    show(0x10);
    EXPECT_FALSE(hasLine(QStringLiteral("hunter2"))) << lines().join(QLatin1Char('\n')).toStdString();
    EXPECT_TRUE(hasLine(QStringLiteral("••••••")));
    m_model.setSecretsShown(true);
    EXPECT_TRUE(hasLine(QStringLiteral("hunter2-secret")));
    m_model.setSecretsShown(false);
    EXPECT_FALSE(hasLine(QStringLiteral("hunter2")));
}

TEST_F(DetailsModelTest, EachFieldLeadsToItsBytesAndBack) {
    test::Capture capture;
    capture.client("c")
        .handshake()
        .toServer(test::packets::connect("dev-42"))
        .toServer(test::packets::publish("a/b", "21.5"));
    open(capture);
    show(0x30);
    const auto* details = m_model.details();
    for (std::uint32_t byte = 0; byte < details->size(ByteSpace::Packet); ++byte) {
        const auto field = details->fieldAt(ByteSpace::Packet, byte);
        ASSERT_NE(field, base::FieldNode::kNone) << "byte " << byte;
        const auto index = m_model.indexOf(ByteSpace::Packet, field);
        EXPECT_TRUE(m_model.range(index).contains(byte)) << "byte " << byte;
        EXPECT_EQ(m_model.space(index), ByteSpace::Packet);
    }
    const auto topic = m_model.indexOf(ByteSpace::Packet, details->fieldAt(ByteSpace::Packet, 4));
    EXPECT_TRUE(m_model.key(topic).endsWith(QStringLiteral("topic"))) << m_model.key(topic).toStdString();
    EXPECT_EQ(topic.data().toString(), QStringLiteral("Topic Name: a/b"));
}

TEST_F(DetailsModelTest, AProblemStandsWithItsFieldAndPointsAtItsBytes) {
    test::Capture capture;
    // A SUBSCRIBE without a topic filter (MQTT-3.8.3-3), cut inside the next one.
    capture.client("c")
        .handshake()
        .toServer(test::packets::connect("dev-42"))
        .toServer(test::fromHex("82 04 0001 0009"));
    open(capture);
    show(0x82);
    bool found = false;
    const auto look = [&](const auto& self, const QModelIndex& parent) -> void {
        for (int row = 0; row < m_model.rowCount(parent); ++row) {
            const auto index = m_model.index(row, 0, parent);
            if (index.data(DetailsModel::KindRole).value<DetailsKind>() == DetailsKind::Problem) {
                found = true;
                EXPECT_EQ(index.data(DetailsModel::SeverityRole).value<base::Severity>(), base::Severity::Error);
                EXPECT_GT(m_model.range(index).size, 0U);
            }
            self(self, index);
        }
    };
    look(look, {});
    EXPECT_TRUE(found) << lines().join(QLatin1Char('\n')).toStdString();
}

TEST_F(DetailsModelTest, ShowsNothingForNothing) {
    m_model.show(nullptr);
    EXPECT_EQ(m_model.rowCount(), 0);
    EXPECT_EQ(m_model.range({}), base::ByteRange());
    EXPECT_TRUE(m_model.key({}).isEmpty());
}

TEST_F(DetailsModelTest, AnEventTellsWhatHappened) {
    test::Capture capture;
    capture.client("c").handshake().toServer(test::packets::connect("dev-42")).reset(base::Direction::ToClient);
    open(capture);
    ASSERT_GT(m_snapshot.rows(), 0U);
    const base::RowId last(m_snapshot.rows() - 1);
    ASSERT_TRUE(store::isEvent(m_snapshot.row(last)));
    m_model.show(PacketDetails::decode(m_inspection, m_snapshot, last));
    bool told = false;
    for (int row = 0; row < m_model.rowCount(); ++row)
        told = told ||
               (m_model.index(row, 0).data(DetailsModel::KindRole).value<DetailsKind>() == DetailsKind::EventText &&
                !m_model.index(row, 0).data().toString().isEmpty());
    EXPECT_TRUE(told);
}

} // namespace
} // namespace mqttscope::ui
