// SPDX-License-Identifier: GPL-3.0-or-later
// What `export --as replay` writes, run against a real broker and captured again: the same messages.
#include "tests/cli/process.h"
#include "tests/live/own_network.h"
#include "tests/support/conversation.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>

namespace mqttscope::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

namespace fs = std::filesystem;

constexpr const char* kPort = "18841";

std::string textOf(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class ReplayTest : public testing::Test {
protected:
    void SetUp() override {
        static const bool entered = enterOwnNetwork();
        if (!entered) GTEST_SKIP() << "no network namespace can be made here";
        if (linesOf("PATH=$PATH:/usr/sbin command -v mosquitto").empty() || linesOf("command -v mosquitto_pub").empty())
            GTEST_SKIP() << "mosquitto is not installed";
        auto name = fs::temp_directory_path().string() + "/mqttscope-replay-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        m_folder = name;
    }

    void TearDown() override {
        m_broker.reset();
        std::error_code ignored;
        if (!m_folder.empty()) fs::remove_all(m_folder, ignored);
    }

    [[nodiscard]] std::string path(const std::string& name) const { return (m_folder / name).string(); }

    /// Messages that are hard to quote.
    std::string captured() {
        const std::string binary("\0\x01\xff\n'x'$(reboot)\0", 17);
        Capture capture;
        Conversation old(capture, "old", mqtt::Version::V311);
        old.connect().publish("plain/topic", "21.5").publish("it's $HOME `id`", "a 'quoted' \"text\"; rm -rf / #", 1);
        old.publish("\u202Eright to left", binary, 2)
            .publish("empty", "")
            .publish("-t", "--help", 1)
            .publish("line\nfeed", "left out")
            .disconnect();
        Conversation recent(capture, "recent", mqtt::Version::V5);
        recent.connect()
            .publish("gr\u00fc\u00dfe/\U0001F321", "% %s \\n %d", 1)
            .publish("big", std::string(200'000, 'z'));
        recent.deliver("not/replayed", "from the server").disconnect();
        capture.write(path("captured.pcap"));
        return path("captured.pcap");
    }

    void startBroker() {
        std::ofstream(path("mosquitto.conf")) << "listener " << kPort << " 127.0.0.1\nallow_anonymous true\n";
        m_broker.emplace(std::vector<std::string>{"/usr/sbin/mosquitto", "-c", path("mosquitto.conf")});
        const std::vector<std::string> probe{"mosquitto_pub", "-h", "127.0.0.1", "-p", kPort, "-t", "up", "-m", "1"};
        for (int tries = 0; tries < 100 && run(probe).status != 0; ++tries) std::this_thread::sleep_for(50ms);
    }

    /// Topic, QoS and payload of what clients published, in order.
    [[nodiscard]] std::string published(const std::string& file) const {
        return run({MQTTSCOPE_CLI, "packets", "-T", "fields", "-e", "mqtt.topic", "-e", "mqtt.qos", "-e", "mqtt.msg",
                    "-Y",
                    "mqtt.type == PUBLISH && direction == 0 && mqtt.topic != \"marker\" && !(mqtt.topic contains "
                    "\"feed\")",
                    "-d", kPort, file})
            .out;
    }

    fs::path m_folder;
    std::optional<RunningProcess> m_broker;
};

TEST_F(ReplayTest, publishesTheSameMessagesAgain) {
    const auto capture = captured();
    const auto script = path("replay.sh");
    ASSERT_EQ(run({MQTTSCOPE_CLI, "export", capture, "--as", "replay", "-o", script}).status, 0);
    startBroker();
    RunningProcess live({MQTTSCOPE_CLI, "capture", "-i", "lo", "-d", kPort, "-w", path("again.pcapng"), "-T", "text"});
    // The capture runs once it shows what is sent to it.
    const std::vector<std::string> mark{"mosquitto_pub", "-h", "127.0.0.1", "-p", kPort, "-t", "marker", "-m", "begin"};
    for (int tries = 0; tries < 100 && live.readUntil("begin", 1).find("begin") == std::string::npos; ++tries)
        (void)run(mark);
    const auto replayed = run({script, "--host", "127.0.0.1", "--port", kPort, "--speed", "0"});
    EXPECT_EQ(replayed.status, 0) << replayed.err;
    (void)run({"mosquitto_pub", "-h", "127.0.0.1", "-p", kPort, "-t", "marker", "-m", "end-of-replay"});
    EXPECT_THAT(live.readUntil("end-of-replay"), HasSubstr("end-of-replay"));
    live.signal(SIGINT);
    (void)live.finish();
    const auto before = published(capture);
    EXPECT_THAT(before, Not(IsEmpty()));
    EXPECT_EQ(published(path("again.pcapng")), before);
}

TEST_F(ReplayTest, sendsNothingByItself) {
    const auto script = path("replay.sh");
    ASSERT_EQ(run({MQTTSCOPE_CLI, "export", captured(), "--as", "replay", "-o", script}).status, 0);
    EXPECT_EQ(run({script}).status, 2);
    EXPECT_THAT(run({script}).err, HasSubstr("--host is missing"));
    EXPECT_THAT(textOf(script), Not(HasSubstr("10.0.0."))) << "the captured broker is not in it";
    EXPECT_EQ(run({script, "--help"}).status, 0);
    EXPECT_THAT(textOf(script), HasSubstr("is left out: mosquitto_pub refuses control characters in topics"));
}

TEST_F(ReplayTest, retainsOnlyWhenAskedTo) {
    Capture capture;
    auto& connection = capture.client("c").handshake();
    connection.toServer(packet::connect({.clientId = "c"})).toClient(packet::connack(0, false, {}));
    connection.toServer(packet::publish({.topic = "kept", .payload = "1", .retain = true}));
    connection.close();
    capture.write(path("retained.pcap"));
    const auto script = path("replay.sh");
    ASSERT_EQ(run({MQTTSCOPE_CLI, "export", path("retained.pcap"), "--as", "replay", "-o", script}).status, 0);
    startBroker();
    const std::vector<std::string> subscribe{"mosquitto_sub", "-h", "127.0.0.1", "-p", kPort, "-t", "kept", "-W", "1"};
    EXPECT_EQ(run({script, "--host", "127.0.0.1", "--port", kPort}).status, 0);
    EXPECT_THAT(run(subscribe).out, IsEmpty());
    EXPECT_EQ(run({script, "--host", "127.0.0.1", "--port", kPort, "--retain"}).status, 0);
    EXPECT_EQ(run(subscribe).out, "1\n");
}

} // namespace
} // namespace mqttscope::test
