// SPDX-License-Identifier: GPL-3.0-or-later
// Capturing as a user who may not: mqttscope-capture does it, with its one capability, and whatever happens to one of
// the two programs, nothing that was captured is lost.
#include "tests/cli/process.h"
#include "tests/live/becomes.h"
#include "tests/live/own_network.h"
#include "tests/support/conversation.h"
#include "tests/support/tshark.h"

#include <gmock/gmock.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

namespace mqttscope::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

namespace fs = std::filesystem;

constexpr std::uint16_t kPort = 18841;

bool ownNetwork() {
    static const bool entered = enterOwnNetwork();
    return entered;
}

std::string contentOf(const fs::path& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

/// Both programs in a folder of their own, and a user who may do nothing.
class HelperTest : public testing::Test {
protected:
    void SetUp() override {
        if (::geteuid() != 0 || !ownNetwork()) GTEST_SKIP() << "only root gives capabilities and becomes somebody else";
        auto name = fs::temp_directory_path().string() + "/mqttscope-helper-XXXXXX";
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder = name;
        ::chmod(folder.c_str(), 0777);
        fs::copy_file(MQTTSCOPE_CLI, folder / "mqttscope-cli");
        ::setenv("XDG_CACHE_HOME", (folder / "cache").c_str(), 1); // NOLINT(concurrency-mt-unsafe)
        if (asNobody({"true"}).status != 0) GTEST_SKIP() << "nobody else can be become here";
    }

    void TearDown() override {
        std::error_code ignored;
        if (!folder.empty()) fs::remove_all(folder, ignored);
    }

    [[nodiscard]] std::string helper() const { return (folder / "mqttscope-capture").string(); }

    [[nodiscard]] std::string cli() const { return (folder / "mqttscope-cli").string(); }

    [[nodiscard]] std::string file() const { return (folder / "live.pcapng").string(); }

    static std::vector<std::string> nobody(std::vector<std::string> command) {
        command.insert(command.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
        return command;
    }

    static ProcessResult asNobody(std::vector<std::string> command) { return run(nobody(std::move(command))); }

    void installHelper() const { fs::copy_file(MQTTSCOPE_CAPTURE, helper(), fs::copy_options::overwrite_existing); }

    /// False where the disk keeps no capabilities.
    [[nodiscard]] bool allowHelper() const {
        installHelper();
        return run({"/usr/sbin/setcap", "cap_net_raw=ep", helper()}).status == 0 &&
               asNobody({helper()}).status == 2; // refused for its words, not by the kernel
    }

    void begin(const std::vector<std::string>& more = {}) {
        std::vector<std::string> command{cli(), "capture", "-i", "lo", "-w", file(), "-d", std::to_string(kPort)};
        command.insert(command.end(), more.begin(), more.end());
        capture.emplace(nobody(std::move(command)));
        ASSERT_TRUE(becomes([&] { return fs::exists(file()) && fs::file_size(file()) > 0; })) << "it captures";
    }

    static void sendPings(int count) {
        const LoopbackConnection connection(kPort);
        for (int i = 0; i < count; ++i) connection.toServer({0xC0, 0x00});
    }

    /// The process that runs the helper of this test.
    [[nodiscard]] std::optional<pid_t> helperProcess() const {
        for (const auto& entry : fs::directory_iterator("/proc")) {
            const auto name = entry.path().filename().string();
            if (name.find_first_not_of("0123456789") != std::string::npos) continue;
            std::error_code failed;
            if (fs::read_symlink(entry.path() / "exe", failed) == helper()) return std::stoi(name);
        }
        return std::nullopt;
    }

    [[nodiscard]] std::string packets() const {
        return run({MQTTSCOPE_CLI, "packets", "-d", std::to_string(kPort), file()}).out;
    }

    fs::path folder;
    std::optional<RunningProcess> capture;
};

TEST_F(HelperTest, CapturesForAUserWhoMayNot) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    begin({"-T", "text"});
    const auto process = helperProcess();
    ASSERT_TRUE(process);
    const auto status = contentOf("/proc/" + std::to_string(*process) + "/status");
    EXPECT_THAT(status, AllOf(HasSubstr("CapPrm:\t0000000000000000"), HasSubstr("CapEff:\t0000000000000000")))
        << "the interface is open: the capability is given up";
    EXPECT_THAT(status, HasSubstr("NoNewPrivs:\t1"));
    sendPings(3);
    EXPECT_THAT(capture->readUntil("PINGREQ"), HasSubstr("PINGREQ"));
    capture->signal(SIGINT);
    const auto ended = capture->finish();
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.err, AllOf(HasSubstr("frames captured"), HasSubstr("0 dropped by the kernel")));
    EXPECT_THAT(packets(), HasSubstr("PINGREQ"));
    struct stat written{};
    ASSERT_EQ(::stat(file().c_str(), &written), 0);
    EXPECT_EQ(written.st_mode & 0777U, 0600U);
    EXPECT_EQ(written.st_uid, 65534U) << "the user's own";
    EXPECT_TRUE(becomes([&] { return !helperProcess(); }));
}

TEST_F(HelperTest, PassesEachFileOfARing) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    std::vector<std::string> command{cli(), "capture", "-i", "lo", "-w", file(), "-d", std::to_string(kPort)};
    command.insert(command.end(), {"-b", "filesize:2", "-b", "files:2"});
    capture.emplace(nobody(std::move(command)));
    const auto third = [&] {
        for (const auto& entry : fs::directory_iterator(folder)) {
            if (entry.path().filename().string().contains("_00003_")) return true;
        }
        if (helperProcess()) sendPings(5);
        return false;
    };
    EXPECT_TRUE(becomes(third));
    capture->signal(SIGTERM);
    const auto ended = capture->finish();
    EXPECT_EQ(ended.status, 0) << ended.err;
}

TEST_F(HelperTest, ItsDeathIsToldAndWhatWasCapturedStays) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    begin();
    sendPings(10);
    const auto before = fs::file_size(file());
    EXPECT_TRUE(becomes([&] { return fs::file_size(file()) > before + 500 || packets().contains("PINGREQ"); }));
    const auto process = helperProcess();
    ASSERT_TRUE(process);
    ASSERT_EQ(::kill(*process, SIGKILL), 0);
    const auto ended = capture->finish();
    EXPECT_EQ(ended.status, 1);
    EXPECT_THAT(ended.err, AllOf(HasSubstr("mqttscope-capture is gone"), HasSubstr("signal 9")));
    EXPECT_THAT(packets(), HasSubstr("PINGREQ"));
}

TEST_F(HelperTest, EndsInOrderWhenNobodyIsLeftToCaptureFor) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    begin();
    ASSERT_TRUE(helperProcess());
    sendPings(10);
    capture->signal(SIGKILL); // before the kernel hands over what it gathered
    (void)capture->finish();
    EXPECT_TRUE(becomes([&] { return !helperProcess(); }));
    const auto shown = packets();
    std::size_t count = 0;
    for (auto at = shown.find("PINGREQ"); at != std::string::npos; at = shown.find("PINGREQ", at + 1)) ++count;
    EXPECT_EQ(count, 10U) << "it writes what it holds, and ends";
}

TEST_F(HelperTest, AWrongFilterAndAMissingInterfaceAreToldAsWithoutIt) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    auto refused = asNobody({cli(), "capture", "-i", "lo", "-w", file(), "-f", "tcp prt 1883"});
    EXPECT_EQ(refused.status, 1);
    EXPECT_THAT(refused.err, HasSubstr("(at byte 4)"));
    refused = asNobody({cli(), "capture", "-i", "nowhere0", "-w", file()});
    EXPECT_THAT(refused.err, HasSubstr("there is no such interface"));
    refused = asNobody({cli(), "capture", "-i", "lo", "-w", "/proc/nothing"});
    EXPECT_THAT(refused.err, HasSubstr("/proc/nothing"));
    EXPECT_FALSE(fs::exists(file()));
}

TEST_F(HelperTest, WhatIsMissingIsSaidWithTheCommandThatMendsIt) {
    const auto complaint = [&] {
        const auto refused = asNobody({cli(), "capture", "-i", "lo", "-w", file()});
        EXPECT_EQ(refused.status, 1);
        return refused.err;
    };
    EXPECT_THAT(complaint(), AllOf(HasSubstr("mqttscope-capture, which may, is not installed"), HasSubstr("sudo")));
    installHelper();
    EXPECT_THAT(complaint(), HasSubstr("sudo setcap cap_net_raw=ep '" + helper() + "'"));
    ::chmod(helper().c_str(), 0750);
    EXPECT_THAT(complaint(), AllOf(HasSubstr("the group 'root'"), HasSubstr("sudo usermod -aG root $USER")));
    ASSERT_EQ(::chmod(helper().c_str(), 0755), 0);
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    const auto sandboxed = asNobody({"setpriv", "--no-new-privs", cli(), "capture", "-i", "lo", "-w", file()});
    EXPECT_THAT(sandboxed.err, HasSubstr("no new privileges"));
    const auto contained =
        run({"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-net_raw",
             "--inh-caps=-net_raw", cli(), "capture", "-i", "lo", "-w", file()});
    EXPECT_THAT(contained.err, HasSubstr("--cap-add=NET_RAW"));
}

bool ip(std::vector<std::string> words) {
    words.insert(words.begin(), "/usr/sbin/ip");
    return run(words).status == 0;
}

/// What comes out of mqs9 goes into mqs8.
bool makePair() {
    return ip({"link", "add", "mqs8", "type", "veth", "peer", "name", "mqs9"}) && ip({"link", "set", "mqs8", "up"}) &&
           ip({"link", "set", "mqs9", "up"});
}

TEST_F(HelperTest, OneOfSeveralInterfacesThatIsRemovedIsToldAndTheOtherGoesOn) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    if (!makePair()) GTEST_SKIP() << "no interface can be made here";
    begin({"-i", "mqs8"});
    ASSERT_TRUE(ip({"link", "del", "mqs8"}));
    EXPECT_THAT(capture->readErrorsUntil("Start the capture anew"),
                AllOf(HasSubstr("mqs8"), HasSubstr("Start the capture anew")));
    sendPings(3);
    EXPECT_TRUE(becomes([&] { return packets().contains("PINGREQ"); })) << "the other one goes on";
    capture->signal(SIGINT);
    EXPECT_EQ(capture->finish().status, 0);
}

TEST_F(HelperTest, GoesOnWhenTheOnlyInterfaceIsBack) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    if (!makePair()) GTEST_SKIP() << "no interface can be made here";
    capture.emplace(nobody(
        {cli(), "capture", "-i", "mqs8", "-w", file(), "-d", std::to_string(kPort), "-T", "text", "-a", "packets:7"}));
    ASSERT_TRUE(becomes([&] { return fs::exists(file()) && fs::file_size(file()) > 0; })) << "it captures";
    Capture built;
    Conversation client(built, "c", mqtt::Version::V311, {.serverPort = kPort});
    std::size_t sent = 0;
    const auto pass = [&] {
        std::vector<Bytes> frames;
        for (; sent < built.frames().size(); ++sent) frames.push_back(built.frames()[sent].bytes);
        return sendFrames("mqs9", frames);
    };
    client.connect().publish("before", "1");
    ASSERT_TRUE(pass());
    EXPECT_THAT(capture->readUntil("before"), HasSubstr("before"));
    const auto first = helperProcess();
    ASSERT_TRUE(first);
    ASSERT_TRUE(ip({"link", "del", "mqs8"}));
    EXPECT_THAT(capture->readErrorsUntil("Capturing goes on when it is back"),
                AllOf(HasSubstr("mqs8"), HasSubstr("Capturing goes on when it is back")));
    EXPECT_TRUE(becomes([&] { return helperProcess() != first; })) << "nothing to do without a privilege";
    ASSERT_TRUE(makePair());
    ASSERT_TRUE(becomes([&] { return helperProcess().has_value(); })) << "another one, which may";
    EXPECT_THAT(capture->readErrorsUntil("mqs8: it is back"), HasSubstr("mqs8: it is back"));
    client.publish("after", "2").publish("beyond", "3");
    ASSERT_TRUE(pass());
    EXPECT_THAT(capture->readUntil("after"), HasSubstr("after"));
    const auto ended = capture->finish();
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("7 frames captured")) << "of both together, as many as were asked for";
    EXPECT_THAT(packets(), AllOf(HasSubstr("before"), HasSubstr("after"), Not(HasSubstr("beyond")))) << "in one file";
    if (hasTshark()) {
        EXPECT_EQ(tshark(file(), "-n -Y tcp").size(), 7U);
    }
    EXPECT_TRUE(ip({"link", "del", "mqs8"}));
}

TEST_F(HelperTest, EndsInOrderWhileItWaitsForAnInterface) {
    if (!allowHelper()) GTEST_SKIP() << "no capability can be given here";
    if (!makePair()) GTEST_SKIP() << "no interface can be made here";
    capture.emplace(nobody({cli(), "capture", "-i", "mqs8", "-w", file(), "-f", ""}));
    ASSERT_TRUE(becomes([&] { return fs::exists(file()) && fs::file_size(file()) > 0; })) << "it captures";
    ASSERT_TRUE(ip({"link", "del", "mqs8"}));
    EXPECT_THAT(capture->readErrorsUntil("goes on"), HasSubstr("Capturing goes on when it is back"));
    EXPECT_TRUE(becomes([&] { return !helperProcess(); }));
    capture->signal(SIGTERM);
    const auto ended = capture->finish();
    EXPECT_EQ(ended.status, 0) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr("frames captured"));
    EXPECT_EQ(run({MQTTSCOPE_CLI, "info", file()}).status, 0);
}

TEST_F(HelperTest, RefusesToBeStartedByHandAndDoubtsWhatItIsTold) {
    installHelper();
    EXPECT_EQ(run({helper()}).status, 2);
    EXPECT_EQ(run({helper(), "--help"}).status, 2);
    // As root, for this is about what it is told: nonsense ends it, with an error and no file.
    for (const std::string words : {"", "x", "\x01", "\x04", "\x01\x01\x01\x01\x01\x01\x01\x01\x01\x01"}) {
        std::array<int, 2> ends{};
        ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends.data()), 0);
        const pid_t child = ::fork();
        if (child == 0) {
            ::dup2(ends[1], STDIN_FILENO);
            ::close(ends[0]);
            ::execl(helper().c_str(), "mqttscope-capture", nullptr);
            ::_exit(127);
        }
        ::close(ends[1]);
        (void)::send(ends[0], words.data(), words.size(), MSG_NOSIGNAL);
        std::array<char, 1024> answer{};
        const auto size = ::recv(ends[0], answer.data(), answer.size(), 0);
        ::close(ends[0]);
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << status;
        EXPECT_GT(size, 1) << "an end with an error";
    }
}

} // namespace
} // namespace mqttscope::test
