// SPDX-License-Identifier: GPL-3.0-or-later
// A capture file that somebody cuts short after it was read: what is gone is told, and is never shown as zeros.
#include "core/engine/inspection.h"
#include "tests/support/capture_builder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <filesystem>
#include <optional>
#include <ranges>
#include <thread>

namespace mqttscope::engine {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using test::Capture;
using test::fromHex;
using testing::HasSubstr;

constexpr std::uint32_t kPublishes = 200;
constexpr std::uint32_t kPayload = 100;
constexpr std::int64_t kWholePages = std::int64_t{8} * 4096;

class CutFile : public testing::TestWithParam<std::int64_t> {
protected:
    CutFile()
        : m_path(fs::temp_directory_path() / ("mqttscope-cut-" + std::to_string(::getpid()))) {
        Capture capture;
        auto& client = capture.client("c").handshake().toServer(fromHex("10 0d 0004 4d515454 04 02 003c 0001 63"));
        auto publish = fromHex("30 69 0003 612f62");
        publish.resize(publish.size() + kPayload, 'x');
        for (std::uint32_t i = 0; i < kPublishes; ++i) client.toServer(publish);
        capture.write(m_path);
        m_inspection.emplace(InspectionOptions{.paths = {m_path.string()}, .wake = [this] { ++m_wakes; }});
        while (m_inspection->wait()) {
        }
        m_snapshot = m_inspection->snapshot();
    }

    ~CutFile() override { fs::remove(m_path); }

    /// Longer than looks at a file are apart.
    static void waitForLook() { std::this_thread::sleep_for(20ms); }

    fs::path m_path;
    std::atomic<int> m_wakes{0};
    std::optional<Inspection> m_inspection;
    store::Snapshot m_snapshot;
};

TEST_P(CutFile, showsWhatIsLeftAndSaysWhatIsGone) {
    ASSERT_GT(fs::file_size(m_path), static_cast<std::uint64_t>(kWholePages));
    ASSERT_TRUE(m_inspection->warnings().empty());
    const auto wakes = m_wakes.load();
    fs::resize_file(m_path, static_cast<std::uintmax_t>(GetParam()));
    waitForLook();
    std::uint32_t whole = 0;
    std::uint32_t gone = 0;
    for (std::uint32_t i = 0; i < m_snapshot.rows(); ++i) {
        const auto packet = m_inspection->packet(m_snapshot, base::RowId(i));
        const auto bytes = packet.copy(0, packet.length);
        EXPECT_EQ(std::ranges::count(bytes, 0), std::ranges::count(bytes | std::views::take(14), 0)) << "row " << i;
        const auto tree = packet.decode();
        for (const auto& problem : tree.problems) EXPECT_NE(problem.severity, base::Severity::Error) << problem.text;
        ++(packet.gone ? gone : whole);
        if (!packet.gone) {
            EXPECT_EQ(bytes.size(), packet.length);
            EXPECT_TRUE(tree.problems.empty());
            continue;
        }
        EXPECT_LT(packet.available, packet.length);
        ASSERT_EQ(tree.problems.size(), 1U);
        EXPECT_THAT(tree.problems[0].text, HasSubstr("the file was cut while it was open"));
        const auto frame = m_inspection->frame(m_snapshot, packet.row.first, packet.row.connection);
        EXPECT_TRUE(frame.gone);
        const auto fields = frame.decode();
        EXPECT_TRUE(std::ranges::any_of(fields.problems, [](const auto& p) { return p.text.contains("was cut"); }));
    }
    EXPECT_EQ(whole + gone, kPublishes + 1);
    EXPECT_GT(gone, 0U);
    EXPECT_EQ(whole == 0, GetParam() == 0);
    const auto warnings = m_inspection->warnings();
    ASSERT_EQ(warnings.size(), 1U) << "one, however many packets are asked for";
    EXPECT_EQ(warnings[0].file, m_path);
    EXPECT_EQ(warnings[0].offset, static_cast<std::uint64_t>(GetParam()));
    EXPECT_THAT(warnings[0].text, HasSubstr("cut short"));
    EXPECT_EQ(m_inspection->report().warnings.size(), 1U);
    EXPECT_GT(m_wakes.load(), wakes) << "the window must hear of it";
    EXPECT_EQ(m_inspection->progress().state, State::Finished);
}

TEST_P(CutFile, isNoticedAtOnceByWhoMustBeSure) {
    const base::RowId begin(0);
    const base::RowId end(m_snapshot.rows());
    EXPECT_FALSE(m_inspection->verify(m_snapshot, begin, end));
    fs::resize_file(m_path, static_cast<std::uintmax_t>(GetParam()));
    EXPECT_TRUE(m_inspection->verify(m_snapshot, begin, end));
    EXPECT_FALSE(m_inspection->verify(m_snapshot, begin, end)) << "it is news only once";
    fs::resize_file(m_path, 1'000'000);
    EXPECT_FALSE(m_inspection->verify(m_snapshot, begin, end));
    EXPECT_TRUE(m_inspection->packet(m_snapshot, base::RowId(m_snapshot.rows() - 1)).gone)
        << "what was appended later is something else";
}

// Within a page: its rest reads as zeros without any signal. At the edge of one; and to nothing.
INSTANTIATE_TEST_SUITE_P(Anywhere, CutFile, testing::Values(10'123, 2 * 4096, 0));

} // namespace
} // namespace mqttscope::engine
