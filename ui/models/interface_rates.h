// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>

namespace mqttscope::ui {

/// How many packets a second pass on each network interface, from the counters of the kernel: no capture is needed for
/// that, and no permission.
class InterfaceRates {
public:
    static constexpr std::size_t kKept = 60; ///< rates of each interface

    /// Reads the counters again; the first time there is nothing to compare with.
    void sample();
    /// The same with the text of /proc/net/dev at a moment.
    void sample(std::string_view counters, std::chrono::steady_clock::time_point now);

    /// Packets a second, received and sent, the latest last. "any" is all of them together.
    [[nodiscard]] std::deque<double> history(const std::string& interface) const;

private:
    struct Counted {
        std::uint64_t packets = 0;
        bool known = false;
        std::deque<double> rates{};
    };

    std::map<std::string, Counted> m_interfaces;
    std::chrono::steady_clock::time_point m_last{};
};

} // namespace mqttscope::ui
