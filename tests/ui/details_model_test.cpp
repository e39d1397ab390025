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

    /// The first line that begins with a text.
    [[nodiscard]] QModelIndex line(const QString& text, const QModelIndex& parent = {}) const {
        for (int row = 0; row < m_model.rowCount(parent); ++row) {
            const auto index = m_model.index(row, 0, parent);
            if (index.data().toString().startsWith(text)) return index;
            if (const auto below = line(text, index); below.isValid()) return below;
        }
        return {};
    }

    [[nodiscard]] QString bits(const QString& text) const { return line(text).data(DetailsModel::BitsRole).toString(); }

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

TEST_F(DetailsModelTest, FlagsAreDrawnAsInTheTablesOfTheStandard) {
    test::Capture capture;
    capture.client("c")
        .handshake()
        .toServer(test::packets::connect("dev-42", "hunter2-secret"))
        .toServer(test::fromHex("3b 07 0003 612f62 0001"));
    open(capture);
    show(0x3b);
    EXPECT_EQ(bits(QStringLiteral("Packet Type")), QStringLiteral("0011 ...."));
    EXPECT_EQ(bits(QStringLiteral("DUP")), QStringLiteral(".... 1..."));
    EXPECT_EQ(bits(QStringLiteral("QoS")), QStringLiteral(".... .01."));
    EXPECT_EQ(bits(QStringLiteral("RETAIN")), QStringLiteral(".... ...1"));
    EXPECT_EQ(bits(QStringLiteral("Topic Name")), QString());
    EXPECT_EQ(m_model.drawnText(line(QStringLiteral("QoS"))),
              QStringLiteral(".... .01.  QoS: ") + m_model.value(line(QStringLiteral("QoS"))));
    // Of the frame as well: TCP's flags, and those of IP, which keep their place in the byte.
    EXPECT_EQ(bits(QStringLiteral("Push")), QStringLiteral(".... .... .... 1...")) << lines().join(u'\n').toStdString();
    EXPECT_EQ(bits(QStringLiteral("Don't Fragment")), QStringLiteral(".1.. ....")) << lines().join(u'\n').toStdString();
    show(0x10);
    EXPECT_EQ(bits(QStringLiteral("Password Flag")), QStringLiteral(".1.. ...."));
    EXPECT_EQ(bits(QStringLiteral("Clean Start")), QStringLiteral(".... ..1."));
}

TEST_F(DetailsModelTest, ATipTellsKeyMeaningRawValueSectionAndBytes) {
    test::Capture capture;
    capture.client("c").handshake().toServer(test::packets::connect("dev-42", "hunter2-secret"));
    open(capture);
    show(0x10);
    const auto tip = line(QStringLiteral("Keep Alive")).data(Qt::ToolTipRole).toString();
    for (const auto* part : {"mqtt.connect.keep_alive", "Raw value: 60 = 0x3c", "MQTT 5.0 §3.1.2.10", "bytes 10 to 11"})
        EXPECT_TRUE(tip.contains(QString::fromUtf8(part))) << part << " in " << tip.toStdString();
    EXPECT_FALSE(
        line(QStringLiteral("Password:")).data(Qt::ToolTipRole).toString().contains(QStringLiteral("hunter2")));
}

TEST_F(DetailsModelTest, APathNamesTheSameFieldOfEveryPacket) {
    test::Capture capture;
    capture.client("c")
        .handshake()
        .toServer(test::packets::connect("dev-42"))
        .toServer(test::packets::publish("a/b", "21.5"))
        .toServer(test::packets::publishQos1("c", "1", 9));
    open(capture);
    show(0x30);
    const auto path = m_model.path(line(QStringLiteral("Topic Name")));
    EXPECT_EQ(m_model.labels(line(QStringLiteral("Topic Name"))), QStringLiteral("Variable Header › Topic Name"));
    show(0x32);
    EXPECT_EQ(m_model.value(m_model.indexAt(path)), QStringLiteral("c"));
    EXPECT_FALSE(m_model.indexAt(QStringLiteral("mqtt.variable_header/nothing")).isValid());
}

TEST_F(DetailsModelTest, OneSecretIsShownWithoutTheOthersAndOnlyInThisPacket) {
    test::Capture capture;
    capture.client("c").handshake().toServer(test::packets::connect("dev-42", "hunter2-secret"));
    open(capture);
    show(0x10);
    const auto password = line(QStringLiteral("Password:"));
    ASSERT_TRUE(m_model.isMasked(password));
    EXPECT_FALSE(m_model.isMasked(line(QStringLiteral("Client Identifier"))));
    EXPECT_FALSE(m_model.value(password).contains(QStringLiteral("hunter2")));
    m_model.reveal(password);
    EXPECT_EQ(m_model.value(password), QStringLiteral("hunter2-secret"));
    EXPECT_TRUE(m_model.isMasked(line(QStringLiteral("TCP payload"))) || !hasLine(QStringLiteral("TCP payload")));
    show(0x10);
    EXPECT_FALSE(hasLine(QStringLiteral("hunter2")));
}

TEST_F(DetailsModelTest, TheSegmentsOfAPacketAreListedWhereThereAreSeveral) {
    test::Capture capture;
    auto& client = capture.client("c");
    client.handshake().toServer(test::packets::connect("dev-42"));
    const auto packet = test::packets::publish("a/b", "a payload in three segments");
    const auto part = [&](std::size_t from, std::size_t to) {
        return test::Bytes(packet.begin() + static_cast<std::ptrdiff_t>(from),
                           packet.begin() + static_cast<std::ptrdiff_t>(to));
    };
    client.toServer(part(0, 4)).toServer(part(4, 10)).toServer(part(10, packet.size()));
    open(capture);
    show(0x10);
    EXPECT_FALSE(hasLine(QStringLiteral("segments")));
    show(0x30);
    const auto group = line(QStringLiteral("3 segments, frames 5 to 7"));
    ASSERT_TRUE(group.isValid()) << lines().join(u'\n').toStdString();
    ASSERT_EQ(m_model.rowCount(group), 3);
    const auto second = m_model.index(1, 0, group);
    EXPECT_EQ(second.data().toString(), QStringLiteral("Frame 6: bytes 4 to 9 (6 bytes)"));
    EXPECT_EQ(m_model.range(second), (base::ByteRange{4, 6}));
    EXPECT_TRUE(m_model.index(0, 0).data().toString().endsWith(QStringLiteral("(the last of 3)")));
}

TEST_F(DetailsModelTest, OtherRowsOfTheSameFrameAreLinks) {
    test::Capture capture;
    auto two = test::packets::publish("a/b", "1");
    const auto other = test::packets::publishQos1("c/d", "2", 7);
    two.insert(two.end(), other.begin(), other.end());
    capture.client("c").handshake().toServer(test::packets::connect("dev-42")).toServer(two);
    open(capture);
    show(0x30);
    const auto mate = line(QStringLiteral("No. 3  PUBLISH c/d"));
    ASSERT_TRUE(mate.isValid()) << lines().join(u'\n').toStdString();
    EXPECT_EQ(mate.data(DetailsModel::LinkRole), QVariant(2U));
    EXPECT_EQ(mate.parent().data().toString(), QStringLiteral("Also in this frame: 1 row"));
    show(0x10);
    EXPECT_FALSE(hasLine(QStringLiteral("Also in this frame")));
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
