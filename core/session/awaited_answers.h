// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/id.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace mqttscope::session {

/// The exchanges of one connection that are not complete, found by who began them and their packet identifier. A table
/// with open addressing: most connections wait for few answers, hostile ones for hundreds of thousands.
class AwaitedAnswers {
public:
    struct Entry {
        std::uint32_t key = 0;    ///< 0: the place is free
        std::uint8_t kind = 0;    ///< for the caller
        std::uint8_t packets = 0; ///< for the caller
        base::LinkId last{};      ///< for the caller
    };

    /// The entry of a key, or nullptr; valid until the next insert() or erase().
    [[nodiscard]] Entry* find(std::uint32_t key);
    /// A new entry of a key that has none and is not 0.
    Entry& insert(std::uint32_t key);
    void erase(Entry* entry);
    void clear();

    [[nodiscard]] std::size_t size() const { return m_size; }

    template <class Take>
    void each(const Take& take) const {
        for (std::uint32_t i = 0; i < m_places; ++i)
            if (m_entries[i].key != 0) take(std::as_const(m_entries[i]));
    }

private:
    [[nodiscard]] std::uint32_t homeOf(std::uint32_t key) const;
    void grow();

    std::unique_ptr<Entry[]> m_entries;
    std::uint32_t m_places = 0; // a power of two
    std::uint32_t m_size = 0;
};

} // namespace mqttscope::session
