// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/column.h"
#include "core/base/id.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace mqttscope::base {

/// Texts kept once each: topics, topic filters, client identifiers. One writer interns; readers look up ids that a
/// snapshot shows. Texts are bytes as captured, at most 65,535 long (MQTT 5.0 §1.5.4).
class TextPool {
public:
    TextPool();

    /// Writer only. The same bytes always give the same id.
    TextId intern(std::string_view text);

    [[nodiscard]] std::string_view text(TextId id) const;

    /// Writer only.
    [[nodiscard]] std::size_t size() const { return m_entries.size(); }

    /// Bytes of memory in use.
    [[nodiscard]] std::size_t memory() const;

private:
    struct Entry {
        std::uint64_t offset;
        std::uint32_t length;
        std::uint32_t hash;
    };

    void grow();

    Column<Entry> m_entries;
    Column<char> m_bytes;
    std::vector<std::uint32_t> m_slots; // open addressing: entry index + 1, 0 = free; only the writer looks here
};

} // namespace mqttscope::base
