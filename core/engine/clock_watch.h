// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/time.h"
#include "core/capture/capture_reader.h"

#include <cstdint>
#include <optional>
#include <string>

namespace mqttscope::engine {

/// Watches the clock of the machine that captured. Frames stand in the order in which they came, so one that is much
/// earlier than the one before it means that the clock was set back in between. A clock that was set forward looks like
/// a silence, and nothing tells them apart.
class ClockWatch {
public:
    /// How much earlier a frame may be without a word: several interfaces and queues hand frames over in batches.
    static constexpr std::int64_t kTolerance = base::kNanosecondsPerSecond;

    /// The next frame of the capture has this time; true where the clock was set back for the first time.
    [[nodiscard]] bool goesBack(base::Timestamp time) {
        ++m_frames;
        if (!time.known()) return false;
        const bool back = m_last.known() && time < m_last && m_last - time > kTolerance;
        if (back && ++m_times == 1) {
            m_frame = m_frames;
            m_distance = m_last - time;
        }
        m_last = time;
        return back && m_times == 1;
    }

    /// Remembers where that was, for the warning.
    void place(std::string file, std::uint64_t offset) {
        m_file = std::move(file);
        m_offset = offset;
    }

    /// What the user should know about it; nothing where the clock only went forward.
    [[nodiscard]] std::optional<capture::Warning> warning() const;

private:
    base::Timestamp m_last{};
    std::uint64_t m_frames = 0;
    std::uint64_t m_times = 0;   ///< that the clock was set back
    std::uint64_t m_frame = 0;   ///< the first frame after the first time, counted from 1 …
    std::int64_t m_distance = 0; ///< … and how much earlier it is than the one before it, in nanoseconds
    std::string m_file;          ///< that holds it …
    std::uint64_t m_offset = 0;  ///< … and where
};

} // namespace mqttscope::engine
