// SPDX-License-Identifier: GPL-3.0-or-later
// A capture from the loopback interface of a network namespace of its own to a file, and everything that may go wrong
// on the way: whatever happens, the file is whole and holds what was captured.
#include "core/capture/capture_reader.h"
#include "core/capture/live/live_capture.h"
#include "tests/live/becomes.h"
#include "tests/live/own_network.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>

namespace mqttscope::capture::live {
namespace {

using namespace std::chrono_literals;
using test::becomes;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

namespace fs = std::filesystem;

constexpr std::uint16_t kPort = 18842;

bool ownNetwork() {
    static const bool entered = test::enterOwnNetwork();
    return entered;
}

bool run(const std::string& command) {
    return std::system((command + " >/dev/null 2>&1").c_str()) == 0; // NOLINT(concurrency-mt-unsafe)
}

class LiveCaptureTest : public testing::Test {
protected:
    void SetUp() override {
        if (!ownNetwork()) GTEST_SKIP() << "no network namespace can be made here";
        auto name = fs::temp_directory_path().string() + "/mqttscope-live-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_folder = name;
    }

    void TearDown() override {
        std::error_code ignored;
        if (!m_folder.empty()) fs::remove_all(m_folder, ignored);
    }

    [[nodiscard]] CaptureOptions options() const {
        CaptureOptions options;
        options.interfaces = {"lo"};
        options.ports = {{kPort, kPort}};
        options.path = (m_folder / "live.pcapng").string();
        return options;
    }

    /// Captures on an interface that `make` makes and on the loopback, while the first goes and comes again.
    void expectWaitedFor(const std::string& name, const std::string& make);

    /// The frames of a file, by our reader; what it warns of fails the test.
    static std::vector<Frame> framesOf(const std::string& path) {
        SourceTable sources;
        auto reader = CaptureReader::open(sources, {path}, {});
        EXPECT_TRUE(reader) << reader.error().message();
        if (!reader) return {};
        std::vector<Frame> frames;
        for (Frame frame;;) {
            const auto step = (*reader)->next(frame);
            EXPECT_TRUE(step) << step.error().message();
            if (!step || *step != Step::Frame) break;
            frames.push_back(frame);
        }
        EXPECT_THAT((*reader)->warnings(), IsEmpty());
        return frames;
    }

    fs::path m_folder;
};

TEST_F(LiveCaptureTest, WhatPassesIsInTheFile) {
    auto capture = LiveCapture::start(options());
    ASSERT_TRUE(capture) << capture.error().message();
    const test::LoopbackConnection connection(kPort);
    const std::vector<std::uint8_t> ping{0xC0, 0x00};
    for (int i = 0; i < 10; ++i) connection.toServer(ping);
    (*capture)->stop();
    (*capture)->wait();

    EXPECT_FALSE((*capture)->error());
    const auto status = (*capture)->status();
    EXPECT_EQ(status.end, CaptureEnd::Asked);
    const auto path = (*capture)->paths().front();
    EXPECT_GE(status.frames, 13U) << "a handshake and ten segments, at least";
    EXPECT_EQ(status.interfaces[0].counts.droppedByKernel, 0U);
    EXPECT_EQ(status.fileBytes, fs::file_size(path));
    EXPECT_THAT(framesOf(path), SizeIs(status.frames));
    struct stat file{};
    ASSERT_EQ(::stat(path.c_str(), &file), 0);
    EXPECT_EQ(file.st_mode & 0777U, 0600U) << "captures hold passwords";
    if (!test::hasTshark()) return;
    EXPECT_THAT(test::tshark(path, "-n -Y 'tcp.len > 0'"), SizeIs(10));
}

TEST_F(LiveCaptureTest, WhatTheFilterDoesNotWantIsNot) {
    auto capture = LiveCapture::start(options());
    ASSERT_TRUE(capture) << capture.error().message();
    const test::LoopbackConnection other(4711);
    other.toServer({1, 2, 3});
    (*capture)->stop();
    (*capture)->wait();
    EXPECT_EQ((*capture)->status().frames, 0U);
}

TEST_F(LiveCaptureTest, FramesAreThereSoonAndAStopIsPrompt) {
    auto capture = LiveCapture::start(options());
    ASSERT_TRUE(capture) << capture.error().message();
    const auto path = (*capture)->paths().front();
    const auto before = fs::file_size(path);
    const test::LoopbackConnection connection(kPort);
    const auto sent = std::chrono::steady_clock::now();
    ASSERT_TRUE(becomes([&] { return fs::file_size(path) > before; }));
    // Generous: a loaded machine is slow. Typically it takes 40 ms.
    EXPECT_LT(std::chrono::steady_clock::now() - sent, 1s);
    const auto asked = std::chrono::steady_clock::now();
    (*capture)->stop();
    (*capture)->wait();
    EXPECT_LT(std::chrono::steady_clock::now() - asked, 1s) << "typically 65 ms";
}

TEST_F(LiveCaptureTest, EndsByItself) {
    auto after = options();
    after.stop.frames = 5;
    std::promise<void> ended;
    auto capture = LiveCapture::start(after, [&] { ended.set_value(); });
    ASSERT_TRUE(capture) << capture.error().message();
    const test::LoopbackConnection connection(kPort);
    for (int i = 0; i < 10; ++i) connection.toServer({0xC0, 0x00});
    ASSERT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_EQ((*capture)->status().frames, 5U);
    EXPECT_EQ((*capture)->status().end, CaptureEnd::Frames);
    EXPECT_THAT(framesOf((*capture)->paths().front()), SizeIs(5));

    after = options();
    after.path += "2";
    after.stop.duration = 50ms;
    auto timed = LiveCapture::start(after);
    ASSERT_TRUE(timed) << timed.error().message();
    (*timed)->wait();
    EXPECT_TRUE((*timed)->hasEnded());
    EXPECT_EQ((*timed)->status().end, CaptureEnd::Duration);

    after.path += "3";
    after.stop = {.bytes = 2'000};
    auto sized = LiveCapture::start(after);
    ASSERT_TRUE(sized) << sized.error().message();
    EXPECT_EQ((*sized)->status().end, CaptureEnd::None);
    for (int i = 0; i < 100; ++i) connection.toServer({0xC0, 0x00});
    (*sized)->wait();
    EXPECT_EQ((*sized)->status().end, CaptureEnd::Bytes);
    EXPECT_LT(fs::file_size(after.path), 4'000U);
}

TEST_F(LiveCaptureTest, ARingKeepsItsLatestFiles) {
    auto ring = options();
    ring.ring = {.bytes = 4'000, .duration = {}, .files = 3};
    auto capture = LiveCapture::start(ring);
    ASSERT_TRUE(capture) << capture.error().message();
    const test::LoopbackConnection connection(kPort);
    // One at a time: what comes together goes into one file.
    const auto turned = [&, seen = std::string()]() mutable {
        connection.toServer(std::vector<std::uint8_t>(1'000, 0xC0));
        const auto paths = (*capture)->paths();
        const bool first = fs::path(paths.front()).filename().string().contains("_00001_");
        return paths.size() == 3 && !first;
    };
    EXPECT_TRUE(becomes(turned, 20s));
    (*capture)->stop();
    (*capture)->wait();
    const auto paths = (*capture)->paths();
    EXPECT_THAT(paths, SizeIs(3));
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : fs::directory_iterator(m_folder)) ++files;
    EXPECT_EQ(files, 3U) << "older ones are deleted";
    for (const auto& path : paths) (void)framesOf(path); // each is a capture of its own
}

TEST_F(LiveCaptureTest, RefusesWhatCannotBeAndSaysWhy) {
    auto wrong = options();
    wrong.interfaces = {"nowhere0"};
    auto capture = LiveCapture::start(wrong);
    ASSERT_FALSE(capture);
    EXPECT_THAT(capture.error().message(),
                AllOf(HasSubstr("nowhere0"), HasSubstr("no such interface"), HasSubstr("lo")));

    wrong = options();
    wrong.filter = "tcp prt 1883";
    capture = LiveCapture::start(wrong);
    ASSERT_FALSE(capture);
    EXPECT_EQ(capture.error().offset, 4U) << "the place of what is wrong";
    EXPECT_FALSE(fs::exists(wrong.path)) << "no file of a capture that never began";

    wrong = options();
    std::ofstream(wrong.path) << "precious";
    capture = LiveCapture::start(wrong);
    ASSERT_FALSE(capture);
    EXPECT_THAT(capture.error().message(), HasSubstr("--force"));
    EXPECT_EQ(fs::file_size(wrong.path), 8U);
}

void LiveCaptureTest::expectWaitedFor(const std::string& name, const std::string& make) {
    auto both = options();
    const auto added = [&] { return run(make) && run("ip link set " + name + " up"); };
    ASSERT_TRUE(added());
    both.interfaces = {name, "lo"};
    both.filter = "";
    auto capture = LiveCapture::start(both);
    ASSERT_TRUE(capture) << capture.error().message();
    ASSERT_TRUE(run("ip link del " + name));
    const auto lost = [&] {
        return (*capture)->status().interfaces.size() == 2 && !(*capture)->status().interfaces[0].lost.empty();
    };
    ASSERT_TRUE(becomes(lost, 10s));
    EXPECT_FALSE((*capture)->hasEnded());
    const auto before = (*capture)->status().frames;
    const test::LoopbackConnection connection(kPort);
    EXPECT_TRUE(becomes([&] { return (*capture)->status().frames > before; })) << "the other one goes on";

    ASSERT_TRUE(added());
    EXPECT_TRUE(becomes([&] { return !lost(); }, 10s)) << "it is taken up again";
    (*capture)->stop();
    (*capture)->wait();
    EXPECT_FALSE((*capture)->error());
    EXPECT_THAT(framesOf((*capture)->paths().front()), Not(IsEmpty()));
    EXPECT_TRUE(run("ip link del " + name));
}

TEST_F(LiveCaptureTest, AnInterfaceThatIsRemovedIsWaitedFor) {
    expectWaitedFor("mqs0", "ip link add mqs0 type veth peer name mqs1");
}

TEST_F(LiveCaptureTest, ATapThatIsRemovedIsWaitedFor) {
    if (!std::filesystem::exists("/dev/net/tun")) GTEST_SKIP() << "no TAP can be made here";
    expectWaitedFor("mqt0", "ip tuntap add dev mqt0 mode tap");
}

TEST_F(LiveCaptureTest, AnInterfaceThatIsSwitchedOffIsWaitedFor) {
    ASSERT_TRUE(run("ip link add mqs2 type veth peer name mqs3") && run("ip link set mqs2 up") &&
                run("ip link set mqs3 up"));
    auto one = options();
    one.interfaces = {"mqs2"};
    one.filter = "";
    auto capture = LiveCapture::start(one);
    ASSERT_TRUE(capture) << capture.error().message();
    ASSERT_TRUE(run("ip link set mqs2 down"));
    const auto lost = [&] {
        const auto status = (*capture)->status();
        return !status.interfaces.empty() && status.interfaces[0].lost == "it is down" && status.interfaces[0].returns;
    };
    EXPECT_TRUE(becomes(lost)) << "and it is said";
    EXPECT_FALSE((*capture)->hasEnded());
    ASSERT_TRUE(run("ip link set mqs2 up"));
    EXPECT_TRUE(becomes([&] { return !lost(); }));
    const auto before = (*capture)->status().frames;
    // Bringing it up makes the kernel speak: neighbour discovery.
    EXPECT_TRUE(becomes([&] { return (*capture)->status().frames > before; }, 10s));
    (*capture)->stop();
    (*capture)->wait();
    EXPECT_TRUE(run("ip link del mqs2"));
}

TEST_F(LiveCaptureTest, AFullDiskEndsItWithAMessageAndAWholeFile) {
    if (::geteuid() != 0) GTEST_SKIP() << "only root mounts a small disk";
    const auto disk = m_folder / "disk";
    fs::create_directory(disk);
    if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=256k") != 0)
        GTEST_SKIP() << "no small disk can be mounted here";
    auto full = options();
    full.path = (disk / "live.pcapng").string();
    full.freeFloor = 0;
    auto capture = LiveCapture::start(full);
    EXPECT_TRUE(capture) << capture.error().message();
    if (capture) {
        const test::LoopbackConnection connection(kPort);
        const std::vector<std::uint8_t> block(10'000, 0xC0);
        EXPECT_TRUE(becomes([&] {
            connection.toServer(block);
            return (*capture)->hasEnded();
        }));
        ASSERT_TRUE((*capture)->error());
        EXPECT_THAT((*capture)->error()->message(), AllOf(HasSubstr(full.path), HasSubstr("No space left")));
        EXPECT_THAT(framesOf(full.path), Not(IsEmpty()));
        capture->reset();
    }

    // With a floor it does not even come that far.
    full.path = (disk / "more.pcapng").string();
    full.freeFloor = std::uint64_t{64} << 20;
    const auto refused = LiveCapture::start(full);
    EXPECT_FALSE(refused);
    EXPECT_THAT(refused ? "" : refused.error().message(), HasSubstr("left to others"));
    ::umount2(disk.c_str(), MNT_DETACH);
}

} // namespace
} // namespace mqttscope::capture::live
