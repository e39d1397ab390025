// SPDX-License-Identifier: GPL-3.0-or-later
// The side file of a capture, and the rows that its entries are put on.
#include "core/store/store.h"
#include "tests/ui/ui_test.h"
#include "ui/shell/annotation_file.h"

#include <QFile>

namespace mqttscope::ui {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class AnnotationFileTest : public ::testing::Test {
protected:
    [[nodiscard]] QString path() const { return m_directory.filePath(QStringLiteral("below/side.json")); }

    void write(const QByteArray& text) {
        ASSERT_TRUE(QDir().mkpath(m_directory.filePath(QStringLiteral("below"))));
        QFile file(path());
        ASSERT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    [[nodiscard]] QString capture(const QString& name, const QByteArray& bytes) {
        const auto where = m_directory.filePath(name);
        QFile file(where);
        EXPECT_TRUE(file.open(QIODevice::WriteOnly));
        file.write(bytes);
        return where;
    }

    QTemporaryDir m_directory;
};

TEST_F(AnnotationFileTest, WhatIsWrittenIsRead) {
    const std::vector<StoredRow> rows{
        {.key = {3, 1, 0, false, 1'767'323'045'123'456'789}, .marked = true},
        {.key = {4, 1, 2, true, -5}, .ignored = true, .note = QStringLiteral("\"quoted\"\n\\ \u0001 温度 😀")},
        {.key = {4'000'000'000, 3'999'999'999, 0, false, 9'223'372'036'854'775'807}, .reference = true}};
    ASSERT_EQ(writeAnnotations(path(), QStringLiteral("a \"capture\".pcap"), rows), QString());
    const auto read = readAnnotations(path());
    EXPECT_EQ(read.problem, QString());
    EXPECT_TRUE(read.mayWrite);
    EXPECT_EQ(read.rows, rows);
    EXPECT_EQ(QFile(path()).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
    ASSERT_EQ(writeAnnotations(path(), {}, {}), QString());
    EXPECT_FALSE(QFile::exists(path()));
}

TEST_F(AnnotationFileTest, NoFileIsNoProblem) {
    const auto read = readAnnotations(path());
    EXPECT_EQ(read.problem, QString());
    EXPECT_THAT(read.rows, IsEmpty());
}

TEST_F(AnnotationFileTest, WhatIsWholeInABrokenFileIsTaken) {
    write(R"({"format": "mqttscope annotations", "version": 1, "rows": [
        {"row": 7, "frame": 2, "nth": 0, "time": 5, "mark": true},
        {"row": -1, "frame": 2, "nth": 0, "time": 5}, 12, {"row": 8}]})");
    const auto read = readAnnotations(path());
    EXPECT_EQ(read.rows, (std::vector<StoredRow>{{.key = {7, 2, 0, false, 5}, .marked = true}}));
    EXPECT_TRUE(read.problem.contains(QStringLiteral("3 of its entries make no sense"))) << read.problem.toStdString();
    EXPECT_TRUE(QFile::exists(path() + QStringLiteral(".broken-1")));
    EXPECT_FALSE(QFile::exists(path()));
    write("not at all");
    EXPECT_TRUE(readAnnotations(path()).problem.contains(path() + QStringLiteral(".broken-2")));
}

TEST_F(AnnotationFileTest, AFileOfALaterVersionIsLeftAlone) {
    write(R"({"format": "mqttscope annotations", "version": 2, "rows": []})");
    const auto read = readAnnotations(path());
    EXPECT_FALSE(read.mayWrite);
    EXPECT_TRUE(read.problem.contains(QStringLiteral("newer")));
    EXPECT_TRUE(QFile::exists(path()));
}

TEST_F(AnnotationFileTest, ACaptureIsKnownByItsFirstBytes) {
    const auto one = capture(QStringLiteral("one.pcap"), "some bytes");
    EXPECT_FALSE(annotationPath({one}).isEmpty());
    EXPECT_EQ(annotationPath({one}), annotationPath({capture(QStringLiteral("copy.pcap"), "some bytes")}));
    const auto other = capture(QStringLiteral("other.pcap"), "other bytes");
    EXPECT_NE(annotationPath({one}), annotationPath({other}));
    EXPECT_EQ(annotationPath({one, other}), annotationPath({other, one})) << "they are merged by time";
    const QByteArray large(100'000, 'x');
    EXPECT_EQ(annotationPath({capture(QStringLiteral("large.pcap"), large)}),
              annotationPath({capture(QStringLiteral("grown.pcap"), large + "more")}));
    EXPECT_EQ(annotationPath({QStringLiteral("-")}), QString());
    EXPECT_EQ(annotationPath({QStringLiteral("/dev/null")}), QString());
}

/// A capture as one version reads it: frame, time, and whether the row is an event.
struct ReadRow {
    std::uint32_t frame;
    std::int64_t time;
    bool event = false;
};

store::Snapshot readAs(const std::vector<ReadRow>& rows) {
    auto held = std::make_shared<store::Store>();
    for (const auto& read : rows) {
        store::Row row;
        row.frame = base::FrameId(read.frame);
        row.time = {read.time};
        row.flags = read.event ? store::RowFlag::kEvent : std::uint8_t{0};
        held->rows.append(row);
    }
    held->publish(0);
    return store::Snapshot(held);
}

std::vector<RowKey> keysOf(const store::Snapshot& snapshot) {
    RowKeys keys(snapshot);
    std::vector<RowKey> made;
    for (std::uint32_t row = 0; row < snapshot.rows(); ++row) made.push_back(keys.of(base::RowId(row)));
    return made;
}

TEST(RowKeysTest, CountPacketsAndEventsOfAFrameApart) {
    const auto snapshot = readAs({{1, 10}, {2, 20}, {2, 20, true}, {2, 20}, {3, 30}});
    const auto keys = keysOf(snapshot);
    EXPECT_EQ(keys[1], (RowKey{1, 2, 0, false, 20}));
    EXPECT_EQ(keys[2], (RowKey{2, 2, 0, true, 20}));
    EXPECT_EQ(keys[3], (RowKey{3, 2, 1, false, 20}));
    EXPECT_EQ(RowKeys(snapshot).of(base::RowId(3)), keys[3]) << "the same without those before it";
}

TEST(RowKeysTest, FindTheirRowsAfterALaterVersionToldOfMoreEvents) {
    const auto keys = keysOf(readAs({{1, 10}, {2, 20}, {2, 20}, {3, 30}}));
    const auto later = readAs({{0, 5, true}, {1, 10}, {2, 20, true}, {2, 20}, {2, 20}, {4, 30}});
    EXPECT_THAT(rowsInPlace(later, keys), ElementsAre(base::RowId(), base::RowId(), base::RowId(), base::RowId()));
    EXPECT_THAT(findRows(later, keys), ElementsAre(base::RowId(1), base::RowId(3), base::RowId(4), base::RowId()))
        << "a packet of another time is another packet";
}

TEST(RowKeysTest, OfAForeignFileFitNothing) {
    const auto snapshot = readAs({{1, 10}, {2, 20}});
    const std::vector<RowKey> keys{
        {0, 4'000'000'000, 0, false, 10}, {1, 2, 7, false, 20}, {4'000'000'000, 2, 0, false, 21}};
    EXPECT_THAT(findRows(snapshot, keys), ElementsAre(base::RowId(), base::RowId(), base::RowId()));
    EXPECT_THAT(findRows(readAs({}), keys), ElementsAre(base::RowId(), base::RowId(), base::RowId()));
}

} // namespace
} // namespace mqttscope::ui
