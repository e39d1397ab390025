// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/text_pool.h"

#include <cstdint>
#include <stop_token>
#include <string_view>
#include <vector>

namespace mqttscope::ui {

/// Rows with a key each, to be sorted by it: linear in the number of rows, stable, and soon stopped. 16 bytes a row,
/// twice that while it sorts, and the distinct texts.
class SortKeys {
public:
    /// Rows without a value stand behind all others, either way.
    static constexpr std::uint64_t kLast = ~std::uint64_t{0};

    explicit SortKeys(std::size_t rows) { m_entries.reserve(rows); }

    void add(std::uint32_t row, std::uint64_t key) { m_entries.push_back({key, row}); }

    /// The key of a text, numbers before texts and by their value; kLast for an empty one. All keys are such, or none.
    [[nodiscard]] std::uint64_t ranked(std::string_view text);

    /// The key of a number that may be negative.
    [[nodiscard]] static std::uint64_t ordered(std::int64_t number) {
        return static_cast<std::uint64_t>(number) ^ std::uint64_t{1} << 63;
    }

    /// The rows in order, in `rows`. False if a stop was requested: then their order is undefined.
    [[nodiscard]] bool sort(bool descending, std::vector<std::uint32_t>& rows, const std::stop_token& stop);

private:
    struct Entry {
        std::uint64_t key = 0;
        std::uint32_t row = 0;
    };

    void rank();
    bool radixSort(const std::stop_token& stop);

    std::vector<Entry> m_entries;
    base::TextPool m_texts; ///< until they are ranked, the keys of texts are their places in it
    bool m_ranked = false;
};

} // namespace mqttscope::ui
