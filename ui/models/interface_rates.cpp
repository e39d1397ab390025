// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/interface_rates.h"

#include <algorithm>
#include <fstream>
#include <sstream>

namespace mqttscope::ui {

namespace {

constexpr const char* kAny = "any";

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
        const auto packets = received + sent;
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

std::deque<double> InterfaceRates::history(const std::string& interface) const {
    const auto found = m_interfaces.find(interface);
    return found == m_interfaces.end() ? std::deque<double>() : found->second.rates;
}

} // namespace mqttscope::ui
