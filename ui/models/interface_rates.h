// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace mqttscope::ui {

/// How many packets a second pass on each network interface, from the counters of the kernel: no capture is needed for
/// that, and no permission. Of what was counted besides it tells what share that is.
class InterfaceRates {
public:
    static constexpr std::size_t kKept = 60; ///< rates of each interface

    /// Reads the counters again; the first time there is nothing to compare with.
    void sample();
    /// The same with the text of /proc/net/dev at a moment.
    void sample(std::string_view counters, std::chrono::steady_clock::time_point now);

    /// Takes frames that were captured so far, by interface: those of MQTT.
    void sampleMqtt(const std::map<std::string, std::uint64_t>& frames, std::chrono::steady_clock::time_point now);

    /// Of the packets of the last second, those of MQTT in percent; nothing where nobody counts them, or nothing
    /// passed.
    [[nodiscard]] std::optional<int> share(const std::string& interface) const;
    /// Packets of MQTT a second, as history() has all; empty where nobody counts them.
    [[nodiscard]] std::deque<double> mqttHistory(const std::string& interface) const;

    /// Packets a second, received and sent, the latest last. "any" is all of them together.
    [[nodiscard]] std::deque<double> history(const std::string& interface) const;

private:
    struct Counted {
        std::uint64_t packets = 0;
        bool known = false;
        std::deque<double> rates{};
    };

    std::map<std::string, Counted> m_interfaces;
    std::map<std::string, Counted> m_mqtt;
    std::chrono::steady_clock::time_point m_last{};
    std::chrono::steady_clock::time_point m_lastMqtt{};
};

} // namespace mqttscope::ui
