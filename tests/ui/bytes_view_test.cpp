// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/ui_test.h"
#include "ui/views/bytes_view.h"

#include <QElapsedTimer>
#include <QScrollBar>

#include <numeric>

namespace mqttscope::ui {
namespace {

/// A view on a packet that lies in parts of one megabyte, all of the same bytes.
class BytesViewTest : public ::testing::Test {
protected:
    static constexpr std::uint32_t kPart = 1U << 20;

    BytesViewTest() {
        std::iota(m_bytes.begin(), m_bytes.end(), std::uint8_t{0});
        m_view.resize(700, 300);
    }

    void show(std::uint32_t size, std::uint32_t announced = 0) {
        auto details = std::make_shared<PacketDetails>();
        for (std::uint32_t at = 0; at < size; at += kPart) {
            const auto length = std::min(kPart, size - at);
            details->packet.parts.push_back(
                {.offset = at, .size = length, .bytes = base::ByteView(m_bytes).first(length)});
        }
        details->packet.available = size;
        details->packet.length = std::max(size, announced);
        m_view.show(details);
        m_view.QWidget::show();
        ASSERT_TRUE(QTest::qWaitForWindowActive(&m_view));
        m_view.setFocus();
    }

    std::vector<std::uint8_t> m_bytes = std::vector<std::uint8_t>(kPart);
    BytesView m_view{ByteSpace::Packet};
};

TEST_F(BytesViewTest, ShowsOffsetHexAndText) {
    show(70);
    EXPECT_EQ(m_view.lineText(4), QStringLiteral("0040  40 41 42 43 44 45                                @ABCDE"));
    EXPECT_TRUE(m_view.lineText(0).endsWith(QStringLiteral(" ................")));
}

TEST_F(BytesViewTest, ADragSelectsAndTheCursorKeepsItsEnd) {
    show(256);
    QTest::mousePress(m_view.viewport(), Qt::LeftButton, {}, m_view.hexRect(0x41).center());
    QTest::mouseMove(m_view.viewport(), m_view.hexRect(0x45).center());
    QMouseEvent drag(QEvent::MouseMove, m_view.hexRect(0x45).center(), m_view.hexRect(0x45).center(), Qt::NoButton,
                     Qt::LeftButton, {});
    QCoreApplication::sendEvent(m_view.viewport(), &drag);
    QTest::mouseRelease(m_view.viewport(), Qt::LeftButton, {}, m_view.hexRect(0x45).center());
    EXPECT_EQ(m_view.selected(), (base::ByteRange{0x41, 5}));
    EXPECT_EQ(m_view.selectedHex(), QStringLiteral("41 42 43 44 45"));
    EXPECT_EQ(m_view.selectedText(), QStringLiteral("ABCDE"));
}

TEST_F(BytesViewTest, KeysMoveByBytesLinesAndPages) {
    show(4'096);
    QSignalSpy activated(&m_view, &BytesView::byteActivated);
    QTest::keyClick(&m_view, Qt::Key_Right);
    QTest::keyClick(&m_view, Qt::Key_Down);
    EXPECT_EQ(m_view.cursor(), 17U);
    EXPECT_EQ(activated.size(), 2);
    QTest::keyClick(&m_view, Qt::Key_End);
    EXPECT_EQ(m_view.cursor(), 31U);
    QTest::keyClick(&m_view, Qt::Key_Left, Qt::ShiftModifier);
    EXPECT_EQ(m_view.selected(), (base::ByteRange{30, 2}));
    QTest::keyClick(&m_view, Qt::Key_PageDown);
    EXPECT_GT(m_view.cursor(), 100U);
    for (int i = 0; i < 500; ++i) QTest::keyClick(&m_view, Qt::Key_Down);
    EXPECT_GE(m_view.cursor(), 4'080U);
    EXPECT_LT(m_view.cursor(), 4'096U);
}

TEST_F(BytesViewTest, ALitFieldComesIntoSight) {
    show(100'000);
    m_view.highlight({80'000, 4});
    EXPECT_TRUE(m_view.viewport()->rect().contains(m_view.hexRect(80'000)));
    EXPECT_EQ(m_view.selectedHex().size(), 4 * 3 - 1);
}

TEST_F(BytesViewTest, APacketOf256MegabytesScrollsLikeASmallOne) {
    show(256U << 20);
    QElapsedTimer clock;
    clock.start();
    constexpr int kPaints = 50;
    for (int i = 0; i < kPaints; ++i) {
        m_view.verticalScrollBar()->setValue(m_view.verticalScrollBar()->maximum() / kPaints * i);
        m_view.grab();
    }
    EXPECT_LT(clock.elapsed() / kPaints, 50) << "milliseconds a paint";
    m_view.verticalScrollBar()->setValue(m_view.verticalScrollBar()->maximum());
    EXPECT_TRUE(m_view.viewport()->rect().contains(m_view.hexRect((256U << 20) - 1).center()));
    EXPECT_TRUE(m_view.lineText((256U << 20) / 16 - 1).startsWith(QStringLiteral("0ffffff0")));
}

TEST_F(BytesViewTest, ACopyHasABound) {
    show(64U << 20);
    QTest::keyClick(&m_view, Qt::Key_A, Qt::ControlModifier);
    EXPECT_EQ(m_view.selected().size, 64U << 20);
    EXPECT_EQ(m_view.selectedText().toUtf8().size() > 0, true);
    EXPECT_EQ(m_view.selectedHex().size(), qsizetype{BytesView::kMaxCopiedBytes} * 3 - 1);
}

TEST_F(BytesViewTest, AnEmptyPacketIsNoTrap) {
    m_view.show(nullptr);
    m_view.QWidget::show();
    for (const auto key : {Qt::Key_Down, Qt::Key_Up, Qt::Key_End, Qt::Key_PageDown}) QTest::keyClick(&m_view, key);
    m_view.highlight({5, 3});
    EXPECT_EQ(m_view.selected(), base::ByteRange());
    EXPECT_TRUE(m_view.selectedHex().isEmpty());
    m_view.grab();
}

} // namespace
} // namespace mqttscope::ui
