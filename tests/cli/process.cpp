// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/cli/process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>

extern char** environ;

namespace mqttscope::test {
namespace {

constexpr int kLongestRun = 60'000;

std::array<int, 2> newPipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    return ends;
}

/// True while the pipe is open.
bool readAvailable(int file, std::string& text) {
    std::array<char, 65536> buffer{};
    const auto size = ::read(file, buffer.data(), buffer.size());
    if (size > 0) text.append(buffer.data(), static_cast<std::size_t>(size));
    return size > 0;
}

} // namespace

RunningProcess::RunningProcess(const std::vector<std::string>& command) {
    std::signal(SIGPIPE, SIG_IGN);
    const auto input = newPipe();
    const auto output = newPipe();
    const auto errors = newPipe();
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, input[0], STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, errors[1], STDERR_FILENO);
    std::vector<char*> arguments;
    for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
    arguments.push_back(nullptr);
    const auto failed = ::posix_spawnp(&m_process, arguments[0], &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(input[0]);
    ::close(output[1]);
    ::close(errors[1]);
    m_input = input[1];
    m_output = output[0];
    m_errors = errors[0];
    if (failed != 0) throw std::runtime_error("cannot run " + command.front());
}

RunningProcess::~RunningProcess() {
    closeInput();
    if (m_process > 0) {
        ::kill(m_process, SIGKILL);
        ::waitpid(m_process, nullptr, 0);
    }
    if (m_output >= 0) ::close(m_output);
    if (m_errors >= 0) ::close(m_errors);
}

void RunningProcess::write(const std::string& input) {
    for (std::size_t sent = 0; sent < input.size();) {
        const auto size = ::write(m_input, input.data() + sent, input.size() - sent);
        if (size < 0) return; // it went away: its status tells
        sent += static_cast<std::size_t>(size);
    }
}

void RunningProcess::closeInput() {
    if (m_input >= 0) ::close(m_input);
    m_input = -1;
}

void RunningProcess::drain(int milliseconds) {
    std::array<pollfd, 2> polled{{{m_output, POLLIN, 0}, {m_errors, POLLIN, 0}}};
    if (::poll(polled.data(), polled.size(), milliseconds) <= 0) return;
    if ((polled[0].revents & (POLLIN | POLLHUP)) != 0 && !readAvailable(m_output, m_result.out)) {
        ::close(m_output);
        m_output = -1;
    }
    if ((polled[1].revents & (POLLIN | POLLHUP)) != 0 && !readAvailable(m_errors, m_result.err)) {
        ::close(m_errors);
        m_errors = -1;
    }
}

std::string RunningProcess::readUntil(const std::string& text, int seconds, std::size_t times) {
    return waitFor(text, m_result.out, seconds, times);
}

std::string RunningProcess::readErrorsUntil(const std::string& text, int seconds) {
    return waitFor(text, m_result.err, seconds, 1);
}

std::string RunningProcess::waitFor(const std::string& text, const std::string& in, int seconds, std::size_t times) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
    std::size_t from = 0; // behind those that were found
    const auto found = [&] {
        for (auto at = in.find(text, from); times > 0 && at != std::string::npos; at = in.find(text, from)) {
            from = at + text.size();
            --times;
        }
        return times == 0;
    };
    while (!found() && std::chrono::steady_clock::now() < deadline) {
        if (m_output < 0 && m_errors < 0) break;
        drain(100);
    }
    return in;
}

void RunningProcess::signal(int number) const {
    ::kill(m_process, number);
}

ProcessResult RunningProcess::finish() {
    closeInput();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(kLongestRun);
    while ((m_output >= 0 || m_errors >= 0) && std::chrono::steady_clock::now() < deadline) drain(100);
    if (m_output >= 0 || m_errors >= 0) ::kill(m_process, SIGKILL);
    int status = 0;
    ::waitpid(m_process, &status, 0);
    m_process = -1;
    m_result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return m_result;
}

ProcessResult run(const std::vector<std::string>& command, const std::string& input) {
    RunningProcess process(command);
    process.write(input);
    return process.finish();
}

} // namespace mqttscope::test
