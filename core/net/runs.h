// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>

namespace mqttscope::net {

/// Which positions are covered, as runs without a hole. What repeats many pieces is compared with the few runs that
/// they make, so a short frame that claims to be long costs no more than an honest one.
class Runs {
public:
    /// Covers `from` up to `to`, and calls hole(start, end) for each part that was not covered before, in order.
    /// Returns how many positions were. The work is a few steps and one for each hole.
    template <class Hole>
    std::uint64_t cover(std::uint64_t from, std::uint64_t to, Hole&& hole) {
        if (from >= to) return 0;
        auto start = from;
        auto end = to;
        auto at = from;
        std::uint64_t covered = 0;
        auto run = m_starts.lower_bound(from);
        while (run != m_starts.end() && run->second <= to) {
            if (run->second > at) hole(at, run->second);
            const auto next = std::clamp(run->first, at, to);
            covered += next - std::clamp(run->second, at, next);
            at = next;
            start = std::min(start, run->second);
            end = std::max(end, run->first);
            run = m_starts.erase(run);
        }
        if (at < to) hole(at, to);
        m_starts.emplace_hint(run, end, start);
        return covered;
    }

    /// Nothing before `to` is covered any more.
    void dropBefore(std::uint64_t to) {
        while (!m_starts.empty()) {
            const auto first = m_starts.begin();
            if (first->first > to) {
                first->second = std::max(first->second, to);
                return;
            }
            m_starts.erase(first);
        }
    }

    void clear() { m_starts.clear(); }

private:
    std::map<std::uint64_t, std::uint64_t> m_starts; ///< by the end of the run, so that the front can be dropped
};

} // namespace mqttscope::net
