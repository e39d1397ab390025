// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/interface_rates.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

namespace mqttscope::ui {

namespace {

constexpr const char* kAny = "any";
constexpr std::string_view kLoopback = "lo";

void append(std::deque<double>& rates, double rate) {
    rates.push_back(rate);
    if (rates.size() > InterfaceRates::kKept) rates.pop_front();
}

} // namespace

void InterfaceRates::sample() {
    std::ifstream file("/proc/net/dev");
    std::ostringstream text;
    text << file.rdbuf();
    sample(text.str(), std::chrono::steady_clock::now());
}

void InterfaceRates::sample(std::string_view counters, std::chrono::steady_clock::time_point now) {
    const auto seconds = std::chrono::duration<double>(now - m_last).count();
    m_last = now;
    double all = 0;
    bool compared = false;
    std::istringstream lines{std::string(counters)};
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (colon == std::string::npos) continue; // the headings
        auto name = line.substr(0, colon);
        name.erase(0, name.find_first_not_of(' '));
        // bytes packets errs drop fifo frame compressed multicast, received and then the same of what was sent
        std::istringstream numbers(line.substr(colon + 1));
        std::uint64_t received = 0;
        std::uint64_t sent = 0;
        std::uint64_t other = 0;
        numbers >> other >> received;
        for (int i = 0; i < 7; ++i) numbers >> other;
        numbers >> sent;
        auto& counted = m_interfaces[name];
        // What the loopback interface sends it receives, too: a capture shows it once.
        const auto packets = name == kLoopback ? received : received + sent;
        if (counted.known && seconds > 0) {
            const auto rate = static_cast<double>(packets - std::min(packets, counted.packets)) / seconds;
            append(counted.rates, rate);
            all += rate;
            compared = true;
        }
        counted.packets = packets;
        counted.known = true;
    }
    if (compared) append(m_interfaces[kAny].rates, all);
}

void InterfaceRates::sampleMqtt(const std::map<std::string, std::uint64_t>& frames,
                                std::chrono::steady_clock::time_point now) {
    const auto seconds = std::chrono::duration<double>(now - m_lastMqtt).count();
    m_lastMqtt = now;
    std::erase_if(m_mqtt,
                  [&](const auto& counted) { return counted.first != kAny && !frames.contains(counted.first); });
    if (frames.empty()) m_mqtt.clear();
    double all = 0;
    bool compared = false;
    for (const auto& [name, count] : frames) {
        auto& counted = m_mqtt[name];
        if (counted.known && seconds > 0) {
            const auto rate = static_cast<double>(count - std::min(count, counted.packets)) / seconds;
            append(counted.rates, rate);
            all += rate;
            compared = true;
        }
        counted.packets = count;
        counted.known = true;
    }
    if (compared) append(m_mqtt[kAny].rates, all);
}

std::optional<int> InterfaceRates::share(const std::string& interface) const {
    const auto all = m_interfaces.find(interface);
    const auto mqtt = m_mqtt.find(interface);
    if (all == m_interfaces.end() || mqtt == m_mqtt.end() || all->second.rates.empty() || mqtt->second.rates.empty())
        return std::nullopt;
    if (all->second.rates.back() <= 0) return std::nullopt;
    // Never more than all: the two are not counted at the same moment.
    const auto part = std::min(1.0, mqtt->second.rates.back() / all->second.rates.back());
    return static_cast<int>(std::lround(part * 100));
}

std::deque<double> InterfaceRates::mqttHistory(const std::string& interface) const {
    const auto found = m_mqtt.find(interface);
    return found == m_mqtt.end() ? std::deque<double>() : found->second.rates;
}

std::deque<double> InterfaceRates::history(const std::string& interface) const {
    const auto found = m_interfaces.find(interface);
    return found == m_interfaces.end() ? std::deque<double>() : found->second.rates;
}

} // namespace mqttscope::ui
