// SPDX-License-Identifier: GPL-3.0-or-later
// Where somebody wants to go: numbers, frames, times, distances.
#include "tests/ui/mqtt_packets.h"
#include "tests/ui/ui_test.h"
#include "ui/models/row_place.h"
#include "ui/panels/packet_panel.h"
#include "ui/panels/workspace.h"
#include "ui/shell/inspection_session.h"

#include <QLabel>
#include <QLineEdit>

namespace mqttscope::test {
namespace {

using ui::RowPlace;

std::optional<RowPlace> read(const char* text) {
    const auto place = ui::readPlace(QString::fromUtf8(text));
    return place ? std::optional(*place) : std::nullopt;
}

void expectPlace(const char* text, RowPlace::Kind kind, std::int64_t value) {
    const auto place = read(text);
    ASSERT_TRUE(place) << text;
    EXPECT_EQ(place->kind, kind) << text;
    EXPECT_EQ(place->value, value) << text;
}

TEST(Places, AreReadAsPeopleWriteThem) {
    expectPlace("17", RowPlace::Kind::Number, 17);
    expectPlace(" 1,234,567 ", RowPlace::Kind::Number, 1'234'567);
    expectPlace("frame 12", RowPlace::Kind::Frame, 12);
    expectPlace("Frame12", RowPlace::Kind::Frame, 12);
    expectPlace("02:14:07", RowPlace::Kind::TimeOfDay, 8'047'000'000'000);
    expectPlace("2:14", RowPlace::Kind::TimeOfDay, 8'040'000'000'000);
    expectPlace("23:59:59.25", RowPlace::Kind::TimeOfDay, 86'399'250'000'000);
    expectPlace("+5s", RowPlace::Kind::Distance, 5'000'000'000);
    expectPlace("+5", RowPlace::Kind::Distance, 5'000'000'000);
    expectPlace("- 1.5 min", RowPlace::Kind::Distance, -90'000'000'000);
    expectPlace("+20ms", RowPlace::Kind::Distance, 20'000'000);
    expectPlace("+3µs", RowPlace::Kind::Distance, 3'000);
    for (const auto* none :
         {"", "0", "-", "+", "frame", "frame x", "24:00:00", "1:60", "+5 apples", "1.5", "x", "+9999999999999"})
        EXPECT_FALSE(read(none)) << none;
}

class GoTo : public WindowTest {
protected:
    std::uint32_t rowAfter(const char* words) {
        action("goTo")->trigger();
        auto* place = find<QLineEdit>("goToNumber");
        place->setText(QString::fromUtf8(words));
        QTest::keyClick(place, Qt::Key_Return);
        return m_window.workspace()->packets()->currentRow().value;
    }
};

TEST_F(GoTo, GoesWhereItIsTold) {
    open(writeConversation());
    const auto snapshot = m_window.session()->snapshot();
    EXPECT_EQ(rowAfter("9"), 8U);
    const auto frame = snapshot.row(base::RowId(5)).frame.value + 1;
    EXPECT_EQ(rowAfter(("frame " + std::to_string(frame)).c_str()), 5U);
    // The builder's frames are a millisecond apart.
    const auto from = snapshot.row(base::RowId(5)).time;
    const auto after = rowAfter("+4ms");
    EXPECT_GE(snapshot.row(base::RowId(after)).time - from, 4'000'000);
    EXPECT_LT(snapshot.row(base::RowId(after - 1)).time - from, 4'000'000);
    EXPECT_EQ(rowAfter("-1h"), 0U) << "before the beginning is the beginning";
}

TEST_F(GoTo, FindsTimesOnBothSidesOfAClockThatWasSetBack) {
    constexpr std::int64_t kHour = 3'600 * base::kNanosecondsPerSecond;
    Capture capture;
    auto& client = capture.client("c");
    const auto pings = [&](int count) {
        for (int i = 0; i < count; ++i) {
            client.toServer(packets::pingreq());
            capture.wait(base::kNanosecondsPerSecond);
        }
    };
    client.handshake().toServer(packets::connect("c"));
    pings(100);
    capture.wait(-5 * kHour);
    pings(100);
    open(write(capture, QStringLiteral("jump.pcapng")));
    ASSERT_EQ(table()->model()->rowCount(), 201);
    EXPECT_EQ(rowAfter("151"), 150U);
    EXPECT_EQ(rowAfter("+10s"), 160U) << "on this side, not among the later times before";
    EXPECT_EQ(rowAfter("-20s"), 141U);
    EXPECT_EQ(rowAfter("51"), 50U);
    EXPECT_EQ(rowAfter("+10s"), 60U);
}

TEST_F(GoTo, SaysWhyItCannot) {
    open(writeConversation());
    (void)rowAfter("99999");
    EXPECT_THAT(find<QLabel>("goToHint")->text().toStdString(), testing::HasSubstr("no packet 99,999"));
    (void)rowAfter("frame 99999");
    EXPECT_THAT(find<QLabel>("goToHint")->text().toStdString(), testing::HasSubstr("No packet came in frame 99,999"));
    (void)rowAfter("+5h");
    EXPECT_THAT(find<QLabel>("goToHint")->text().toStdString(), testing::HasSubstr("ends before that"));
    (void)rowAfter("yesterday");
    EXPECT_THAT(find<QLabel>("goToHint")->text().toStdString(), testing::HasSubstr("a time such as"));
}

} // namespace
} // namespace mqttscope::test
