// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace mqttscope::test {

/// What a program printed, and how it ended.
struct ProcessResult {
    int status = -1; ///< exit status; 128 + n where signal n ended it
    std::string out;
    std::string err;
};

/// Runs a program to its end with `input` on its standard input; gives up after 60 seconds.
[[nodiscard]] ProcessResult run(const std::vector<std::string>& command, const std::string& input = {});

/// A program that is still running.
class RunningProcess {
public:
    explicit RunningProcess(const std::vector<std::string>& command);
    ~RunningProcess(); ///< ends it
    RunningProcess(const RunningProcess&) = delete;
    RunningProcess& operator=(const RunningProcess&) = delete;

    void write(const std::string& input);
    void closeInput();
    /// Reads standard output until it holds `text`, so many times, or `seconds` have passed; gives all that was read so
    /// far.
    std::string readUntil(const std::string& text, int seconds = 20, std::size_t times = 1);
    /// The same of what it complains of.
    std::string readErrorsUntil(const std::string& text, int seconds = 20);
    void signal(int number) const;
    /// Waits for its end and gives what it printed since the last read.
    ProcessResult finish();

private:
    void drain(int milliseconds);
    std::string waitFor(const std::string& text, const std::string& in, int seconds, std::size_t times);

    pid_t m_process = -1;
    int m_input = -1;
    int m_output = -1;
    int m_errors = -1;
    ProcessResult m_result;
};

} // namespace mqttscope::test
