// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text_pool.h"

#include "core/base/hash.h"

namespace mqttscope::base {
namespace {

constexpr std::size_t kFirstSlots = 1024; // a power of two
constexpr std::size_t kMaxTextBytes = std::size_t{1} << 36;

} // namespace

TextPool::TextPool()
    : m_bytes(kMaxTextBytes)
    , m_slots(kFirstSlots, 0) {}

TextId TextPool::intern(std::string_view text) {
    const auto hash = hashBytes(text);
    const auto mask = m_slots.size() - 1;
    auto slot = hash & mask;
    for (; m_slots[slot] != 0; slot = (slot + 1) & mask) {
        const auto& entry = m_entries[m_slots[slot] - 1];
        const TextId id(m_slots[slot] - 1);
        if (entry.hash == hash && this->text(id) == text) return id;
    }
    const auto id = static_cast<std::uint32_t>(m_entries.size());
    m_entries.append(std::uint64_t{m_bytes.size()}, static_cast<std::uint32_t>(text.size()), hash);
    m_bytes.appendRange(text.begin(), text.end());
    m_slots[slot] = id + 1;
    if (m_entries.size() * 2 > m_slots.size()) grow();
    return TextId(id);
}

std::string_view TextPool::text(TextId id) const {
    const auto& entry = m_entries[id.value];
    if (entry.length == 0) return {};
    return {&m_bytes[entry.offset], entry.length};
}

std::size_t TextPool::memory() const {
    return m_entries.size() * sizeof(Entry) + m_bytes.size() + m_slots.size() * sizeof(m_slots[0]);
}

void TextPool::grow() {
    std::vector<std::uint32_t> slots(m_slots.size() * 2, 0);
    const auto mask = slots.size() - 1;
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        auto slot = m_entries[i].hash & mask;
        while (slots[slot] != 0) slot = (slot + 1) & mask;
        slots[slot] = static_cast<std::uint32_t>(i + 1);
    }
    m_slots = std::move(slots);
}

} // namespace mqttscope::base
