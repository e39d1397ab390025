// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/clock_watch.h"

#include "core/format/text.h"

#include <fmt/format.h>

namespace mqttscope::engine {

std::optional<capture::Warning> ClockWatch::warning() const {
    if (m_times == 0) return std::nullopt;
    auto text = fmt::format("Frame {} is {} earlier than the one before it: the clock of the machine that captured was "
                            "set back, or captures stand one behind the other. Packets stay in the order of the "
                            "capture; times before and after do not compare",
                            format::numberText(m_frame), format::durationText(m_distance));
    if (m_times > 1)
        text +=
            fmt::format(". So it is in {} more {}", format::numberText(m_times - 1), m_times == 2 ? "place" : "places");
    return capture::Warning{.file = m_file, .offset = m_offset, .text = std::move(text)};
}

} // namespace mqttscope::engine
