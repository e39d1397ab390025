// SPDX-License-Identifier: GPL-3.0-or-later
// `mqttscope-cli capture` beside a real broker and real clients: what was published is printed and in the file.
#include "core/capture/spool_files.h"
#include "tests/cli/process.h"
#include "tests/live/becomes.h"
#include "tests/live/own_network.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

namespace mqttscope::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

namespace fs = std::filesystem;

constexpr const char* kPort = "18839";

bool ownNetwork() {
    static const bool entered = enterOwnNetwork();
    return entered;
}

bool isInstalled(const char* program) {
    return !linesOf(std::string("PATH=$PATH:/usr/sbin command -v ") + program).empty();
}

/// Packets as NDJSON without what later packets made of them: a packet that is shown at once has no answer yet.
std::string withoutExchanges(std::string lines) {
    constexpr std::string_view kMember = ",\"exchange\":{";
    for (auto at = lines.find(kMember); at != std::string::npos; at = lines.find(kMember, at))
        lines.erase(at, lines.find('}', at) - at + 1);
    return lines;
}

class CaptureCommandTest : public testing::Test {
protected:
    void SetUp() override {
        if (!ownNetwork()) GTEST_SKIP() << "no network namespace can be made here";
        auto name = fs::temp_directory_path().string() + "/mqttscope-command-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_folder = name;
        ::setenv("XDG_CACHE_HOME", (m_folder / "cache").c_str(), 1); // NOLINT(concurrency-mt-unsafe)
    }

    void TearDown() override {
        m_broker.reset();
        std::error_code ignored;
        if (!m_folder.empty()) fs::remove_all(m_folder, ignored);
    }

    void startBroker() {
        const auto configuration = (m_folder / "mosquitto.conf").string();
        std::ofstream(configuration) << "listener " << kPort << " 127.0.0.1\nallow_anonymous true\n";
        m_broker.emplace(std::vector<std::string>{"/usr/sbin/mosquitto", "-c", configuration});
        ASSERT_TRUE(becomes([] { return publish({"-t", "up", "-m", "1"}); })) << "the broker is there";
    }

    static bool publish(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {"mosquitto_pub", "-h", "127.0.0.1", "-p", kPort});
        return run(arguments).status == 0;
    }

    [[nodiscard]] std::string file() const { return (m_folder / "live.pcapng").string(); }

    [[nodiscard]] std::string cacheFolder() const { return (m_folder / "cache/mqttscope").string(); }

    /// Begins a capture, and comes back once it captures for sure.
    void begin(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {MQTTSCOPE_CLI, "capture", "-i", "lo", "-d", kPort});
        m_capture.emplace(arguments);
        ASSERT_TRUE(becomes([&] { return hasContent(file()) || spoolHasContent(); })) << "it captures";
    }

    /// A capture writes the head of its file once frames are captured.
    static bool hasContent(const fs::path& path) {
        std::error_code absent;
        const auto size = fs::file_size(path, absent);
        return !absent && size > 0;
    }

    [[nodiscard]] bool spoolHasContent() const {
        std::error_code absent;
        for (const auto& entry : fs::directory_iterator(cacheFolder(), absent))
            if (hasContent(entry.path())) return true;
        return false;
    }

    /// What a file of packets holds by now.
    [[nodiscard]] std::string packets(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> command{MQTTSCOPE_CLI, "packets", "-d", kPort};
        command.insert(command.end(), more.begin(), more.end());
        command.push_back(file());
        return run(command).out;
    }

    fs::path m_folder;
    std::optional<RunningProcess> m_broker;
    std::optional<RunningProcess> m_capture;
};

TEST_F(CaptureCommandTest, EverythingThatIsPublishedIsShownAndKept) {
    if (!isInstalled("mosquitto") || !isInstalled("mosquitto_pub")) GTEST_SKIP() << "mosquitto is not installed";
    startBroker();
    begin({"-T", "ndjson", "-w", file()});
    RunningProcess subscriber(
        {"mosquitto_sub", "-h", "127.0.0.1", "-p", kPort, "-t", "live/#", "-q", "2", "-C", "9", "-W", "20", "-V", "5"});
    EXPECT_THAT(m_capture->readUntil("SUBACK"), HasSubstr("SUBACK")) << "it hears what is published from now on";
    for (const auto* version : {"31", "311", "5"}) {
        for (const auto* qos : {"0", "1", "2"}) {
            EXPECT_TRUE(publish({"-V", version, "-q", qos, "-i", std::string("pub-") + version, "-t",
                                 std::string("live/") + version + "/" + qos, "-m",
                                 std::string("value-") + version + "-" + qos}));
        }
    }
    const auto received = subscriber.finish();
    EXPECT_EQ(received.status, 0) << received.err;
    // Of nine publishers and the subscriber: what they say last.
    EXPECT_THAT(m_capture->readUntil("\"DISCONNECT\"", 20, 10), HasSubstr("DISCONNECT"));
    m_capture->signal(SIGINT);
    const auto ended = m_capture->finish();
    const auto& live = ended.out;
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("0 dropped by the kernel"));
    for (const auto* version : {"31", "311", "5"}) {
        for (const auto* qos : {"0", "1", "2"}) {
            EXPECT_THAT(live, HasSubstr(std::string("value-") + version + "-" + qos));
            EXPECT_THAT(received.out, HasSubstr(std::string("value-") + version + "-" + qos));
        }
    }
    const auto offline = run({MQTTSCOPE_CLI, "packets", "-T", "ndjson", "-d", kPort, file()});
    EXPECT_EQ(offline.status, 0) << offline.err;
    EXPECT_EQ(withoutExchanges(live), withoutExchanges(offline.out)) << "what is shown live is what the file holds";
    if (!hasTshark()) return;
    EXPECT_THAT(tshark(file(), std::string("-n -d tcp.port==") + kPort + ",mqtt -Y mqtt"), testing::Not(IsEmpty()));
}

TEST_F(CaptureCommandTest, SignalsEndItCleanly) {
    for (const int signal : {SIGINT, SIGTERM}) {
        fs::remove(file());
        begin({"-w", file()});
        const LoopbackConnection connection(18839);
        connection.toServer({0xC0, 0x00});
        m_capture->signal(signal);
        const auto ended = m_capture->finish();
        EXPECT_EQ(ended.status, 0);
        EXPECT_THAT(ended.err, HasSubstr("frames captured"));
        EXPECT_EQ(run({MQTTSCOPE_CLI, "info", file()}).status, 0);
    }
}

TEST_F(CaptureCommandTest, LeavesNothingBehindUnlessItIsKilled) {
    begin({});
    m_capture->signal(SIGTERM);
    EXPECT_EQ(m_capture->finish().status, 0);
    EXPECT_THAT(capture::leftCaptures(cacheFolder()), IsEmpty());

    begin({});
    {
        const LoopbackConnection connection(18839);
        for (int i = 0; i < 20; ++i) connection.toServer({0xC0, 0x00});
    }
    EXPECT_THAT(capture::leftCaptures(cacheFolder()), IsEmpty()) << "it is in use";
    // What it shows, it read from its file.
    EXPECT_THAT(m_capture->readUntil("PINGREQ"), HasSubstr("PINGREQ"));
    m_capture->signal(SIGKILL);
    (void)m_capture->finish();
    const auto left = capture::leftCaptures(cacheFolder());
    ASSERT_THAT(left, SizeIs(1));
    EXPECT_GT(left[0].begun, 1'700'000'000);
    const auto info = run({MQTTSCOPE_CLI, "info", "-d", kPort, left[0].paths.front()});
    EXPECT_EQ(info.status, 0) << info.err;
    EXPECT_THAT(info.out, HasSubstr("PINGREQ")) << "what was captured before is there";
}

TEST_F(CaptureCommandTest, GoesOnWhenTheBrokerStartsAnew) {
    if (!isInstalled("mosquitto") || !isInstalled("mosquitto_pub")) GTEST_SKIP() << "mosquitto is not installed";
    startBroker();
    begin({"-T", "fields", "-e", "mqtt.topic", "-w", file()});
    EXPECT_TRUE(publish({"-t", "before", "-m", "1"}));
    EXPECT_THAT(m_capture->readUntil("before"), HasSubstr("before"));
    m_broker.reset();
    startBroker();
    EXPECT_TRUE(publish({"-t", "after", "-m", "1"}));
    EXPECT_THAT(m_capture->readUntil("after"), HasSubstr("after"));
    m_capture->signal(SIGINT);
    EXPECT_EQ(m_capture->finish().status, 0);
}

TEST_F(CaptureCommandTest, EndsWhenAFilterMatchesForTheFirstTime) {
    begin({"-w", file(), "-T", "text", "-Y", "finding", "-c", "1"});
    const LoopbackConnection connection(18839);
    connection.toServer({0x10, 0x0D, 0x00, 0x04, 'M', 'Q', 'T', 'T', 0x04, 0x02, 0x00, 0x3C, 0x00, 0x01, 'a'});
    connection.toClient({0x20, 0x02, 0x00, 0x00});
    connection.toServer({0xC0, 0x00});
    EXPECT_THAT(run({MQTTSCOPE_CLI, "info", file()}).err, IsEmpty());
    connection.toServer({0x36, 0x03, 0x00, 0x01, 'a'}); // QoS 3
    const auto ended = m_capture->finish();
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.out, AllOf(HasSubstr("PUBLISH"), testing::Not(HasSubstr("PINGREQ"))));
    EXPECT_THAT(run({MQTTSCOPE_CLI, "packets", "-d", kPort, file()}).out, HasSubstr("PINGREQ"))
        << "all are in the file";
}

/// A broker on another host: a namespace at the other end of a pair of interfaces.
TEST_F(CaptureCommandTest, WhatHostsSayToEachOtherIsAllThere) {
    if (!isInstalled("mosquitto") || !isInstalled("mosquitto_pub")) GTEST_SKIP() << "mosquitto is not installed";
    RunningProcess host({"unshare", "--net", "sh", "-c", "echo $$; exec sleep 60"});
    const auto pid = host.readUntil("\n");
    const auto id = pid.substr(0, pid.find('\n'));
    const auto there = [&](const std::string& command) {
        return run({"nsenter", "--net=/proc/" + id + "/ns/net", "sh", "-c", "PATH=$PATH:/usr/sbin; " + command})
                   .status == 0;
    };
    const auto here = [&](const std::string& command) {
        return run({"sh", "-c", "PATH=$PATH:/usr/sbin; " + command}).status == 0;
    };
    if (!here("ip link add mqs4 type veth peer name mqs5 netns " + id)) GTEST_SKIP() << "no pair of interfaces here";
    ASSERT_TRUE(here("ip addr add 10.78.0.1/24 dev mqs4 && ip link set mqs4 up"));
    ASSERT_TRUE(there("ip addr add 10.78.0.2/24 dev mqs5 && ip link set mqs5 up"));
    const auto configuration = (m_folder / "host.conf").string();
    std::ofstream(configuration) << "listener " << kPort << " 10.78.0.2\nallow_anonymous true\n";
    RunningProcess broker({"nsenter", "--net=/proc/" + id + "/ns/net", "/usr/sbin/mosquitto", "-c", configuration});
    const std::vector<std::string> client{"-h", "10.78.0.2", "-p", kPort};
    const auto publishes = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), client.begin(), client.end());
        arguments.insert(arguments.begin(), "mosquitto_pub");
        return run(arguments).status == 0;
    };
    ASSERT_TRUE(becomes([&] { return publishes({"-t", "up", "-m", "1"}); })) << "the broker is there";

    m_capture.emplace(std::vector<std::string>{MQTTSCOPE_CLI, "capture", "-i", "mqs4", "-d", kPort, "-w", file(), "-T",
                                               "fields", "-e", "mqtt.publish.topic", "-Y",
                                               "mqtt.type == PUBLISH && direction == to_server"});
    ASSERT_TRUE(becomes([&] { return hasContent(file()); })) << "it captures";
    constexpr int kMessages = 500;
    for (const auto* version : {"311", "5"}) {
        std::string lines;
        for (int i = 0; i < kMessages; ++i) lines += "reading " + std::to_string(i) + "\n";
        const auto sent = run({"mosquitto_pub", "-h", "10.78.0.2", "-p", kPort, "-V", version, "-q", "2", "-l", "-t",
                               std::string("many/") + version},
                              lines);
        EXPECT_EQ(sent.status, 0) << sent.err;
    }
    EXPECT_TRUE(publishes({"-t", "last", "-m", "1"}));
    auto shown = m_capture->readUntil("last\n");
    m_capture->signal(SIGINT);
    const auto ended = m_capture->finish();
    EXPECT_THAT(ended.err, HasSubstr("0 dropped by the kernel"));
    const auto lines = [&](const std::string& topic) {
        std::size_t count = 0;
        for (auto at = shown.find(topic); at != std::string::npos; at = shown.find(topic, at + 1)) ++count;
        return count;
    };
    EXPECT_EQ(lines("many/311\n"), kMessages);
    EXPECT_EQ(lines("many/5\n"), kMessages);
    EXPECT_THAT(run({MQTTSCOPE_CLI, "info", "-d", kPort, file()}).out, testing::Not(HasSubstr("capture.")));
}

TEST_F(CaptureCommandTest, DroppedFramesAreCountedAndFoundAtTheirPlace) {
    begin({"-w", file(), "-B", "1"});
    const LoopbackConnection connection(18839);
    connection.toServer({0xC0, 0x00});
    ASSERT_TRUE(becomes([&] { return packets().contains("PINGREQ"); }));
    m_capture->signal(SIGSTOP); // nobody empties the kernel's buffer
    std::vector<std::uint8_t> pings;
    while (pings.size() < 10'000) pings.insert(pings.end(), {0xC0, 0x00});
    for (int i = 0; i < 1'000; ++i) connection.toServer(pings);
    m_capture->signal(SIGCONT);
    const auto saidAfterTheDrop = [&] {
        connection.toServer({0xC0, 0x00});
        return packets({"--events", "-Y", "event.kind == dropped"}).contains("[Dropped]");
    };
    EXPECT_TRUE(becomes(saidAfterTheDrop));
    m_capture->signal(SIGINT);
    const auto ended = m_capture->finish();
    EXPECT_EQ(ended.status, 0);
    EXPECT_THAT(ended.err, AllOf(HasSubstr("dropped by the kernel"), testing::Not(HasSubstr(" 0 dropped"))));
    EXPECT_THAT(ended.err, HasSubstr("a larger buffer (-B)"));
    const auto found = run({MQTTSCOPE_CLI, "findings", "-d", kPort, file()});
    EXPECT_THAT(found.out, HasSubstr("capture.drop"));
    const auto filtered =
        run({MQTTSCOPE_CLI, "packets", "--events", "-Y", "event.kind == dropped", "-d", kPort, file()});
    EXPECT_THAT(filtered.out, HasSubstr("[Dropped]"));
    const auto rows = run({MQTTSCOPE_CLI, "packets", "--events", "-d", kPort, file()}).out;
    const auto drop = rows.find("[Dropped]");
    ASSERT_NE(drop, std::string::npos);
    EXPECT_THAT(rows.substr(0, drop), HasSubstr("PINGREQ"));
    EXPECT_THAT(rows.substr(drop), HasSubstr("PINGREQ"));
}

TEST_F(CaptureCommandTest, WithoutPermissionItSaysWhatIsMissing) {
    if (::geteuid() != 0 || !isInstalled("setpriv")) GTEST_SKIP() << "only root can become somebody without permission";
    // The program may lie in a folder that others cannot enter.
    const auto copy = (m_folder / "mqttscope-cli").string();
    fs::copy_file(MQTTSCOPE_CLI, copy);
    ::chmod(m_folder.c_str(), 0755);
    const auto refused =
        run({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", copy, "capture", "-i", "lo"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, AllOf(HasSubstr("CAP_NET_RAW"), HasSubstr("sudo")));
}

TEST_F(CaptureCommandTest, WrongWordsAreRefused) {
    const auto refused = [](std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {MQTTSCOPE_CLI, "capture"});
        return run(arguments);
    };
    EXPECT_EQ(refused({}).status, 2);
    EXPECT_EQ(refused({"-i", "lo", "-a", "forever"}).status, 2);
    EXPECT_THAT(refused({"-i", "lo", "-b", "filesize:10"}).err, HasSubstr("-w FILE"));
    EXPECT_EQ(refused({"-i", "lo", "-w", "x", "-b", "filesize:10", "-T", "text"}).status, 2);
    EXPECT_EQ(refused({"-i", "lo", "-f", "tcp", "--all-tcp"}).status, 2);
    EXPECT_EQ(refused({"-i", "lo", "-s", "5"}).status, 2);
}

} // namespace
} // namespace mqttscope::test
