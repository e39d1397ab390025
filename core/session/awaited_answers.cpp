// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/awaited_answers.h"

#include "core/base/hash.h"

namespace mqttscope::session {
namespace {

constexpr std::uint32_t kFirstPlaces = 8;

} // namespace

std::uint32_t AwaitedAnswers::homeOf(std::uint32_t key) const {
    // Seeded: a crafted capture cannot choose identifiers that fall together.
    return base::hashNumber(key) & (m_places - 1);
}

AwaitedAnswers::Entry* AwaitedAnswers::find(std::uint32_t key) {
    if (m_size == 0) return nullptr;
    for (auto at = homeOf(key);; at = (at + 1) & (m_places - 1)) {
        if (m_entries[at].key == key) return &m_entries[at];
        if (m_entries[at].key == 0) return nullptr;
    }
}

AwaitedAnswers::Entry& AwaitedAnswers::insert(std::uint32_t key) {
    if (m_size >= m_places / 4 * 3) grow();
    auto at = homeOf(key);
    while (m_entries[at].key != 0) at = (at + 1) & (m_places - 1);
    ++m_size;
    m_entries[at].key = key;
    return m_entries[at];
}

/// What stands behind the hole closes up, so that a search never stops too early.
void AwaitedAnswers::erase(Entry* entry) {
    const auto mask = m_places - 1;
    auto hole = static_cast<std::uint32_t>(entry - m_entries.get());
    for (auto at = (hole + 1) & mask; m_entries[at].key != 0; at = (at + 1) & mask) {
        const auto home = homeOf(m_entries[at].key);
        if (((at - home) & mask) < ((at - hole) & mask)) continue; // its way begins behind the hole
        m_entries[hole] = m_entries[at];
        hole = at;
    }
    m_entries[hole] = {};
    --m_size;
}

void AwaitedAnswers::clear() {
    m_entries.reset();
    m_places = m_size = 0;
}

void AwaitedAnswers::grow() {
    const auto places = std::exchange(m_places, m_places == 0 ? kFirstPlaces : m_places * 2);
    const auto entries = std::exchange(m_entries, std::make_unique<Entry[]>(m_places));
    m_size = 0;
    for (std::uint32_t i = 0; i < places; ++i)
        if (entries[i].key != 0) insert(entries[i].key) = entries[i];
}

} // namespace mqttscope::session
