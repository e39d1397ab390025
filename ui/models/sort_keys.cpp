// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/sort_keys.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <numeric>

namespace mqttscope::ui {

namespace {

constexpr std::size_t kMaxText = 128; // bytes of a text that take part

/// Numbers before texts, numbers by value.
struct Comparable {
    std::string_view text;
    double number = 0;
    bool isNumber = false;

    explicit Comparable(std::string_view value)
        : text(value) {
        const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
        isNumber = fault == std::errc{} && end == value.data() + value.size() && number == number;
    }

    [[nodiscard]] bool operator<(const Comparable& other) const {
        if (isNumber != other.isNumber) return isNumber;
        if (isNumber && number != other.number) return number < other.number;
        return text < other.text;
    }
};

} // namespace

std::uint64_t SortKeys::ranked(std::string_view text) {
    m_ranked = true;
    return text.empty() ? kLast : m_texts.intern(text.substr(0, kMaxText)).value;
}

void SortKeys::rank() {
    std::vector<std::pair<Comparable, std::uint32_t>> texts;
    texts.reserve(m_texts.size());
    for (std::uint32_t i = 0; i < m_texts.size(); ++i) texts.emplace_back(m_texts.text(base::TextId(i)), i);
    std::ranges::sort(texts, [](const auto& one, const auto& other) { return one.first < other.first; });
    std::vector<std::uint32_t> ranks(texts.size());
    for (std::uint32_t rank = 0; rank < texts.size(); ++rank) ranks[texts[rank].second] = rank;
    for (auto& entry : m_entries)
        if (entry.key != kLast) entry.key = ranks[entry.key];
}

bool SortKeys::radixSort(const std::stop_token& stop) {
    std::uint64_t differing = 0;
    for (const auto& entry : m_entries) differing |= entry.key ^ m_entries.front().key;
    std::vector<Entry> other(m_entries.size());
    // A byte at a time from the last.
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if ((differing >> shift & 0xFFU) == 0) continue;
        if (stop.stop_requested()) return false;
        std::array<std::size_t, 256> place{};
        for (const auto& entry : m_entries) ++place[entry.key >> shift & 0xFFU];
        std::exclusive_scan(place.begin(), place.end(), place.begin(), std::size_t{0});
        for (const auto& entry : m_entries) other[place[entry.key >> shift & 0xFFU]++] = entry;
        m_entries.swap(other);
    }
    return true;
}

bool SortKeys::sort(bool descending, std::vector<std::uint32_t>& rows, const std::stop_token& stop) {
    if (m_ranked) rank();
    if (descending)
        for (auto& entry : m_entries)
            if (entry.key != kLast) entry.key = kLast - 1 - entry.key;
    if (!m_entries.empty() && !radixSort(stop)) return false;
    rows.resize(m_entries.size());
    std::ranges::transform(m_entries, rows.begin(), &Entry::row);
    return true;
}

} // namespace mqttscope::ui
