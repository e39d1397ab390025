// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>

namespace mqttscope::ui {

/// Frames a second, from a count that is looked at now and then. It changes once a second at the most, so that it can
/// be read.
class FrameRate {
public:
    /// Takes the count of this moment; tells the rate of the last whole second or longer.
    std::uint64_t sample(std::uint64_t frames, std::chrono::steady_clock::time_point now) {
        if (!m_begun) {
            m_begun = true;
            m_frames = frames;
            m_since = now;
        }
        const auto seconds = std::chrono::duration<double>(now - m_since).count();
        if (seconds < 1) return m_rate;
        m_rate = static_cast<std::uint64_t>(std::llround(static_cast<double>(frames - m_frames) / seconds));
        m_frames = frames;
        m_since = now;
        return m_rate;
    }

private:
    bool m_begun = false;
    std::uint64_t m_frames = 0;
    std::uint64_t m_rate = 0;
    std::chrono::steady_clock::time_point m_since{};
};

} // namespace mqttscope::ui
