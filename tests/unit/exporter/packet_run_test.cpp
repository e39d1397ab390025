// SPDX-License-Identifier: GPL-3.0-or-later
// Rows are written by several writers at once where that pays; nobody can tell from the output.
#include "core/exporter/packet_run.h"
#include "tests/support/conversation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace mqttscope::exporter {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr int kPublishes = 5'000;

class PacketRunTest : public testing::TestWithParam<PacketFormat> {
protected:
    PacketRunTest()
        : m_capture(path("capture")) {
        test::Capture capture;
        test::Conversation client(capture, "c\"1\\");
        client.connect();
        for (int i = 0; i < kPublishes; ++i) {
            client.publish("plant/" + std::to_string(i), payload(i), i % 3 == 0 ? 1U : 0U);
            // Too long to be taken together with others.
            if (i % 1'700 == 1'699) client.publish("long", std::string(100'000, 'x') + std::to_string(i));
        }
        client.connection().reset(base::Direction::ToServer);
        capture.write(m_capture);
    }

    ~PacketRunTest() override {
        fs::remove(m_capture);
        fs::remove(path("output"));
    }

    [[nodiscard]] static fs::path path(const char* name) {
        return fs::temp_directory_path() / ("mqttscope-run-" + std::to_string(::getpid()) + name);
    }

    [[nodiscard]] static std::string payload(int i) {
        switch (i % 4) {
        case 0:
            return "{\"n\": [" + std::to_string(i) + ", \"a\\\"b\"]}";
        case 1:
            return "\xff\xfe" + std::to_string(i);
        case 2:
            return {};
        default:
            return "line\n" + std::to_string(i);
        }
    }

    [[nodiscard]] std::unique_ptr<engine::Inspection> inspect() const {
        auto inspection =
            std::make_unique<engine::Inspection>(engine::InspectionOptions{.paths = {m_capture.string()}});
        while (inspection->wait()) {
        }
        return inspection;
    }

    [[nodiscard]] static std::string write(engine::Inspection& inspection, const RowChoice& choice,
                                           RunControl control) {
        WriterOptions options;
        options.columns = *resolveKeys({"frame.number", "mqtt.topic", "mqtt.publish.payload", "ip.src"});
        auto output = OutputFile::open(path("output").string(), true, {});
        EXPECT_TRUE(output.has_value());
        PacketRun run(choice, makerOf(GetParam()), options, *output, std::move(control));
        const auto snapshot = inspection.snapshot();
        run.write(inspection, snapshot);
        run.end(inspection, snapshot);
        EXPECT_TRUE(run.result().has_value());
        EXPECT_TRUE(output->finish().has_value());
        std::ostringstream text;
        text << run.packets() << '\n' << std::ifstream(path("output"), std::ios::binary).rdbuf();
        return text.str();
    }

    fs::path m_capture;
};

TEST_P(PacketRunTest, severalThreadsWriteWhatOneWrites) {
    const auto inspection = inspect();
    std::vector<base::RowId> odd;
    for (std::uint32_t row = 1; row < inspection->snapshot().rows(); row += 2) odd.emplace_back(row);
    const std::vector<RowChoice> choices{{},
                                         {.events = true},
                                         {.filter = *filter::Filter::read("mqtt.qos == 0")},
                                         {.rows = odd, .events = true},
                                         {.count = 4'000}};
    for (const auto& choice : choices) {
        const auto one = write(*inspection, choice, {.threads = 1});
        EXPECT_GT(std::ranges::count(one, '\n'), 2'000);
        EXPECT_TRUE(one == write(*inspection, choice, {.threads = 3})) << &choice - choices.data();
    }
}

TEST_P(PacketRunTest, aFileThatIsCutMeanwhileIsNeverShownAsZeros) {
    const auto one = inspect();
    const auto many = inspect();
    fs::resize_file(m_capture, fs::file_size(m_capture) / 2);
    const auto text = write(*many, {}, {.threads = 3});
    EXPECT_TRUE(write(*one, {}, {.threads = 1}) == text);
    EXPECT_THAT(text, Not(HasSubstr(std::string_view("\0", 1))));
}

TEST_P(PacketRunTest, stopsSoonWhenItIsAskedTo) {
    const auto inspection = inspect();
    std::stop_source stop;
    const auto whole = write(*inspection, {}, {.threads = 3});
    const auto cut =
        write(*inspection, {},
              {.stop = stop.get_token(), .progress = [&](std::uint32_t) { stop.request_stop(); }, .threads = 3});
    EXPECT_LT(cut.size(), whole.size());
}

INSTANTIATE_TEST_SUITE_P(Formats, PacketRunTest,
                         testing::Values(PacketFormat::Text, PacketFormat::Ndjson, PacketFormat::Json,
                                         PacketFormat::Csv, PacketFormat::Fields));

} // namespace
} // namespace mqttscope::exporter
